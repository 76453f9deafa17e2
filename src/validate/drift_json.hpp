// SPDX-License-Identifier: Apache-2.0
/// Drift as a traffic light, with the distributions of both sides to be drawn over each other:
/// the form in which services and the web interface show it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "validate/drift.hpp"

namespace vedette {

/// By PSI: green below 0.1, amber below 0.25, red from there on; none with fewer than
/// `kFewestDriftRows` rows on either side, which differ by chance alone.
enum class DriftLight { none, green, amber, red };
inline constexpr std::int64_t kFewestDriftRows = 200;

[[nodiscard]] std::string_view to_string(DriftLight light);
[[nodiscard]] DriftLight light_of(const DriftReport& report, const ColumnDrift& column);
/// The worst of all columns.
[[nodiscard]] DriftLight light_of(const DriftReport& report);

/// What was compared.
struct DriftNames {
  std::string left;   ///< the reference
  std::string right;  ///< the current rows
};

/// {left {name, rows}, right {name, rows}, light, columns [{name, kind ("number", "category"),
/// psi, ks (null for categories), p_value, light, left, right, left_missing, right_missing,
/// new_categories [...]}], notes [...]}, largest PSI first. `left` and `right` of a column are
/// {edges, counts} for numbers (equal edges on both sides) and {values, counts} for categories
/// (equal values, with `(rest)` and `(new)` behind them); null where one side has no value.
/// `*_missing` are rows. Notes are sentences.
[[nodiscard]] Json to_json(const DriftReport& report, const DriftNames& names);

}  // namespace vedette
