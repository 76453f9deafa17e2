// SPDX-License-Identifier: Apache-2.0
#include "transform/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vedette {
namespace {

struct Extent {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  double count = 0;
};

Extent extent(std::span<const double> values) {
  Extent extent;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    extent.low = std::min(extent.low, value);
    extent.high = std::max(extent.high, value);
    ++extent.count;
  }
  return extent;
}

}  // namespace

std::vector<double> sorted_values(std::span<const double> values) {
  std::vector<double> sorted;
  sorted.reserve(values.size());
  for (const double value : values)
    if (!std::isnan(value)) sorted.push_back(value);
  std::ranges::sort(sorted);
  return sorted;
}

double quantile(std::span<const double> sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], position - static_cast<double>(below));
}

double median(std::span<const double> sorted) { return quantile(sorted, 0.5); }

double mode(std::span<const double> sorted) {
  double best = sorted.front();
  std::ptrdiff_t best_count = 0;
  for (auto begin = sorted.begin(); begin != sorted.end();) {
    const auto end = std::upper_bound(begin, sorted.end(), *begin);
    if (end - begin > best_count) {
      best = *begin;
      best_count = end - begin;
    }
    begin = end;
  }
  return best;
}

Moments moments(std::span<const double> values) {
  const Extent range = extent(values);
  if (range.count == 0) return {};
  if (range.low == range.high) return {range.low, 0, 0};
  // In units of the largest magnitude no power can overflow.
  const double unit = std::max(std::abs(range.low), std::abs(range.high));
  double sum = 0;
  for (const double value : values)
    if (!std::isnan(value)) sum += value / unit;
  const double mean = sum / range.count;
  double squares = 0;
  double cubes = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    const double away = value / unit - mean;
    squares += away * away;
    cubes += away * away * away;
  }
  const double variance = squares / range.count;
  const double deviation = std::sqrt(variance);
  const double spread_cubed = variance * deviation;
  const double skewness = spread_cubed > 0 ? cubes / range.count / spread_cubed : 0;
  return {mean * unit, deviation * unit, skewness};
}

}  // namespace vedette
