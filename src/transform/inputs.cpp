// SPDX-License-Identifier: Apache-2.0
#include "transform/inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace vedette {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kNsPerSecond = 1e9;

/// Calls `take` with the number in each of the rows, which are rows of the column.
template <class Take>
void each_number(const Column& column, std::span<const std::uint32_t> rows, Take take) {
  const auto each = [&](const auto& all, auto to_number) {
    const auto* const values = all.data();  // a span would be asked for its size at each row
    const std::uint8_t* const missing = column.missing.data();
    for (const std::uint32_t row : rows) take(missing[row] != 0 ? kNaN : to_number(values[row]));
  };
  switch (column.type) {
    case ColumnType::int64:
      return each(column.int64s(), [](std::int64_t v) { return static_cast<double>(v); });
    case ColumnType::timestamp:
      return each(column.int64s(),
                  [](std::int64_t v) { return static_cast<double>(v) / kNsPerSecond; });
    case ColumnType::boolean:
      return each(column.booleans(), [](std::uint8_t v) { return static_cast<double>(v); });
    case ColumnType::float64:
      return each(column.float64s(), [](double v) { return std::isfinite(v) ? v : kNaN; });
    case ColumnType::text:
      break;
  }
  check(false, "text columns are not read as numbers");
}

Numbers numbers_of(const Column& column, std::span<const std::uint32_t> rows) {
  Numbers numbers;
  numbers.reserve(rows.size());
  each_number(column, rows, [&](double number) { numbers.push_back(number); });
  return numbers;
}

Texts texts_of(const Column& column, std::span<const std::uint32_t> rows) {
  const TextValues& values = column.texts();
  Texts texts;
  texts.reserve(rows.size());
  for (const std::uint32_t row : rows)
    if (column.missing[row] != 0)
      texts.emplace_back();
    else
      texts.emplace_back(values[row]);
  return texts;
}

/// Position of the column of that name, looking first at `likely`: tables mostly have the order
/// of the schema.
std::size_t position_of(const Table& table, const std::string& name, std::size_t likely) {
  if (likely < table.columns.size() && table.columns[likely].name == name) return likely;
  const auto found = std::ranges::find(table.columns, name, &Column::name);
  return static_cast<std::size_t>(found - table.columns.begin());
}

}  // namespace

Result<std::vector<const Column*>> find_inputs(const Table& table,
                                               std::span<const InputColumn> inputs) {
  std::vector<const Column*> columns;
  columns.reserve(inputs.size());
  std::size_t likely = 0;
  for (const InputColumn& input : inputs) {
    const std::size_t position = position_of(table, input.name, likely);
    if (position == table.columns.size())
      return fail(ErrorCode::schema_mismatch,
                  fmt::format("the data lack the feature column '{}'", input.name));
    const Column& column = table.columns[position];
    if (column.type != input.type)
      return fail(ErrorCode::schema_mismatch,
                  fmt::format("column '{}' is {}, but the features need {}", input.name,
                              to_string(column.type), to_string(input.type)));
    columns.push_back(&column);
    likely = position + 1;
  }
  return columns;
}

Frame gather(std::span<const Column* const> columns, std::span<const std::uint32_t> rows) {
  Frame frame{{}, rows};
  frame.columns.reserve(columns.size());
  for (const Column* column : columns) {
    if (column->type == ColumnType::text)
      frame.columns.emplace_back(texts_of(*column, rows));
    else
      frame.columns.emplace_back(numbers_of(*column, rows));
  }
  return frame;
}

void write_numbers(const Column& column, std::span<const std::uint32_t> rows, MatrixColumn into) {
  each_number(column, rows, [&](double number) { into.push(number); });
}

Layout layout_of(std::span<const InputColumn> inputs) {
  Layout layout;
  for (const InputColumn& input : inputs)
    layout.push_back({input.name,
                      input.type == ColumnType::text ? ColumnKind::text : ColumnKind::number,
                      layout.size()});
  return layout;
}

bool has_value(const Column& column, std::span<const std::uint32_t> rows) {
  return std::ranges::any_of(rows, [&](std::uint32_t row) {
    if (column.missing[row] != 0) return false;
    return column.type != ColumnType::float64 || std::isfinite(column.float64s()[row]);
  });
}

}  // namespace vedette
