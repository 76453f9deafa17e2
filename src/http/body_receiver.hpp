// SPDX-License-Identifier: Apache-2.0
/// Where a request body goes while it comes in: decoded, counted, and kept in memory or in a file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "http/body_decoder.hpp"
#include "http/fault.hpp"
#include "http/message.hpp"

namespace vedette {

struct BodyRules {
  enum class Keep { memory, file, nothing };
  Keep keep = Keep::memory;
  std::uint64_t max_bytes = 0;     ///< after decoding
  double decompression_ratio = 0;  ///< the most, once more than 1 MiB has come out
  std::filesystem::path spool{};   ///< directory of files
};

/// Receives one body into a `Request`, which must outlive it. Files are written on the calling
/// (network) thread: the bytes go to the page cache, which takes microseconds a piece.
class BodyReceiver {
 public:
  /// Faults: 413 when the head announces too much, 415 unknown coding, 500 no file can be made.
  [[nodiscard]] static OrFault<BodyReceiver> start(Request& request, const BodyRules& rules);
  ~BodyReceiver();
  BodyReceiver(BodyReceiver&& other) noexcept;
  BodyReceiver& operator=(BodyReceiver&&) = delete;

  /// Faults: 413 over the limit or the ratio, 400 damaged, 500 the file cannot be written.
  [[nodiscard]] OrFault<> add(std::string_view bytes);
  /// Room for what comes next, in its place at the end of the body, so that nobody need copy it;
  /// empty where bytes have to be decoded or written, or their number is not known, and add() is
  /// the way. Stays until the next call of any function.
  [[nodiscard]] std::span<char> room();
  [[nodiscard]] bool has_room() const;
  /// So many bytes were read into the front of it.
  void commit(std::size_t bytes);
  /// Fault: 400 when the coded data stops in the middle.
  [[nodiscard]] OrFault<> finish();
  /// Bytes that came over the wire.
  [[nodiscard]] std::uint64_t received() const { return received_; }

 private:
  BodyReceiver(Request& request, const BodyRules& rules) : request_(&request), rules_(rules) {}
  [[nodiscard]] OrFault<> open();
  void make_room(std::uint64_t most);
  [[nodiscard]] OrFault<> keep(std::string_view decoded);
  [[nodiscard]] OrFault<> write(std::string_view decoded) const;

  Request* request_;
  BodyRules rules_;
  std::unique_ptr<BodyDecoder> decoder_{};
  int fd_ = -1;
  std::uint64_t announced_ = 0;  ///< as sent, before decoding; 0: unknown
  std::uint64_t received_ = 0;
  std::uint64_t kept_ = 0;  ///< a body in memory may be longer while it comes in
};

}  // namespace vedette
