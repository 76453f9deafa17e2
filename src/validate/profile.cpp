// SPDX-License-Identifier: Apache-2.0
#include "validate/profile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace vedette {
namespace {

constexpr std::size_t kMostBins = 24;
constexpr std::size_t kTopCategories = 12;
constexpr double kHeavyTail = 100;

/// One finite distinct value with its rows; ascending in a Distribution.
struct ValueRows {
  double value = 0;
  std::int64_t rows = 0;
  std::uint32_t code = 0;
};

using Distribution = std::vector<ValueRows>;

Distribution finite_values(const Column& column, const CodedColumn& coded) {
  Distribution values;
  for (std::uint32_t code = 0; code < coded.distinct(); ++code)
    if (const double value = column.number(coded.first_row[code]); std::isfinite(value))
      values.push_back({value, coded.counts[code], code});
  return values;
}

std::int64_t count_rows(const Distribution& values) {
  return std::accumulate(values.begin(), values.end(), std::int64_t{0},
                         [](std::int64_t sum, const ValueRows& v) { return sum + v.rows; });
}

double quantile(const Distribution& values, std::int64_t rows, double share) {
  const double rank = std::ceil(share * static_cast<double>(rows));
  double seen = 0;
  for (const ValueRows& v : values) {
    seen += static_cast<double>(v.rows);
    if (seen >= rank) return v.value;
  }
  return values.back().value;
}

NumberSummary summarise(const Distribution& values) {
  const std::int64_t rows = count_rows(values);
  NumberSummary summary{values.front().value, values.back().value, 0, 0, {}};
  // Values are scaled so that squares of large numbers (nanoseconds) stay finite and exact enough.
  const auto total = static_cast<double>(rows);
  for (const ValueRows& v : values) summary.mean += v.value * (static_cast<double>(v.rows) / total);
  double variance = 0;
  for (const ValueRows& v : values) {
    const double distance = v.value - summary.mean;
    variance += distance * distance * (static_cast<double>(v.rows) / total);
  }
  summary.deviation = std::sqrt(variance);
  for (const double share : kQuantileShares)
    summary.quantiles.push_back(quantile(values, rows, share));
  return summary;
}

BinScale choose_scale(const Distribution& values, const NumberSummary& summary) {
  if (values.size() <= kMostBins) return BinScale::values;
  const double upper_quartile = summary.quantiles[4];
  const bool heavy_tail = summary.min >= 0 && summary.max > kHeavyTail * (upper_quartile + 1);
  return heavy_tail ? BinScale::logarithmic : BinScale::linear;
}

std::vector<Bin> empty_bins(const Distribution& values, BinScale scale, std::size_t classes) {
  std::vector<Bin> bins;
  if (scale == BinScale::values) {
    for (const ValueRows& v : values) bins.push_back({v.value, v.value, {}});
  } else {
    const bool is_log = scale == BinScale::logarithmic;
    const double low = is_log ? std::log1p(values.front().value) : values.front().value;
    const double high = is_log ? std::log1p(values.back().value) : values.back().value;
    const auto edge = [&](std::size_t i) {
      const double share = static_cast<double>(i) / static_cast<double>(kMostBins);
      const double at = low * (1 - share) + high * share;
      return is_log ? std::expm1(at) : at;
    };
    for (std::size_t i = 0; i < kMostBins; ++i) bins.push_back({edge(i), edge(i + 1), {}});
    // Rounding must not leave the extremes outside.
    bins.front().low = values.front().value;
    bins.back().high = values.back().value;
  }
  for (Bin& bin : bins) bin.per_class.assign(classes + 1, 0);
  return bins;
}

/// Bin of every code; codes of infinite values have none.
std::vector<std::size_t> bin_of_codes(const Distribution& values, const std::vector<Bin>& bins,
                                      std::size_t codes) {
  std::vector<std::size_t> bin_of(codes, bins.size());
  std::size_t bin = 0;
  for (const ValueRows& v : values) {
    while (bin + 1 < bins.size() && v.value > bins[bin].high) ++bin;
    bin_of[v.code] = bin;
  }
  return bin_of;
}

std::size_t class_slot(const RowClasses& classes, std::size_t row) {
  const std::int32_t index = classes.known() ? classes.of_row[row] : -1;
  return index < 0 ? classes.names.size() : static_cast<std::size_t>(index);
}

std::vector<Bin> histogram(const Distribution& values, BinScale scale, const CodedColumn& coded,
                           const RowClasses& classes) {
  std::vector<Bin> bins = empty_bins(values, scale, classes.names.size());
  const auto bin_of = bin_of_codes(values, bins, coded.distinct());
  for (std::size_t row = 0; row < coded.codes.size(); ++row) {
    const std::uint32_t code = coded.codes[row];
    if (code == kMissingCode || bin_of[code] == bins.size()) continue;
    ++bins[bin_of[code]].per_class[class_slot(classes, row)];
  }
  return bins;
}

std::vector<CategoryCount> top_categories(const Column& column, const CodedColumn& coded,
                                          const RowClasses& classes) {
  std::vector<std::uint32_t> order(coded.distinct());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return coded.counts[a] > coded.counts[b];
  });
  if (order.size() > kTopCategories) order.resize(kTopCategories);
  std::vector<CategoryCount> top;
  std::vector<std::size_t> slot_of(coded.distinct(), kTopCategories);
  for (const std::uint32_t code : order) {
    slot_of[code] = top.size();
    top.push_back({column.text(coded.first_row[code]), coded.counts[code],
                   std::vector<std::int64_t>(classes.names.size() + 1)});
  }
  for (std::size_t row = 0; row < coded.codes.size(); ++row) {
    const std::uint32_t code = coded.codes[row];
    if (code != kMissingCode && slot_of[code] < kTopCategories)
      ++top[slot_of[code]].per_class[class_slot(classes, row)];
  }
  return top;
}

}  // namespace

ColumnProfile profile_column(const Column& column, const ColumnSpec& spec,
                             const CodedColumn& coded, const RowClasses& classes) {
  ColumnProfile profile{.name = spec.name, .type = column.type, .role = spec.role,
                        .unit = spec.unit};
  profile.rows = static_cast<std::int64_t>(column.size());
  profile.missing = coded.missing;
  profile.distinct = static_cast<std::int64_t>(coded.distinct());
  if (column.type == ColumnType::text || column.type == ColumnType::boolean)
    profile.top = top_categories(column, coded, classes);
  if (column.type == ColumnType::text) return profile;
  const Distribution values = finite_values(column, coded);
  profile.infinite = coded.present() - count_rows(values);
  if (values.empty()) return profile;
  profile.numbers = summarise(values);
  profile.scale = choose_scale(values, *profile.numbers);
  profile.histogram = histogram(values, profile.scale, coded, classes);
  return profile;
}

}  // namespace vedette
