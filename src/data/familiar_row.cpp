// SPDX-License-Identifier: Apache-2.0
#include "data/familiar_row.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

#include "data/text.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace vedette {
namespace {

/// Inline: a call of memcmp() for a dozen bytes takes longer than to compare them.
bool are_same(const char* a, const char* b, std::size_t size) {
  constexpr std::size_t kStep = sizeof(std::uint64_t);
  if (size < kStep) return std::memcmp(a, b, size) == 0;
  const auto differ = [&](std::size_t at) {
    std::uint64_t in_a = 0;
    std::uint64_t in_b = 0;
    std::memcpy(&in_a, a + at, kStep);
    std::memcpy(&in_b, b + at, kStep);
    return in_a != in_b;
  };
  for (std::size_t at = 0; at + kStep < size; at += kStep)
    if (differ(at)) return false;
  return !differ(size - kStep);  // which may overlap the step before
}

/// The size of the JSON number that `text` begins with, found in one step; 0 where none stands
/// there, or one with an exponent or of 16 bytes and more.
std::size_t size_of_plain_number([[maybe_unused]] const char* text) {
#if defined(__x86_64__)
  const std::size_t sign = *text == '-' ? 1 : 0;
  text += sign;
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
  const __m128i values = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
  const __m128i are_digits = _mm_cmpeq_epi8(_mm_min_epu8(values, _mm_set1_epi8(9)), values);
  const __m128i are_points = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('.'));
  const auto digits = static_cast<unsigned>(_mm_movemask_epi8(are_digits));
  const auto points = static_cast<unsigned>(_mm_movemask_epi8(are_points));
  const auto size = static_cast<unsigned>(std::countr_one(digits | points));
  const unsigned inner_points = points & ((1U << size) - 1);
  const bool is_long = size == 16;
  const bool has_exponent = (text[size] | 0x20) == 'e';
  const bool has_zero_before_digit = (static_cast<unsigned>(*text == '0') & digits >> 1) != 0;
  // A digit begins it, a digit ends it, and there is one point between them at most.
  const bool is_number = (digits & 1) != 0 && (digits >> (size - 1) & 1) != 0 &&
                         (inner_points & (inner_points - 1)) == 0;
  return is_number && !is_long && !has_exponent && !has_zero_before_digit ? sign + size : 0;
#else
  return 0;
#endif
}

/// Takes pieces of a JSON text from its front; each function is true when it found its piece.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : at_(text.data()), end_(at_ + text.size()) {}

  [[nodiscard]] bool at_end() const { return at_ == end_; }
  void skip_blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }
  bool take(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }
  bool take(std::string_view text) {
    if (left() < text.size() || !are_same(at_, text.data(), text.size())) return false;
    at_ += text.size();
    return true;
  }
  bool take_value(std::string_view& text) {
    if (at_ == end_) return false;
    switch (*at_) {
      case '"': return take_string(text);
      case 'n': text = {}; return take(std::string_view("null"));
      case 't': return take_word("true", text);
      case 'f': return take_word("false", text);
      default: return take_plain_number(text) || take_number(text);
    }
  }

  bool take_number(std::string_view& text) {
    const char* const first = at_;
    take('-');
    if (!take('0') && !take_digits()) return false;
    if (take('.') && !take_digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!take_digits()) return false;
    }
    text = {first, at_};
    return true;
  }

 private:
  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
  bool take_word(std::string_view word, std::string_view& text) {
    text = {at_, word.size()};
    return take(word);
  }
  bool take_string(std::string_view& text) {
    const char* const first = ++at_;
    while (at_ != end_ && *at_ >= ' ' && *at_ <= '~' && *at_ != '"' && *at_ != '\\') ++at_;
    text = {first, at_};
    return take('"');
  }
  bool take_digits() {
    const char* const first = at_;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return at_ != first;
  }
  bool take_plain_number(std::string_view& text) {
    const std::size_t size = size_of_plain_number(at_);
    if (size == 0 || size > left()) return false;
    text = {at_, size};
    at_ += size;
    return true;
  }

  const char* at_;
  const char* end_;
};

}  // namespace

bool read_familiar_row(std::string_view row, std::span<const KnownKey> keys,
                       std::span<std::string_view> texts) {
  Scanner scanner(row);
  // What ends a value comes next with the lead of the one after it, or the row is not familiar.
  for (const KnownKey& key : keys)
    if (!scanner.take(key.lead) || !scanner.take_value(texts[key.column])) return false;
  scanner.skip_blanks();
  if (!scanner.take('}')) return false;
  scanner.skip_blanks();
  return scanner.at_end();
}

bool is_json_number(std::string_view text) {
  Scanner scanner(text);
  return scanner.take_number(text) && scanner.at_end();
}

}  // namespace vedette
