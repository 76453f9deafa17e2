// SPDX-License-Identifier: Apache-2.0
/// Learners against each other: each trained on the train rows, compared on the tune rows.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "select/experiment.hpp"

namespace vedette {

/// A contender with what it takes to finish it.
struct TrainedContender {
  const LearnerEntry* entry = nullptr;
  Contender row;                      ///< its row of the leaderboard
  std::optional<Options> options{};   ///< none when it sat out
  std::unique_ptr<const Model> model{};
  std::optional<Threshold> threshold{};
};

struct Contest {
  std::vector<TrainedContender> contenders;  ///< best first; those that sat out last
  bool search_cut_short = false;
};

/// The plans of the options, or defaults for every learner of the catalogue.
/// Errors: `invalid_argument` for an unknown learner.
[[nodiscard]] Result<std::vector<LearnerPlan>> learner_plans(const SelectOptions& options);

/// Searches, trains and compares. A learner sits out, with a note, when it takes fewer rows than
/// there are, or when the search was stopped before its turn and another contender is ready.
/// Errors: `too_large` when every learner sat out; of the learners; `cancelled`.
[[nodiscard]] Result<Contest> run_contest(const Experiment& experiment,
                                          std::span<const LearnerPlan> plans);

/// Trains on the fitted rows, chooses the threshold on the unseen ones and scores them.
[[nodiscard]] Result<TrainedContender> contend(const Experiment& experiment,
                                               const LearnerEntry& entry, const Options& options,
                                               const PreparedRows& rows, int threads);

/// A model ready for the test rows.
struct FinishedModel {
  Transform transform;
  std::unique_ptr<const Model> model;
};

/// Refits transform and model on train and tune rows, or hands over the contender's own model,
/// as `SelectOptions::refit` says. The threshold stays as it was frozen.
[[nodiscard]] Result<FinishedModel> finish(const Experiment& experiment,
                                           TrainedContender& contender);

/// The one scoring of the test rows. Errors: of `Model::predict`.
[[nodiscard]] Result<Evaluation> score_test_rows(const Experiment& experiment,
                                                 const FinishedModel& finished,
                                                 const std::optional<Threshold>& threshold);

}  // namespace vedette
