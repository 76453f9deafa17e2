// SPDX-License-Identifier: Apache-2.0
#include "validate/sketch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace vedette {
namespace {

std::vector<double> sorted_numbers(const Column& column, std::span<const std::uint32_t> rows) {
  std::vector<double> values;
  for (const std::uint32_t row : rows)
    if (const double value = column.number(row); !std::isnan(value)) values.push_back(value);
  std::sort(values.begin(), values.end());
  return values;
}

/// All distinct values of a sorted sample as points.
std::vector<DistributionPoint> all_points(const std::vector<double>& sorted) {
  std::vector<DistributionPoint> points;
  const auto total = static_cast<double>(sorted.size());
  for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
    while (end < sorted.size() && sorted[end] == sorted[begin]) ++end;
    points.push_back({sorted[begin], static_cast<double>(begin) / total,
                      static_cast<double>(end) / total});
  }
  return points;
}

/// The first point, the last one, and between them those that reach the next step of the share:
/// at most `max_size`.
std::vector<DistributionPoint> thin_out(const std::vector<DistributionPoint>& points,
                                        std::size_t max_size) {
  if (points.size() <= max_size) return points;
  const auto steps = static_cast<double>(max_size - 1);
  std::vector<DistributionPoint> kept{points.front()};
  double next = std::floor(points.front().up_to * steps) + 1;
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (points[i].up_to * steps < next && i + 1 < points.size()) continue;
    kept.push_back(points[i]);
    next = std::floor(points[i].up_to * steps) + 1;
  }
  return kept;
}

void count_categories(ColumnSketch& sketch, const Column& column,
                      std::span<const std::uint32_t> rows, std::size_t max_size) {
  std::map<std::string, std::int64_t> counts;
  for (const std::uint32_t row : rows)
    if (column.missing[row] == 0) ++counts[column.text(row)];
  for (const auto& [value, count] : counts) sketch.categories.push_back({value, count});
  std::stable_sort(
      sketch.categories.begin(), sketch.categories.end(),
      [](const SketchCategory& a, const SketchCategory& b) { return a.rows > b.rows; });
  while (sketch.categories.size() > max_size) {
    sketch.other_rows += sketch.categories.back().rows;
    sketch.categories.pop_back();
  }
}

ColumnSketch sketch_column(const Column& column, const ColumnSpec& spec,
                           std::span<const std::uint32_t> rows, std::size_t max_size) {
  ColumnSketch sketch{.name = spec.name};
  sketch.kind = is_categorical(spec) ? ColumnSketch::Kind::category : ColumnSketch::Kind::number;
  sketch.rows = static_cast<std::int64_t>(rows.size());
  sketch.missing = std::count_if(rows.begin(), rows.end(), [&](std::uint32_t row) {
    return column.missing[row] != 0;
  });
  if (sketch.kind == ColumnSketch::Kind::category)
    count_categories(sketch, column, rows, max_size);
  else
    sketch.points = thin_out(all_points(sorted_numbers(column, rows)), max_size);
  return sketch;
}

}  // namespace

double ColumnSketch::quantile(double share) const {
  if (points.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto found = std::ranges::lower_bound(points, share, {}, &DistributionPoint::up_to);
  return found == points.end() ? points.back().value : found->value;
}

double ColumnSketch::share_up_to(double value) const {
  if (points.empty() || std::isnan(value)) return std::numeric_limits<double>::quiet_NaN();
  const auto next = std::ranges::upper_bound(points, value, {}, &DistributionPoint::value);
  if (next == points.begin()) return 0;
  const DistributionPoint& last = *std::prev(next);
  if (next == points.end() || value == last.value) return last.up_to;
  const double way = (value - last.value) / (next->value - last.value);
  // A way to or from infinity says nothing.
  return std::isfinite(way) ? last.up_to + way * (next->below - last.up_to) : last.up_to;
}

const ColumnSketch* ReferenceSketch::find(std::string_view name) const {
  const auto found = std::ranges::find(columns, name, &ColumnSketch::name);
  return found == columns.end() ? nullptr : &*found;
}

bool is_categorical(const ColumnSpec& spec) {
  return spec.type == ColumnType::text || spec.type == ColumnType::boolean ||
         !spec.categories.empty();
}

ReferenceSketch make_sketch(const Table& table, const Schema& schema,
                            std::span<const std::uint32_t> rows, std::size_t max_size) {
  check(max_size >= 2, "a sketch keeps at least both ends of a distribution");
  ReferenceSketch sketch{static_cast<std::int64_t>(rows.size()), {}};
  for (const ColumnSpec& spec : schema.columns)
    if (const Column* column = table.find(spec.name);
        column != nullptr && spec.role == Role::feature)
      sketch.columns.push_back(sketch_column(*column, spec, rows, max_size));
  return sketch;
}

}  // namespace vedette
