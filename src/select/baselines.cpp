// SPDX-License-Identifier: Apache-2.0
#include "select/baselines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/parallel.hpp"
#include "select/metric.hpp"

namespace vedette {
namespace {

constexpr int kSingleColumnDepth = 2;

std::vector<float> class_shares(const Experiment& experiment) {
  std::vector<std::int64_t> counts(experiment.classes(), 0);
  for (const std::uint32_t row : experiment.split.train)
    ++counts[static_cast<std::size_t>(experiment.labels.classes[row])];
  std::vector<float> shares;
  for (const std::int64_t count : counts)
    shares.push_back(static_cast<float>(count) / static_cast<float>(experiment.split.train.size()));
  return shares;
}

Matrix one_column(const Matrix& from, std::size_t column) {
  Matrix matrix;
  matrix.rows = from.rows;
  matrix.columns = 1;
  matrix.values.reserve(from.rows);
  for (std::size_t i = 0; i < from.rows; ++i) matrix.values.push_back(from.at(i, column));
  if (!from.categorical.empty()) matrix.categorical = {from.categorical[column]};
  if (from.names)
    matrix.names = std::make_shared<const std::vector<std::string>>(1, (*from.names)[column]);
  matrix.classes = from.classes;
  matrix.weights = from.weights;
  return matrix;
}

/// The transform stays with the caller: it is the same for every column.
struct ColumnRule {
  std::unique_ptr<const Model> model;
  std::optional<Threshold> threshold;
  double metric = 0;
};

Result<ColumnRule> column_rule(const Experiment& experiment, const LearnerEntry& tree,
                               const Options& options, const PreparedRows& rows,
                               std::size_t column) {
  const WorkContext work{experiment.abort, {}, 1};
  const Matrix fitted = one_column(rows.fitted, column);
  const Matrix tune = one_column(rows.unseen, column);
  ColumnRule rule;
  rule.model = VEDETTE_TRY(tree.train({.rows = fitted,
                                       .classes = experiment.classes(),
                                       .options = options,
                                       .seed = experiment.options.seed,
                                       .work = work}));
  const Scores scores = VEDETTE_TRY(rule.model->predict(tune));
  rule.threshold = VEDETTE_TRY(threshold_for(experiment, scores, tune.classes));
  rule.metric = metric_value(evaluate_on(experiment, scores, tune.classes, rule.threshold),
                             experiment.options.metric);
  return rule;
}

/// Rules of all columns, in column order.
Result<std::vector<ColumnRule>> all_column_rules(const Experiment& experiment,
                                                 const PreparedRows& rows) {
  const LearnerEntry* tree = VEDETTE_TRY(find_learner("decision_tree"));
  const Options options =
      VEDETTE_TRY(Options::make(tree->options, Json{{"max_depth", kSingleColumnDepth}}));
  std::vector<Result<ColumnRule>> tried(rows.fitted.columns);
  parallel_for(tried.size(), experiment.work.threads, [&](std::size_t column) {
    tried[column] = column_rule(experiment, *tree, options, rows, column);
  });
  std::vector<ColumnRule> rules;
  for (Result<ColumnRule>& rule : tried) rules.push_back(VEDETTE_TRY(std::move(rule)));
  return rules;
}

TrainedContender* find_contender(Contest& contest, std::string_view learner,
                                 const Options& options) {
  const auto found = std::ranges::find_if(contest.contenders, [&](const TrainedContender& c) {
    return c.row.learner == learner && c.options == options;
  });
  return found == contest.contenders.end() ? nullptr : &*found;
}

Result<Evaluation> finished_on_test(const Experiment& experiment, TrainedContender& contender) {
  const FinishedModel finished = VEDETTE_TRY(finish(experiment, contender));
  return score_test_rows(experiment, finished, contender.threshold);
}

/// The learner with its default options, from the contest where it took part so, else trained now.
Result<Evaluation> default_learner_on_test(const Experiment& experiment, Contest& contest,
                                           const LearnerEntry& entry) {
  const Options defaults = VEDETTE_TRY(Options::make(entry.options, Json()));
  if (TrainedContender* ran = find_contender(contest, entry.name, defaults))
    return finished_on_test(experiment, *ran);
  const PreparedRows rows = VEDETTE_TRY(
      prepare(experiment, plan_kind(entry.traits), experiment.split.train, experiment.split.tune));
  TrainedContender contender =
      VEDETTE_TRY(contend(experiment, entry, defaults, rows, experiment.work.threads));
  return finished_on_test(experiment, contender);
}

bool is_winner(const Contest& contest, const LearnerEntry& entry) {
  const TrainedContender& winner = contest.contenders.front();
  const Result<Options> defaults = Options::make(entry.options, Json());
  return winner.entry == &entry && defaults && winner.options == *defaults;
}

}  // namespace

Baseline majority_class(const Experiment& experiment) {
  const std::vector<float> shares = class_shares(experiment);
  const std::vector<std::uint32_t>& rows = experiment.split.test;
  Scores scores{rows.size(), shares.size(), {}};
  std::vector<std::int32_t> classes;
  for (const std::uint32_t row : rows) {
    scores.values.insert(scores.values.end(), shares.begin(), shares.end());
    classes.push_back(experiment.labels.classes[row]);
  }
  const auto top = std::ranges::max_element(shares) - shares.begin();
  std::optional<Threshold> threshold;
  if (experiment.labels.map.has_benign) {
    threshold = Threshold{.value = top == 0 ? 1.0F : 0.0F, .why = "always the same answer"};
    threshold->policy = {.kind = ThresholdPolicy::Kind::fixed, .value = threshold->value};
  }
  return {"majority_class",
          fmt::format("always '{}'", experiment.labels.map.classes[static_cast<std::size_t>(top)]),
          evaluate_on(experiment, scores, classes, threshold)};
}

Result<Baseline> best_single_column(const Experiment& experiment) {
  const Split& split = experiment.split;
  const PreparedRows rows =
      VEDETTE_TRY(prepare(experiment, PlanKind::trees, split.train, split.tune));
  const std::vector<ColumnRule> rules = VEDETTE_TRY(all_column_rules(experiment, rows));
  const auto best = std::ranges::max_element(rules, {}, &ColumnRule::metric);
  const auto column = static_cast<std::size_t>(best - rules.begin());
  const Matrix test = VEDETTE_TRY(labelled_matrix(experiment, rows.transform, split.test));
  const Scores scores = VEDETTE_TRY(best->model->predict(one_column(test, column)));
  return Baseline{"best_single_column",
                  fmt::format("a tree of up to {} leaves that sees only '{}'",
                              1 << kSingleColumnDepth, rows.transform.output_names()[column]),
                  evaluate_on(experiment, scores, test.classes, best->threshold)};
}

Result<std::vector<Baseline>> run_baselines(const Experiment& experiment, Contest& contest) {
  std::vector<Baseline> baselines{majority_class(experiment)};
  baselines.push_back(VEDETTE_TRY(best_single_column(experiment)));
  const LearnerEntry* regression = VEDETTE_TRY(find_learner("logistic_regression"));
  if (!is_winner(contest, *regression))
    baselines.push_back({"logistic_regression", "with its default options",
                         VEDETTE_TRY(default_learner_on_test(experiment, contest, *regression))});
  const LearnerEntry* forest = VEDETTE_TRY(find_learner("random_forest"));
  if (!is_winner(contest, *forest))
    baselines.push_back({"default_forest", "random forest with its default options",
                         VEDETTE_TRY(default_learner_on_test(experiment, contest, *forest))});
  return baselines;
}

}  // namespace vedette
