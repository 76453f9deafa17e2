// SPDX-License-Identifier: Apache-2.0
#include "accounts/password.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <cctype>

namespace vedette {
namespace {

constexpr std::size_t kFewestDifferent = 5;

constexpr std::string_view kSilly[] = {
    "password1234", "password12345", "password123456", "passwordpassword", "mypassword123",
    "123456789012", "1234567890123", "12345678901234", "qwertyuiop12",     "qwertyuiop123",
    "qwertyuiopas", "qwertyuiopasdf", "qwerty123456",  "abcdefghijkl",     "abcdefghijklm",
    "1q2w3e4r5t6y", "1qaz2wsx3edc",  "changemechangeme", "changeme1234",   "letmeinletmein",
    "administrator", "administrator1", "administrator123", "adminadminadmin", "admin1234567",
    "welcome12345", "welcometovedette", "vedettevedette", "vedette12345",  "iloveyou1234",
    "correcthorsebatterystaple", "trustno1trustno1", "passw0rd1234",
};

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return lower;
}

/// Bytes that do not continue a UTF-8 character.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool is_silly(std::string_view user, std::string_view password) {
  std::bitset<256> seen;
  for (const char c : password) seen.set(static_cast<unsigned char>(c));
  std::string lower = lower_case(password);
  const bool silly = lower == lower_case(user) || seen.count() < kFewestDifferent ||
                     std::ranges::find(kSilly, std::string_view(lower)) != std::end(kSilly);
  sodium_memzero(lower.data(), lower.size());
  return silly;
}

std::string base64(const unsigned char* bytes, std::size_t size) {
  std::string text(sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL_NO_PADDING), ' ');
  sodium_bin2base64(text.data(), text.size(), bytes, size,
                    sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  text.pop_back();  // the final NUL
  return text;
}

}  // namespace

Result<> check_password_rules(std::string_view user, std::string_view password) {
  if (characters(password) < kShortestPassword)
    return fail(ErrorCode::invalid_argument,
                fmt::format("the password is shorter than {} characters", kShortestPassword),
                "a few unrelated words make a good one");
  if (password.size() > kLongestPassword)
    return fail(ErrorCode::invalid_argument,
                fmt::format("the password is longer than {} bytes", kLongestPassword));
  if (is_silly(user, password))
    return fail(ErrorCode::invalid_argument, "the password is one of the first that are guessed",
                "a few unrelated words make a good one");
  return {};
}

Result<std::string> hash_password(std::string_view password, const PasswordCost& cost) {
  check(sodium_init() >= 0, "libsodium finds its source of random numbers");
  std::array<char, crypto_pwhash_STRBYTES> text{};
  const int status = crypto_pwhash_str_alg(text.data(), password.data(), password.size(),
                                           cost.passes, cost.memory_bytes,
                                           crypto_pwhash_ALG_ARGON2ID13);
  if (status != 0)
    return fail(ErrorCode::unavailable,
                fmt::format("there are no {} bytes of memory to hash a password in",
                            cost.memory_bytes));
  return std::string(text.data());
}

bool password_fits(const std::string& hash, std::string_view password) {
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool is_password_hash(const std::string& text) {
  return text.starts_with(crypto_pwhash_argon2id_STRPREFIX) &&
         text.size() < crypto_pwhash_STRBYTES &&
         crypto_pwhash_str_needs_rehash(text.c_str(), 1, crypto_pwhash_MEMLIMIT_MIN) >= 0;
}

bool needs_rehash(const std::string& hash, const PasswordCost& cost) {
  return crypto_pwhash_str_needs_rehash(hash.c_str(), cost.passes, cost.memory_bytes) != 0;
}

std::string decoy_hash(const PasswordCost& cost) {
  check(sodium_init() >= 0, "libsodium finds its source of random numbers");
  std::array<unsigned char, crypto_pwhash_SALTBYTES + 32> random{};
  randombytes_buf(random.data(), random.size());
  return fmt::format("$argon2id$v=19$m={},t={},p=1${}${}", cost.memory_bytes / 1024, cost.passes,
                     base64(random.data(), crypto_pwhash_SALTBYTES),
                     base64(random.data() + crypto_pwhash_SALTBYTES, 32));
}

}  // namespace vedette
