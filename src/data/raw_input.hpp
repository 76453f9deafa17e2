// SPDX-License-Identifier: Apache-2.0
/// The raw bytes under a ByteSource: where they come from, how many there are, and their hash.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/hash.hpp"

namespace vedette {

/// Whether the raw bytes are hashed on the way: a fifth of the time of reading.
enum class Hashing { none, sha256 };

/// One descriptor, or bytes in memory. Owns the descriptor.
class RawInput {
 public:
  /// Errors: `not_found`, `io`.
  [[nodiscard]] static Result<RawInput> open(const std::string& path, Hashing hashing);
  RawInput(std::string bytes, std::string name, Hashing hashing);
  ~RawInput();
  RawInput(RawInput&& other) noexcept;
  RawInput& operator=(RawInput&&) = delete;

  /// So many bytes past the end of a memory are readable, and zero.
  static constexpr std::size_t kPadding = 64;

  /// 0 only at the end. Errors: `io`.
  [[nodiscard]] Result<std::size_t> read(std::span<char> into);
  /// The first bytes (at most 16) without taking them; fewer only where there are no more.
  [[nodiscard]] Result<std::string_view> peek();
  [[nodiscard]] bool is_memory() const { return descriptor_ < 0; }
  /// The bytes of a memory that have not been taken.
  [[nodiscard]] std::string_view rest() const;
  /// Takes up to `most` of them where they are, which is where they stay until this moves or ends.
  [[nodiscard]] std::string_view lend(std::size_t most);

  [[nodiscard]] const std::string& name() const { return name_; }
  void set_name(std::string name) { name_ = std::move(name); }
  [[nodiscard]] std::uint64_t bytes_read() const { return taken_; }
  [[nodiscard]] std::uint64_t bytes_total() const { return total_; }
  /// Empty where hashing was not asked for.
  [[nodiscard]] std::string content_sha256();

 private:
  RawInput() = default;
  void note_taken(std::string_view bytes);
  [[nodiscard]] Result<std::size_t> read_descriptor(std::span<char> into);

  std::string name_;
  int descriptor_ = -1;
  std::string memory_;  ///< all bytes and padding, where there is no descriptor
  std::string peeked_;  ///< bytes read ahead of a descriptor and not yet taken
  std::uint64_t taken_ = 0;
  std::uint64_t total_ = 0;
  std::optional<Sha256> hash_;
  std::string digest_;  ///< set once the hash has been asked for
};

}  // namespace vedette
