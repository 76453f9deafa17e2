// SPDX-License-Identifier: Apache-2.0
#include "data/simd.hpp"

namespace vedette {
namespace {

Simd ask_processor() {
#if defined(__x86_64__)
  const bool has_avx512 =
      __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
      __builtin_cpu_supports("avx512bitalg") && __builtin_cpu_supports("bmi2") &&
      __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt");
  if (has_avx512) return Simd::avx512;
  if (__builtin_cpu_supports("avx2")) return Simd::avx2;
#endif
  return Simd::none;
}

}  // namespace

Simd best_simd() {
  static const Simd best = ask_processor();
  return best;
}

}  // namespace vedette
