// SPDX-License-Identifier: Apache-2.0
// The option table of training, and what its values mean for the selection.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "pipeline/train_job.hpp"

namespace vedette {
namespace {

std::vector<OptionSpec> make_table() {
  using enum OptionType;
  return {
      {.name = "task", .type = choice, .standard = std::string("schema"),
       .help = "What to tell apart: benign against attack (binary), families, or every class",
       .choices = {"schema", "binary", "family", "multiclass"}},
      {.name = "learners", .type = text, .standard = std::string(),
       .help = "Learners to compare, separated by commas; empty: a list that suits the data"},
      {.name = "metric", .type = choice, .standard = std::string("log_loss"),
       .help = "What the contenders are ordered by on tune rows",
       .choices = {"log_loss", "macro_f1", "pr_auc", "roc_auc", "accuracy"}},
      {.name = "threshold", .type = choice, .standard = std::string("steady_f1"),
       .help = "How the decision threshold is chosen on tune rows",
       .choices = {"steady_f1", "best_f1", "max_fpr", "fixed"}},
      {.name = "max_fpr", .type = real, .standard = 0.01,
       .help = "Highest false-positive rate on tune rows (threshold max_fpr)",
       .low = 0, .high = 1},
      {.name = "threshold_value", .type = real, .standard = 0.5,
       .help = "The threshold itself (threshold fixed)", .low = 0, .high = 1},
      {.name = "split", .type = choice, .standard = std::string("duplicate_grouped"),
       .help = "How rows are dealt out to train, tune and test; equal rows never straddle",
       .choices = {"duplicate_grouped", "stratified", "time", "group"}},
      {.name = "tune_share", .type = real, .standard = 0.15,
       .help = "Share of rows for choosing model and threshold", .low = 0.01, .high = 0.5},
      {.name = "test_share", .type = real, .standard = 0.15,
       .help = "Share of rows kept sealed for the report", .low = 0.01, .high = 0.5},
      {.name = "gap", .type = real, .unit = "seconds", .standard = 0.0,
       .help = "Time left out after each border of a split by time", .low = 0, .high = 1e9},
      {.name = "group_column", .type = text, .standard = std::string(),
       .help = "Column that keeps rows together (split group); empty: the schema's"},
      {.name = "candidates", .type = integer, .standard = std::int64_t{0},
       .help = "Hyper-parameter candidates to search per learner; 0: defaults only",
       .low = 0, .high = 10'000},
      {.name = "folds", .type = integer, .standard = std::int64_t{3},
       .help = "Grouped folds of the train rows that the search is judged on",
       .low = 2, .high = 20},
      {.name = "budget", .type = real, .unit = "seconds", .standard = 0.0,
       .help = "Time for the search; what is best by then is kept; 0: no limit",
       .low = 0, .high = 1e7},
      {.name = "class_weights", .type = choice, .standard = std::string("none"),
       .help = "Weigh classes inversely to their frequency", .choices = {"none", "balanced"}},
      {.name = "refit", .type = choice, .standard = std::string("train_and_tune"),
       .help = "Rows the winner is finally trained on; the test rows never are",
       .choices = {"train_and_tune", "none"}},
      {.name = "accept", .type = text, .standard = std::string(),
       .help = "Codes of validation errors to train in spite of, separated by commas (recorded)"},
      {.name = "seed", .type = integer, .standard = std::int64_t{1},
       .help = "Same data, options and seed give the same model, bit for bit",
       .low = 0, .high = 9.0e15},
  };
}

ThresholdPolicy policy_from(const Options& options) {
  ThresholdPolicy policy;
  policy.kind = threshold_kind_from(options.text("threshold")).value();
  policy.max_fpr = options.real("max_fpr");
  policy.value = options.real("threshold_value");
  return policy;
}

Result<SplitOptions> split_from(const Options& options) {
  SplitOptions split;
  split.method = VEDETTE_TRY(split_method_from(options.text("split")));
  split.tune_share = options.real("tune_share");
  split.test_share = options.real("test_share");
  split.gap_seconds = options.real("gap");
  split.group_column = options.text("group_column");
  split.seed = static_cast<std::uint64_t>(options.integer("seed"));
  return split;
}

Result<std::vector<LearnerPlan>> learners_from(const TrainJob& job) {
  std::vector<LearnerPlan> plans;
  for (const std::string& name : split_list(job.options.text("learners"))) {
    VEDETTE_TRY(find_learner(name));
    const bool given = job.learner_options.is_object() && job.learner_options.contains(name);
    plans.push_back({name, given ? job.learner_options[name] : Json(nullptr)});
  }
  return plans;
}

}  // namespace

std::span<const OptionSpec> train_option_table() {
  static const std::vector<OptionSpec> table = make_table();
  return table;
}

Result<Options> make_train_options(Json given) {
  if (given.is_object() && !given.contains("threshold")) {
    if (given.contains("max_fpr")) given["threshold"] = "max_fpr";
    if (given.contains("threshold_value")) given["threshold"] = "fixed";
  }
  return Options::make(train_option_table(), given);
}

std::vector<std::string> split_list(std::string_view commas) {
  std::vector<std::string> words;
  while (!commas.empty()) {
    const std::string_view word = commas.substr(0, commas.find(','));
    commas.remove_prefix(std::min(word.size() + 1, commas.size()));
    const auto from = word.find_first_not_of(' ');
    if (from != std::string_view::npos)
      words.emplace_back(word.substr(from, word.find_last_not_of(' ') - from + 1));
  }
  return words;
}

Result<SelectOptions> select_options(const TrainJob& job, const Schema& schema) {
  const Options& options = job.options;
  SelectOptions select;
  select.task = schema.label.task;
  if (options.text("task") != "schema") select.task = VEDETTE_TRY(task_from(options.text("task")));
  select.learners = VEDETTE_TRY(learners_from(job));
  select.metric = VEDETTE_TRY(selection_metric_from(options.text("metric")));
  select.threshold = policy_from(options);
  select.split = VEDETTE_TRY(split_from(options));
  select.search = {.candidates = static_cast<int>(options.integer("candidates")),
                   .folds = static_cast<int>(options.integer("folds")),
                   .budget_seconds = options.real("budget")};
  select.class_weights = options.text("class_weights") == "balanced";
  select.refit = options.text("refit") == "none" ? SelectOptions::Refit::none
                                                 : SelectOptions::Refit::train_and_tune;
  select.seed = static_cast<std::uint64_t>(options.integer("seed"));
  return select;
}

}  // namespace vedette
