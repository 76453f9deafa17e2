// SPDX-License-Identifier: Apache-2.0
#include "score/explain.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "base/parallel.hpp"
#include "data/cell_json.hpp"
#include "score/class_scores.hpp"
#include "validate/made_up_rows.hpp"

namespace vedette {
namespace {

constexpr std::size_t kBackgroundRows = 256;
constexpr std::uint64_t kBackgroundSeed = 1;
constexpr std::size_t kUsualCategories = 5;
/// Rows that are explained together, on one thread: sums do not depend on the number of threads.
constexpr std::size_t kImportanceBlock = 32;

/// A bundle may have been made without sketches.
Result<ReferenceSketch> reference_of(const Bundle& bundle) {
  if (!bundle.reference.is_object() || bundle.reference.empty()) return ReferenceSketch{};
  return sketch_from_json(bundle.reference);
}

std::size_t best_class(std::span<const float> scores, bool has_benign) {
  const auto first = scores.begin() + (has_benign ? 1 : 0);
  return static_cast<std::size_t>(std::max_element(first, scores.end()) - scores.begin());
}

std::vector<std::uint32_t> evenly_spaced(std::size_t rows, std::size_t most) {
  const std::size_t count = std::min(rows, most);
  std::vector<std::uint32_t> chosen;
  for (std::size_t i = 0; i < count; ++i)
    chosen.push_back(static_cast<std::uint32_t>(i * rows / count));
  return chosen;
}

Json or_null(const std::optional<NormalRange>& range) {
  if (!range) return nullptr;
  return {{"low", range->low}, {"median", range->median}, {"high", range->high}};
}

Json to_json(const Contribution& c, bool sampled) {
  Json json = {{"feature", c.feature}, {"value", c.value}, {"contribution", c.contribution}};
  if (sampled) json["standard_error"] = c.standard_error;
  json["normal"] = or_null(c.normal);
  json["percentile"] = c.percentile ? Json(*c.percentile) : Json(nullptr);
  json["usual"] = c.usual.empty() ? Json(nullptr) : Json(c.usual);
  return json;
}

/// Sums of |contribution| by feature.
using Totals = std::map<std::string, double>;

Result<Totals> totals_of(const Explainer& explainer, const Table& rows) {
  Totals totals;
  for (const Explanation& explanation : VEDETTE_TRY(explainer.explain(rows)))
    for (const Contribution& c : explanation.features)
      totals[c.feature] += std::abs(c.contribution);
  return totals;
}

/// Largest first; equal ones in the order of `names`.
Json shares_json(const std::vector<std::string>& names, Totals& totals) {
  double all = 0;
  std::vector<std::pair<std::string, double>> sorted;
  for (const std::string& name : names) {
    sorted.emplace_back(name, totals[name]);
    all += totals[name];
  }
  std::ranges::stable_sort(sorted,
                           [](const auto& a, const auto& b) { return a.second > b.second; });
  Json importance = Json::array();
  if (!(all > 0)) return importance;
  for (const auto& [name, total] : sorted)
    importance.push_back({{"feature", name}, {"importance", total / all}});
  return importance;
}

}  // namespace

Result<Explainer> Explainer::make(std::shared_ptr<const Bundle> bundle) {
  ReferenceSketch reference = VEDETTE_TRY(reference_of(*bundle));
  Matrix background;
  if (!reference.columns.empty()) {
    const Table rows = made_up_rows(reference, bundle->schema, kBackgroundRows, kBackgroundSeed);
    background = VEDETTE_TRY(bundle->transform.apply(rows, {}));
  }
  return Explainer(std::move(bundle), std::move(reference), std::move(background));
}

Result<std::vector<std::size_t>> Explainer::classes_to_explain(const Table& rows) const {
  const Scores scores = VEDETTE_TRY(class_scores(*bundle_, rows));
  std::vector<std::size_t> classes;
  for (std::size_t i = 0; i < scores.rows; ++i)
    classes.push_back(best_class(scores.row(i), bundle_->labels.has_benign));
  return classes;
}

Contribution Explainer::describe(const Table& rows, std::size_t row,
                                 const std::string& feature) const {
  const Column& column = *rows.find(feature);
  Contribution c{.feature = feature, .value = cell_json(column, row)};
  const ColumnSketch* sketch = reference_.find(feature);
  if (sketch == nullptr) return c;
  for (const SketchCategory& category : sketch->categories)
    if (c.usual.size() < kUsualCategories) c.usual.push_back(category.value);
  if (sketch->points.empty()) return c;
  const NormalRange range{sketch->quantile(0.05), sketch->quantile(0.5), sketch->quantile(0.95)};
  if (std::isfinite(range.low) && std::isfinite(range.median) && std::isfinite(range.high))
    c.normal = range;
  if (const double share = sketch->share_up_to(column.number(row)); !std::isnan(share))
    c.percentile = share;
  return c;
}

Result<std::vector<Explanation>> Explainer::explain_class(const Table& rows, const Matrix& matrix,
                                                          std::size_t cls) const {
  const Attribution part = VEDETTE_TRY(bundle_->model->explain({matrix, cls, background_}));
  const std::vector<std::string>& inputs = bundle_->transform.input_names();
  const std::vector<std::size_t>& input_of = bundle_->transform.input_of_output();
  std::vector<Explanation> explanations;
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    Explanation one{cls, part.method, part.unit, part.base, part.output(i), {}};
    for (const std::string& name : inputs) one.features.push_back(describe(rows, i, name));
    for (std::size_t j = 0; j < part.columns; ++j) {
      Contribution& c = one.features[input_of[j]];
      c.contribution += part.contributions[i * part.columns + j];
      // Errors of the columns made from one input are at most added up.
      if (!part.standard_error.empty())
        c.standard_error += part.standard_error[i * part.columns + j];
    }
    std::ranges::stable_sort(one.features, [](const Contribution& a, const Contribution& b) {
      return std::abs(a.contribution) > std::abs(b.contribution);
    });
    explanations.push_back(std::move(one));
  }
  return explanations;
}

Result<std::vector<Explanation>> Explainer::explain(const Table& rows,
                                                    std::optional<std::size_t> cls) const {
  const Matrix matrix = VEDETTE_TRY(bundle_->transform.apply(rows, {}));
  if (cls) return explain_class(rows, matrix, *cls);
  const std::vector<std::size_t> wanted = VEDETTE_TRY(classes_to_explain(rows));
  std::vector<Explanation> explanations(wanted.size());
  for (std::size_t k = 0; k < bundle_->labels.classes.size(); ++k) {
    std::vector<std::uint32_t> of_class;
    for (std::uint32_t i = 0; i < wanted.size(); ++i)
      if (wanted[i] == k) of_class.push_back(i);
    if (of_class.empty()) continue;
    std::vector<Explanation> some =
        VEDETTE_TRY(explain_class(rows.select(of_class), matrix.select(of_class), k));
    for (std::size_t i = 0; i < some.size(); ++i) explanations[of_class[i]] = std::move(some[i]);
  }
  return explanations;
}

Json to_json(const Explanation& explanation, const Bundle& bundle,
             std::optional<std::size_t> most) {
  const bool sampled = explanation.method == "sampled_shap";
  Json features = Json::array();
  for (const Contribution& c : explanation.features)
    if (!most || features.size() < *most) features.push_back(to_json(c, sampled));
  return {{"class", bundle.labels.classes[explanation.cls]},
          {"unit", explanation.unit},
          {"method", explanation.method},
          {"base", explanation.base},
          {"output", explanation.output},
          {"features", std::move(features)}};
}

Result<Json> feature_importance(const Explainer& explainer, const Table& rows,
                                const WorkContext& work) {
  const auto first = explainer.explain(rows.select(evenly_spaced(rows.rows(), 1)));
  if (!first && first.error().code == ErrorCode::unsupported) return Json::array();
  const bool sampled = first && !first->empty() && first->front().method == "sampled_shap";
  const std::vector<std::uint32_t> chosen =
      evenly_spaced(rows.rows(), sampled ? kSampledImportanceRows : kImportanceRows);
  const std::size_t blocks = (chosen.size() + kImportanceBlock - 1) / kImportanceBlock;
  std::vector<Result<Totals>> of_block(blocks);
  parallel_for(blocks, work.threads, [&](std::size_t block) {
    const auto begin = chosen.begin() + static_cast<std::ptrdiff_t>(block * kImportanceBlock);
    const auto left = static_cast<std::size_t>(chosen.end() - begin);
    const auto size = std::min(kImportanceBlock, left);
    of_block[block] = totals_of(explainer, rows.select(std::span(&*begin, size)));
  });
  Totals totals;
  for (Result<Totals>& block : of_block)
    for (const auto& [name, sum] : VEDETTE_TRY(std::move(block))) totals[name] += sum;
  return shares_json(explainer.bundle().transform.input_names(), totals);
}

}  // namespace vedette
