// SPDX-License-Identifier: Apache-2.0
#include "transform/copy_tiles.hpp"

#include <limits>

#include "base/error.hpp"
#include "base/intrinsics.hpp"
#include "data/simd.hpp"

namespace vedette {
#if defined(__x86_64__)
namespace {

VEDETTE_AVX2_INLINE __m128 to_single(const double* numbers) {
  const __m256d all = _mm256_loadu_pd(numbers);
  const __m256d magnitudes = _mm256_andnot_pd(_mm256_set1_pd(-0.0), all);
  const __m256d infinity = _mm256_set1_pd(std::numeric_limits<double>::infinity());
  const __m256d most = _mm256_set1_pd(std::numeric_limits<float>::max());
  const __m256d least = _mm256_set1_pd(std::numeric_limits<float>::lowest());
  const __m256d clamped = _mm256_max_pd(least, _mm256_min_pd(most, all));
  const __m256d is_none = _mm256_cmp_pd(magnitudes, infinity, _CMP_NLT_UQ);  // NaN too
  const __m256d nan = _mm256_set1_pd(std::numeric_limits<double>::quiet_NaN());
  return _mm256_cvtpd_ps(_mm256_blendv_pd(clamped, nan, is_none));
}

/// Row i of the tile becomes column i.
VEDETTE_AVX2_INLINE void turn(__m256 (&tile)[kTileSide]) {
  __m256 pairs[kTileSide];
  for (int i = 0; i < 8; i += 2) {
    pairs[i] = _mm256_unpacklo_ps(tile[i], tile[i + 1]);
    pairs[i + 1] = _mm256_unpackhi_ps(tile[i], tile[i + 1]);
  }
  __m256 fours[kTileSide];
  for (int i = 0; i < 8; i += 4)
    for (int half = 0; half < 2; ++half) {
      fours[i + 2 * half] = _mm256_shuffle_ps(pairs[i + half], pairs[i + half + 2], 0x44);
      fours[i + 2 * half + 1] = _mm256_shuffle_ps(pairs[i + half], pairs[i + half + 2], 0xEE);
    }
  for (int i = 0; i < 4; ++i) {
    tile[i] = _mm256_permute2f128_ps(fours[i], fours[i + 4], 0x20);
    tile[i + 4] = _mm256_permute2f128_ps(fours[i], fours[i + 4], 0x31);
  }
}

}  // namespace

[[gnu::target("avx2")]] void copy_tiles_avx2(const std::array<const double*, kTileSide>& columns,
                                             std::size_t rows, float* into, std::size_t stride) {
  for (std::size_t row = 0; row < rows; row += kTileSide, into += kTileSide * stride) {
    __m256 tile[kTileSide];
    for (std::size_t i = 0; i < kTileSide; ++i) {
      const double* const numbers = columns[i] + row;
      tile[i] = _mm256_set_m128(to_single(numbers + 4), to_single(numbers));
    }
    turn(tile);
    for (std::size_t i = 0; i < kTileSide; ++i) _mm256_storeu_ps(into + i * stride, tile[i]);
  }
}
#else
void copy_tiles_avx2(const std::array<const double*, kTileSide>& /*columns*/, std::size_t /*rows*/,
                     float* /*into*/, std::size_t /*stride*/) {
  check(false, "this processor has no AVX2");
}
#endif

}  // namespace vedette
