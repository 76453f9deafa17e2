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

}  // namespace vedette

#if defined(__x86_64__)
#include "base/intrinsics.hpp"
#include "data/simd.hpp"

namespace vedette {
namespace {

constexpr std::size_t kLanes = 16;

/// A table of so many numbers.
template <std::size_t size>
struct Numbers {
  const float* first;
};

/// One of 16 numbers, for each of 16 places, of which the low four bits count.
VEDETTE_AVX512_INLINE __m512 look_up(Numbers<16> table, __m512i places) {
  return _mm512_permutexvar_ps(places, _mm512_loadu_ps(table.first));
}
VEDETTE_AVX512_INLINE __m512 look_up(Numbers<32> table, __m512i places) {
  return _mm512_permutex2var_ps(_mm512_loadu_ps(table.first), places,
                                _mm512_loadu_ps(table.first + kLanes));
}
/// More than 32 in halves.
template <std::size_t size>
VEDETTE_AVX512_INLINE __m512 look_up(Numbers<size> table, __m512i places) {
  constexpr std::size_t kHalf = size / 2;
  const __mmask16 upper =
      _mm512_test_epi32_mask(places, _mm512_set1_epi32(static_cast<int>(kHalf)));
  return _mm512_mask_blend_ps(upper, look_up(Numbers<kHalf>{table.first}, places),
                              look_up(Numbers<kHalf>{table.first + kHalf}, places));
}

/// One level down from places among `size` of a level: right where the cut is not above the value.
template <std::size_t size>
VEDETTE_AVX512_INLINE __m512i step_down(Numbers<size> level, __m512i at, __m512 values) {
  const __mmask16 right = _mm512_cmp_ps_mask(look_up(level, at), values, _CMP_LE_OQ);
  const __m512i left = _mm512_slli_epi32(at, 1);
  return _mm512_mask_add_epi32(left, right, left, _mm512_set1_epi32(1));
}

/// Of 16 values, in the low eight bits: below the last level lie the ranks, ascending.
VEDETTE_AVX512_INLINE __m512i ranks_of(__m512 values, const float* cuts) {
  __m512i at = _mm512_set1_epi32(1);
  for (int level = 0; level < 4; ++level) at = step_down(Numbers<16>{cuts}, at, values);
  at = step_down(Numbers<16>{cuts + 16}, at, values);
  at = step_down(Numbers<32>{cuts + 32}, at, values);
  at = step_down(Numbers<64>{cuts + 64}, at, values);
  return step_down(Numbers<128>{cuts + 128}, at, values);
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

template <std::uint32_t depth>
VEDETTE_AVX512_INLINE void add_leaves(__m512i numbers, const float* leaves, float* sums) {
  constexpr std::size_t kTable = std::max<std::size_t>(std::size_t{1} << depth, kReadLeaves);
  alignas(kBlockRows) std::uint8_t bytes[kBlockRows];
  _mm512_store_si512(bytes, numbers);
  for (std::size_t first = 0; first < kBlockRows; first += kLanes) {
    const __m512i of_rows =
        _mm512_cvtepu8_epi32(_mm_load_si128(reinterpret_cast<const __m128i*>(bytes + first)));
    const __m512 more = look_up(Numbers<kTable>{leaves}, of_rows);
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
                                                       const CutTree& cuts,
                                                       std::uint8_t* planes) {
  const __m512i lanes = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  const __m512i places = _mm512_mullo_epi32(lanes, _mm512_set1_epi32(static_cast<int>(stride)));
  for (std::size_t first = 0; first < kBlockRows; first += kLanes) {
    const __m512 sixteen = _mm512_i32gather_ps(places, values + first * stride, 4);
    const __mmask16 missing = _mm512_cmp_ps_mask(sixteen, sixteen, _CMP_UNORD_Q);
    const __m512i ranks = ranks_of(sixteen, cuts.places());
    const __m512i high = _mm512_mask_set1_epi32(ranks, missing, kMostCuts);
    // Nothing is at or below NaN, so its rank is 0 as it is. The conversion keeps the low bits.
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
