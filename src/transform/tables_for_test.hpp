// SPDX-License-Identifier: Apache-2.0
/// Small tables and their schemas, for the tests of this module.
#pragma once

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "data/schema.hpp"
#include "data/table.hpp"

namespace vedette::tables {

using Texts = std::vector<std::string>;  ///< "?" is missing

inline Column numbers(std::string name, const std::vector<double>& values) {
  Column column = Column::make(std::move(name), ColumnType::float64);
  for (const double value : values) column.push_float64(value);
  return column;
}

inline Column texts(std::string name, const Texts& values) {
  Column column = Column::make(std::move(name), ColumnType::text);
  for (const std::string& value : values)
    if (value == "?")
      column.push_missing();
    else
      column.push_text(value);
  return column;
}

/// A schema in which every column of `table` is a feature.
inline Schema features_of(const Table& table) {
  Schema schema;
  schema.name = "test";
  for (const Column& column : table.columns) {
    ColumnSpec spec;
    spec.name = column.name;
    spec.type = column.type;
    schema.columns.push_back(spec);
  }
  return schema;
}

inline std::vector<std::uint32_t> all_rows(const Table& table) {
  std::vector<std::uint32_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

/// Every column type, gaps, infinite numbers and rare texts.
inline Table mixed(std::uint64_t seed, std::size_t rows) {
  Random random(seed);
  Table table;
  table.columns = {Column::make("bytes", ColumnType::int64),
                   Column::make("rate", ColumnType::float64),
                   Column::make("proto", ColumnType::text),
                   Column::make("syn", ColumnType::boolean),
                   Column::make("start", ColumnType::timestamp),
                   Column::make("load", ColumnType::float64)};
  for (std::size_t i = 0; i < rows; ++i) {
    for (Column& column : table.columns) {
      if (random.below(10) == 0) {
        column.push_missing();
        continue;
      }
      switch (column.type) {
        case ColumnType::int64:
          column.push_int64(static_cast<std::int64_t>(std::exp(3 * random.normal() + 5)));
          break;
        case ColumnType::timestamp:
          column.push_int64(1'600'000'000'000'000'000 +
                            static_cast<std::int64_t>(random.below(1'000'000'000'000)));
          break;
        case ColumnType::boolean: column.push_boolean(random.below(2) == 1); break;
        case ColumnType::text:
          column.push_text(random.below(20) == 0 ? "p" + std::to_string(random.below(1000))
                                                 : (random.below(3) == 0 ? "udp" : "tcp"));
          break;
        case ColumnType::float64:
          column.push_float64(random.below(30) == 0 ? HUGE_VAL : 10 * random.normal());
          break;
      }
    }
  }
  return table;
}

}  // namespace vedette::tables
