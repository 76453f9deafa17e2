// SPDX-License-Identifier: Apache-2.0
#include "select/search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <nlohmann/json.hpp>
#include <numeric>
#include <unordered_set>

#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/parallel.hpp"
#include "base/random.hpp"
#include "select/folds.hpp"
#include "select/metric.hpp"

namespace vedette {
namespace {

constexpr std::size_t kEta = 3;
constexpr std::size_t kMinFitRows = 500;
constexpr std::size_t kMinLastCandidates = 2;
constexpr int kMaxHalvings = 3;

/// Mean score per candidate in one round; nothing for candidates that the deadline cut off.
using RoundScores = std::vector<std::optional<double>>;

/// The learner's options without the ranges of those that the user fixed.
std::vector<OptionSpec> searchable(const LearnerEntry& entry, const Json& fixed) {
  std::vector<OptionSpec> table = entry.options;
  for (OptionSpec& spec : table)
    if (fixed.is_object() && fixed.contains(spec.name)) spec.search.reset();
  return table;
}

/// Distinct candidates, at most `count`, the defaults first.
std::vector<Options> draw_candidates(const LearnerEntry& entry, const Json& fixed,
                                     const Options& defaults, std::size_t count,
                                     std::uint64_t seed) {
  const std::vector<OptionSpec> table = searchable(entry, fixed);
  const std::uint64_t learner_seed = seed ^ hash128(entry.name).low;
  std::vector<Options> candidates{defaults};
  std::unordered_set<std::string> seen{dump_json(defaults.to_json())};
  for (std::size_t i = 1; i < count; ++i) {
    Random random = Random::for_task(learner_seed, i);
    Options drawn = Options::draw(table, defaults, random);
    if (seen.insert(dump_json(drawn.to_json())).second) candidates.push_back(std::move(drawn));
  }
  return candidates;
}

/// Trains on a fold and scores its validation rows, at a threshold chosen on them: that flatters
/// every candidate alike.
Result<double> fold_score(const Experiment& experiment, const LearnerEntry& entry,
                          const Options& options, const FoldRows& fold, int threads) {
  const WorkContext work{experiment.work.stop, {}, threads};
  const auto model = VEDETTE_TRY(entry.train({.rows = fold.fit,
                                              .classes = fold.full_class.size(),
                                              .options = options,
                                              .seed = experiment.options.seed,
                                              .work = work}));
  const Scores narrow = VEDETTE_TRY(model->predict(*fold.validate));
  const Scores scores = widen(narrow, fold.full_class, experiment.classes());
  const auto threshold = VEDETTE_TRY(threshold_for(experiment, scores, fold.validate->classes));
  return metric_value(evaluate_on(experiment, scores, fold.validate->classes, threshold),
                      experiment.options.metric);
}

/// One (candidate, fold) pair of a round; no value when the deadline passed before it was done.
using TaskScore = Result<std::optional<double>>;

/// The rounds of one learner's search.
class Halving {
 public:
  Halving(const Experiment& experiment, const SearchRequest& request, const Deadline& deadline,
          std::vector<Options> candidates)
      : experiment_(experiment),
        request_(request),
        deadline_(deadline),
        candidates_(std::move(candidates)),
        tried_(candidates_.size(), false) {}

  Result<SearchResult> run(std::span<const Rung> rungs) {
    for (const Rung& rung : rungs) total_ += rung.candidates;
    std::vector<std::size_t> alive(candidates_.size());
    std::iota(alive.begin(), alive.end(), 0U);
    std::size_t best = 0;
    for (const Rung& rung : rungs) {
      cut_short_ = cut_short_ || deadline_.passed();
      if (cut_short_) break;
      alive = survivors(alive, rung.candidates);
      const std::vector<FoldRows> folds = fold_rows(experiment_, request_.folds, rung.share);
      if (folds.empty()) continue;
      const RoundScores scores = VEDETTE_TRY(play(alive, folds));
      if (!scores.front()) break;
      alive = ranked(alive, scores);
      best = alive.front();
    }
    const auto tried = std::ranges::count(tried_, true);
    return SearchResult{candidates_[best], std::max(1, static_cast<int>(tried)), cut_short_};
  }

 private:
  /// The best `count`, with candidate 0 first among them: it is then scored even when the
  /// deadline passes during the round.
  static std::vector<std::size_t> survivors(const std::vector<std::size_t>& alive,
                                            std::size_t count) {
    std::vector<std::size_t> kept{0};
    for (const std::size_t candidate : alive)
      if (candidate != 0 && kept.size() < count) kept.push_back(candidate);
    return kept;
  }

  Result<RoundScores> play(const std::vector<std::size_t>& alive, std::span<const FoldRows> folds) {
    std::vector<TaskScore> tasks(alive.size() * folds.size(), TaskScore{std::nullopt});
    const int threads = experiment_.work.threads;
    const int inside = std::max(1, threads / static_cast<int>(tasks.size()));
    parallel_for(tasks.size(), threads, [&](std::size_t t) {
      if (deadline_.passed()) return;
      const Options& options = candidates_[alive[t / folds.size()]];
      tasks[t] = task_score(options, folds[t % folds.size()], inside);
      if ((t + 1) % folds.size() == 0) report_progress();
    });
    return means(alive, tasks, folds.size());
  }

  TaskScore task_score(const Options& options, const FoldRows& fold, int threads) {
    Result<double> score = fold_score(experiment_, request_.entry, options, fold, threads);
    if (score) return std::optional<double>(*score);
    if (score.error().code == ErrorCode::cancelled) return std::nullopt;
    return tl::unexpected(std::move(score).error().during(
        fmt::format("searching {} with {}", request_.entry.name, dump_json(options.to_json()))));
  }

  Result<RoundScores> means(const std::vector<std::size_t>& alive,
                            const std::vector<TaskScore>& tasks, std::size_t folds) {
    RoundScores scores(alive.size());
    for (std::size_t i = 0; i < alive.size(); ++i) {
      double sum = 0;
      bool complete = true;
      for (std::size_t f = 0; f < folds; ++f) {
        const std::optional<double> score = VEDETTE_TRY(tasks[i * folds + f]);
        complete = complete && score.has_value();
        sum += score.value_or(0);
      }
      if (complete) scores[i] = sum / static_cast<double>(folds);
      if (complete) tried_[alive[i]] = true;
      cut_short_ = cut_short_ || !complete;
    }
    return scores;
  }

  /// Best first; the unscored last; ties to the earlier candidate.
  static std::vector<std::size_t> ranked(const std::vector<std::size_t>& alive,
                                         const RoundScores& scores) {
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t i = 0; i < alive.size(); ++i)
      order.emplace_back(-scores[i].value_or(-std::numeric_limits<double>::infinity()), alive[i]);
    std::ranges::sort(order);
    std::vector<std::size_t> best_first;
    for (const auto& [negated, candidate] : order) best_first.push_back(candidate);
    return best_first;
  }

  void report_progress() {
    const std::scoped_lock lock(progress_mutex_);
    experiment_.work.progress(fmt::format("search {}", request_.entry.name), ++done_, total_);
  }

  const Experiment& experiment_;
  const SearchRequest& request_;
  const Deadline& deadline_;
  std::vector<Options> candidates_;
  std::vector<bool> tried_;
  bool cut_short_ = false;
  std::mutex progress_mutex_;
  std::uint64_t done_ = 0;
  std::uint64_t total_ = 0;
};

std::size_t smallest_fold(std::span<const PreparedRows> folds) {
  std::size_t rows = std::numeric_limits<std::size_t>::max();
  for (const PreparedRows& fold : folds) rows = std::min(rows, fold.fitted.rows);
  return folds.empty() ? 0 : rows;
}

}  // namespace

std::vector<Rung> plan_rungs(std::size_t candidates, std::size_t rows) {
  if (candidates < 2) return {};
  int halvings = 0;
  std::size_t divisor = 1;
  while (halvings < kMaxHalvings && candidates / (divisor * kEta) >= kMinLastCandidates &&
         rows / (divisor * kEta) >= kMinFitRows) {
    divisor *= kEta;
    ++halvings;
  }
  std::vector<Rung> rungs;
  for (std::size_t left = divisor; left >= 1; left /= kEta)
    rungs.push_back({candidates / (divisor / left), 1.0 / static_cast<double>(left)});
  return rungs;
}

Result<SearchResult> search_options(const Experiment& experiment, const SearchRequest& request,
                                    const Deadline& deadline) {
  const Options defaults = VEDETTE_TRY(Options::make(request.entry.options, request.fixed));
  const auto count = static_cast<std::size_t>(std::max(experiment.options.search.candidates, 1));
  std::vector<Options> candidates =
      draw_candidates(request.entry, request.fixed, defaults, count, experiment.options.seed);
  const std::vector<Rung> rungs = plan_rungs(candidates.size(), smallest_fold(request.folds));
  if (rungs.empty()) return SearchResult{defaults};
  if (deadline.passed()) return SearchResult{defaults, 1, true};
  Halving halving(experiment, request, deadline, std::move(candidates));
  return halving.run(rungs);
}

}  // namespace vedette
