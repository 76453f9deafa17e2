// SPDX-License-Identifier: Apache-2.0
#include "accounts/secret.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <utility>

#include "base/hash.hpp"

namespace vedette {
namespace {

constexpr std::string_view kBase62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kEasyLetters = "abcdefghjkmnpqrstuvwxyz23456789";
constexpr std::size_t kGroups = 6;
constexpr std::size_t kGroupLength = 4;

void ready() {
  static const bool initialised = sodium_init() >= 0;
  check(initialised, "libsodium finds its source of random numbers");
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

char random_of(std::string_view letters) {
  return letters[randombytes_uniform(static_cast<std::uint32_t>(letters.size()))];
}

}  // namespace

void wipe(std::string& text) {
  text.resize(text.capacity());
  sodium_memzero(text.data(), text.size());
  text.clear();
}

SecretText::SecretText(std::string&& text) : text_(text) { wipe(text); }

SecretText::~SecretText() { wipe(text_); }

SecretText::SecretText(SecretText&& other) noexcept : text_(other.text_) { wipe(other.text_); }

SecretText& SecretText::operator=(SecretText&& other) noexcept {
  std::swap(text_, other.text_);
  return *this;
}

Digest digest_of(std::string_view secret) {
  Digest digest;
  crypto_hash_sha256(digest.data(), bytes_of(secret), secret.size());
  return digest;
}

std::string to_hex(const Digest& digest) {
  return to_hex(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

Result<Digest> parse_digest(std::string_view hex) {
  Digest digest{};
  std::size_t size = 0;
  const bool lower = std::ranges::all_of(
      hex, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  if (!lower || hex.size() != 2 * digest.size() ||
      sodium_hex2bin(digest.data(), digest.size(), hex.data(), hex.size(), nullptr, &size,
                     nullptr) != 0)
    return fail(ErrorCode::malformed, "a hash has not 64 hexadecimal digits");
  return digest;
}

std::string short_id(const Digest& digest) { return to_hex(digest).substr(0, 12); }

std::string random_base62(std::size_t count) {
  ready();
  std::string text(count, '0');
  std::ranges::generate(text, [] { return random_of(kBase62); });
  return text;
}

bool is_base62(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  });
}

std::string random_password() {
  ready();
  std::string text;
  text.reserve(kGroups * (kGroupLength + 1));
  for (std::size_t i = 0; i < kGroups * kGroupLength; ++i) {
    if (i > 0 && i % kGroupLength == 0) text += '-';
    text += random_of(kEasyLetters);
  }
  return text;
}

std::string hmac_hex(std::string_view key, std::string_view message) {
  crypto_auth_hmacsha256_state state;
  Digest digest;
  crypto_auth_hmacsha256_init(&state, bytes_of(key), key.size());
  crypto_auth_hmacsha256_update(&state, bytes_of(message), message.size());
  crypto_auth_hmacsha256_final(&state, digest.data());
  sodium_memzero(&state, sizeof state);
  return to_hex(digest);
}

bool equal_secrets(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace vedette
