// SPDX-License-Identifier: Apache-2.0
#include "data/plain_tiles_avx512.hpp"

#if defined(__x86_64__)
#include <algorithm>

#include "base/intrinsics.hpp"
#include "data/plain_numbers_avx512.hpp"
#include "data/simd.hpp"

namespace vedette {
namespace {

// Work is done step by step on all rows of a tile (and loops over them are unrolled), since the
// steps of one row wait for each other: a processor sees too few rows ahead to fill the time.

constexpr std::size_t kSide = 8;           ///< of a tile
constexpr std::size_t kAhead = 2 * kSide;  ///< rows that are fetched before they are written
constexpr std::size_t kStrip = 8 * kSide;  ///< rows; their texts fit the first cache
constexpr std::uint32_t kMostSpan = 128;
constexpr int kMostBytes = 8;  ///< of a cell, without its sign

/// By how many of eight bytes stand up to and with the point; with all of them there is nothing
/// behind the point, as where there is none (index 0 and 8 are the same to a permutation of eight).
alignas(64) constexpr double kPowers[kSide] = {1, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 1e1};

/// For each byte of eight lanes.
struct LaneBytes {
  alignas(64) std::uint8_t from_end[64] = {};   ///< 8 for the first of a lane, 1 for its last
  alignas(64) std::uint8_t of_number[64] = {};  ///< where the lane's number of 32 bits is
  constexpr LaneBytes() {
    for (std::size_t i = 0; i < 64; ++i) {
      from_end[i] = static_cast<std::uint8_t>(kMostBytes - i % 8);
      of_number[i] = static_cast<std::uint8_t>(4 * (i / 8));
    }
  }
};
constexpr LaneBytes kLaneBytes;

/// Each of eight numbers below 256 in all bytes of its lane.
VEDETTE_AVX512_INLINE __m512i in_all_bytes(__m256i numbers) {
  return _mm512_permutexvar_epi8(_mm512_load_si512(kLaneBytes.of_number),
                                 _mm512_castsi256_si512(numbers));
}

VEDETTE_AVX512_INLINE __m256i load_starts(const std::uint32_t* starts) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(starts));
}

/// The bytes that eight cells span, and where the cells are in them.
struct Window {
  __m512i low, high;
  __m256i begins, ends;
};

/// `span` is at most kMostSpan.
VEDETTE_AVX512_INLINE Window load_window(const char* text, const std::uint32_t* starts, std::uint32_t span) {
  const std::uint64_t second = _bzhi_u64(~std::uint64_t{0}, std::max(span, 64U) - 64);
  const __m256i base = _mm256_set1_epi32(static_cast<int>(starts[0]));
  const __m256i past_separator = _mm256_set1_epi32(static_cast<int>(starts[0] + 1));
  return {_mm512_loadu_si512(text), _mm512_maskz_loadu_epi8(second, text + 64),
          _mm256_sub_epi32(load_starts(starts), base),
          _mm256_sub_epi32(load_starts(starts + 1), past_separator)};
}

/// Eight rows of eight cells. What is a bit or a byte for each cell is in the order of the rows,
/// and of the columns in each.
struct Tile {
  __m512i rows[kSide];                 ///< bytes of the cells, then their digits, then values
  alignas(64) std::uint8_t sizes[64];  ///< of the cells, without their signs
  std::uint8_t minus[kSide];           ///< a bit for each cell that has one
};

/// Puts each cell at the right end of its lane: 0 to 9 for digits, more for other bytes.
VEDETTE_AVX512_INLINE void load_row(const Window& window, Tile& tile, std::size_t row) {
  const __m512i begins = _mm512_castsi128_si512(_mm256_cvtepi32_epi8(window.begins));
  const __m128i first_bytes =
      _mm512_castsi512_si128(_mm512_permutex2var_epi8(window.low, begins, window.high));
  const auto minus = static_cast<__mmask8>(_mm_cmpeq_epi8_mask(first_bytes, _mm_set1_epi8('-')));
  const __m256i with_sign = _mm256_sub_epi32(window.ends, window.begins);
  const __m256i sizes = _mm256_mask_sub_epi32(with_sign, minus, with_sign, _mm256_set1_epi32(1));
  const __m512i from_end = _mm512_load_si512(kLaneBytes.from_end);
  const __mmask64 inside = _mm512_cmple_epi8_mask(from_end, in_all_bytes(sizes));
  const __m512i sources = _mm512_sub_epi8(in_all_bytes(window.ends), from_end);
  const __m512i bytes = _mm512_permutex2var_epi8(window.low, sources, window.high);
  tile.rows[row] = _mm512_maskz_sub_epi8(inside, bytes, _mm512_set1_epi8('0'));
  tile.minus[row] = minus;
  _mm_storel_epi64(reinterpret_cast<__m128i*>(tile.sizes + kSide * row),
                   _mm256_cvtepi32_epi8(sizes));
}

/// False when a cell is too long.
VEDETTE_AVX512_INLINE bool load(const RowText* rows, std::size_t first, Tile& tile) {
#pragma GCC unroll 8
  for (std::size_t row = 0; row < kSide; ++row) {
    const std::uint32_t* starts = rows[row].starts + first;
    const std::uint32_t span = starts[kSide] - 1 - starts[0];
    if (span > kMostSpan) return false;
    load_row(load_window(rows[row].text + starts[0], starts, span), tile, row);
  }
  return _mm512_cmpgt_epu8_mask(_mm512_load_si512(tile.sizes), _mm512_set1_epi8(kMostBytes)) == 0;
}

/// Eight digits a lane to their number.
VEDETTE_AVX512_INLINE __m512i join(__m512i digits) {
  const __m512i pairs = _mm512_maddubs_epi16(digits, _mm512_set1_epi16(0x010A));  // 10, 1
  const __m512i fours = _mm512_madd_epi16(pairs, _mm512_set1_epi32(0x00010064));  // 100, 1
  return _mm512_add_epi64(_mm512_mul_epu32(fours, _mm512_set1_epi64(10'000)),
                          _mm512_srli_epi64(fours, 32));
}

/// A bit for each byte that is no digit.
VEDETTE_AVX512_INLINE __mmask64 not_digits(__m512i bytes) {
  return _mm512_cmpgt_epu8_mask(bytes, _mm512_set1_epi8(9));
}

/// A bit for each cell that has other bytes than digits (a bit each), or none.
VEDETTE_AVX512_INLINE std::uint64_t faulty(const std::uint64_t (&other_bytes)[kSide], __m512i digit_counts) {
  const __m512i others = _mm512_load_si512(other_bytes);
  return _mm512_test_epi8_mask(others, others) | _mm512_testn_epi8_mask(digit_counts, digit_counts);
}

/// To whole numbers; a bit for each cell that is none.
VEDETTE_AVX512_INLINE std::uint64_t parse(Tile& tile, std::int64_t /*type*/) {
  alignas(64) std::uint64_t other_bytes[kSide];
#pragma GCC unroll 8
  for (std::size_t row = 0; row < kSide; ++row) {
    other_bytes[row] = not_digits(tile.rows[row]);
    const __m512i numbers = join(tile.rows[row]);
    tile.rows[row] =
        _mm512_mask_sub_epi64(numbers, tile.minus[row], _mm512_setzero_si512(), numbers);
  }
  return faulty(other_bytes, _mm512_load_si512(tile.sizes));
}

/// The same to decimals.
VEDETTE_AVX512_INLINE std::uint64_t parse(Tile& tile, double /*type*/) {
  alignas(64) std::uint64_t point_bits[kSide];
#pragma GCC unroll 8
  for (std::size_t row = 0; row < kSide; ++row)
    point_bits[row] = _mm512_cmpeq_epi8_mask(tile.rows[row], _mm512_set1_epi8('.' - '0'));
  // Eight bits for a cell: its points, then all bytes up to the first of them.
  const __m512i points = _mm512_load_si512(point_bits);
  const __mmask64 has_point = _mm512_test_epi8_mask(points, points);
  const __m512i below = _mm512_sub_epi8(points, _mm512_set1_epi8(1));
  const __m512i up_to_point = _mm512_maskz_mov_epi8(has_point, _mm512_xor_si512(points, below));
  alignas(64) std::uint64_t moved[kSide];
  alignas(64) std::uint8_t places[64];
  _mm512_store_si512(moved, up_to_point);
  _mm512_store_si512(places, _mm512_popcnt_epi8(up_to_point));
  alignas(64) std::uint64_t other_bytes[kSide];
#pragma GCC unroll 8
  for (std::size_t row = 0; row < kSide; ++row) {
    const __m512i digits =
        _mm512_mask_mov_epi8(tile.rows[row], moved[row], _mm512_slli_epi64(tile.rows[row], 8));
    other_bytes[row] = not_digits(digits);
    const __m512i place = _mm512_cvtepu8_epi64(
        _mm_loadl_epi64(reinterpret_cast<const __m128i*>(places + kSide * row)));
    const __m512d power = _mm512_permutexvar_pd(place, _mm512_load_pd(kPowers));
    const __m512d numbers = _mm512_div_pd(_mm512_cvtepi64_pd(join(digits)), power);
    tile.rows[row] = _mm512_castpd_si512(
        _mm512_mask_xor_pd(numbers, tile.minus[row], numbers, _mm512_set1_pd(-0.0)));
  }
  const __m512i sizes = _mm512_load_si512(tile.sizes);
  return faulty(other_bytes, _mm512_mask_sub_epi8(sizes, has_point, sizes, _mm512_set1_epi8(1)));
}

/// Four columns, of which `rows` have the values two by two.
template <class Number>
VEDETTE_AVX512_INLINE void store_every_second(const __m512i (&rows)[4], Number* const* columns,
                                    std::size_t at) {
  const __m512i first_low = _mm512_shuffle_i64x2(rows[0], rows[1], 0x44);
  const __m512i first_high = _mm512_shuffle_i64x2(rows[0], rows[1], 0xEE);
  const __m512i last_low = _mm512_shuffle_i64x2(rows[2], rows[3], 0x44);
  const __m512i last_high = _mm512_shuffle_i64x2(rows[2], rows[3], 0xEE);
  _mm512_storeu_si512(columns[0] + at, _mm512_shuffle_i64x2(first_low, last_low, 0x88));
  _mm512_storeu_si512(columns[2] + at, _mm512_shuffle_i64x2(first_low, last_low, 0xDD));
  _mm512_storeu_si512(columns[4] + at, _mm512_shuffle_i64x2(first_high, last_high, 0x88));
  _mm512_storeu_si512(columns[6] + at, _mm512_shuffle_i64x2(first_high, last_high, 0xDD));
}

/// Turns the tile round.
template <class Number>
VEDETTE_AVX512_INLINE void store(const Tile& tile, Number* const* columns, std::size_t at) {
  __m512i even[4];
  __m512i odd[4];
  for (int pair = 0; pair < 4; ++pair) {
    even[pair] = _mm512_unpacklo_epi64(tile.rows[2 * pair], tile.rows[2 * pair + 1]);
    odd[pair] = _mm512_unpackhi_epi64(tile.rows[2 * pair], tile.rows[2 * pair + 1]);
  }
  for (std::size_t column = 0; column < kSide; ++column)
    __builtin_prefetch(columns[column] + at + kAhead, 1);
  store_every_second(even, columns, at);
  store_every_second(odd, columns + 1, at);
}

/// Columns side by side, and what is left of them.
template <class Number>
struct Area {
  std::span<const RowText> rows;
  std::size_t first_cell;
  std::span<Number* const> columns;
  std::vector<LeftCells> left;
};

/// Where a tile lies: the last one of a side overlaps the one before, whose cells are done. They are
/// written again, with the same values: what a tile leaves, parse_plain_avx512() leaves as well.
struct Place {
  std::size_t begin;  ///< of the tile
  std::size_t done;   ///< rows, or columns, of it

  Place(std::size_t at, std::size_t size) : begin(std::min(at, size - kSide)), done(at - begin) {}
};

template <class Number>
void note_left(std::uint64_t faulty, const Place& row, const Place& column, Area<Number>& area) {
  for (std::size_t r = row.done; r < kSide; ++r)
    for (std::size_t c = column.done; c < kSide; ++c)
      if ((faulty >> (kSide * r + c) & 1) != 0)
        area.left[column.begin + c].push_back(static_cast<std::uint32_t>(row.begin + r));
}

template <class Number>
void parse_by_columns(std::size_t row, std::size_t end, const Place& column, Area<Number>& area) {
  for (std::size_t c = column.begin + column.done; c < column.begin + kSide; ++c) {
    const Cells cells{area.rows.subspan(row, end - row), area.first_cell + c};
    for (const std::uint32_t i :
         parse_plain_avx512(cells, std::span(area.columns[c] + row, cells.size())))
      area.left[c].push_back(static_cast<std::uint32_t>(row) + i);
  }
}

/// Rows from `row` to `end` of eight columns. From a cell that is too long for a tile, the others
/// are likely to be as well.
template <class Number>
VEDETTE_AVX512_INLINE void parse_strip(std::size_t row, std::size_t end, const Place& column,
                             Area<Number>& area) {
  for (; row < end; row += kSide) {
    const Place place(row, area.rows.size());
    Tile tile;
    if (!load(&area.rows[place.begin], area.first_cell + column.begin, tile))
      return parse_by_columns(row, end, column, area);
    const std::uint64_t faulty = parse(tile, Number{});
    store(tile, &area.columns[column.begin], place.begin);
    if (faulty != 0) note_left(faulty, place, column, area);
  }
}

template <class Number>
[[gnu::target(VEDETTE_AVX512)]] std::vector<LeftCells> parse_area(Area<Number> area) {
  area.left.resize(area.columns.size());
  for (std::size_t row = 0; row < area.rows.size(); row += kStrip)
    for (std::size_t column = 0; column < area.columns.size(); column += kSide)
      parse_strip(row, std::min(row + kStrip, area.rows.size()), Place(column, area.columns.size()),
                  area);
  return std::move(area.left);
}

}  // namespace

std::vector<LeftCells> parse_tiles_avx512(std::span<const RowText> rows, std::size_t first,
                                          std::span<double* const> columns) {
  return parse_area(Area<double>{rows, first, columns, {}});
}

std::vector<LeftCells> parse_tiles_avx512(std::span<const RowText> rows, std::size_t first,
                                          std::span<std::int64_t* const> columns) {
  return parse_area(Area<std::int64_t>{rows, first, columns, {}});
}

}  // namespace vedette
#endif
