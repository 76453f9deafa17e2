// SPDX-License-Identifier: Apache-2.0
/// The data and the rules of one selection, as the steps after the split see them.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "select/labelling.hpp"
#include "select/select.hpp"
#include "train/learner.hpp"
#include "transform/transform.hpp"

namespace vedette {

/// Borrows everything it names; lives inside one call of `select_model`.
struct Experiment {
  const Table& table;
  const Schema& schema;
  const Labelling& labels;
  const Split& split;
  const SelectOptions& options;
  const WorkContext& work;
  std::stop_token abort;

  [[nodiscard]] std::size_t classes() const { return labels.map.classes.size(); }
  /// For the work that is done even when the search was told to stop: only `abort` ends it.
  [[nodiscard]] WorkContext unstoppable() const {
    return {abort, work.on_progress, work.threads};
  }
};

/// The two ways of preparing columns; learners of one kind share their matrices.
enum class PlanKind { trees, linear };
[[nodiscard]] PlanKind plan_kind(const LearnerTraits& traits);
[[nodiscard]] TransformPlan plan_of(PlanKind kind);

/// The rows as numbers, with their classes and, where asked for, class weights. The weight of a
/// class is rows / (classes * rows of the class), counted over `rows` (King and Zeng 2001).
[[nodiscard]] Result<Matrix> labelled_matrix(const Experiment& experiment,
                                             const Transform& transform,
                                             std::span<const std::uint32_t> rows);

/// A transform fitted on some rows, those rows, and the rows that stay unseen by both.
struct PreparedRows {
  Transform transform;
  Matrix fitted;
  Matrix unseen;
};
[[nodiscard]] Result<PreparedRows> prepare(const Experiment& experiment, PlanKind kind,
                                           std::span<const std::uint32_t> fit_rows,
                                           std::span<const std::uint32_t> unseen_rows);

/// A threshold where there is a benign class, none otherwise. Errors: as `choose_threshold`;
/// `invalid_argument` for a policy about false positives without a benign class.
[[nodiscard]] Result<std::optional<Threshold>> threshold_for(const Experiment& experiment,
                                                             const Scores& scores,
                                                             std::span<const std::int32_t> classes);

/// `evaluate` with this experiment's class names.
[[nodiscard]] Evaluation evaluate_on(const Experiment& experiment, const Scores& scores,
                                     std::span<const std::int32_t> classes,
                                     const std::optional<Threshold>& threshold);

}  // namespace vedette
