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

#if defined(__x86_64__)
/// One bit for each of 16 bytes that lies between `low` and `high`.
unsigned bytes_between(__m128i bytes, char low, char high) {
  const __m128i above_low = _mm_sub_epi8(bytes, _mm_set1_epi8(low));
  const __m128i most = _mm_set1_epi8(static_cast<char>(high - low));
  return static_cast<unsigned>(
      _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(above_low, most), above_low)));
}
#endif

/// The size of the JSON number that `text` begins with, found in one step; 0 where none stands
/// there, or one with an exponent or of 16 bytes and more.
std::size_t size_of_plain_number([[maybe_unused]] const char* text) {
#if defined(__x86_64__)
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
  // The next value waits for this size alone, so it is what `-` to `9` says, with `/` among them;
  // whether it is a number is found out beside that.
  const auto size = static_cast<unsigned>(std::countr_one(bytes_between(bytes, '-', '9')));
  const unsigned inside = (1U << size) - 1;
  const unsigned sign = bytes_between(bytes, '-', '-') & 1;
  const unsigned digits = bytes_between(bytes, '0', '9') & inside;
  const unsigned points = bytes_between(bytes, '.', '.') & inside;
  const unsigned zeros = bytes_between(bytes, '0', '0');
  // A digit begins it, and no zero before another one; a digit ends it, and there is one point at
  // most. No branch: none could be foretold.
  const unsigned begins = digits & ~(zeros & digits >> 1);
  const bool is_number = ((digits | points | sign) == inside) & ((begins >> sign & 1) != 0) &
                         (digits > inside >> 1) & ((points & (points - 1)) == 0);
  const bool goes_on = (size == 16) | ((text[size] | 0x20) == 'e');
  if (!is_number | goes_on) [[unlikely]] return 0;
  return size;
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

  /// What follows the last value.
  bool take_end() {
    skip_blanks();
    if (!take('}')) return false;
    skip_blanks();
    return at_end();
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
  return scanner.take_end();
}

std::optional<RowText> copy_familiar_row(std::string_view row, std::span<const KnownKey> keys,
                                         std::size_t columns, CopiedRows& rows) {
  Scanner scanner(row);
  CopiedRows::Writer writer = rows.begin(columns, row.size());
  std::size_t next = 0;  // column
  for (const KnownKey& key : keys) {
    std::string_view text;
    if (!scanner.take(key.lead) || !scanner.take_value(text)) return std::nullopt;
    for (; next < key.column; ++next) writer.add({});
    writer.add_short(text);
    ++next;
  }
  if (!scanner.take_end()) return std::nullopt;
  return writer.finish();
}

bool is_json_number(std::string_view text) {
  Scanner scanner(text);
  return scanner.take_number(text) && scanner.at_end();
}

}  // namespace vedette
