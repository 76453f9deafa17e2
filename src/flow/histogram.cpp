// SPDX-License-Identifier: Apache-2.0
#include "flow/histogram.hpp"

#include <cmath>

namespace vedette {

double entropy(std::span<const std::uint32_t> counts, std::uint64_t total) {
  const auto all = static_cast<double>(total);
  std::uint64_t left = total;
  double bits = 0;
  const auto take = [&](std::uint64_t count) {
    const double share = static_cast<double>(count) / all;
    bits -= share * std::log2(share);
    left -= count;
  };
  for (std::size_t bin = 0; bin < counts.size() && left > 0; ++bin)
    if (counts[bin] > 0) take(counts[bin]);
  if (left > 0) take(left);
  return bits;
}

std::size_t quantile_bin(std::span<const std::uint32_t> counts, std::uint64_t total, double q) {
  if (total == 0) return 0;
  const double wanted = q * static_cast<double>(total);
  double reached = 0;
  for (std::size_t bin = 0; bin < counts.size(); ++bin) {
    reached += counts[bin];
    if (counts[bin] > 0 && reached >= wanted) return bin;
  }
  return counts.size();
}

}  // namespace vedette
