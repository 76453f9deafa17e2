// SPDX-License-Identifier: Apache-2.0
#include "validate/made_up_rows.hpp"

#include <charconv>
#include <cmath>

#include "base/random.hpp"

namespace vedette {
namespace {

constexpr double kMostInt64 = 9.2e18;

void push_number(Column& column, double value) {
  switch (column.type) {
    case ColumnType::float64:
      return column.push_float64(value);
    case ColumnType::boolean:
      return column.push_boolean(value != 0);
    case ColumnType::text:
      return column.push_text(format_number(value));
    case ColumnType::int64:
    case ColumnType::timestamp:
      if (!(std::abs(value) < kMostInt64)) return column.push_missing();
      return column.push_int64(std::llround(value));
  }
}

/// The category's text as a value of the column.
void push_category(Column& column, const std::string& text) {
  if (column.type == ColumnType::text) return column.push_text(text);
  if (column.type == ColumnType::boolean) return column.push_boolean(text == "true");
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return column.push_missing();
  push_number(column, value);
}

/// The value at a share of all rows; the missing ones come last.
void push_at(Column& column, const ColumnSketch& sketch, double share) {
  const double present = static_cast<double>(sketch.rows - sketch.missing);
  double rows_below = share * static_cast<double>(sketch.rows);
  if (rows_below >= present) return column.push_missing();
  if (sketch.kind == ColumnSketch::Kind::number)
    return sketch.points.empty() ? column.push_missing()
                                 : push_number(column, sketch.quantile(rows_below / present));
  for (const SketchCategory& category : sketch.categories) {
    rows_below -= static_cast<double>(category.rows);
    if (rows_below < 0) return push_category(column, category.value);
  }
  column.push_missing();  // one of the categories that the sketch pooled
}

std::vector<double> shuffled_shares(std::size_t count, Random random) {
  std::vector<double> shares;
  for (std::size_t i = 0; i < count; ++i)
    shares.push_back((static_cast<double>(i) + 0.5) / static_cast<double>(count));
  random.shuffle(std::span(shares));
  return shares;
}

}  // namespace

Table made_up_rows(const ReferenceSketch& sketch, const Schema& schema, std::size_t rows,
                   std::uint64_t seed) {
  Table table;
  for (const ColumnSpec& spec : schema.columns) {
    if (spec.role != Role::feature) continue;
    Column column = Column::make(spec.name, spec.type);
    const ColumnSketch* known = sketch.find(spec.name);
    const Random random = Random::for_task(seed, table.columns.size());
    for (const double share : shuffled_shares(rows, random))
      known == nullptr ? column.push_missing() : push_at(column, *known, share);
    table.columns.push_back(std::move(column));
  }
  return table;
}

}  // namespace vedette
