// SPDX-License-Identifier: Apache-2.0
#include "trees/boosted_row.hpp"

#include <algorithm>
#include <limits>

namespace vedette {

SortedCuts::SortedCuts(std::span<const float> cuts_of_column) {
  cuts.fill(std::numeric_limits<float>::quiet_NaN());
  std::ranges::copy(cuts_of_column, cuts.begin());
  for (std::size_t i = 0; i < last.size(); ++i) last[i] = cuts[i * kStep + kStep - 1];
}

}  // namespace vedette

#if defined(__x86_64__)
#include "base/intrinsics.hpp"
#include "data/simd.hpp"

namespace vedette {
namespace {

constexpr std::uint32_t kWordLevels = 6;
constexpr int kFirstOrBoth = 0xF8;  ///< of _mm512_ternarylogic_epi64(): see boosted_block.cpp

/// Nothing is at or below NaN, and NaN at or below nothing.
VEDETTE_AVX512_INLINE unsigned count_at_or_below(const float* sixteen, __m512 value) {
  return static_cast<unsigned>(
      _mm_popcnt_u32(_mm512_cmp_ps_mask(_mm512_load_ps(sixteen), value, _CMP_LE_OQ)));
}

VEDETTE_AVX512_INLINE unsigned rank_of(float number, const SortedCuts& cuts) {
  const __m512 value = _mm512_set1_ps(number);
  const unsigned before = SortedCuts::kStep * count_at_or_below(cuts.last.data(), value);
  return before + count_at_or_below(cuts.cuts.data() + before, value);
}

struct RankRegisters {
  __m512i of[kMostRanks / kWordTests];
};

template <bool many>
VEDETTE_AVX512_INLINE std::uint64_t answer(const WordTests& tests, const RankRegisters& ranks) {
  const __m512i which = _mm512_load_si512(tests.ranks.data());
  __m512i found = _mm512_permutex2var_epi8(ranks.of[0], which, ranks.of[1]);
  if constexpr (many)
    found = _mm512_mask_blend_epi8(_mm512_movepi8_mask(which), found,
                                   _mm512_permutex2var_epi8(ranks.of[2], which, ranks.of[3]));
  return _cvtmask64_u64(
      _mm512_cmpgt_epu8_mask(found, _mm512_load_si512(tests.places.data())));
}

template <bool many>
[[gnu::target(VEDETTE_AVX512)]] void answer_all(std::span<const WordTests> tests,
                                                const Ranks& ranks, std::uint64_t* answers) {
  RankRegisters registers;
  for (std::size_t r = 0; r < (many ? 4 : 2); ++r)
    registers.of[r] = _mm512_loadu_si512(ranks.data() + r * kWordTests);
  for (const WordTests& word : tests) *answers++ = answer<many>(word, registers);
}

/// One level down, from places in the trees (a root is 1), by the bits of `words` there.
VEDETTE_AVX512_INLINE __m512i step_down(__m512i places, __m512i words, __m512i bits) {
  return _mm512_ternarylogic_epi64(_mm512_add_epi64(places, places),
                                   _mm512_srlv_epi64(words, bits), _mm512_set1_epi64(1),
                                   kFirstOrBoth);
}

VEDETTE_AVX512_INLINE __m512i word_of_each(const std::uint64_t* answers, std::size_t word) {
  return _mm512_loadu_si512(answers + word * kWalkedTrees);
}

/// The levels that have words of their own.
VEDETTE_AVX512_INLINE __m512i walk_on(std::uint32_t depth, const std::uint64_t* answers,
                                      __m512i places) {
  const __m512i bits = _mm512_set1_epi64(kWordTests - 1);
  const __m512i at_64 =
      step_down(places, word_of_each(answers, 1), _mm512_and_si512(places, bits));
  if (depth == kWordLevels + 1) return at_64;
  const __mmask8 upper_half = _mm512_test_epi64_mask(at_64, _mm512_set1_epi64(kWordTests));
  const __m512i words = _mm512_mask_blend_epi64(upper_half, word_of_each(answers, 2),
                                                word_of_each(answers, 3));
  return step_down(at_64, words, _mm512_and_si512(at_64, bits));
}

}  // namespace

[[gnu::target(VEDETTE_AVX512)]] void rank_row_avx512(std::span<const float> row,
                                                     std::span<const RankedColumn> columns,
                                                     Ranks& ranks) {
  std::size_t at = 0;
  for (const RankedColumn& column : columns) {
    const float value = row[column.column];
    const auto rank = static_cast<std::uint8_t>(rank_of(value, column.cuts));
    ranks[at++] = value == value ? rank : UINT8_MAX;
    ranks[at++] = rank;
  }
}

void answer_row_avx512(std::span<const WordTests> tests, const Ranks& ranks, bool many,
                       std::uint64_t* answers) {
  many ? answer_all<true>(tests, ranks, answers) : answer_all<false>(tests, ranks, answers);
}

[[gnu::target(VEDETTE_AVX512)]] std::array<std::uint64_t, kWalkedTrees> walk_row_avx512(
    std::uint32_t depth, const std::uint64_t* answers) {
  const __m512i words = word_of_each(answers, 0);
  __m512i places = _mm512_set1_epi64(1);
  for (std::uint32_t level = 0; level < std::min(depth, kWordLevels); ++level)
    places = step_down(places, words, places);
  if (depth > kWordLevels) places = walk_on(depth, answers, places);
  std::array<std::uint64_t, kWalkedTrees> leaves;
  _mm512_storeu_si512(leaves.data(),
                      _mm512_sub_epi64(places, _mm512_set1_epi64(std::int64_t{1} << depth)));
  return leaves;
}

}  // namespace vedette
#endif
