// SPDX-License-Identifier: Apache-2.0
/// For tests: everything that processors may have is held against the same expectations.
#pragma once

#include <vector>

#include "data/simd.hpp"

namespace vedette {

/// Each that this processor has.
inline std::vector<Simd> all_simd() {
  std::vector<Simd> all = {Simd::none};
  for (const Simd simd : {Simd::avx2, Simd::avx512})
    if (simd <= best_simd()) all.push_back(simd);
  return all;
}

}  // namespace vedette
