// SPDX-License-Identifier: Apache-2.0
/// Passwords: which are good enough, and how they are kept (Argon2id, RFC 9106, with the parameters
/// of the OWASP password storage cheat sheet).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace vedette {

/// What one guess costs. Smaller than the default only in tests.
struct PasswordCost {
  unsigned long long passes = 2;
  std::size_t memory_bytes = std::size_t{19} << 20;  ///< at least 8 KiB
};

inline constexpr std::size_t kShortestPassword = 12;  ///< in characters (UTF-8)
inline constexpr std::size_t kLongestPassword = 1024;  ///< in bytes

/// Says why a password will not do: too short or long, the user's name, on a short list of what
/// everybody tries, or made of fewer than five different characters.
/// Errors: `invalid_argument`, which never repeats the password.
[[nodiscard]] Result<> check_password_rules(std::string_view user, std::string_view password);

/// A PHC string `$argon2id$v=19$m=...`. Errors: `unavailable` when memory is short.
[[nodiscard]] Result<std::string> hash_password(std::string_view password,
                                                const PasswordCost& cost);

/// Takes as long as hashing did, whether or not it fits.
[[nodiscard]] bool password_fits(const std::string& hash, std::string_view password);

/// Whether `text` is a hash that `password_fits` can check.
[[nodiscard]] bool is_password_hash(const std::string& text);

/// Whether the hash was made at another cost: then hash anew when the password is at hand.
[[nodiscard]] bool needs_rehash(const std::string& hash, const PasswordCost& cost);

/// A hash that no password is known for and that takes as long to check as any other: for names
/// that do not exist.
[[nodiscard]] std::string decoy_hash(const PasswordCost& cost);

}  // namespace vedette
