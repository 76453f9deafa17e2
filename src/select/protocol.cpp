// SPDX-License-Identifier: Apache-2.0
#include "select/protocol.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "select/baselines.hpp"
#include "select/contenders.hpp"
#include "select/experiment.hpp"
#include "select/folds.hpp"
#include "select/labelling.hpp"

namespace vedette {
namespace {

constexpr std::uint8_t kTrain = 0;
constexpr std::uint8_t kTune = 1;

std::vector<std::uint32_t> rows_of_part(std::span<const std::uint8_t> parts, std::uint8_t part) {
  std::vector<std::uint32_t> rows;
  for (std::size_t row = 0; row < parts.size(); ++row)
    if (parts[row] == part) rows.push_back(static_cast<std::uint32_t>(row));
  return rows;
}

/// The given parts; without tune rows, one fold of the train rows becomes tune.
std::vector<std::uint8_t> with_tune_part(const Table& table, const Schema& schema,
                                         std::span<const std::uint8_t> given,
                                         std::span<const std::int32_t> classes,
                                         const SplitOptions& options) {
  std::vector<std::uint8_t> parts(given.begin(), given.end());
  if (std::ranges::find(parts, kTune) != parts.end() || options.tune_share <= 0) return parts;
  const std::vector<std::uint32_t> train = rows_of_part(parts, kTrain);
  const auto folds = static_cast<std::uint32_t>(std::max(2L, std::lround(1 / options.tune_share)));
  const std::vector<std::uint32_t> fold_of =
      grouped_folds(train, row_groups(table, schema, options), classes, folds, options.seed);
  for (std::size_t i = 0; i < train.size(); ++i)
    if (fold_of[i] == 0) parts[train[i]] = kTune;
  return parts;
}

Result<Split> split_of(const Table& table, const Schema& schema, const Labelling& labels,
                       std::span<const std::uint8_t> part_of_row, const SplitOptions& options) {
  if (part_of_row.empty()) return split_rows(table, schema, labels.classes, options);
  if (part_of_row.size() != table.rows())
    return fail(ErrorCode::invalid_argument,
                fmt::format("{} parts were given for {} rows", part_of_row.size(), table.rows()));
  SplitOptions given = options;
  given.method = SplitMethod::given;
  return split_given(table, schema,
                     with_tune_part(table, schema, part_of_row, labels.classes, options), given);
}

Result<> check_parts(const Split& split) {
  if (!split.train.empty() && !split.tune.empty() && !split.test.empty()) return {};
  return fail(ErrorCode::invalid_argument,
              fmt::format("a part of the split is empty: {} train, {} tune and {} test rows",
                          split.train.size(), split.tune.size(), split.test.size()),
              "give more rows, or larger shares for tune and test");
}

std::vector<Contender> leaderboard(Contest& contest) {
  std::vector<Contender> rows;
  for (TrainedContender& contender : contest.contenders) rows.push_back(std::move(contender.row));
  return rows;
}

/// Everything after the split. The test rows are touched by the last two steps only.
Result<Selection> choose(const Experiment& experiment) {
  const std::vector<LearnerPlan> plans = VEDETTE_TRY(learner_plans(experiment.options));
  Contest contest = VEDETTE_TRY(run_contest(experiment, plans));
  TrainedContender& winner = contest.contenders.front();
  FinishedModel finished = VEDETTE_TRY(finish(experiment, winner));
  Evaluation evaluation = VEDETTE_TRY(score_test_rows(experiment, finished, winner.threshold));
  std::vector<Baseline> baselines = VEDETTE_TRY(run_baselines(experiment, contest));
  Selection selection{.labels = experiment.labels.map,
                      .split = experiment.split,
                      .leaderboard = {},
                      .learner = winner.row.learner,
                      .learner_options = winner.row.options,
                      .transform = std::move(finished.transform),
                      .model = std::move(finished.model),
                      .threshold = winner.threshold,
                      .evaluation = std::move(evaluation),
                      .baselines = std::move(baselines),
                      .search_cut_short = contest.search_cut_short};
  selection.leaderboard = leaderboard(contest);
  return selection;
}

}  // namespace

Result<Selection> select_on(const Table& table, const Schema& schema,
                            std::span<const std::uint8_t> part_of_row, const SelectOptions& options,
                            const WorkContext& work, std::stop_token abort) {
  Labelling labels = VEDETTE_TRY(label_rows(table, schema, options.task));
  Split split = VEDETTE_TRY(split_of(table, schema, labels, part_of_row, options.split));
  const LearnableRows rows =
      VEDETTE_TRY(leave_out_unseen_classes(std::move(labels), std::move(split)));
  VEDETTE_TRY(check_parts(rows.split));
  Selection selection = VEDETTE_TRY(
      choose({table, schema, rows.labels, rows.split, options, work, std::move(abort)}));
  if (!rows.note.empty()) selection.notes.push_back(rows.note);
  return selection;
}

}  // namespace vedette
