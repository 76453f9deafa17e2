// SPDX-License-Identifier: Apache-2.0
#include "data/plain_numbers_avx512.hpp"

#if defined(__x86_64__)
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "base/intrinsics.hpp"
#include "data/simd.hpp"

namespace vedette {
namespace {

constexpr std::size_t kGroup = 8;   ///< cells at a time
constexpr std::size_t kBlock = 64;  ///< cells whose places are looked up before they are parsed
constexpr int kMostBytes = 16;

/// What fills up the last group: a number that is never left.
constexpr char kFiller[] = "0000000000000000";

/// Where some cells are.
struct Block {
  const char* texts[kBlock];
  alignas(64) std::uint64_t bounds[kBlock];  ///< the starts of the cell (low half) and of the next
};

/// Takes both starts with one load; what they say is worked out for eight cells at a time.
Block look_up(const RowText* rows, std::size_t cell, std::size_t count) {
  Block block;
  for (std::size_t i = 0; i < count; ++i) {
    std::uint64_t bounds = 0;
    std::memcpy(&bounds, rows[i].starts + cell, sizeof bounds);
    block.texts[i] = rows[i].text + (bounds & 0xFFFF'FFFFU);
    block.bounds[i] = bounds;
  }
  for (std::size_t i = count; i % kGroup != 0; ++i) {
    block.texts[i] = kFiller;
    block.bounds[i] = std::uint64_t{2} << 32;
  }
  return block;
}

/// Divisors by how many of 16 bytes stand up to and with the point, 0 where there is none.
struct Powers {
  alignas(64) double values[16] = {1};
  constexpr Powers() {
    double power = 1;  // of ten; exact up to 10^22
    for (std::size_t bytes = 16; bytes-- > 1;) values[bytes] = power *= 10;
  }
};
constexpr Powers kPowers;

/// For each lane of 16 bytes, the byte of a cell's number (16 bits of eight) that goes everywhere.
struct Spread {
  alignas(64) std::uint8_t bytes[64] = {};
  constexpr explicit Spread(std::size_t first_cell) {
    for (std::size_t i = 0; i < 64; ++i)
      bytes[i] = static_cast<std::uint8_t>(2 * (first_cell + 2 * (i / 16)));
  }
};
constexpr Spread kSpreadEven(0);
constexpr Spread kSpreadOdd(1);

/// Which byte of its lane each byte is.
struct Places {
  alignas(64) std::uint8_t bytes[64] = {};
  constexpr Places() {
    for (std::size_t i = 0; i < 64; ++i) bytes[i] = static_cast<std::uint8_t>(i % 16);
  }
};
constexpr Places kPlaces;

VEDETTE_AVX512_INLINE __m512i load(const std::uint8_t* bytes) {
  return _mm512_load_si512(bytes);
}

VEDETTE_AVX512_INLINE __m128i load_text(const char* text) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
}

/// 16 bits a cell; 0 for a text that is too long.
VEDETTE_AVX512_INLINE __m128i sizes_of(const std::uint64_t* bounds) {
  const __m512i both = _mm512_load_si512(bounds);
  const __m512i next_less_start = _mm512_sub_epi64(_mm512_srli_epi64(both, 32), both);
  const __m256i sizes =
      _mm256_sub_epi32(_mm512_cvtepi64_epi32(next_less_start), _mm256_set1_epi32(1));
  const __mmask8 fits = _mm256_cmple_epu32_mask(sizes, _mm256_set1_epi32(kMostBytes));
  return _mm256_maskz_cvtepi32_epi16(fits, sizes);
}

/// Every second text, one a lane.
VEDETTE_AVX512_INLINE __m512i load_texts(const char* const* texts) {
  __m512i lanes = _mm512_castsi128_si512(load_text(texts[0]));
  lanes = _mm512_inserti32x4(lanes, load_text(texts[2]), 1);
  lanes = _mm512_inserti32x4(lanes, load_text(texts[4]), 2);
  return _mm512_inserti32x4(lanes, load_text(texts[6]), 3);
}

/// Bit 0 of each lane that begins with a minus.
VEDETTE_AVX512_INLINE __mmask64 find_minus(__m512i bytes) {
  constexpr __mmask64 kFirstOfLane = 0x0001'0001'0001'0001;
  return _mm512_mask_cmpeq_epi8_mask(kFirstOfLane, bytes, _mm512_set1_epi8('-' ^ '0'));
}

/// Moves the bytes of each lane to its right end, zeros before them.
VEDETTE_AVX512_INLINE __m512i align(__m512i bytes, __m512i sizes, const Spread& spread) {
  // Place p takes byte p + size - 16; those below 0 have the highest bit set, which means a zero.
  const __m512i shift =
      _mm512_sub_epi8(_mm512_shuffle_epi8(sizes, load(spread.bytes)), _mm512_set1_epi8(kMostBytes));
  return _mm512_shuffle_epi8(bytes, _mm512_add_epi8(load(kPlaces.bytes), shift));
}

/// 16 bits of each cell, in the order of the cells.
VEDETTE_AVX512_INLINE __m128i by_cell(__mmask64 even, __mmask64 odd) {
  return _mm_unpacklo_epi16(_mm_cvtsi64_si128(static_cast<long long>(even)),
                            _mm_cvtsi64_si128(static_cast<long long>(odd)));
}

/// The bytes of eight cells up to the first point and with it, a bit each.
VEDETTE_AVX512_INLINE __m128i up_to_point(__m512i even, __m512i odd) {
  const __m512i point = _mm512_set1_epi8('.' ^ '0');
  const __m128i points =
      by_cell(_mm512_cmpeq_epi8_mask(even, point), _mm512_cmpeq_epi8_mask(odd, point));
  const __m128i below = _mm_sub_epi16(points, _mm_set1_epi16(1));
  return _mm_maskz_mov_epi16(_mm_test_epi16_mask(points, points), _mm_xor_si128(points, below));
}

/// Moves the bytes before the points one further.
VEDETTE_AVX512_INLINE __m512i close_up(__m512i digits, long long up_to) {
  return _mm512_mask_mov_epi8(digits, static_cast<__mmask64>(up_to),
                              _mm512_bslli_epi128(digits, 1));
}

/// 16 digits a lane to four numbers below 10,000.
VEDETTE_AVX512_INLINE __m512i join_to_fours(__m512i digits) {
  const __m512i pairs = _mm512_maddubs_epi16(digits, _mm512_set1_epi16(0x010A));  // 10, 1
  return _mm512_madd_epi16(pairs, _mm512_set1_epi32(0x00010064));                 // 100, 1
}

/// The whole numbers of eight cells, in their order.
VEDETTE_AVX512_INLINE __m512i join(__m512i even, __m512i odd) {
  const __m512i fours = _mm512_packus_epi32(join_to_fours(even), join_to_fours(odd));
  const __m512i eights = _mm512_madd_epi16(fours, _mm512_set1_epi32(0x00012710));  // 10,000, 1
  return _mm512_add_epi64(_mm512_mul_epu32(eights, _mm512_set1_epi64(100'000'000)),
                          _mm512_srli_epi64(eights, 32));
}

VEDETTE_AVX512_INLINE __m128i not_digits(__m512i even, __m512i odd) {
  const __m512i nine = _mm512_set1_epi8(9);
  return by_cell(_mm512_cmpgt_epu8_mask(even, nine), _mm512_cmpgt_epu8_mask(odd, nine));
}

/// Eight cells. In each lane of two registers, one of them without its sign: 0 to 9 for digits, and
/// more for other bytes.
struct Group {
  __m512i even, odd;
  __m128i minus;        ///< 16 bits a cell: 1 where there is one
  __m128i other_bytes;  ///< 16 bits a cell: how many there are besides the minus
};

VEDETTE_AVX512_INLINE Group load_group(const Block& block, std::size_t first) {
  const __m128i sizes = sizes_of(block.bounds + first);
  const __m512i in_each_lane = _mm512_broadcast_i32x4(sizes);
  const __m512i zeros = _mm512_set1_epi8('0');
  const __m512i even = _mm512_xor_si512(load_texts(block.texts + first), zeros);
  const __m512i odd = _mm512_xor_si512(load_texts(block.texts + first + 1), zeros);
  const __mmask64 even_minus = find_minus(even);
  const __mmask64 odd_minus = find_minus(odd);
  const __m128i minus = by_cell(even_minus, odd_minus);
  return {align(_mm512_maskz_mov_epi8(~even_minus, even), in_each_lane, kSpreadEven),
          align(_mm512_maskz_mov_epi8(~odd_minus, odd), in_each_lane, kSpreadOdd), minus,
          _mm_sub_epi16(sizes, minus)};
}

VEDETTE_AVX512_INLINE __mmask8 set_in(__m128i cells) {
  return _mm_test_epi16_mask(cells, cells);
}

/// Writes eight numbers; returns a bit for each cell that is none.
VEDETTE_AVX512_INLINE unsigned parse_group(const Group& group, std::int64_t* values) {
  const __m512i numbers = join(group.even, group.odd);
  _mm512_storeu_si512(
      values, _mm512_mask_sub_epi64(numbers, set_in(group.minus), _mm512_setzero_si512(), numbers));
  return static_cast<unsigned>(set_in(not_digits(group.even, group.odd))) |
         _mm_cmple_epi16_mask(group.other_bytes, _mm_setzero_si128());
}

VEDETTE_AVX512_INLINE unsigned parse_group(const Group& group, double* values) {
  const __m128i up_to = up_to_point(group.even, group.odd);
  const __m128i even_then_odd = _mm_set_epi8(15, 14, 11, 10, 7, 6, 3, 2, 13, 12, 9, 8, 5, 4, 1, 0);
  const __m128i by_register = _mm_shuffle_epi8(up_to, even_then_odd);
  const __m512i even = close_up(group.even, _mm_cvtsi128_si64(by_register));
  const __m512i odd = close_up(group.odd, _mm_extract_epi64(by_register, 1));
  const __m512i mantissas = join(even, odd);
  const __m512i places = _mm512_cvtepu16_epi64(_mm_popcnt_epi16(up_to));
  const __m512d powers = _mm512_permutex2var_pd(_mm512_load_pd(kPowers.values), places,
                                                _mm512_load_pd(kPowers.values + 8));
  const __m512d numbers = _mm512_div_pd(_mm512_cvtepi64_pd(mantissas), powers);
  _mm512_storeu_pd(values,
                   _mm512_mask_xor_pd(numbers, set_in(group.minus), numbers, _mm512_set1_pd(-0.0)));
  const __m128i digit_counts =
      _mm_mask_sub_epi16(group.other_bytes, set_in(up_to), group.other_bytes, _mm_set1_epi16(1));
  return static_cast<unsigned>(set_in(not_digits(even, odd))) |
         _mm_cmple_epi16_mask(digit_counts, _mm_setzero_si128()) |
         _mm512_cmpgt_epi64_mask(mantissas, _mm512_set1_epi64(std::int64_t{1} << 53));
}

template <class Number>
VEDETTE_AVX512_INLINE unsigned parse_last_group(const Group& group, std::span<Number> values) {
  Number parsed[kGroup];
  const unsigned faulty = parse_group(group, parsed);
  std::copy_n(parsed, values.size(), values.data());
  return faulty;
}

template <class Number>
[[gnu::target(VEDETTE_AVX512)]] LeftCells parse(const Cells& cells, std::span<Number> values) {
  LeftCells left;
  for (std::size_t begin = 0; begin < cells.size(); begin += kBlock) {
    const std::size_t count = std::min(kBlock, cells.size() - begin);
    const Block block = look_up(cells.rows.data() + begin, cells.cell, count);
    for (std::size_t first = 0; first < count; first += kGroup) {
      const Group group = load_group(block, first);
      const std::size_t at = begin + first;
      unsigned faulty = at + kGroup <= values.size() ? parse_group(group, values.data() + at)
                                                     : parse_last_group(group, values.subspan(at));
      for (; faulty != 0; faulty &= faulty - 1)
        left.push_back(static_cast<std::uint32_t>(at) +
                       static_cast<std::uint32_t>(std::countr_zero(faulty)));
    }
  }
  return left;
}

}  // namespace

LeftCells parse_plain_avx512(const Cells& cells, std::span<double> values) {
  return parse(cells, values);
}

LeftCells parse_plain_avx512(const Cells& cells, std::span<std::int64_t> values) {
  return parse(cells, values);
}

}  // namespace vedette
#endif
