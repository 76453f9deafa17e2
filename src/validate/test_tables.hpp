// SPDX-License-Identifier: Apache-2.0
/// Small tables and schemas for the tests of this module.
#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "data/schema.hpp"
#include "data/table.hpp"
#include "validate/report.hpp"

namespace vedette {

inline Column ints(std::string name, const std::vector<std::int64_t>& values) {
  Column column = Column::make(std::move(name), ColumnType::int64);
  for (const std::int64_t value : values) column.push_int64(value);
  return column;
}

/// NaN is missing.
inline Column doubles(std::string name, const std::vector<double>& values) {
  Column column = Column::make(std::move(name), ColumnType::float64);
  for (const double value : values)
    std::isnan(value) ? column.push_missing() : column.push_float64(value);
  return column;
}

/// An empty text is missing.
inline Column texts(std::string name, const std::vector<std::string>& values) {
  Column column = Column::make(std::move(name), ColumnType::text);
  for (const std::string& value : values)
    value.empty() ? column.push_missing() : column.push_text(value);
  return column;
}

inline Column times(std::string name, const std::vector<std::int64_t>& seconds) {
  Column column = Column::make(std::move(name), ColumnType::timestamp);
  for (const std::int64_t value : seconds) column.push_int64(value * 1'000'000'000);
  return column;
}

/// `count` values made by a function of the row.
template <class Function>
auto each(std::size_t count, const Function& function) {
  std::vector<decltype(function(std::size_t{0}))> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(function(i));
  return values;
}

/// All columns are features, but one called `label`, whose benign class is `benign`.
inline Schema schema_for(const Table& table) {
  Schema schema{.name = "test"};
  for (const Column& column : table.columns)
    schema.columns.push_back({.name = column.name,
                              .type = column.type,
                              .role = column.name == "label" ? Role::label : Role::feature});
  schema.label.benign = "benign";
  return schema;
}

inline ColumnSpec& spec_of(Schema& schema, std::string_view name) {
  for (ColumnSpec& spec : schema.columns)
    if (spec.name == name) return spec;
  return schema.columns.emplace_back(ColumnSpec{.name = std::string(name)});
}

/// The first finding of that code.
inline std::optional<Finding> find_code(const ValidationReport& report, std::string_view code) {
  for (const Finding& finding : report.findings)
    if (finding.code == code) return finding;
  return std::nullopt;
}

}  // namespace vedette
