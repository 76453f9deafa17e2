// SPDX-License-Identifier: Apache-2.0
#include "validate/infer_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "validate/names.hpp"

namespace vedette {
namespace {

constexpr std::size_t kSample = 1000;
constexpr double kMostlyParsed = 0.99;
constexpr double kYear2000 = 946'684'800;
constexpr double kYear2040 = 2'208'988'800;

struct Unit {
  TimeFormat format;
  double per_second;
};

constexpr Unit kUnits[] = {{TimeFormat::seconds, 1},
                           {TimeFormat::milliseconds, 1e3},
                           {TimeFormat::microseconds, 1e6},
                           {TimeFormat::nanoseconds, 1e9}};
constexpr TimeFormat kTextFormats[] = {TimeFormat::iso8601, TimeFormat::day_first,
                                       TimeFormat::month_first};

/// Present rows, evenly spread over the column.
std::vector<std::size_t> sample_rows(const Column& column) {
  std::vector<std::size_t> rows;
  const std::size_t step = std::max<std::size_t>(1, column.size() / kSample);
  for (std::size_t row = 0; row < column.size(); row += step)
    if (column.missing[row] == 0) rows.push_back(row);
  return rows;
}

std::size_t count_parsed(const Column& column, const std::vector<std::size_t>& rows,
                         TimeFormat format) {
  return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [&](std::size_t row) {
    return parse_timestamp(column.texts()[row], format).has_value();
  }));
}

std::optional<TimeGuess> guess_from_text(const Column& column) {
  const auto rows = sample_rows(column);
  if (rows.empty()) return std::nullopt;
  std::vector<TimeFormat> fitting;
  for (const TimeFormat format : kTextFormats)
    if (static_cast<double>(count_parsed(column, rows, format)) >=
        kMostlyParsed * static_cast<double>(rows.size()))
      fitting.push_back(format);
  if (fitting.empty()) return std::nullopt;
  if (fitting.size() > 1)
    return TimeGuess{{}, "its dates can be read day first and month first", true};
  return TimeGuess{fitting.front(),
                   fmt::format("its values are times ({})", to_string(fitting.front()))};
}

std::optional<TimeGuess> guess_from_numbers(const Column& column) {
  if (kind_of_name(column.name) != NameKind::time) return std::nullopt;
  const auto rows = sample_rows(column);
  if (rows.empty()) return std::nullopt;
  for (const Unit& unit : kUnits) {
    const bool fits = std::all_of(rows.begin(), rows.end(), [&](std::size_t row) {
      const double seconds = column.number(row) / unit.per_second;
      return seconds >= kYear2000 && seconds <= kYear2040;
    });
    if (fits)
      return TimeGuess{unit.format, fmt::format("it is called '{}' and holds {} since 1970",
                                                column.name, to_string(unit.format))};
  }
  return std::nullopt;
}

}  // namespace

std::optional<TimeGuess> guess_time(const Column& column) {
  switch (column.type) {
    case ColumnType::timestamp:
      return TimeGuess{{}, "its values are times"};
    case ColumnType::text:
      return guess_from_text(column);
    case ColumnType::int64:
    case ColumnType::float64:
      return guess_from_numbers(column);
    case ColumnType::boolean:
      break;
  }
  return std::nullopt;
}

}  // namespace vedette
