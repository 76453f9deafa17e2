// SPDX-License-Identifier: Apache-2.0
#include "score/features_json.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "data/cell_json.hpp"
#include "score/class_scores.hpp"
#include "validate/made_up_rows.hpp"

namespace vedette {
namespace {

constexpr std::size_t kShownCategories = 64;
constexpr std::size_t kMadeUpRows = 512;
constexpr std::uint64_t kMadeUpSeed = 7;

Json categories_of(const ColumnSpec& spec, const ColumnSketch* sketch) {
  if (!spec.categories.empty()) return spec.categories;
  if (spec.type != ColumnType::text || sketch == nullptr) return nullptr;
  Json categories = Json::array();
  for (const SketchCategory& category : sketch->categories)
    if (categories.size() < kShownCategories) categories.push_back(category.value);
  return categories;
}

Json range_of(const ColumnSpec& spec) {
  if (!spec.min && !spec.max) return nullptr;
  const auto end = [](const std::optional<double>& value) { return value ? Json(*value) : Json(); };
  return Json::array({end(spec.min), end(spec.max)});
}

Json quantiles_of(const ColumnSketch* sketch) {
  if (sketch == nullptr || sketch->points.empty()) return nullptr;
  Json quantiles = Json::object();
  for (const auto& [name, share] : {std::pair{"p01", 0.01}, {"p05", 0.05}, {"p25", 0.25},
                                    {"p50", 0.5}, {"p75", 0.75}, {"p95", 0.95}, {"p99", 0.99}}) {
    const double value = sketch->quantile(share);
    quantiles[name] = std::isfinite(value) ? Json(value) : Json(nullptr);
  }
  return quantiles;
}

Json importance_of(const Bundle& bundle, const std::string& feature) {
  for (const Json& row : bundle.importance)
    if (row["feature"] == feature) return row["importance"];
  return nullptr;
}

/// Rows in the order in which classes, one after the other, choose their best that is left.
std::vector<std::uint32_t> best_rows(const Scores& scores, std::size_t count) {
  std::vector<std::uint32_t> chosen;
  std::vector<bool> taken(scores.rows);
  while (chosen.size() < std::min(count, scores.rows)) {
    const std::size_t cls = chosen.size() % scores.classes;
    std::uint32_t best = 0;
    float highest = -1;
    for (std::uint32_t row = 0; row < scores.rows; ++row)
      if (!taken[row] && scores.row(row)[cls] > highest) highest = scores.row(best = row)[cls];
    taken[best] = true;
    chosen.push_back(best);
  }
  return chosen;
}

}  // namespace

Json features_json(const Explainer& explainer) {
  const Bundle& bundle = explainer.bundle();
  const std::vector<std::string>& used = bundle.transform.input_names();
  Json features = Json::array();
  for (const ColumnSpec& spec : bundle.schema.columns) {
    if (std::ranges::find(used, spec.name) == used.end()) continue;
    const ColumnSketch* const sketch = explainer.reference().find(spec.name);
    features.push_back({{"name", spec.name},
                        {"type", to_string(spec.type)},
                        {"unit", spec.unit},
                        {"description", spec.description},
                        {"required", !spec.may_be_missing},
                        {"categories", categories_of(spec, sketch)},
                        {"range", range_of(spec)},
                        {"quantiles", quantiles_of(sketch)},
                        {"importance", importance_of(bundle, spec.name)}});
  }
  return features;
}

Result<Json> example_rows(const Explainer& explainer, std::size_t count) {
  const Bundle& bundle = explainer.bundle();
  Json rows = Json::array();
  if (explainer.reference().columns.empty()) return rows;
  const Table made_up =
      made_up_rows(explainer.reference(), bundle.schema, kMadeUpRows, kMadeUpSeed);
  const Scores scores = VEDETTE_TRY(class_scores(bundle, made_up));
  for (const std::uint32_t row : best_rows(scores, count)) {
    Json example = Json::object();
    for (const std::string& name : bundle.transform.input_names())
      example[name] = cell_json(*made_up.find(name), row);
    rows.push_back(std::move(example));
  }
  return rows;
}

}  // namespace vedette
