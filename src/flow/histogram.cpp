// SPDX-License-Identifier: Apache-2.0
#include "flow/histogram.hpp"

#include <cmath>
#include <numeric>

namespace vedette {
namespace {

double total(std::span<const std::uint32_t> counts) {
  return static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
}

}  // namespace

double entropy(std::span<const std::uint32_t> counts) {
  const double all = total(counts);
  double bits = 0;
  for (const std::uint32_t count : counts)
    if (count > 0) bits -= count / all * std::log2(count / all);
  return bits;
}

std::size_t quantile_bin(std::span<const std::uint32_t> counts, double q) {
  const double wanted = q * total(counts);
  double reached = 0;
  for (std::size_t bin = 0; bin < counts.size(); ++bin) {
    reached += counts[bin];
    if (counts[bin] > 0 && reached >= wanted) return bin;
  }
  return 0;
}

}  // namespace vedette
