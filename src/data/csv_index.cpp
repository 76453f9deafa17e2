// SPDX-License-Identifier: Apache-2.0
#include "data/csv_index.hpp"

#include <algorithm>
#include <bit>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace vedette {
namespace {

constexpr std::size_t kBlock = 64;
constexpr std::size_t kStepBytes = 64 * kBlock;

/// One bit per byte of a block.
struct BlockBits {
  std::uint64_t special = 0;  ///< delimiters and marks
  std::uint64_t marks = 0;    ///< quotes and line ends
};

#if defined(__SSE2__)
BlockBits classify(const char* block, char delimiter) {
  const __m128i delimiters = _mm_set1_epi8(delimiter);
  const __m128i quotes = _mm_set1_epi8('"');
  const __m128i line_feeds = _mm_set1_epi8('\n');
  const __m128i returns = _mm_set1_epi8('\r');
  BlockBits bits;
  for (int part = 0; part < 4; ++part) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + 16 * part));
    const __m128i marks = _mm_or_si128(
        _mm_cmpeq_epi8(bytes, quotes),
        _mm_or_si128(_mm_cmpeq_epi8(bytes, line_feeds), _mm_cmpeq_epi8(bytes, returns)));
    const __m128i special = _mm_or_si128(_mm_cmpeq_epi8(bytes, delimiters), marks);
    bits.marks |= std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(marks))} << (16 * part);
    bits.special |= std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(special))} << (16 * part);
  }
  return bits;
}
#else
BlockBits classify(const char* block, char delimiter) {
  BlockBits bits;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const char c = block[i];
    const bool is_mark = c == '\n' || c == '\r' || c == '"';
    bits.marks |= std::uint64_t{is_mark} << i;
    bits.special |= std::uint64_t{is_mark || c == delimiter} << i;
  }
  return bits;
}
#endif

}  // namespace

void CsvIndex::begin(std::string_view text, char delimiter, End end) {
  text_ = text;
  delimiter_ = delimiter;
  end_ = end;
  seen_ = 0;
  marks_.clear();
  passed_marks_ = 0;
  const std::size_t most = text.size() + 2;  // one before everything, one after the end
  if (most > room_) {
    starts_ = std::make_unique_for_overwrite<std::uint32_t[]>(most);
    room_ = most;
  }
  starts_[0] = 0;
  count_ = 1;
}

bool CsvIndex::extend() {
  if (seen_ >= text_.size()) return false;
  const std::size_t stop = std::min(seen_ + kStepBytes, text_.size());
  for (; seen_ < stop; seen_ += kBlock) {
    BlockBits bits = classify(text_.data() + seen_, delimiter_);
    if (const std::size_t left = text_.size() - seen_; left < kBlock) {
      const std::uint64_t inside = (std::uint64_t{1} << left) - 1;
      bits = {bits.special & inside, bits.marks & inside};
    }
    add_block(bits.special, bits.marks);
  }
  if (seen_ >= text_.size() && end_ == End::closes_row) {
    marks_.push_back(static_cast<std::uint32_t>(count_));
    starts_[count_++] = static_cast<std::uint32_t>(text_.size() + 1);
  }
  return true;
}

void CsvIndex::add_block(std::uint64_t special, std::uint64_t marks) {
  for (; marks != 0; marks &= marks - 1) {
    const std::uint64_t before = special & ((marks & (~marks + 1)) - 1);
    marks_.push_back(static_cast<std::uint32_t>(count_) +
                     static_cast<std::uint32_t>(std::popcount(before)));
  }
  const auto first = static_cast<std::uint32_t>(seen_ + 1);
  std::uint32_t* to = starts_.get() + count_;
  for (; special != 0; special &= special - 1)
    *to++ = first + static_cast<std::uint32_t>(std::countr_zero(special));
  count_ = static_cast<std::size_t>(to - starts_.get());
}

std::size_t CsvIndex::next_mark(std::size_t from) {
  for (;;) {
    while (passed_marks_ < marks_.size() && marks_[passed_marks_] <= from) ++passed_marks_;
    if (passed_marks_ < marks_.size()) return marks_[passed_marks_];
    if (!extend()) return kNone;
  }
}

std::size_t CsvIndex::find(std::size_t position, std::size_t from) {
  for (;; ++from) {
    while (from >= count_)
      if (!extend()) return kNone;
    if (starts_[from] >= position) return from;
  }
}

}  // namespace vedette
