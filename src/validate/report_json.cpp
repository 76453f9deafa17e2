// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "validate/drift.hpp"
#include "validate/report.hpp"

namespace vedette {
namespace {

template <class Items, class ToJson>
Json array_of(const Items& items, const ToJson& convert) {
  Json array = Json::array();
  for (const auto& item : items) array.push_back(convert(item));
  return array;
}

Json finding_json(const Finding& finding) {
  return {{"code", finding.code},         {"severity", to_string(finding.severity)},
          {"column", finding.column},     {"rows", finding.rows},
          {"first_rows", finding.first_rows}, {"sentence", finding.sentence},
          {"advice", finding.advice}};
}

Json numbers_json(const NumberSummary& numbers) {
  Json json = {{"min", numbers.min},
               {"max", numbers.max},
               {"mean", numbers.mean},
               {"deviation", numbers.deviation}};
  Json quantiles = Json::array();
  for (std::size_t i = 0; i < numbers.quantiles.size(); ++i)
    quantiles.push_back({{"share", kQuantileShares[i]}, {"value", numbers.quantiles[i]}});
  json["quantiles"] = std::move(quantiles);
  return json;
}

std::string_view scale_name(BinScale scale) {
  switch (scale) {
    case BinScale::values:
      return "values";
    case BinScale::linear:
      return "linear";
    case BinScale::logarithmic:
      break;
  }
  return "logarithmic";
}

Json bin_json(const Bin& bin) {
  return {{"low", bin.low}, {"high", bin.high}, {"per_class", bin.per_class}};
}

Json category_json(const CategoryCount& category) {
  return {{"value", category.value}, {"rows", category.rows}, {"per_class", category.per_class}};
}

Json column_json(const ColumnProfile& column) {
  Json json = {{"name", column.name},
               {"type", to_string(column.type)},
               {"role", to_string(column.role)},
               {"unit", column.unit},
               {"rows", column.rows},
               {"missing", column.missing},
               {"distinct", column.distinct},
               {"infinite", column.infinite}};
  json["numbers"] = column.numbers ? numbers_json(*column.numbers) : Json(nullptr);
  json["histogram_scale"] = scale_name(column.scale);
  json["histogram"] = array_of(column.histogram, bin_json);
  json["top"] = array_of(column.top, category_json);
  return json;
}

Json class_json(const ClassCount& cls) {
  return {{"name", cls.name}, {"rows", cls.rows}, {"benign", cls.benign}};
}

Json drift_bin_json(const DriftBin& bin) {
  return {{"label", bin.label}, {"reference", bin.reference}, {"current", bin.current}};
}

Json column_drift_json(const ColumnDrift& column) {
  return {{"name", column.name},
          {"test", column.test},
          {"statistic", column.statistic},
          {"p_value", column.p_value},
          {"psi", column.psi},
          {"severity", to_string(column.severity)},
          {"reference_missing", column.reference_missing},
          {"current_missing", column.current_missing},
          {"new_categories", column.new_categories},
          {"bins", array_of(column.bins, drift_bin_json)}};
}

}  // namespace

Json to_json(const DriftReport& report) {
  return {{"reference_rows", report.reference_rows},
          {"current_rows", report.current_rows},
          {"columns", array_of(report.columns, column_drift_json)},
          {"not_compared", report.not_compared}};
}

Json to_json(const ValidationReport& report) {
  Json json = {{"schema", report.schema_name},
               {"source", report.source},
               {"content_sha256", report.content_sha256},
               {"rows",
                {{"read", report.rows_read},
                 {"kept", report.rows_kept},
                 {"quarantined", report.rows_quarantined},
                 {"without_class", report.rows_without_class}}}};
  json["duplicates"] = {{"distinct", report.duplicates.distinct},
                        {"repeats", report.duplicates.repeats},
                        {"rows_with_a_twin", report.duplicates.rows_with_a_twin}};
  json["contradictions"] = {{"vectors", report.contradictions.vectors},
                            {"rows", report.contradictions.rows}};
  json["accuracy_ceiling"] =
      report.accuracy_ceiling ? Json(*report.accuracy_ceiling) : Json(nullptr);
  json["classes"] = array_of(report.classes, class_json);
  json["findings"] = array_of(report.findings, finding_json);
  json["columns"] = array_of(report.columns, column_json);
  json["drift"] = report.drift ? to_json(*report.drift) : Json(nullptr);
  return json;
}

}  // namespace vedette
