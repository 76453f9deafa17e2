// SPDX-License-Identifier: Apache-2.0
#include "trees/boosted_block.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace vedette {

CutTree::CutTree(std::span<const float> cuts) {
  for (std::size_t place = 1; place < places_.size(); ++place) {
    // A node has as many below it, and half of them before it, as its level leaves room for.
    const auto level = static_cast<unsigned>(std::bit_width(place) - 1);
    const std::size_t share = places_.size() >> level;
    const std::size_t in_order = (place - (std::size_t{1} << level)) * share + share / 2 - 1;
    places_[place] =
        in_order < cuts.size() ? cuts[in_order] : std::numeric_limits<float>::infinity();
  }
}

RankTest::RankTest(std::size_t plane_number, std::size_t threshold)
    : plane(static_cast<std::uint32_t>(plane_number * kBlockRows)),
      missing(static_cast<std::uint32_t>(kMostCuts - 1 - threshold) * 0x01010101U) {}

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
constexpr std::size_t kPlanes = 2;   ///< of a column

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

/// In the low eight bits: below the last level lie the ranks, ascending.
VEDETTE_AVX512_INLINE Places ranks_of(const Values& values, const float* cuts) {
  Places places;
  for (__m512i& part : places.part) part = _mm512_set1_epi32(1);
  for (int level = 0; level < 4; ++level) step_down<16>(cuts, values, places);
  step_down<16>(cuts + 16, values, places);
  step_down<32>(cuts + 32, values, places);
  step_down<64>(cuts + 64, values, places);
  step_down<128>(cuts + 128, values, places);
  return places;
}

/// Bytes, in the order of `place_in_plane()`.
VEDETTE_AVX512_INLINE void store_plane(const Places& ranks, std::uint8_t* plane) {
  static_assert(kParts == 4);
  _mm512_store_si512(plane,
                     _mm512_packus_epi16(_mm512_packus_epi32(ranks.part[0], ranks.part[1]),
                                         _mm512_packus_epi32(ranks.part[2], ranks.part[3])));
}

VEDETTE_AVX512_INLINE void rank_column(const Values& values, const CutTree& cuts,
                                       std::uint8_t* planes) {
  Places low = ranks_of(values, cuts.places());
  Places high;
  for (std::size_t p = 0; p < kParts; ++p) {
    // Nothing is at or below NaN, so its rank is 0 as it is.
    low.part[p] = _mm512_and_si512(low.part[p], _mm512_set1_epi32(kMostCuts));
    const __mmask16 missing = _mm512_cmp_ps_mask(values.part[p], values.part[p], _CMP_UNORD_Q);
    high.part[p] = _mm512_mask_set1_epi32(low.part[p], missing, kMostCuts);
  }
  store_plane(high, planes);
  store_plane(low, planes + kBlockRows);
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

/// Answers of 128 rows, "right" being 1, in the highest bit of a byte; the others mean nothing.
struct Answers {
  __m512i of[kRegisters];
};

/// An average, rounded up, has the highest bit where both together are above 254.
VEDETTE_AVX512_INLINE Answers ask(const RankTest& test, const std::uint8_t* planes) {
  const __m512i missing = _mm512_set1_epi32(static_cast<int>(test.missing));
  Answers answers;
  for (std::size_t r = 0; r < kRegisters; ++r)
    answers.of[r] =
        _mm512_avg_epu8(_mm512_load_si512(planes + test.plane + r * kRegisterRows), missing);
  return answers;
}

/// To the tests, so many levels under test `at`, that rows come to. `path`: the answers from there.
template <std::uint32_t levels>
VEDETTE_AVX512_INLINE Answers ask_below(const RankTest* tests, std::size_t at, const Answers* path,
                                        const std::uint8_t* planes) {
  if constexpr (levels == 0) {
    return ask(tests[at], planes);
  } else {
    constexpr int kWhereThird = 0xE4;  // the third chooses the first, else the second
    const Answers left = ask_below<levels - 1>(tests, 2 * at + 1, path + 1, planes);
    Answers chosen = ask_below<levels - 1>(tests, 2 * at + 2, path + 1, planes);
    for (std::size_t r = 0; r < kRegisters; ++r)
      chosen.of[r] = _mm512_ternarylogic_epi64(chosen.of[r], left.of[r], path->of[r], kWhereThird);
    return chosen;
  }
}

template <std::uint32_t depth>
VEDETTE_AVX512_INLINE void find_path(const RankTest* tests, const std::uint8_t* planes,
                                     Answers* path) {
  if constexpr (depth > 0) {
    find_path<depth - 1>(tests, planes, path);
    path[depth - 1] = ask_below<depth - 1>(tests, 0, path, planes);
  }
}

/// Of the leaves that paths lead to: the root's answer is the highest bit.
template <std::uint32_t depth>
VEDETTE_AVX512_INLINE __m512i leaf_numbers(const Answers* path, std::size_t r) {
  constexpr int kFirstOrBoth = 0xF8;  // the first, or the second and the third
  __m512i numbers = _mm512_setzero_si512();
  for (std::uint32_t level = 0; level < depth; ++level) {
    const std::uint32_t bit = depth - 1 - level;
    const __m512i moved = _mm512_srli_epi16(path[level].of[r], 7 - bit);
    numbers = _mm512_ternarylogic_epi64(numbers, moved,
                                        _mm512_set1_epi8(static_cast<char>(1U << bit)),
                                        kFirstOrBoth);
  }
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
[[gnu::target(VEDETTE_AVX512)]] void add_tree(const RankTest* tests, const std::uint8_t* leaf_bytes,
                                              const std::uint8_t* planes, float* sums) {
  Answers path[depth + 1];
  find_path<depth>(tests, planes, path);
  for (std::size_t r = 0; r < kRegisters; ++r)
    add_leaves<std::size_t{1} << depth>(leaf_numbers<depth>(path, r), leaf_bytes,
                                        sums + r * kRegisterRows);
}

}  // namespace

[[gnu::target(VEDETTE_AVX512)]] void rank_block_avx512(const float* values, std::size_t columns,
                                                       const CutTree* cuts,
                                                       std::uint8_t* planes) {
  for (std::size_t c = 0; c < columns; c += kColumns) {
    const std::size_t count = std::min(columns - c, kColumns);
    const auto which = static_cast<__mmask8>((1U << count) - 1);
    for (std::size_t r = 0; r < kBlockRows; r += kRegisterRows) {
      Values tile[kColumns];
      load_columns(values + r * columns + c, columns, which, tile);
      for (std::size_t i = 0; i < count; ++i)
        rank_column(tile[i], cuts[c + i], planes + (c + i) * kPlanes * kBlockRows + r);
    }
  }
}

void add_tree_avx512(std::uint32_t depth, const RankTest* tests, const std::uint8_t* leaf_bytes,
                     const std::uint8_t* planes, float* sums) {
  using Walk = void (*)(const RankTest*, const std::uint8_t*, const std::uint8_t*, float*);
  static constexpr Walk kWalks[] = {add_tree<0>, add_tree<1>, add_tree<2>, add_tree<3>, add_tree<4>,
                                    add_tree<5>, add_tree<6>, add_tree<7>, add_tree<8>};
  kWalks[depth](tests, leaf_bytes, planes, sums);
}

}  // namespace vedette
#endif
