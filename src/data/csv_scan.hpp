// SPDX-License-Identifier: Apache-2.0
/// Finds the bytes that matter to CSV, 64 at a time.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace vedette {

#if defined(__SSE2__)
/// One bit per byte of the 64 at `block`: delimiter, quote, LF or CR.
inline std::uint64_t special_bytes(const char* block, char delimiter) {
  const __m128i delimiters = _mm_set1_epi8(delimiter);
  const __m128i quotes = _mm_set1_epi8('"');
  const __m128i line_feeds = _mm_set1_epi8('\n');
  const __m128i returns = _mm_set1_epi8('\r');
  std::uint64_t bits = 0;
  for (int part = 0; part < 4; ++part) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + 16 * part));
    const __m128i hits = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(bytes, delimiters), _mm_cmpeq_epi8(bytes, quotes)),
        _mm_or_si128(_mm_cmpeq_epi8(bytes, line_feeds), _mm_cmpeq_epi8(bytes, returns)));
    const auto mask = static_cast<std::uint32_t>(_mm_movemask_epi8(hits));
    bits |= static_cast<std::uint64_t>(mask) << (16 * part);
  }
  return bits;
}
#else
inline std::uint64_t special_bytes(const char* block, char delimiter) {
  std::uint64_t bits = 0;
  for (int i = 0; i < 64; ++i) {
    const char c = block[i];
    const bool hit = c == delimiter || c == '"' || c == '\n' || c == '\r';
    bits |= static_cast<std::uint64_t>(hit) << i;
  }
  return bits;
}
#endif

/// Walks over the special bytes of a text, which needs 64 readable bytes past its end.
class SpecialBytes {
 public:
  SpecialBytes(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {
    if (!text.empty()) bits_ = special_bytes(text.data(), delimiter);
  }

  /// Position of the next one; the size of the text where there is none.
  std::size_t next() {
    while (bits_ == 0) {
      block_ += 64;
      if (block_ >= text_.size()) return text_.size();
      bits_ = special_bytes(text_.data() + block_, delimiter_);
    }
    const std::size_t position = block_ + static_cast<std::size_t>(std::countr_zero(bits_));
    bits_ &= bits_ - 1;
    return position < text_.size() ? position : text_.size();
  }

  /// Continues with the first one at or after `position`.
  void seek(std::size_t position) {
    block_ = position / 64 * 64;
    if (block_ >= text_.size()) {
      bits_ = 0;
      return;
    }
    bits_ = special_bytes(text_.data() + block_, delimiter_) & (~std::uint64_t{0} << position % 64);
  }

 private:
  std::string_view text_;
  char delimiter_;
  std::size_t block_ = 0;
  std::uint64_t bits_ = 0;
};

}  // namespace vedette
