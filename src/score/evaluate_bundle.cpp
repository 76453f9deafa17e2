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

struct TrueClasses {
  std::vector<std::int32_t> classes;
  Counts uncovered;
};

/// Label values are few and rows many: each value is looked up once.
TrueClasses true_classes(const LabelMap& labels, const Column& column) {
  TrueClasses truth;
  truth.classes.reserve(column.size());
  std::map<std::string, std::int32_t, std::less<>> known;
  for (std::size_t row = 0; row < column.size(); ++row) {
    std::string raw = column.missing[row] != 0 ? std::string() : column.text(row);
    auto found = known.find(raw);
    if (found == known.end())
      found = known.emplace(raw, raw.empty() ? -1 : labels.index_of(raw)).first;
    if (found->second < 0) ++truth.uncovered[std::string(trim(raw))];
    truth.classes.push_back(found->second);
  }
  return truth;
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

Result<Evaluation> evaluate_bundle(const Bundle& bundle, const Table& rows) {
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
  const TrueClasses truth = true_classes(bundle.labels, *column);
  if (!truth.uncovered.empty()) return uncovered_failure(bundle, truth.uncovered);
  const Scores scores = VEDETTE_TRY(class_scores(bundle, rows));
  return evaluate(scores, truth.classes, bundle.labels.classes, bundle.threshold);
}

}  // namespace vedette
