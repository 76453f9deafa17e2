// SPDX-License-Identifier: Apache-2.0
#include "data/csv_index.hpp"

#include <algorithm>
#include <bit>

#include "base/intrinsics.hpp"

namespace vedette {
namespace {

constexpr std::size_t kBlock = 64;
constexpr std::size_t kStepBytes = 64 * kBlock;

/// Places are written 16 at a time: past the last, so many are written for nothing.
constexpr std::size_t kSpare = 16;

/// One bit per byte of a block.
struct BlockBits {
  std::uint64_t special = 0;  ///< delimiters and marks
  std::uint64_t marks = 0;    ///< quotes and line ends
};

#if defined(__x86_64__)
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

/// The bits of the bytes that a text still has, of which `left` are.
std::uint64_t inside(std::size_t left) {
  return left < kBlock ? (std::uint64_t{1} << left) - 1 : ~std::uint64_t{0};
}

}  // namespace

void CsvIndex::begin(std::string_view text, char delimiter, End end) {
  text_ = text;
  delimiter_ = delimiter;
  end_ = end;
  seen_ = 0;
  mark_count_ = 0;
  passed_marks_ = 0;
  count_ = 0;
  make_room();
  starts_[0] = 0;
  count_ = 1;
}

/// Asked for by step, not by text: memory that is never used costs the system's time all the same.
void CsvIndex::make_room() {
  constexpr std::size_t kMostInStep = kStepBytes + kSpare + 2;  // one before, and one after the end
  const auto grow = [](UnsetVector<std::uint32_t>& places, std::size_t used) {
    if (places.size() < used + kMostInStep) places.resize(2 * places.size() + kMostInStep);
  };
  grow(starts_, count_);
  grow(marks_, mark_count_);
}

bool CsvIndex::extend() {
  if (seen_ >= text_.size()) return false;
  make_room();
  const std::size_t stop = std::min(seen_ + kStepBytes, text_.size());
  if (simd_ == Simd::avx512)
    add_blocks_avx512(stop);
  else
    add_blocks(stop);
  if (seen_ >= text_.size() && end_ == End::closes_row) {
    marks_[mark_count_++] = static_cast<std::uint32_t>(count_);
    starts_[count_++] = static_cast<std::uint32_t>(text_.size() + 1);
  }
  return true;
}

void CsvIndex::add_blocks(std::size_t stop) {
  for (; seen_ < stop; seen_ += kBlock) {
    const BlockBits bits = classify(text_.data() + seen_, delimiter_);
    const std::uint64_t present = inside(text_.size() - seen_);
    add_marks(bits.special & present, bits.marks & present);
    const auto first = static_cast<std::uint32_t>(seen_ + 1);
    std::uint32_t* to = starts_.data() + count_;
    for (std::uint64_t left = bits.special & present; left != 0; left &= left - 1)
      *to++ = first + static_cast<std::uint32_t>(std::countr_zero(left));
    count_ = static_cast<std::size_t>(to - starts_.data());
  }
}

#if defined(__x86_64__)
/// 0, 1, 2, and so on.
struct Places {
  alignas(kBlock) std::uint8_t bytes[kBlock] = {};
  constexpr Places() {
    for (std::size_t i = 0; i < kBlock; ++i) bytes[i] = static_cast<std::uint8_t>(i);
  }
};
constexpr Places kPlaces;

/// Writes `base` and the place of each of these bits added, 16 at a time.
VEDETTE_AVX512_INLINE void write_places(std::uint64_t bits, std::size_t count, std::uint32_t base,
                                        std::uint32_t* to) {
  const __m512i offset = _mm512_set1_epi32(static_cast<int>(base));
  __m512i places = _mm512_maskz_compress_epi8(bits, _mm512_load_si512(kPlaces.bytes));
  for (std::size_t i = 0;;) {
    const __m512i some = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(places));
    _mm512_storeu_si512(to + i, _mm512_add_epi32(some, offset));
    i += kSpare;
    if (i >= count) return;
    places = _mm512_alignr_epi32(places, places, 4);
  }
}

/// The same for bits of which there is seldom more than one: no branch asks whether there is any.
VEDETTE_AVX512_INLINE void write_few_places(std::uint64_t bits, std::uint32_t base,
                                            std::uint32_t* to) {
  *to = base + static_cast<std::uint32_t>(_tzcnt_u64(bits));
  for (bits = _blsr_u64(bits); bits != 0; bits = _blsr_u64(bits))
    *++to = base + static_cast<std::uint32_t>(_tzcnt_u64(bits));
}

[[gnu::target(VEDETTE_AVX512)]] void CsvIndex::add_blocks_avx512(std::size_t stop) {
  const __m512i delimiters = _mm512_set1_epi8(delimiter_);
  std::size_t count = count_;
  std::size_t mark_count = mark_count_;
  std::size_t at = seen_;
  for (; at < stop; at += kBlock) {
    const __m512i bytes = _mm512_loadu_si512(text_.data() + at);
    const std::uint64_t present = inside(text_.size() - at);
    const std::uint64_t marks = present & (_mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('"')) |
                                           _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\n')) |
                                           _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\r')));
    const std::uint64_t special = marks | (present & _mm512_cmpeq_epi8_mask(bytes, delimiters));
    const auto found = static_cast<std::size_t>(_mm_popcnt_u64(special));
    write_few_places(_pext_u64(marks, special), static_cast<std::uint32_t>(count),
                     marks_.data() + mark_count);
    write_places(special, found, static_cast<std::uint32_t>(at + 1), starts_.data() + count);
    mark_count += static_cast<std::size_t>(_mm_popcnt_u64(marks));
    count += found;
  }
  count_ = count;
  mark_count_ = mark_count;
  seen_ = at;
}
#else
void CsvIndex::add_blocks_avx512(std::size_t stop) {
  add_blocks(stop);
}
#endif

/// Notes which of the starts to be added next are marks.
void CsvIndex::add_marks(std::uint64_t special, std::uint64_t marks) {
  for (; marks != 0; marks &= marks - 1) {
    const std::uint64_t before = special & ((marks & (~marks + 1)) - 1);
    marks_[mark_count_++] =
        static_cast<std::uint32_t>(count_) + static_cast<std::uint32_t>(std::popcount(before));
  }
}

std::size_t CsvIndex::next_mark(std::size_t from) {
  for (;;) {
    while (passed_marks_ < mark_count_ && marks_[passed_marks_] <= from) ++passed_marks_;
    if (passed_marks_ < mark_count_) return marks_[passed_marks_];
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
