// SPDX-License-Identifier: Apache-2.0
#include "select/contenders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "select/metric.hpp"

namespace vedette {
namespace {

std::vector<std::uint32_t> train_and_tune_rows(const Split& split) {
  std::vector<std::uint32_t> rows;
  rows.reserve(split.train.size() + split.tune.size());
  std::ranges::merge(split.train, split.tune, std::back_inserter(rows));
  return rows;
}

}  // namespace

Result<TrainedContender> contend(const Experiment& experiment, const LearnerEntry& entry,
                                 const Options& options, const PreparedRows& rows, int threads) {
  const WorkContext work{experiment.abort, {}, threads};
  const TimeNs start = experiment.options.clock();
  TrainedContender contender{&entry, {}, options};
  contender.model = VEDETTE_TRY(entry.train({.rows = rows.fitted,
                                             .classes = experiment.classes(),
                                             .options = options,
                                             .seed = experiment.options.seed,
                                             .work = work}));
  contender.row.train_seconds = static_cast<double>(experiment.options.clock() - start) / 1e9;
  const Scores scores = VEDETTE_TRY(contender.model->predict(rows.unseen));
  contender.threshold = VEDETTE_TRY(threshold_for(experiment, scores, rows.unseen.classes));
  contender.row.learner = entry.name;
  contender.row.options = options.to_json();
  contender.row.tune = evaluate_on(experiment, scores, rows.unseen.classes, contender.threshold);
  contender.row.metric = metric_value(contender.row.tune, experiment.options.metric);
  return contender;
}

Result<FinishedModel> finish(const Experiment& experiment, TrainedContender& contender) {
  const bool refit = experiment.options.refit == SelectOptions::Refit::train_and_tune;
  const std::vector<std::uint32_t> rows =
      refit ? train_and_tune_rows(experiment.split) : experiment.split.train;
  Transform transform = VEDETTE_TRY(Transform::fit(plan_of(plan_kind(contender.entry->traits)),
                                                   experiment.table, experiment.schema, rows));
  if (!refit) return FinishedModel{std::move(transform), std::move(contender.model)};
  const WorkContext work = experiment.unstoppable();
  work.progress(fmt::format("refit {}", contender.entry->name), 0, 0);
  const Matrix matrix = VEDETTE_TRY(labelled_matrix(experiment, transform, rows));
  std::unique_ptr<const Model> model =
      VEDETTE_TRY(contender.entry->train({.rows = matrix,
                                          .classes = experiment.classes(),
                                          .options = *contender.options,
                                          .seed = experiment.options.seed,
                                          .work = work}));
  return FinishedModel{std::move(transform), std::move(model)};
}

Result<Evaluation> score_test_rows(const Experiment& experiment, const FinishedModel& finished,
                                   const std::optional<Threshold>& threshold) {
  const Matrix matrix =
      VEDETTE_TRY(labelled_matrix(experiment, finished.transform, experiment.split.test));
  const Scores scores = VEDETTE_TRY(finished.model->predict(matrix));
  return evaluate_on(experiment, scores, matrix.classes, threshold);
}

}  // namespace vedette
