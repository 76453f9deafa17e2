// SPDX-License-Identifier: Apache-2.0
#include "select/contenders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "select/folds.hpp"
#include "select/metric.hpp"
#include "select/search.hpp"

namespace vedette {
namespace {

std::vector<std::uint32_t> train_and_tune_rows(const Split& split) {
  std::vector<std::uint32_t> rows;
  rows.reserve(split.train.size() + split.tune.size());
  std::ranges::merge(split.train, split.tune, std::back_inserter(rows));
  return rows;
}

/// The most rows that a learner will be trained on.
std::size_t most_train_rows(const Experiment& experiment) {
  const bool refit = experiment.options.refit == SelectOptions::Refit::train_and_tune;
  return experiment.split.train.size() + (refit ? experiment.split.tune.size() : 0);
}

TrainedContender sitting_out(const LearnerEntry& entry, const Json& options, std::string why) {
  TrainedContender contender{&entry, {}};
  contender.row.learner = entry.name;
  contender.row.options = options;
  contender.row.candidates_tried = 0;
  contender.row.note = std::move(why);
  contender.row.sat_out = true;
  return contender;
}

/// Best first; equal ones in the order in which they ran.
void order(std::vector<TrainedContender>& contenders) {
  std::ranges::stable_sort(contenders, [](const TrainedContender& a, const TrainedContender& b) {
    if (a.row.sat_out != b.row.sat_out) return b.row.sat_out;
    return !a.row.sat_out && a.row.metric > b.row.metric;
  });
}

struct PlannedLearner {
  const LearnerEntry* entry;
  const LearnerPlan* plan;
};

/// The contest, with the matrices of one plan kind in memory at a time.
class ContestRun {
 public:
  explicit ContestRun(const Experiment& experiment)
      : experiment_(experiment),
        deadline_(experiment.options.clock, experiment.options.search.budget_seconds,
                  experiment.work.stop) {}

  Result<Contest> run(std::span<const PlannedLearner> learners) {
    left_ = learners.size();
    for (const PlanKind kind : {PlanKind::trees, PlanKind::linear}) {
      std::vector<PlannedLearner> of_kind;
      for (const PlannedLearner& learner : learners)
        if (plan_kind(learner.entry->traits) == kind && !too_small(learner))
          of_kind.push_back(learner);
      if (!of_kind.empty()) VEDETTE_TRY(run_kind(kind, of_kind));
    }
    order(contest_.contenders);
    return std::move(contest_);
  }

 private:
  /// Whether the learner takes fewer rows than there are; it then sits out.
  bool too_small(const PlannedLearner& learner) {
    const std::size_t limit = learner.entry->traits.max_rows;
    const std::size_t rows = most_train_rows(experiment_);
    if (limit == 0 || rows <= limit) return false;
    sit_out(learner, fmt::format("sat out: takes at most {} rows, and {} are to be learnt from",
                                 limit, rows));
    return true;
  }

  void sit_out(const PlannedLearner& learner, std::string why) {
    contest_.contenders.push_back(
        sitting_out(*learner.entry, learner.plan->options, std::move(why)));
    --left_;
  }

  [[nodiscard]] bool have_one() const {
    return std::ranges::any_of(contest_.contenders,
                               [](const TrainedContender& c) { return !c.row.sat_out; });
  }

  Result<> run_kind(PlanKind kind, const std::vector<PlannedLearner>& learners) {
    if (experiment_.work.stopped() && have_one()) return stop_at(learners);
    const Split& split = experiment_.split;
    const PreparedRows rows = VEDETTE_TRY(prepare(experiment_, kind, split.train, split.tune));
    const std::vector<PreparedRows> folds = VEDETTE_TRY(prepared_folds(kind));
    for (std::size_t i = 0; i < learners.size(); ++i) {
      if (experiment_.work.stopped() && have_one()) return stop_at(std::span(learners).subspan(i));
      VEDETTE_TRY(run_learner(learners[i], rows, folds));
    }
    return {};
  }

  Result<> stop_at(std::span<const PlannedLearner> learners) {
    for (const PlannedLearner& learner : learners)
      sit_out(learner, "sat out: the search was stopped before its turn");
    contest_.search_cut_short = true;
    return {};
  }

  Result<std::vector<PreparedRows>> prepared_folds(PlanKind kind) {
    std::vector<PreparedRows> prepared;
    if (experiment_.options.search.candidates < 2) return prepared;
    const std::vector<Fold> folds = VEDETTE_TRY(make_folds(experiment_));
    for (const Fold& fold : folds) {
      if (fold.fit.empty() || fold.validate.empty()) continue;
      prepared.push_back(VEDETTE_TRY(prepare(experiment_, kind, fold.fit, fold.validate)));
    }
    return prepared;
  }

  Result<> run_learner(const PlannedLearner& learner, const PreparedRows& rows,
                       std::span<const PreparedRows> folds) {
    const SearchRequest request{*learner.entry, learner.plan->options, folds};
    SearchResult best = VEDETTE_TRY(search_options(experiment_, request, deadline_.share(left_)));
    contest_.search_cut_short = contest_.search_cut_short || best.cut_short;
    TrainedContender contender =
        VEDETTE_TRY(contend(experiment_, *learner.entry, best.options, rows));
    contender.row.candidates_tried = best.candidates_tried;
    contest_.contenders.push_back(std::move(contender));
    --left_;
    return {};
  }

  const Experiment& experiment_;
  Deadline deadline_;
  Contest contest_{};
  std::size_t left_ = 0;
};

}  // namespace

Result<std::vector<LearnerPlan>> learner_plans(const SelectOptions& options) {
  std::vector<LearnerPlan> plans = options.learners;
  if (plans.empty())
    for (const LearnerEntry& entry : learner_catalog())
      plans.push_back({entry.name, Json::object()});
  for (const LearnerPlan& plan : plans) VEDETTE_TRY(find_learner(plan.learner));
  return plans;
}

Result<Contest> run_contest(const Experiment& experiment, std::span<const LearnerPlan> plans) {
  std::vector<PlannedLearner> learners;
  for (const LearnerPlan& plan : plans)
    learners.push_back({VEDETTE_TRY(find_learner(plan.learner)), &plan});
  Contest contest = VEDETTE_TRY(ContestRun(experiment).run(learners));
  if (contest.contenders.empty() || contest.contenders.front().row.sat_out)
    return fail(ErrorCode::too_large, "no learner takes as many rows as there are",
                "choose learners without a row limit, or take fewer rows");
  return contest;
}

Result<TrainedContender> contend(const Experiment& experiment, const LearnerEntry& entry,
                                 const Options& options, const PreparedRows& rows) {
  const WorkContext work = experiment.unstoppable();
  work.progress(fmt::format("train {}", entry.name), 0, 0);
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
