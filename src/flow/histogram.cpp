// SPDX-License-Identifier: Apache-2.0
#include "flow/histogram.hpp"

#include <cmath>

namespace vedette {

double entropy(std::span<const std::uint32_t> counts, std::uint64_t total) {
  const auto all = static_cast<double>(total);
  std::uint64_t seen = 0;
  double bits = 0;
  for (std::size_t bin = 0; bin < counts.size() && seen < total; ++bin) {
    if (counts[bin] == 0) continue;
    seen += counts[bin];
    const double share = counts[bin] / all;
    bits -= share * std::log2(share);
  }
  return bits;
}

std::size_t quantile_bin(std::span<const std::uint32_t> counts, std::uint64_t total, double q) {
  const double wanted = q * static_cast<double>(total);
  double reached = 0;
  for (std::size_t bin = 0; bin < counts.size(); ++bin) {
    reached += counts[bin];
    if (counts[bin] > 0 && reached >= wanted) return bin;
  }
  return 0;
}

}  // namespace vedette
