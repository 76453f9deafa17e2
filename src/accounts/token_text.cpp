// SPDX-License-Identifier: Apache-2.0
#include "accounts/token_text.hpp"

#include <array>
#include <cstdint>

#include "accounts/secret.hpp"

namespace vedette {
namespace {

constexpr std::size_t kChecksumLength = 6;
constexpr std::size_t kBodyLength = kTokenPrefix.size() + kSecretLength;

/// CRC-32 of ISO 3309 and zlib: reflected polynomial 0xEDB88320.
constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) != 0 ? 0xEDB88320U : 0);
    table[i] = value;
  }
  return table;
}

std::uint32_t crc32(std::string_view text) {
  static constexpr std::array<std::uint32_t, 256> kTable = make_crc_table();
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : text) crc = (crc >> 8) ^ kTable[(crc ^ static_cast<unsigned char>(c)) & 0xFF];
  return ~crc;
}

/// Most significant digit first.
std::array<char, kChecksumLength> checksum_of(std::string_view body) {
  constexpr std::string_view kDigits =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::array<char, kChecksumLength> text{};
  std::uint32_t rest = crc32(body);
  for (std::size_t i = kChecksumLength; i-- > 0; rest /= 62) text[i] = kDigits[rest % 62];
  return text;
}

}  // namespace

std::string make_token_text() {
  std::string text(kTokenPrefix);
  text += random_base62(kSecretLength);
  const auto checksum = checksum_of(text);
  return text.append(checksum.begin(), checksum.end());
}

bool is_token_text(std::string_view text) {
  if (text.size() != kBodyLength + kChecksumLength || !text.starts_with(kTokenPrefix)) return false;
  const std::string_view body = text.substr(0, kBodyLength);
  const auto checksum = checksum_of(body);
  return text.substr(kBodyLength) == std::string_view(checksum.data(), checksum.size()) &&
         is_base62(body.substr(kTokenPrefix.size()));
}

}  // namespace vedette
