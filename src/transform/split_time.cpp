// SPDX-License-Identifier: Apache-2.0
#include "transform/split_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "transform/statistics.hpp"

namespace vedette {
namespace {

constexpr double kMostMissing = 0.001;

/// Seconds on any clock; NaN where missing.
std::vector<double> seconds_of(const Column& column) {
  const double unit = column.type == ColumnType::timestamp ? 1e9 : 1;
  std::vector<double> seconds;
  seconds.reserve(column.size());
  for (std::size_t row = 0; row < column.size(); ++row)
    seconds.push_back(column.number(row) / unit);
  return seconds;
}

/// Times at which tune and test begin.
struct Borders {
  double tune = 0;
  double test = 0;
};

Borders borders(const std::vector<double>& sorted, const SplitOptions& options) {
  const auto time_at = [&](double share) {
    const double position = std::round(share * static_cast<double>(sorted.size()));
    // A part of share 0 begins after the last row.
    if (position >= static_cast<double>(sorted.size())) return HUGE_VAL;
    return sorted[static_cast<std::size_t>(position)];
  };
  return {time_at(1 - options.test_share - options.tune_share), time_at(1 - options.test_share)};
}

std::uint8_t part_at(double time, const Borders& begin, double gap) {
  if (std::isnan(time)) return kLeftOut;
  if (time >= begin.test) return time >= begin.test + gap ? 2 : kLeftOut;
  if (time >= begin.tune) return time >= begin.tune + gap ? 1 : kLeftOut;
  return 0;
}

}  // namespace

Result<const Column*> complete_column(const Table& table, const std::string& name) {
  const Column* column = table.find(name);
  if (column == nullptr)
    return fail(ErrorCode::schema_mismatch,
                fmt::format("the data lack the column '{}' that the split needs", name));
  const auto missing = std::ranges::count(column->missing, 1);
  if (static_cast<double>(missing) > kMostMissing * static_cast<double>(column->size()))
    return fail(ErrorCode::schema_mismatch,
                fmt::format("column '{}' is missing in {} of {} rows, too many to split by it",
                            name, missing, column->size()),
                "at most 0.1 % may be missing; choose another method");
  return column;
}

Result<std::vector<std::uint8_t>> parts_by_time(const Table& table, const Schema& schema,
                                                const SplitOptions& options) {
  const ColumnSpec* spec = schema.with_role(Role::time);
  if (spec == nullptr)
    return fail(ErrorCode::schema_mismatch, "the schema has no time column to split by",
                "give a column the role time, or choose another method");
  const Column* column = VEDETTE_TRY(complete_column(table, spec->name));
  if (column->type == ColumnType::text)
    return fail(ErrorCode::schema_mismatch,
                fmt::format("the times in column '{}' are text", spec->name),
                "give the column the type timestamp");
  const std::vector<double> times = seconds_of(*column);
  const std::vector<double> sorted = sorted_values(times);
  if (sorted.empty()) return fail(ErrorCode::invalid_argument, "there are no rows to split");
  const Borders begin = borders(sorted, options);
  std::vector<std::uint8_t> parts;
  parts.reserve(times.size());
  for (const double time : times) parts.push_back(part_at(time, begin, options.gap_seconds));
  return parts;
}

}  // namespace vedette
