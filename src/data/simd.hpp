// SPDX-License-Identifier: Apache-2.0
/// Which vector instructions the hot loops of readers may use.
#pragma once

/// What a function needs that uses the instructions of Simd::avx512.
#define VEDETTE_AVX512 \
  "avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,avx512bitalg,bmi,bmi2,popcnt,prfchw"

/// A part of such a function: it must be inlined to be part of its loop.
#define VEDETTE_AVX512_INLINE [[gnu::target(VEDETTE_AVX512), gnu::always_inline]] inline

/// The same for the instructions of Simd::avx2.
#define VEDETTE_AVX2_INLINE [[gnu::target("avx2"), gnu::always_inline]] inline

namespace vedette {

enum class Simd {
  none,    ///< what every processor has
  avx2,    ///< since 2013 (Intel) and 2015 (AMD)
  avx512,  ///< with VBMI, VBMI2 and BITALG: since 2019 (Intel Ice Lake) and 2022 (AMD Zen 4)
};

/// The best that this processor has.
[[nodiscard]] Simd best_simd();

}  // namespace vedette
