// SPDX-License-Identifier: Apache-2.0
/// From a validated table to a chosen, evaluated model: search, honest comparison, frozen
/// threshold, baselines.
///
/// The protocol, in order (docs/evaluation.md): hyper-parameters are searched on grouped folds of
/// the *train* rows; each learner's best candidate is trained on the train rows and compared on the
/// *tune* rows; the winner's threshold is chosen there and frozen; the winner is refitted on train
/// and tune rows; the *test* rows are scored once, for the report.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/progress.hpp"
#include "base/time.hpp"
#include "data/schema.hpp"
#include "evaluate/evaluation.hpp"
#include "evaluate/threshold.hpp"
#include "train/learner.hpp"
#include "transform/split.hpp"
#include "transform/transform.hpp"
#include "validate/validate.hpp"

namespace vedette {

/// What contenders are ordered by, on tune rows (higher is better; log_loss counts negated).
enum class SelectionMetric { log_loss, pr_auc, roc_auc, macro_f1, accuracy };
[[nodiscard]] std::string_view to_string(SelectionMetric metric);
[[nodiscard]] Result<SelectionMetric> selection_metric_from(std::string_view name);

/// Random search with successive halving (Jamieson and Talwalkar 2016): candidates start on a
/// small share of the train rows; the better third goes on with three times the rows.
struct SearchOptions {
  int candidates = 0;           ///< per learner, the defaults counted; 0 or 1: defaults only
  int folds = 3;
  double budget_seconds = 0;    ///< for the whole search; 0: none. What is best by then is kept,
                                ///< so a budget that runs out makes the result hang on the clock.
  std::size_t max_rows = 100'000;  ///< the search looks at no more train rows than this; 0: at all
};

struct LearnerPlan {
  std::string learner;          ///< catalogue name
  Json options;                 ///< fixed values; the search does not touch them
};

struct SelectOptions {
  Task task = Task::binary;
  std::vector<LearnerPlan> learners{};  ///< empty: a default list that suits the number of rows
  SelectionMetric metric = SelectionMetric::log_loss;
  ThresholdPolicy threshold{.kind = ThresholdPolicy::Kind::steady_f1};
  SearchOptions search{};
  SplitOptions split{};
  bool class_weights = false;           ///< weigh classes inversely to their frequency
  enum class Refit { train_and_tune, none } refit = Refit::train_and_tune;
  std::uint64_t seed = 1;
  Clock clock = system_clock();  ///< for the budget and for `train_seconds`
};

/// One row of the leaderboard.
struct Contender {
  std::string learner;
  Json options;
  Evaluation tune;              ///< on tune rows, at its own threshold chosen there
  double metric = 0;            ///< the selection metric on tune rows
  int candidates_tried = 1;
  double train_seconds = 0;
  std::string note{};           ///< such as why a learner sat out
  bool sat_out = false;         ///< then the figures are empty and it stands last
};

/// A yardstick on the same test rows.
struct Baseline {
  std::string name;             ///< majority_class, best_single_column, default_forest, ...
  std::string description;
  Evaluation test;
};

struct Selection {
  LabelMap labels;
  Split split;
  std::vector<Contender> leaderboard;  ///< best first
  std::string learner;                 ///< of the winner
  Json learner_options;
  Transform transform;
  std::unique_ptr<const Model> model;
  std::optional<Threshold> threshold;
  Evaluation evaluation;               ///< on test rows
  std::vector<Baseline> baselines;
  bool search_cut_short = false;       ///< by budget or Ctrl-C: the best so far was kept
  std::vector<std::string> notes{};    ///< sentences for the report: classes left out ...
};

/// Same table, options and seed give the same bits, whatever `work.threads`. A stop during the
/// search keeps the best so far and goes on to the end; a second request (`abort`) gives up with
/// `cancelled`. Errors: `schema_mismatch` (no label, one class), `invalid_argument`.
[[nodiscard]] Result<Selection> select_model(const ValidatedTable& table,
                                             const SelectOptions& options,
                                             const WorkContext& work, std::stop_token abort = {});

/// The same with parts given per row (0 train, 1 tune, 2 test) instead of being split here.
/// When no row is given for tune, `tune_share` of the train rows (of the given ones, by groups of
/// equal rows) become the tune rows. Errors: also `invalid_argument` for a wrong number of parts.
[[nodiscard]] Result<Selection> select_model_given(const ValidatedTable& table,
                                                   std::span<const std::uint8_t> part_of_row,
                                                   const SelectOptions& options,
                                                   const WorkContext& work,
                                                   std::stop_token abort = {});

[[nodiscard]] Json to_json(const Contender& contender);
[[nodiscard]] Json to_json(const Baseline& baseline);

}  // namespace vedette
