// SPDX-License-Identifier: Apache-2.0
/// How far one table has moved from another, column by column: the two-sample
/// Kolmogorov-Smirnov test for numbers, the chi-square test of homogeneity for categories, and
/// the population stability index (PSI) for both. With many rows every difference is
/// significant, so the PSI decides: 0.1 and above is a warning, 0.25 and above an error.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "data/schema.hpp"
#include "data/table.hpp"
#include "validate/severity.hpp"
#include "validate/sketch.hpp"

namespace vedette {

inline constexpr double kDriftWarningPsi = 0.1;
inline constexpr double kDriftErrorPsi = 0.25;

/// Share of rows in one bin or category, before and now.
struct DriftBin {
  std::string label;  ///< `<= 80`, `tcp`, `(missing)`, `(new)`
  double reference = 0;
  double current = 0;
};

/// Rows with a number, in the same bins on both sides, to be drawn over each other.
struct Overlay {
  std::vector<double> edges{};      ///< ascending, one more than bins
  std::vector<double> reference{};  ///< rows per bin, as far as the points of a sketch tell
  std::vector<double> current{};    ///< rows per bin; rows beyond the edges are in the end bins
};

struct ColumnDrift {
  std::string name;
  std::string test;               ///< `kolmogorov_smirnov` or `chi_square`
  double statistic = 0;           ///< largest distance of the distributions in [0, 1], or chi^2
  double p_value = 1;             ///< asymptotic; conservative for tied values
  double psi = 0;                 ///< natural logarithm; missing rows are a bin of their own
  Severity severity = Severity::info;
  double reference_missing = 0;   ///< share of rows
  double current_missing = 0;
  std::vector<std::string> new_categories{};  ///< the most frequent, at most five
  std::vector<DriftBin> bins{};
  Overlay overlay{};  ///< of numbers
};

struct DriftReport {
  std::int64_t reference_rows = 0;
  std::int64_t current_rows = 0;
  std::vector<ColumnDrift> columns;  ///< largest PSI first
  /// Feature columns that only one side has, or that are numbers on one side and text on the other.
  std::vector<std::string> not_compared{};
};

/// All feature columns of `schema` that both tables have.
[[nodiscard]] DriftReport compare(const Table& reference, const Table& current,
                                  const Schema& schema);

/// Against what a model bundle keeps of its training rows.
[[nodiscard]] DriftReport compare(const ReferenceSketch& reference, const Table& current);

[[nodiscard]] Json to_json(const DriftReport& report);

}  // namespace vedette
