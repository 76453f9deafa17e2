// SPDX-License-Identifier: Apache-2.0
/// Content hashes: SHA-256 (FIPS 180-4, through OpenSSL) where a hash is a promise, XXH3-128
/// where it only groups equal rows.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace vedette {

/// SHA-256 over data that arrives in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::string_view bytes);
  /// 64 lower-case hexadecimal digits; the object must not be used afterwards.
  [[nodiscard]] std::string hex_digest();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// SHA-256 of one piece, as 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// SHA-1 (FIPS 180-4) of one piece, in Base64 (RFC 4648): only for formats that ask for it.
[[nodiscard]] std::string sha1_base64(std::string_view bytes);

/// 128 bits that group equal content; not for security.
struct Hash128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  auto operator<=>(const Hash128&) const = default;
};

[[nodiscard]] Hash128 hash128(std::string_view bytes);

/// Lower-case hexadecimal text of bytes.
[[nodiscard]] std::string to_hex(std::string_view bytes);

}  // namespace vedette

template <>
struct std::hash<vedette::Hash128> {
  std::size_t operator()(const vedette::Hash128& h) const noexcept { return h.low; }
};
