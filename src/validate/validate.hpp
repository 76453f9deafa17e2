// SPDX-License-Identifier: Apache-2.0
/// Checks a table against its schema and against the known ways in which data misleads (Arp et
/// al. 2022; Flood et al. 2024), and vouches for it: later stages accept only a ValidatedTable.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.hpp"
#include "base/progress.hpp"
#include "data/schema.hpp"
#include "data/table.hpp"
#include "validate/report.hpp"

namespace vedette {

/// Whether rows must say what they are.
enum class LabelNeed {
  required,  ///< training and evaluation: a table without labels is an error finding
  optional,  ///< scoring: label checks run only where labels exist
};

/// Limits are shares of rows in [0, 1] unless they say otherwise.
struct ValidateOptions {
  LabelNeed labels = LabelNeed::required;
  double max_quarantined_share = 0.05;   ///< above: error
  double max_out_of_range_share = 0.01;  ///< of rows against the schema's range or categories
  double max_lost_times_share = 0.001;   ///< of rows without a time in the time column
  double shortcut_warning = 0.95;        ///< balanced accuracy of a one-column rule
  double shortcut_error = 0.995;
  double near_constant_share = 0.999;
  std::int64_t small_class_rows = 100;
  std::int64_t tiny_class_rows = 10;
  std::int64_t many_categories = 1000;
  /// Number of each table row in its file, for messages; empty: 1, 2, 3 ...
  std::vector<std::int64_t> row_numbers{};
  WorkContext work{};
};

/// A table that went through validate(), with its schema and what was found. Findings do not
/// remove rows, so the table is the one that was given.
class ValidatedTable {
 public:
  [[nodiscard]] const Table& table() const { return table_; }
  [[nodiscard]] const Schema& schema() const { return schema_; }
  [[nodiscard]] const ValidationReport& report() const { return report_; }

 private:
  friend Result<ValidatedTable> validate(Table table, Schema schema,
                                         const ValidateOptions& options,
                                         std::int64_t quarantined_before);
  ValidatedTable(Table table, Schema schema, ValidationReport report);

  Table table_;
  Schema schema_;
  ValidationReport report_;
};

/// Runs all checks; `quarantined_before` rows were set aside by the reader. Time O(cells log
/// cells per column), memory about 30 bytes per row besides the table.
/// Errors: `schema_mismatch` when a schema column is not in the table or has another type;
/// `cancelled`. What is wrong with the *values* is in the report.
[[nodiscard]] Result<ValidatedTable> validate(Table table, Schema schema,
                                              const ValidateOptions& options,
                                              std::int64_t quarantined_before);

}  // namespace vedette
