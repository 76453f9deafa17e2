// SPDX-License-Identifier: Apache-2.0
/// The checks of single columns and of the label: each a function from facts to findings, all of
/// them rows of one table. Only validate() and the tests include this.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "data/schema.hpp"
#include "data/table.hpp"
#include "validate/coded_column.hpp"
#include "validate/report.hpp"
#include "validate/row_classes.hpp"
#include "validate/validate.hpp"

namespace vedette {

/// All that is known about one column while it is being checked; everything is borrowed.
struct ColumnFacts {
  const Column& column;
  const ColumnSpec& spec;
  const CodedColumn& coded;
  const RowClasses& classes;
  const ValidateOptions& options;

  [[nodiscard]] bool is_number() const;   ///< int64 or float64
  [[nodiscard]] bool is_feature() const { return spec.role == Role::feature; }
  [[nodiscard]] std::size_t distinct() const { return coded.distinct(); }
  [[nodiscard]] double number(std::size_t code) const;      ///< value of a code; NaN for text
  [[nodiscard]] std::string text(std::size_t code) const;   ///< value of a code
  [[nodiscard]] double share(std::int64_t rows) const;      ///< of all rows
};

using Findings = std::vector<Finding>;
using ColumnCheck = Findings (*)(const ColumnFacts&);

/// Every check of a column, in the order in which they run.
[[nodiscard]] std::span<const ColumnCheck> column_checks();

/// A finding without rows; advice comes from the table of codes.
[[nodiscard]] Finding make_finding(std::string_view code, Severity severity, std::string column,
                                   std::string sentence);

/// A finding about the rows whose codes `wanted` marks.
[[nodiscard]] Finding make_finding(std::string_view code, Severity severity,
                                   const ColumnFacts& facts,
                                   const std::vector<std::uint8_t>& wanted, std::string sentence);

/// Numbers of table rows (0-based) as the file has them.
[[nodiscard]] std::vector<std::int64_t> file_rows(const std::vector<std::uint32_t>& rows,
                                                  const ValidateOptions& options);

// Values against the schema and themselves (checks_values.cpp).
[[nodiscard]] Findings check_missing(const ColumnFacts& facts);
[[nodiscard]] Findings check_range(const ColumnFacts& facts);
[[nodiscard]] Findings check_categories(const ColumnFacts& facts);
[[nodiscard]] Findings check_constant(const ColumnFacts& facts);
[[nodiscard]] Findings check_infinite(const ColumnFacts& facts);
[[nodiscard]] Findings check_sentinel(const ColumnFacts& facts);
[[nodiscard]] Findings check_almost_binary(const ColumnFacts& facts);

// Text columns (checks_text.cpp).
[[nodiscard]] Findings check_case_variants(const ColumnFacts& facts);
[[nodiscard]] Findings check_many_categories(const ColumnFacts& facts);

// Columns that tell too much (checks_leaks.cpp).
[[nodiscard]] Findings check_identifier(const ColumnFacts& facts);
[[nodiscard]] Findings check_restates_label(const ColumnFacts& facts);
[[nodiscard]] Findings check_shortcut(const ColumnFacts& facts);

// The time column (checks_time.cpp).
[[nodiscard]] Findings check_lost_times(const ColumnFacts& facts);
[[nodiscard]] Findings check_clock(const ColumnFacts& facts);

/// Everything about the label (checks_label.cpp).
[[nodiscard]] Findings check_labels(const Table& table, const Schema& schema,
                                    const RowClasses& classes, const ValidateOptions& options);

}  // namespace vedette
