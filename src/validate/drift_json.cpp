// SPDX-License-Identifier: Apache-2.0
#include "validate/drift_json.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

namespace vedette {
namespace {

constexpr std::string_view kMissingBin = "(missing)";

enum class Side { left, right };

std::int64_t rows_of(double share, std::int64_t rows) {
  return std::llround(share * static_cast<double>(rows));
}

Json categories_json(const DriftReport& report, const ColumnDrift& column, Side side) {
  Json values = Json::array();
  Json counts = Json::array();
  for (const DriftBin& bin : column.bins) {
    if (bin.label == kMissingBin) continue;
    values.push_back(bin.label);
    counts.push_back(side == Side::left ? rows_of(bin.reference, report.reference_rows)
                                        : rows_of(bin.current, report.current_rows));
  }
  if (values.empty()) return nullptr;
  return {{"values", std::move(values)}, {"counts", std::move(counts)}};
}

Json numbers_json(const ColumnDrift& column, Side side) {
  const Overlay& overlay = column.overlay;
  if (overlay.edges.empty()) return nullptr;
  return {{"edges", overlay.edges},
          {"counts", side == Side::left ? overlay.reference : overlay.current}};
}

Json column_json(const DriftReport& report, const ColumnDrift& column) {
  const bool number = column.test == "kolmogorov_smirnov";
  const auto histogram = [&](Side side) {
    return number ? numbers_json(column, side) : categories_json(report, column, side);
  };
  return {{"name", column.name},
          {"kind", number ? "number" : "category"},
          {"psi", column.psi},
          {"ks", number ? Json(column.statistic) : Json(nullptr)},
          {"p_value", column.p_value},
          {"light", to_string(light_of(report, column))},
          {"left", histogram(Side::left)},
          {"right", histogram(Side::right)},
          {"left_missing", rows_of(column.reference_missing, report.reference_rows)},
          {"right_missing", rows_of(column.current_missing, report.current_rows)},
          {"new_categories", column.new_categories}};
}

bool is_enough(const DriftReport& report) {
  return std::min(report.reference_rows, report.current_rows) >= kFewestDriftRows;
}

Json notes_json(const DriftReport& report) {
  Json notes = Json::array();
  if (!is_enough(report))
    notes.push_back(fmt::format("fewer than {} rows on one side: no light is given",
                                kFewestDriftRows));
  if (!report.not_compared.empty())
    notes.push_back(fmt::format("not on both sides, or not of one kind: {}",
                                fmt::join(report.not_compared, ", ")));
  return notes;
}

}  // namespace

std::string_view to_string(DriftLight light) {
  constexpr std::array<std::string_view, 4> kNames = {"none", "green", "amber", "red"};
  return kNames[static_cast<std::size_t>(light)];
}

DriftLight light_of(const DriftReport& report, const ColumnDrift& column) {
  if (!is_enough(report)) return DriftLight::none;
  if (column.psi >= kDriftErrorPsi) return DriftLight::red;
  return column.psi >= kDriftWarningPsi ? DriftLight::amber : DriftLight::green;
}

DriftLight light_of(const DriftReport& report) {
  DriftLight worst = DriftLight::none;
  for (const ColumnDrift& column : report.columns)
    worst = std::max(worst, light_of(report, column));
  return worst;
}

Json to_json(const DriftReport& report, const DriftNames& names) {
  Json columns = Json::array();
  for (const ColumnDrift& column : report.columns) columns.push_back(column_json(report, column));
  return {{"left", {{"name", names.left}, {"rows", report.reference_rows}}},
          {"right", {{"name", names.right}, {"rows", report.current_rows}}},
          {"light", to_string(light_of(report))},
          {"columns", std::move(columns)},
          {"notes", notes_json(report)}};
}

}  // namespace vedette
