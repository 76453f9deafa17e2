// SPDX-License-Identifier: Apache-2.0
/// Random secrets, their hashes, and text that leaves no copy behind in memory. The only thing kept
/// of a session or token is the SHA-256 of its secret: with 256 random bits nothing slower is
/// needed, and a look-up stays cheap.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace vedette {

/// Text that is overwritten when it goes: passwords and secrets on their way.
class SecretText {
 public:
  SecretText() = default;
  /// Takes the text over; the caller's string is wiped.
  explicit SecretText(std::string&& text);
  ~SecretText();
  SecretText(SecretText&& other) noexcept;
  SecretText& operator=(SecretText&& other) noexcept;
  [[nodiscard]] std::string_view view() const { return text_; }

 private:
  std::string text_;
};

/// Overwrites the characters, also those beyond its end that it has room for, and empties it.
void wipe(std::string& text);

/// SHA-256.
using Digest = std::array<unsigned char, 32>;

/// The digest is as random as the secret was: its first bytes are hash enough.
struct DigestHash {
  std::size_t operator()(const Digest& digest) const noexcept {
    std::size_t hash = 0;
    std::memcpy(&hash, digest.data(), sizeof hash);
    return hash;
  }
};

[[nodiscard]] Digest digest_of(std::string_view secret);
[[nodiscard]] std::string to_hex(const Digest& digest);
/// 64 lower-case hexadecimal digits. Errors: `malformed`.
[[nodiscard]] Result<Digest> parse_digest(std::string_view hex);
/// Public name of what has this digest, for lists and logs: its first 48 bits in hexadecimal.
[[nodiscard]] std::string short_id(const Digest& digest);

/// `count` random characters of 0-9, A-Z, a-z, 5.95 bits each.
[[nodiscard]] std::string random_base62(std::size_t count);
/// 43 base62 characters hold 256 bits.
inline constexpr std::size_t kSecretLength = 43;
[[nodiscard]] bool is_base62(std::string_view text);

/// Six groups of four letters and digits that nobody confuses, 118 bits: for a person to type once.
[[nodiscard]] std::string random_password();

/// HMAC-SHA-256 (RFC 2104) of `message` under `key`, in hexadecimal.
[[nodiscard]] std::string hmac_hex(std::string_view key, std::string_view message);

/// In time that depends on the length only.
[[nodiscard]] bool equal_secrets(std::string_view a, std::string_view b);

}  // namespace vedette
