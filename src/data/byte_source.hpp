// SPDX-License-Identifier: Apache-2.0
/// Bytes of a file, of standard input or of memory, as a stream: unpacked on the way where they
/// are compressed, and hashed as they are where that is asked for. Serves tables and captures
/// alike.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "data/raw_input.hpp"

namespace vedette {

/// Reads forward only. gzip (RFC 1952, any number of members) and Zstandard (RFC 8878, any number
/// of frames) are recognised by their first bytes, never by the file name. Not thread-safe.
class ByteSource {
 public:
  /// `-` is standard input. Errors: `not_found`, `io`; `unsupported` for other packed formats.
  [[nodiscard]] static Result<ByteSource> open(const std::string& path,
                                               Hashing hashing = Hashing::none);
  /// The same over bytes in memory; `name` stands for the file in errors.
  [[nodiscard]] static Result<ByteSource> from_memory(std::string bytes, std::string name,
                                                      Hashing hashing = Hashing::none);

  ~ByteSource();
  ByteSource(ByteSource&&) noexcept;
  ByteSource& operator=(ByteSource&&) noexcept;

  /// Fills the front of `into` with unpacked bytes and tells how many; 0 only at the end.
  /// Errors: `io`; `malformed` where packed data is damaged or ends early, with the raw byte.
  /// Whatever could be unpacked before the damage has been handed out by then.
  [[nodiscard]] Result<std::size_t> read(std::span<char> into);

  /// The bytes lie in memory as they are, and need not be copied: lend() may be used in place of
  /// read().
  [[nodiscard]] bool lends() const;
  /// Up to `most` of them, none only at the end. One piece follows the other in memory, with
  /// `kLentPadding` readable bytes behind the last; they stay until the source ends.
  [[nodiscard]] std::string_view lend(std::size_t most);
  static constexpr std::size_t kLentPadding = RawInput::kPadding;

  /// Up to `count` unpacked bytes from the front, which the next reads give again: for looking at
  /// what kind of file this is. Fewer only at the end. Errors: as read().
  [[nodiscard]] Result<std::string> peek(std::size_t count);

  /// As the user named it.
  [[nodiscard]] const std::string& name() const;
  /// For a copy that people know by another name.
  void set_name(std::string name);
  /// Raw bytes taken so far, and in all; 0 where nobody knows, as with a pipe.
  [[nodiscard]] std::uint64_t bytes_read() const;
  [[nodiscard]] std::uint64_t bytes_total() const;
  /// SHA-256 of the raw bytes taken so far: of the whole file once `read` has returned 0. Empty
  /// where hashing was not asked for.
  [[nodiscard]] std::string content_sha256() const;

 private:
  struct State;
  explicit ByteSource(std::unique_ptr<State> state);
  [[nodiscard]] static Result<ByteSource> start(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vedette
