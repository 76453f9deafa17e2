// SPDX-License-Identifier: Apache-2.0
#include "data/text.hpp"

#include <cstdint>
#include <cstring>

namespace vedette {
namespace {

/// What may follow a lead byte: how many bytes, and the range of the first of them.
struct Sequence {
  std::size_t followers = 0;  ///< 0: not a lead byte
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
};

/// RFC 3629, section 4.
Sequence sequence_of(unsigned char lead) {
  if (lead >= 0xC2 && lead <= 0xDF) return {1};
  if (lead == 0xE0) return {2, 0xA0, 0xBF};
  if (lead == 0xED) return {2, 0x80, 0x9F};
  if (lead >= 0xE1 && lead <= 0xEF) return {2};
  if (lead == 0xF0) return {3, 0x90, 0xBF};
  if (lead >= 0xF1 && lead <= 0xF3) return {3};
  if (lead == 0xF4) return {3, 0x80, 0x8F};
  return {};
}

std::size_t skip_ascii(std::string_view text, std::size_t i) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    if ((word & kHighBits) != 0) break;
  }
  while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80) ++i;
  return i;
}

bool is_sequence(std::string_view text, std::size_t i, const Sequence& sequence) {
  if (sequence.followers == 0 || text.size() - i <= sequence.followers) return false;
  const auto second = static_cast<unsigned char>(text[i + 1]);
  if (second < sequence.low || second > sequence.high) return false;
  for (std::size_t k = 2; k <= sequence.followers; ++k)
    if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
  return true;
}

}  // namespace

bool begins_json_object(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kJsonBlanks);
  return first != std::string_view::npos && text[first] == '{';
}

std::string_view trim(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

std::string header_key(std::string_view name) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (name.starts_with(kByteOrderMark)) name.remove_prefix(kByteOrderMark.size());
  return lower_case(trim(name));
}

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
  for (std::size_t i = skip_ascii(text, 0); i < text.size(); i = skip_ascii(text, i)) {
    const Sequence sequence = sequence_of(static_cast<unsigned char>(text[i]));
    if (!is_sequence(text, i, sequence)) return i;
    i += sequence.followers + 1;
  }
  return std::nullopt;
}

}  // namespace vedette
