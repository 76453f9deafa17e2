// SPDX-License-Identifier: Apache-2.0
#include "select/experiment.hpp"

#include <nlohmann/json.hpp>

namespace vedette {
namespace {

std::vector<float> class_weights(std::span<const std::int32_t> classes, std::size_t class_count) {
  std::vector<double> counts(class_count, 0);
  for (const std::int32_t c : classes) counts[static_cast<std::size_t>(c)] += 1;
  std::vector<float> weights;
  weights.reserve(classes.size());
  for (const std::int32_t c : classes)
    weights.push_back(static_cast<float>(
        static_cast<double>(classes.size()) /
        (static_cast<double>(class_count) * counts[static_cast<std::size_t>(c)])));
  return weights;
}

}  // namespace

PlanKind plan_kind(const LearnerTraits& traits) {
  return traits.wants_scaled_input ? PlanKind::linear : PlanKind::trees;
}

TransformPlan plan_of(PlanKind kind) {
  return kind == PlanKind::linear ? TransformPlan::for_linear() : TransformPlan::for_trees();
}

Result<Matrix> labelled_matrix(const Experiment& experiment, const Transform& transform,
                               std::span<const std::uint32_t> rows) {
  Matrix matrix = VEDETTE_TRY(transform.apply(experiment.table, rows));
  matrix.classes.reserve(rows.size());
  for (const std::uint32_t row : rows) matrix.classes.push_back(experiment.labels.classes[row]);
  if (experiment.options.class_weights)
    matrix.weights = class_weights(matrix.classes, experiment.classes());
  return matrix;
}

Result<PreparedRows> prepare(const Experiment& experiment, PlanKind kind,
                             std::span<const std::uint32_t> fit_rows,
                             std::span<const std::uint32_t> unseen_rows) {
  Transform transform =
      VEDETTE_TRY(Transform::fit(plan_of(kind), experiment.table, experiment.schema, fit_rows));
  Matrix fitted = VEDETTE_TRY(labelled_matrix(experiment, transform, fit_rows));
  Matrix unseen = VEDETTE_TRY(labelled_matrix(experiment, transform, unseen_rows));
  return PreparedRows{std::move(transform), std::move(fitted), std::move(unseen)};
}

Result<std::optional<Threshold>> threshold_for(const Experiment& experiment, const Scores& scores,
                                               std::span<const std::int32_t> classes) {
  const ThresholdPolicy& policy = experiment.options.threshold;
  if (!experiment.labels.map.has_benign) {
    if (policy.kind == ThresholdPolicy::Kind::max_fpr)
      return fail(ErrorCode::invalid_argument,
                  "a false-positive rate was asked for, but no class is benign",
                  "name the benign class in the schema, or use the policy best_f1");
    return std::optional<Threshold>();
  }
  Threshold threshold = VEDETTE_TRY(choose_threshold(scores, classes, policy));
  return std::optional<Threshold>(std::move(threshold));
}

Evaluation evaluate_on(const Experiment& experiment, const Scores& scores,
                       std::span<const std::int32_t> classes,
                       const std::optional<Threshold>& threshold) {
  return evaluate(scores, classes, experiment.labels.map.classes, threshold);
}

}  // namespace vedette
