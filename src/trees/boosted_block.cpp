// SPDX-License-Identifier: Apache-2.0
#include "trees/boosted_block.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace vedette {
namespace {

constexpr int kFewestLevels = 4;  ///< which lie in one register
constexpr std::uint8_t kMissingRight = 16;

}  // namespace

CutTree::CutTree(std::span<const float> cuts)
    : levels_(std::max(kFewestLevels, static_cast<int>(std::bit_width(cuts.size())))) {
  const std::size_t end = std::size_t{1} << levels_;
  for (std::size_t place = 1; place < end; ++place) {
    // A node has as many below it, and half of them before it, as its level leaves room for.
    const auto level = static_cast<unsigned>(std::bit_width(place) - 1);
    const std::size_t share = end >> level;
    const std::size_t in_order = (place - (std::size_t{1} << level)) * share + share / 2 - 1;
    places_[place] =
        in_order < cuts.size() ? cuts[in_order] : std::numeric_limits<float>::infinity();
  }
}

RankTest::RankTest(std::size_t threshold, bool missing_right)
    : high(static_cast<std::uint8_t>(threshold / 16 + (missing_right ? kMissingRight : 0))),
      low(static_cast<std::uint8_t>(threshold % 16)) {}

void append_leaf_bytes(std::span<const float> leaves, std::vector<std::uint8_t>& bytes) {
  const std::size_t table = leaf_table_size(leaves.size());
  const std::size_t begun = bytes.size();
  bytes.resize(begun + sizeof(float) * table);
  for (std::size_t i = 0; i < leaves.size(); ++i)
    for (std::size_t b = 0; b < sizeof(float); ++b)
      bytes[begun + b * table + i] =
          static_cast<std::uint8_t>(std::bit_cast<std::uint32_t>(leaves[i]) >> (8 * b));
}

}  // namespace vedette

#if defined(__x86_64__)
#include "base/intrinsics.hpp"
#include "data/simd.hpp"

namespace vedette {
namespace {

constexpr std::size_t kLanes = 16;
constexpr std::size_t kParts = kRegisterRows / kLanes;
constexpr std::size_t kRegisters = kBlockRows / kRegisterRows;
constexpr std::size_t kColumns = 4;  ///< ranked from one tile
constexpr std::size_t kRankBits = 8;
constexpr std::size_t kNibbles = 16;

// Of _mm256_ternarylogic_epi64(): what the three bits make.
constexpr int kWhereThird = 0xE4;   ///< the third chooses the first, else the second
constexpr int kFirstOrBoth = 0xF8;  ///< the first, or the second and the third

/// Values of 64 rows, 16 to a part, and their places in a level. The parts take each step side by
/// side, as one alone would wait for its last step, and share what is loaded.
struct Values {
  __m512 part[kParts];
};
struct Places {
  __m512i part[kParts];
};

/// The numbers at the places, of which the lowest bits count, in a table of `size`: what fits into
/// two registers is looked up at once, more in halves.
template <std::size_t size>
VEDETTE_AVX512_INLINE Values look_up(const float* table, const Places& places) {
  Values found;
  if constexpr (size == kLanes) {
    const __m512 all = _mm512_loadu_ps(table);
    for (std::size_t p = 0; p < kParts; ++p)
      found.part[p] = _mm512_permutexvar_ps(places.part[p], all);
  } else if constexpr (size == 2 * kLanes) {
    const __m512 lower = _mm512_loadu_ps(table);
    const __m512 upper = _mm512_loadu_ps(table + kLanes);
    for (std::size_t p = 0; p < kParts; ++p)
      found.part[p] = _mm512_permutex2var_ps(lower, places.part[p], upper);
  } else {
    const Values lower = look_up<size / 2>(table, places);
    const Values upper = look_up<size / 2>(table + size / 2, places);
    const __m512i half = _mm512_set1_epi32(size / 2);
    for (std::size_t p = 0; p < kParts; ++p)
      found.part[p] = _mm512_mask_blend_ps(_mm512_test_epi32_mask(places.part[p], half),
                                           lower.part[p], upper.part[p]);
  }
  return found;
}

/// One level down, from places in a level of `size`: right where the cut is not above the value.
template <std::size_t size>
VEDETTE_AVX512_INLINE void step_down(const float* level, const Values& values, Places& places) {
  const Values cuts = look_up<size>(level, places);
  for (std::size_t p = 0; p < kParts; ++p) {
    const __mmask16 right = _mm512_cmp_ps_mask(cuts.part[p], values.part[p], _CMP_LE_OQ);
    const __m512i left = _mm512_add_epi32(places.part[p], places.part[p]);
    places.part[p] = _mm512_mask_add_epi32(left, right, left, _mm512_set1_epi32(1));
  }
}

/// From 2^levels on, ascending with the value. Nothing is at or below NaN.
VEDETTE_AVX512_INLINE Places search(const Values& values, const CutTree& cuts) {
  const float* const places_of_cuts = cuts.places();
  Places places;
  for (__m512i& part : places.part) part = _mm512_set1_epi32(1);
  for (int level = 0; level < 4; ++level) step_down<16>(places_of_cuts, values, places);
  if (cuts.levels() > 4) step_down<16>(places_of_cuts + 16, values, places);
  if (cuts.levels() > 5) step_down<32>(places_of_cuts + 32, values, places);
  if (cuts.levels() > 6) step_down<64>(places_of_cuts + 64, values, places);
  if (cuts.levels() > 7) step_down<128>(places_of_cuts + 128, values, places);
  return places;
}

/// The low bytes, in the order of `RowBits`.
VEDETTE_AVX512_INLINE __m512i packed(const Places& places) {
  static_assert(kParts == 4);
  const __m512i low = _mm512_set1_epi32(0xFF);
  __m512i part[kParts];
  for (std::size_t p = 0; p < kParts; ++p) part[p] = _mm512_and_si512(places.part[p], low);
  return _mm512_packus_epi16(_mm512_packus_epi32(part[0], part[1]),
                             _mm512_packus_epi32(part[2], part[3]));
}

/// Bits of ranks, the lowest first, and where there is no value. Above a column's levels: zero.
struct ColumnBits {
  RowBits ranks[kRankBits];
  RowBits missing;
};

VEDETTE_AVX512_INLINE void rank_column(const Values& values, const CutTree& cuts, std::size_t r,
                                       ColumnBits& bits) {
  __m512i ranks = packed(search(values, cuts));
  for (int bit = kRankBits - 1; bit >= 0; --bit) {
    const bool counts = bit < cuts.levels();
    bits.ranks[bit].words[r] = counts ? _cvtmask64_u64(_mm512_movepi8_mask(ranks)) : 0;
    ranks = _mm512_add_epi8(ranks, ranks);
  }
  Places missing;
  for (std::size_t p = 0; p < kParts; ++p)
    missing.part[p] = _mm512_maskz_set1_epi32(
        _mm512_cmp_ps_mask(values.part[p], values.part[p], _CMP_UNORD_Q), 0xFF);
  bits.missing.words[r] = _cvtmask64_u64(_mm512_movepi8_mask(packed(missing)));
}

/// Up to four neighbours of rows 0, 4, 8 and 12, the others zero.
VEDETTE_AVX512_INLINE __m512 load_neighbours(const float* values, std::size_t stride,
                                             __mmask8 which) {
  const __m512 first = _mm512_castps128_ps512(_mm_maskz_loadu_ps(which, values));
  const __m512 two = _mm512_insertf32x4(first, _mm_maskz_loadu_ps(which, values + 4 * stride), 1);
  const __m512 three = _mm512_insertf32x4(two, _mm_maskz_loadu_ps(which, values + 8 * stride), 2);
  return _mm512_insertf32x4(three, _mm_maskz_loadu_ps(which, values + 12 * stride), 3);
}

VEDETTE_AVX512_INLINE __m512 pairs_below(__m512 a, __m512 b) {
  return _mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(a), _mm512_castps_pd(b)));
}
VEDETTE_AVX512_INLINE __m512 pairs_above(__m512 a, __m512 b) {
  return _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(a), _mm512_castps_pd(b)));
}

/// Four columns of 64 rows: squares of four rows and four columns are turned over, four at once.
VEDETTE_AVX512_INLINE void load_columns(const float* values, std::size_t stride, __mmask8 which,
                                        Values (&columns)[kColumns]) {
  for (std::size_t p = 0; p < kParts; ++p) {
    const float* rows = values + p * kLanes * stride;
    const __m512 a = load_neighbours(rows, stride, which);
    const __m512 b = load_neighbours(rows + stride, stride, which);
    const __m512 c = load_neighbours(rows + 2 * stride, stride, which);
    const __m512 d = load_neighbours(rows + 3 * stride, stride, which);
    const __m512 ab = _mm512_unpacklo_ps(a, b);
    const __m512 cd = _mm512_unpacklo_ps(c, d);
    columns[0].part[p] = pairs_below(ab, cd);
    columns[1].part[p] = pairs_above(ab, cd);
    const __m512 ab_above = _mm512_unpackhi_ps(a, b);
    const __m512 cd_above = _mm512_unpackhi_ps(c, d);
    columns[2].part[p] = pairs_below(ab_above, cd_above);
    columns[3].part[p] = pairs_above(ab_above, cd_above);
  }
}

VEDETTE_AVX512_INLINE __m256i load(const RowBits& bits) {
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(&bits));
}

/// Which of 16 numbers four bits make, and whether they make more than each.
VEDETTE_AVX512_INLINE void compare_nibble(const RowBits* bits, __m256i (&equal)[kNibbles],
                                          __m256i* above) {
  for (std::size_t half = 0; half < 2; ++half) {
    const __m256i lower = load(bits[2 * half]);
    const __m256i upper = load(bits[2 * half + 1]);
    const __m256i ones = _mm256_set1_epi32(-1);
    const __m256i pairs[] = {_mm256_andnot_si256(_mm256_or_si256(lower, upper), ones),
                             _mm256_andnot_si256(upper, lower), _mm256_andnot_si256(lower, upper),
                             _mm256_and_si256(lower, upper)};
    for (std::size_t n = 0; n < kNibbles; ++n)
      equal[n] = half == 0 ? pairs[n % 4] : _mm256_and_si256(equal[n], pairs[n / 4]);
  }
  above[kNibbles - 1] = _mm256_setzero_si256();
  for (std::size_t n = kNibbles - 1; n > 0; --n)
    above[n - 1] = _mm256_or_si256(above[n], equal[n]);
}

VEDETTE_AVX512_INLINE void answer_column(const ColumnBits& bits, std::span<const RankTest> tests,
                                         RowBits* answers) {
  __m256i high_equal[kNibbles];
  __m256i low_equal[kNibbles];
  __m256i low_above[kNibbles];
  __m256i high_above[kMissingRight + kNibbles];
  compare_nibble(bits.ranks, low_equal, low_above);
  compare_nibble(bits.ranks + 4, high_equal, high_above);
  for (std::size_t n = 0; n < kNibbles; ++n)
    high_above[kMissingRight + n] = _mm256_or_si256(high_above[n], load(bits.missing));
  for (const RankTest test : tests) {
    const __m256i right =
        _mm256_ternarylogic_epi64(high_above[test.high], high_equal[test.high % kNibbles],
                                  low_above[test.low], kFirstOrBoth);
    _mm256_store_si256(reinterpret_cast<__m256i*>(answers++), right);
  }
}

/// To the tests, so many levels under test `at`, that rows come to. `path`: the answers from there.
template <std::uint32_t levels>
VEDETTE_AVX512_INLINE __m256i answer_below(const std::uint32_t* tests, std::size_t at,
                                           const __m256i* path, const RowBits* answers) {
  if constexpr (levels == 0) {
    return load(answers[tests[at]]);
  } else {
    const __m256i left = answer_below<levels - 1>(tests, 2 * at + 1, path + 1, answers);
    const __m256i right = answer_below<levels - 1>(tests, 2 * at + 2, path + 1, answers);
    return _mm256_ternarylogic_epi64(right, left, *path, kWhereThird);
  }
}

template <std::uint32_t depth>
VEDETTE_AVX512_INLINE void find_path(const std::uint32_t* tests, const RowBits* answers,
                                     __m256i* path) {
  if constexpr (depth > 0) {
    find_path<depth - 1>(tests, answers, path);
    path[depth - 1] = answer_below<depth - 1>(tests, 0, path, answers);
  }
}

/// Of the leaves that 64 paths lead to: the root's answer is the highest bit.
template <std::uint32_t depth>
VEDETTE_AVX512_INLINE __m512i leaf_numbers(const RowBits* path, std::size_t r) {
  __m512i numbers = _mm512_setzero_si512();
  for (std::uint32_t level = 0; level < depth; ++level)
    numbers = _mm512_mask_add_epi8(numbers, _cvtu64_mask64(path[level].words[r]), numbers,
                                   _mm512_set1_epi8(static_cast<char>(1U << (depth - 1 - level))));
  return numbers;
}

template <std::size_t size>
VEDETTE_AVX512_INLINE __m512i look_up_bytes(const std::uint8_t* table, __m512i numbers) {
  if constexpr (size == kRegisterRows) {
    return _mm512_permutexvar_epi8(numbers, _mm512_loadu_si512(table));
  } else if constexpr (size == 2 * kRegisterRows) {
    return _mm512_permutex2var_epi8(_mm512_loadu_si512(table), numbers,
                                    _mm512_loadu_si512(table + kRegisterRows));
  } else {
    return _mm512_mask_blend_epi8(_mm512_movepi8_mask(numbers),
                                  look_up_bytes<size / 2>(table, numbers),
                                  look_up_bytes<size / 2>(table + size / 2, numbers));
  }
}

VEDETTE_AVX512_INLINE void add_to(float* sums, __m512i numbers) {
  _mm512_store_ps(sums, _mm512_add_ps(_mm512_load_ps(sums), _mm512_castsi512_ps(numbers)));
}

/// Bytes that are put together again come out in the order of the rows.
template <std::size_t leaves>
VEDETTE_AVX512_INLINE void add_leaves(__m512i numbers, const std::uint8_t* bytes, float* sums) {
  constexpr std::size_t kTable = leaf_table_size(leaves);
  const __m512i first = look_up_bytes<kTable>(bytes, numbers);
  const __m512i second = look_up_bytes<kTable>(bytes + kTable, numbers);
  const __m512i third = look_up_bytes<kTable>(bytes + 2 * kTable, numbers);
  const __m512i fourth = look_up_bytes<kTable>(bytes + 3 * kTable, numbers);
  const __m512i low = _mm512_unpacklo_epi8(first, second);
  const __m512i high = _mm512_unpacklo_epi8(third, fourth);
  add_to(sums, _mm512_unpacklo_epi16(low, high));
  add_to(sums + kLanes, _mm512_unpackhi_epi16(low, high));
  const __m512i low_above = _mm512_unpackhi_epi8(first, second);
  const __m512i high_above = _mm512_unpackhi_epi8(third, fourth);
  add_to(sums + 2 * kLanes, _mm512_unpacklo_epi16(low_above, high_above));
  add_to(sums + 3 * kLanes, _mm512_unpackhi_epi16(low_above, high_above));
}

template <std::uint32_t depth>
[[gnu::target(VEDETTE_AVX512)]] void add_tree(const std::uint32_t* tests,
                                              const std::uint8_t* leaf_bytes,
                                              const RowBits* answers, float* sums) {
  __m256i path[depth + 1];
  find_path<depth>(tests, answers, path);
  RowBits path_bits[depth + 1];
  for (std::uint32_t level = 0; level < depth; ++level)
    _mm256_store_si256(reinterpret_cast<__m256i*>(&path_bits[level]), path[level]);
  for (std::size_t r = 0; r < kRegisters; ++r)
    add_leaves<std::size_t{1} << depth>(leaf_numbers<depth>(path_bits, r), leaf_bytes,
                                        sums + r * kRegisterRows);
}

}  // namespace

[[gnu::target(VEDETTE_AVX512)]] void answer_tests_avx512(const float* values,
                                                         std::span<const ColumnTests> columns,
                                                         const RankTest* tests,
                                                         RowBits* answers) {
  for (std::size_t c = 0; c < columns.size(); c += kColumns) {
    const std::size_t count = std::min(columns.size() - c, kColumns);
    const auto which = static_cast<__mmask8>((1U << count) - 1);
    ColumnBits bits[kColumns];
    for (std::size_t r = 0; r < kRegisters; ++r) {
      Values tile[kColumns];
      load_columns(values + r * kRegisterRows * columns.size() + c, columns.size(), which, tile);
      for (std::size_t i = 0; i < count; ++i)
        if (columns[c + i].count > 0) rank_column(tile[i], columns[c + i].cuts, r, bits[i]);
    }
    for (std::size_t i = 0; i < count; ++i) {
      const ColumnTests& column = columns[c + i];
      if (column.count == 0) continue;
      answer_column(bits[i], {tests + column.first, column.count}, answers + column.first);
    }
  }
}

void add_tree_avx512(std::uint32_t depth, const std::uint32_t* tests,
                     const std::uint8_t* leaf_bytes, const RowBits* answers, float* sums) {
  using Walk = void (*)(const std::uint32_t*, const std::uint8_t*, const RowBits*, float*);
  static constexpr Walk kWalks[] = {add_tree<0>, add_tree<1>, add_tree<2>, add_tree<3>, add_tree<4>,
                                    add_tree<5>, add_tree<6>, add_tree<7>, add_tree<8>};
  kWalks[depth](tests, leaf_bytes, answers, sums);
}

}  // namespace vedette
#endif
