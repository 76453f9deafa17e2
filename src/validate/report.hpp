// SPDX-License-Identifier: Apache-2.0
/// What validation found, as a value with a JSON, a text and an HTML form. Partly bad data is a
/// report, never an error: whoever reads the report decides.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "data/schema.hpp"
#include "validate/drift.hpp"
#include "validate/severity.hpp"

namespace vedette {

/// One thing worth knowing about the data.
struct Finding {
  std::string code;                      ///< stable; a row of validation_codes()
  Severity severity = Severity::info;
  std::string column;                    ///< canonical name; empty: about the whole table
  std::int64_t rows = 0;                 ///< rows concerned; 0 where rows are not the point
  std::vector<std::int64_t> first_rows;  ///< at most ten 1-based row numbers, ascending
  std::string sentence;                  ///< what was found, with the numbers
  std::string advice;                    ///< what to do about it

  bool operator==(const Finding&) const = default;
};

/// The numbers of one column; missing and infinite values do not count.
struct NumberSummary {
  double min = 0;
  double max = 0;
  double mean = 0;
  double deviation = 0;           ///< population standard deviation
  std::vector<double> quantiles;  ///< at kQuantileShares
};

/// Shares at which NumberSummary has quantiles (nearest rank: always a value that occurs).
inline constexpr double kQuantileShares[] = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};

/// One bar of a plot.
struct Bin {
  double low = 0;                       ///< values of the bin lie in [low, high]
  double high = 0;
  std::vector<std::int64_t> per_class;  ///< rows by index into ValidationReport::classes;
                                        ///< the last entry counts rows without a class
};

/// How a histogram's axis divides the range.
enum class BinScale { values, linear, logarithmic };  ///< `values`: one bin per distinct value

struct CategoryCount {
  std::string value;
  std::int64_t rows = 0;
  std::vector<std::int64_t> per_class;  ///< as in Bin
};

/// One column in numbers.
struct ColumnProfile {
  std::string name;
  ColumnType type = ColumnType::float64;
  Role role = Role::feature;
  std::string unit{};
  std::int64_t rows = 0;
  std::int64_t missing = 0;
  std::int64_t distinct = 0;               ///< exact; missing is not a value
  std::int64_t infinite = 0;
  std::optional<NumberSummary> numbers{};  ///< unset for text and where no finite value exists
  BinScale scale = BinScale::values;
  std::vector<Bin> histogram{};            ///< ascending; at most 24
  std::vector<CategoryCount> top{};        ///< text and boolean: the most frequent, at most 12
};

struct ClassCount {
  std::string name;
  std::int64_t rows = 0;
  bool benign = false;
};

/// Rows whose feature values are all equal; label, identifiers and times do not count.
struct Duplicates {
  std::int64_t distinct = 0;          ///< different feature vectors
  std::int64_t repeats = 0;           ///< rows beyond the first of their vector
  std::int64_t rows_with_a_twin = 0;  ///< rows whose vector occurs more than once
};

/// Feature vectors that carry more than one class.
struct Contradictions {
  std::int64_t vectors = 0;
  std::int64_t rows = 0;
};

struct ValidationReport {
  std::string schema_name;
  std::string source;
  std::string content_sha256;
  std::int64_t rows_read = 0;
  std::int64_t rows_kept = 0;
  std::int64_t rows_quarantined = 0;
  std::vector<Finding> findings;         ///< most severe first
  std::vector<ColumnProfile> columns;    ///< in table order
  std::vector<ClassCount> classes;       ///< by class index of the schema's default task
  std::int64_t rows_without_class = 0;
  Duplicates duplicates;
  Contradictions contradictions;
  /// Best accuracy any model can reach on these rows, since equal rows get equal answers;
  /// unset without classes.
  std::optional<double> accuracy_ceiling{};
  std::optional<DriftReport> drift{};    ///< set by whoever compared with a reference
};

[[nodiscard]] std::int64_t count_findings(const ValidationReport& report, Severity severity);

/// Whether any finding is an error.
[[nodiscard]] bool has_errors(const ValidationReport& report);

/// Stable keys; docs/formats describe them by this struct.
[[nodiscard]] Json to_json(const ValidationReport& report);

struct TextStyle {
  bool colour = false;  ///< ANSI colours
  int width = 100;      ///< columns of the terminal; text wraps there
};

/// Headline numbers, findings, classes and columns for a terminal.
[[nodiscard]] std::string to_text(const ValidationReport& report, const TextStyle& style);

/// One self-contained page: inline style and SVG, no script, no request, both colour schemes.
[[nodiscard]] std::string to_html(const ValidationReport& report);

}  // namespace vedette
