// SPDX-License-Identifier: Apache-2.0
/// Any bytes are refused, or are a forest that gives finite scores and the same bytes again.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "trees/forest.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const vedette::Result<vedette::Forest> forest = vedette::forest_from_bytes(bytes);
  if (!forest) return 0;
  vedette::check(vedette::to_bytes(*forest) == bytes, "reading and writing are inverse");
  for (const float value : {0.0F, -1e30F, std::numeric_limits<float>::quiet_NaN()}) {
    const std::vector<float> shares =
        forest->score_row(std::vector<float>(forest->columns(), value));
    vedette::check(std::ranges::all_of(shares, [](float s) { return std::isfinite(s); }),
                   "a checked forest gives finite scores");
  }
  return 0;
}
