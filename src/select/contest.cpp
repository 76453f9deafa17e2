// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <nlohmann/json.hpp>

#include "base/parallel.hpp"
#include "select/contenders.hpp"
#include "select/folds.hpp"
#include "select/search.hpp"

namespace vedette {
namespace {

constexpr std::string_view kStopped = "sat out: the search was stopped before its turn";

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

/// Best first; equal ones by log loss, then in the order in which they ran.
void order(std::vector<TrainedContender>& contenders) {
  std::ranges::stable_sort(contenders, [](const TrainedContender& a, const TrainedContender& b) {
    if (a.row.sat_out != b.row.sat_out) return b.row.sat_out;
    if (a.row.metric != b.row.metric) return a.row.metric > b.row.metric;
    return a.row.tune.log_loss < b.row.tune.log_loss;
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
    total_ = learners.size();
    for (const PlanKind kind : {PlanKind::trees, PlanKind::linear}) {
      std::vector<PlannedLearner> of_kind;
      for (const PlannedLearner& learner : learners)
        if (plan_kind(learner.entry->traits) == kind && takes_all_rows(learner))
          of_kind.push_back(learner);
      if (!of_kind.empty()) VEDETTE_TRY(run_kind(kind, of_kind));
    }
    order(contest_.contenders);
    return std::move(contest_);
  }

 private:
  /// A learner that takes fewer rows than there are sits out.
  bool takes_all_rows(const PlannedLearner& learner) {
    const std::size_t limit = learner.entry->traits.max_rows;
    const std::size_t rows = most_train_rows(experiment_);
    if (limit == 0 || rows <= limit) return true;
    contest_.contenders.push_back(sitting_out(
        *learner.entry, learner.plan->options,
        fmt::format("sat out: takes at most {} rows, and {} are to be learnt from", limit, rows)));
    --left_;
    ++done_;
    return false;
  }

  Result<> run_kind(PlanKind kind, const std::vector<PlannedLearner>& learners) {
    const Split& split = experiment_.split;
    const PreparedRows rows = VEDETTE_TRY(prepare(experiment_, kind, split.train, split.tune));
    const std::vector<SearchResult> best = VEDETTE_TRY(search_all(kind, learners));
    std::vector<TrainedContender> trained = VEDETTE_TRY(train_all(learners, best, rows));
    for (TrainedContender& contender : trained) {
      have_one_ = have_one_ || !contender.row.sat_out;
      contest_.contenders.push_back(std::move(contender));
    }
    return {};
  }

  /// The best options of each learner, one search after the other.
  Result<std::vector<SearchResult>> search_all(PlanKind kind,
                                               const std::vector<PlannedLearner>& learners) {
    const std::vector<PreparedRows> folds = VEDETTE_TRY(prepared_folds(kind));
    std::vector<SearchResult> best;
    for (const PlannedLearner& learner : learners) {
      const SearchRequest request{*learner.entry, learner.plan->options, folds};
      best.push_back(VEDETTE_TRY(search_options(experiment_, request, deadline_.share(left_--))));
      contest_.search_cut_short = contest_.search_cut_short || best.back().cut_short;
    }
    return best;
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

  /// Learners beside each other: whole trainings scale better over threads than the loops inside.
  Result<std::vector<TrainedContender>> train_all(const std::vector<PlannedLearner>& learners,
                                                  const std::vector<SearchResult>& best,
                                                  const PreparedRows& rows) {
    const int all = experiment_.work.threads;
    const int inside = std::max(1, all / static_cast<int>(learners.size()));
    std::vector<Result<TrainedContender>> results(learners.size());
    parallel_for(learners.size(), all, [&](std::size_t i) {
      const Stop stop = i == 0 && !have_one_ ? Stop::ignored : Stop::heeded;
      results[i] = train_one(learners[i], best[i], rows, inside, stop);
      report_progress();
    });
    std::vector<TrainedContender> trained;
    for (Result<TrainedContender>& result : results) {
      trained.push_back(VEDETTE_TRY(std::move(result)));
      if (trained.back().row.note == kStopped) contest_.search_cut_short = true;
    }
    return trained;
  }

  enum class Stop {
    heeded,
    ignored,  ///< so that there is a winner in any case
  };

  Result<TrainedContender> train_one(const PlannedLearner& learner, const SearchResult& best,
                                     const PreparedRows& rows, int threads, Stop stop) const {
    if (stop == Stop::heeded && experiment_.work.stopped())
      return sitting_out(*learner.entry, learner.plan->options, std::string(kStopped));
    TrainedContender contender =
        VEDETTE_TRY(contend(experiment_, *learner.entry, best.options, rows, threads));
    contender.row.candidates_tried = best.candidates_tried;
    return contender;
  }

  void report_progress() {
    const std::scoped_lock lock(progress_mutex_);
    experiment_.work.progress("train learners", ++done_, total_);
  }

  const Experiment& experiment_;
  Deadline deadline_;
  Contest contest_{};
  std::size_t left_ = 0;  ///< learners whose search has not begun
  bool have_one_ = false;
  std::mutex progress_mutex_;
  std::uint64_t done_ = 0;
  std::uint64_t total_ = 0;
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

}  // namespace vedette
