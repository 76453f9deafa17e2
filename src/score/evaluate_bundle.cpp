// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "data/text.hpp"
#include "score/class_scores.hpp"
#include "score/score.hpp"

namespace vedette {
namespace {

constexpr std::size_t kNamedInErrors = 5;

/// Rows by raw label value.
using Counts = std::map<std::string, std::int64_t, std::less<>>;

/// One label value among the rows.
struct LabelValue {
  std::string text;
  std::int32_t cls = -1;
  bool trained_on = true;
};

struct TrueClasses {
  std::vector<LabelValue> values;     ///< that occur
  std::vector<std::uint32_t> of_row;  ///< index into `values`
  Counts uncovered;

  [[nodiscard]] std::vector<std::int32_t> classes() const {
    std::vector<std::int32_t> classes;
    classes.reserve(of_row.size());
    for (const std::uint32_t value : of_row) classes.push_back(values[value].cls);
    return classes;
  }
};

/// A binary model whose schema names only the benign label takes every other one as an attack,
/// also one that the training data did not hold.
LabelValue value_of(const Bundle& bundle, std::string_view raw) {
  constexpr std::int32_t kAttack = 1;
  LabelValue value{.text = std::string(trim(raw)), .cls = bundle.labels.index_of(raw)};
  value.trained_on = value.cls >= 0;
  const bool anything_else_attacks = bundle.labels.task == Task::binary &&
                                     bundle.labels.has_benign &&
                                     bundle.schema.label.rules.empty();
  if (!value.trained_on && anything_else_attacks && !value.text.empty()) value.cls = kAttack;
  return value;
}

/// Label values are few and rows many: each value is looked up once.
TrueClasses true_classes(const Bundle& bundle, const Column& column) {
  TrueClasses truth;
  truth.of_row.reserve(column.size());
  std::map<std::string, std::uint32_t, std::less<>> known;
  for (std::size_t row = 0; row < column.size(); ++row) {
    const std::string raw = column.missing[row] != 0 ? std::string() : column.text(row);
    const auto [place, fresh] =
        known.try_emplace(raw, static_cast<std::uint32_t>(truth.values.size()));
    if (fresh) truth.values.push_back(value_of(bundle, raw));
    const LabelValue& value = truth.values[place->second];
    if (value.cls < 0) ++truth.uncovered[value.text];
    truth.of_row.push_back(place->second);
  }
  return truth;
}

std::vector<LabelOutcome> outcomes_by_label(const Bundle& bundle, const TrueClasses& truth,
                                            const Scores& scores) {
  if (!bundle.labels.has_benign) return {};
  const std::vector<std::int32_t> decided = decide(scores, bundle.threshold);
  std::map<std::string, LabelOutcome> by_label;
  for (std::size_t row = 0; row < decided.size(); ++row) {
    const LabelValue& value = truth.values[truth.of_row[row]];
    LabelOutcome& outcome = by_label[value.text];
    outcome.trained_on = value.trained_on;
    ++outcome.rows;
    outcome.flagged += decided[row] > 0 ? 1 : 0;
  }
  std::vector<LabelOutcome> outcomes;
  for (auto& [label, outcome] : by_label) {
    outcome.label = label;
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

tl::unexpected<Error> uncovered_failure(const Bundle& bundle, const Counts& uncovered) {
  std::vector<std::pair<std::int64_t, std::string>> by_rows;
  std::int64_t rows = 0;
  for (const auto& [raw, count] : uncovered) {
    by_rows.emplace_back(-count, raw);
    rows += count;
  }
  std::ranges::sort(by_rows);  // most frequent first
  std::string named;
  for (std::size_t i = 0; i < std::min(by_rows.size(), kNamedInErrors); ++i)
    named += fmt::format("{}{} ({})", i == 0 ? "" : ", ",
                         by_rows[i].second.empty() ? "no label" : "'" + by_rows[i].second + "'",
                         -by_rows[i].first);
  if (by_rows.size() > kNamedInErrors)
    named += fmt::format(" and {} more values", by_rows.size() - kNamedInErrors);
  return fail(ErrorCode::schema_mismatch,
              fmt::format("{} row(s) have labels that {}@{} has no class for: {}", rows,
                          bundle.name, bundle.version, named),
              "leave those rows out, or train with a schema that says which class they are");
}

}  // namespace

Result<BundleEvaluation> evaluate_bundle(const Bundle& bundle, const Table& rows) {
  const ColumnSpec* label = bundle.schema.with_role(Role::label);
  if (label == nullptr)
    return fail(ErrorCode::schema_mismatch,
                fmt::format("the schema of {}@{} has no label column", bundle.name,
                            bundle.version));
  const Column* column = rows.find(label->name);
  if (column == nullptr)
    return fail(ErrorCode::schema_mismatch,
                fmt::format("the rows lack the label column '{}'", label->name),
                "evaluation compares decisions with labels; `vedette predict` needs none");
  const TrueClasses truth = true_classes(bundle, *column);
  if (!truth.uncovered.empty()) return uncovered_failure(bundle, truth.uncovered);
  const Scores scores = VEDETTE_TRY(class_scores(bundle, rows));
  BundleEvaluation result;
  result.evaluation =
      evaluate(scores, truth.classes(), bundle.labels.classes, bundle.threshold);
  result.labels = outcomes_by_label(bundle, truth, scores);
  return result;
}

}  // namespace vedette
