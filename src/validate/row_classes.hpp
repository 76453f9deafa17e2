// SPDX-License-Identifier: Apache-2.0
/// The class of every row, and what is wrong with the labels.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/schema.hpp"
#include "data/table.hpp"
#include "validate/coded_column.hpp"

namespace vedette {

struct RowClasses {
  std::vector<std::string> names{};     ///< by class index; benign first where there is one
  bool has_benign = false;              ///< then class 0 is benign
  std::vector<std::int32_t> of_row{};   ///< per row; -1 without a class; empty: no classes at all
  std::vector<std::int64_t> counts{};   ///< per class, rows
  std::int64_t without_class = 0;       ///< rows
  CodedColumn raw{};                    ///< the label column's own values
  std::vector<std::string> uncovered{}; ///< raw values that no rule of the schema covers
  std::string failure{};                ///< why there are no classes, where labels exist

  [[nodiscard]] bool known() const { return !of_row.empty(); }
  /// Whether the question is attack or not: a benign class, or exactly two classes.
  [[nodiscard]] bool two_sided() const { return known() && (has_benign || names.size() == 2); }
};

/// Classes for the schema's default task; without a label column, or with an empty one, none.
[[nodiscard]] RowClasses classify_rows(const Table& table, const Schema& schema);

}  // namespace vedette
