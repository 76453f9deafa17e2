// SPDX-License-Identifier: Apache-2.0
#include "validate/overlay.hpp"

#include <algorithm>
#include <cmath>

namespace vedette {
namespace {

constexpr std::size_t kBins = 24;
constexpr double kHeavyTail = 100;

double sample_quantile(std::span<const double> sorted, double share) {
  const double rank = std::ceil(share * static_cast<double>(sorted.size()));
  const auto index = static_cast<std::size_t>(std::max(rank - 1, 0.0));
  return sorted[std::min(index, sorted.size() - 1)];
}

/// Infinite values have no place on an axis.
double finite(double value) {
  constexpr double kMost = 1e300;
  return std::clamp(value, -kMost, kMost);
}

std::vector<double> edges_between(double low, double high, double upper_quartile) {
  if (!(low < high)) return {low, std::nextafter(low, HUGE_VAL)};
  const bool heavy_tail = low >= 0 && high > kHeavyTail * (upper_quartile + 1);
  const double from = heavy_tail ? std::log1p(low) : low;
  const double to = heavy_tail ? std::log1p(high) : high;
  std::vector<double> edges{low};
  for (std::size_t i = 1; i < kBins; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(kBins);
    const double at = from * (1 - share) + to * share;
    edges.push_back(heavy_tail ? std::expm1(at) : at);
  }
  edges.push_back(high);
  return edges;
}

/// Rows per bin, where `rows_up_to(edge)` counts the rows up to an edge. The first bin begins
/// before its edge, the last one ends behind its own.
template <class RowsUpTo>
std::vector<double> counts(std::span<const double> edges, double all, RowsUpTo rows_up_to) {
  std::vector<double> bins;
  double before = 0;
  for (std::size_t i = 1; i < edges.size(); ++i) {
    const double now = i + 1 == edges.size() ? all : rows_up_to(edges[i]);
    bins.push_back(std::max(0.0, now - before));
    before = now;
  }
  return bins;
}

}  // namespace

Overlay overlay_of(const ColumnSketch& reference, std::span<const double> sorted) {
  const double low = std::min(reference.quantile(0.01), sample_quantile(sorted, 0.01));
  const double high = std::max(reference.quantile(0.99), sample_quantile(sorted, 0.99));
  const double quartile = std::max(reference.quantile(0.75), sample_quantile(sorted, 0.75));
  Overlay overlay{edges_between(finite(low), finite(high), quartile), {}, {}};
  const auto present = static_cast<double>(reference.rows - reference.missing);
  overlay.reference = counts(overlay.edges, present, [&](double edge) {
    return std::round(present * reference.share_up_to(edge));
  });
  overlay.current = counts(overlay.edges, static_cast<double>(sorted.size()), [&](double edge) {
    return static_cast<double>(std::ranges::upper_bound(sorted, edge) - sorted.begin());
  });
  return overlay;
}

}  // namespace vedette
