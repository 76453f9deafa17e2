// SPDX-License-Identifier: Apache-2.0
#include "trees/boosted_block.hpp"

#if defined(__x86_64__)
#include "base/intrinsics.hpp"
#include "data/simd.hpp"

namespace vedette {
namespace {

constexpr std::size_t kLanes = 16;

/// One of 32 numbers that lie in two registers, for each of 16 places.
VEDETTE_AVX512_INLINE __m512 look_up(const float* table, __m512i places) {
  return _mm512_permutex2var_ps(_mm512_loadu_ps(table), places, _mm512_loadu_ps(table + kLanes));
}

/// A step of a branch-free binary search: past `step` cuts where the last of them is not above.
VEDETTE_AVX512_INLINE __m512i step_over(__m512i at, __m512 cut, __m512 values, int step) {
  const __mmask16 passed = _mm512_cmp_ps_mask(cut, values, _CMP_LE_OQ);
  return _mm512_mask_add_epi32(at, passed, at, _mm512_set1_epi32(step));
}

/// Of 16 values: first among every eighth cut, in registers, then among the seven between.
VEDETTE_AVX512_INLINE __m512i ranks_of(__m512 values, const SortedCuts& cuts) {
  __m512i at = _mm512_setzero_si512();
  for (int step = 16; step > 0; step /= 2) {
    const __m512i place = _mm512_add_epi32(at, _mm512_set1_epi32(step - 1));
    at = step_over(at, look_up(cuts.eighths.data(), place), values, step);
  }
  at = _mm512_slli_epi32(at, 3);
  for (int step = 4; step > 0; step /= 2)
    at = step_over(at, _mm512_i32gather_ps(at, cuts.all.data() + step - 1, 4), values, step);
  return at;
}

/// Numbers of the leaves, of the subtree below test `at`, that 64 rows come to.
template <std::uint32_t depth>
VEDETTE_AVX512_INLINE __m512i leaf_numbers(const RankTest* tests, std::size_t at,
                                 const std::uint8_t* planes) {
  const __m512i ranks = _mm512_load_si512(planes + tests[at].plane);
  const __mmask64 right =
      _mm512_cmpgt_epu8_mask(ranks, _mm512_set1_epi8(static_cast<char>(tests[at].rank)));
  if constexpr (depth == 1) {
    return _mm512_maskz_set1_epi8(right, 1);
  } else {
    const __m512i below =
        _mm512_mask_blend_epi8(right, leaf_numbers<depth - 1>(tests, 2 * at + 1, planes),
                               leaf_numbers<depth - 1>(tests, 2 * at + 2, planes));
    const __m512i passed = _mm512_set1_epi8(static_cast<char>(1U << (depth - 1)));
    return _mm512_mask_add_epi8(below, right, below, passed);
  }
}

/// Leaves by number; tables of more than 32 are looked up in halves.
template <std::uint32_t depth>
VEDETTE_AVX512_INLINE __m512 leaves_of(const float* leaves, __m512i numbers) {
  if constexpr (depth <= 5) {
    return look_up(leaves, numbers);
  } else {
    constexpr std::uint32_t kHalf = 1U << (depth - 1);
    const __mmask16 upper =
        _mm512_test_epi32_mask(numbers, _mm512_set1_epi32(static_cast<int>(kHalf)));
    return _mm512_mask_blend_ps(upper, leaves_of<depth - 1>(leaves, numbers),
                                leaves_of<depth - 1>(leaves + kHalf, numbers));
  }
}

template <std::uint32_t depth>
VEDETTE_AVX512_INLINE void add_leaves(__m512i numbers, const float* leaves, float* sums) {
  alignas(kBlockRows) std::uint8_t bytes[kBlockRows];
  _mm512_store_si512(bytes, numbers);
  for (std::size_t first = 0; first < kBlockRows; first += kLanes) {
    const __m512i of_rows =
        _mm512_cvtepu8_epi32(_mm_load_si128(reinterpret_cast<const __m128i*>(bytes + first)));
    const __m512 more = leaves_of<depth>(leaves, of_rows);
    _mm512_store_ps(sums + first, _mm512_add_ps(_mm512_load_ps(sums + first), more));
  }
}

template <std::uint32_t depth>
[[gnu::target(VEDETTE_AVX512)]] void add_tree(const RankTest* tests, const float* leaves,
                                              const std::uint8_t* planes, float* sums) {
  if constexpr (depth == 0)
    add_leaves<depth>(_mm512_setzero_si512(), leaves, sums);
  else
    add_leaves<depth>(leaf_numbers<depth>(tests, 0, planes), leaves, sums);
}

}  // namespace

[[gnu::target(VEDETTE_AVX512)]] void rank_block_avx512(const float* values, std::size_t stride,
                                                       const SortedCuts& cuts,
                                                       std::uint8_t* planes) {
  const __m512i lanes = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  const __m512i places = _mm512_mullo_epi32(lanes, _mm512_set1_epi32(static_cast<int>(stride)));
  for (std::size_t first = 0; first < kBlockRows; first += kLanes) {
    const __m512 sixteen = _mm512_i32gather_ps(places, values + first * stride, 4);
    const __mmask16 missing = _mm512_cmp_ps_mask(sixteen, sixteen, _CMP_UNORD_Q);
    const __m512i ranks = ranks_of(sixteen, cuts);
    const __m512i high = _mm512_mask_set1_epi32(ranks, missing, kMostCuts);
    // Nothing is at or below NaN, so its rank is 0 as it is.
    _mm_store_si128(reinterpret_cast<__m128i*>(planes + first), _mm512_cvtepi32_epi8(high));
    _mm_store_si128(reinterpret_cast<__m128i*>(planes + kBlockRows + first),
                    _mm512_cvtepi32_epi8(ranks));
  }
}

void add_tree_avx512(std::uint32_t depth, const RankTest* tests, const float* leaves,
                     const std::uint8_t* planes, float* sums) {
  using Walk = void (*)(const RankTest*, const float*, const std::uint8_t*, float*);
  static constexpr Walk kWalks[] = {add_tree<0>, add_tree<1>, add_tree<2>, add_tree<3>, add_tree<4>,
                                    add_tree<5>, add_tree<6>, add_tree<7>, add_tree<8>};
  kWalks[depth](tests, leaves, planes, sums);
}

}  // namespace vedette
#endif
