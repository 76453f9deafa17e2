// SPDX-License-Identifier: Apache-2.0
#include "pipeline/train_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "pipeline/evaluate_job.hpp"
#include "score/explain.hpp"
#include "score/score.hpp"
#include "validate/sketch.hpp"

namespace vedette {
namespace {

// Parts as select_model_given() takes them; it deals the tune rows out of the train rows.
constexpr std::uint8_t kTrainPart = 0;
constexpr std::uint8_t kTestPart = 2;

/// Rows of the data set, and after them those of the test data set when one is given.
struct TrainingRows {
  Table table;
  Schema schema;
  std::vector<std::uint8_t> part_of_row;  ///< empty: to be split
  std::int64_t quarantined = 0;
};

Result<TrainingRows> load_rows(Datasets& datasets, const TrainJob& job) {
  TrainingRows rows;
  const DatasetInfo info = VEDETTE_TRY(datasets.show(job.dataset));
  rows.schema = VEDETTE_TRY(datasets.schema(job.dataset));
  rows.table = VEDETTE_TRY(datasets.load(job.dataset));
  rows.quarantined = info.quarantined;
  if (rows.table.rows() == 0)
    return fail(ErrorCode::not_found, fmt::format("the data set '{}' has no rows", job.dataset),
                fmt::format("add some: vedette ingest --dataset {} FILE", job.dataset));
  if (job.test_dataset.empty()) return rows;
  const Schema test_schema = VEDETTE_TRY(datasets.schema(job.test_dataset));
  if (test_schema.fingerprint() != rows.schema.fingerprint())
    return fail(ErrorCode::schema_mismatch,
                fmt::format("'{}' and '{}' have different schemas", job.dataset, job.test_dataset));
  const Table test = VEDETTE_TRY(datasets.load(job.test_dataset));
  rows.part_of_row.assign(rows.table.rows(), kTrainPart);
  rows.part_of_row.resize(rows.table.rows() + test.rows(), kTestPart);
  rows.table.append(test);
  return rows;
}

/// Refuses errors that nobody accepted; their codes say what to mend or to accept.
Result<> gate(const ValidationReport& report, const Options& options) {
  const std::vector<std::string> accepted = split_list(options.text("accept"));
  std::vector<std::string> open;
  std::string first;
  for (const Finding& finding : report.findings) {
    if (finding.severity != Severity::error) continue;
    if (std::ranges::find(accepted, finding.code) != accepted.end()) continue;
    if (open.empty()) first = finding.sentence;
    if (std::ranges::find(open, finding.code) == open.end()) open.push_back(finding.code);
  }
  if (open.empty()) return {};
  return fail(ErrorCode::schema_mismatch,
              fmt::format("validation found errors ({}): {}", fmt::join(open, ", "), first),
              fmt::format("`vedette validate` shows them all; mend the schema or the data, or "
                          "train all the same with --accept {}",
                          fmt::join(open, ",")));
}

/// The champion so far on the same test rows; a note instead when it cannot judge them.
Json previous_champion(const Registry& registry, const std::string& model, const Table& table,
                       const Split& split) {
  const Result<std::shared_ptr<const Bundle>> champion = registry.load({model, "champion"});
  if (!champion) return nullptr;  // the first version of this name
  Json row = {{"name", "previous_champion"},
              {"description", fmt::format("{}@{} on the same test rows (it may have been trained "
                                          "on some of them)",
                                          model, (*champion)->version)}};
  const Result<BundleEvaluation> judged =
      evaluate_bundle(**champion, table.select(split.test));
  if (judged)
    row["test"] = to_json(judged->evaluation);
  else
    row["note"] = judged.error().message;
  return row;
}

Json leaderboard_json(const Selection& selection) {
  Json rows = Json::array();
  for (const Contender& contender : selection.leaderboard) rows.push_back(to_json(contender));
  return rows;
}

Json baselines_json(const Selection& selection, Json champion) {
  Json rows = Json::array();
  for (const Baseline& baseline : selection.baselines) rows.push_back(to_json(baseline));
  if (!champion.is_null()) rows.push_back(std::move(champion));
  return rows;
}

Json training_json(const TrainJob& job, const ValidatedTable& validated, const Selection& selection,
                   double seconds) {
  return {{"dataset", job.dataset},
          {"test_dataset", job.test_dataset},
          {"data_sha256", validated.table().origin.content_sha256},
          {"rows", validated.table().rows()},
          {"seed", job.options.integer("seed")},
          {"options", job.options.to_json()},
          {"search_cut_short", selection.search_cut_short},
          {"seconds", seconds},
          {"command", job.command}};
}

/// Rows that the shipped model has seen.
std::vector<std::uint32_t> fitted_rows(const Selection& selection, const TrainJob& job) {
  std::vector<std::uint32_t> rows = selection.split.train;
  if (job.options.text("refit") == "train_and_tune")
    rows.insert(rows.end(), selection.split.tune.begin(), selection.split.tune.end());
  std::ranges::sort(rows);
  return rows;
}

Bundle make_bundle(const TrainJob& job, const ValidatedTable& validated, Selection& selection,
                   const Registry& registry, double seconds) {
  const std::vector<std::uint32_t> fitted = fitted_rows(selection, job);
  Json champion = previous_champion(registry, job.model, validated.table(), selection.split);
  return Bundle{
      .name = job.model,
      .schema = validated.schema(),
      .labels = selection.labels,
      .transform = std::move(selection.transform),
      .learner = selection.learner,
      .learner_options = selection.learner_options,
      .model = std::move(selection.model),
      .threshold = selection.threshold,
      .evaluation = selection.evaluation,
      .split = to_json(selection.split),
      .leaderboard = leaderboard_json(selection),
      .baselines = baselines_json(selection, std::move(champion)),
      .training = training_json(job, validated, selection, seconds),
      .reference = to_json(make_sketch(validated.table(), validated.schema(), fitted)),
      .versions = library_versions(),
  };
}

}  // namespace

Result<TrainOutcome> train_model(Datasets& datasets, Registry& registry, const TrainJob& job,
                                 const Clock& clock, const WorkContext& work,
                                 std::stop_token abort) {
  const TimeNs started = clock();
  TrainingRows rows = VEDETTE_TRY(load_rows(datasets, job));
  const SelectOptions options = VEDETTE_TRY(select_options(job, rows.schema));
  ValidateOptions checks;
  checks.work = work;
  const ValidatedTable validated = VEDETTE_TRY(
      validate(std::move(rows.table), std::move(rows.schema), checks, rows.quarantined));
  VEDETTE_TRY(gate(validated.report(), job.options));
  Selection selection = VEDETTE_TRY(
      rows.part_of_row.empty()
          ? select_model(validated, options, work, abort)
          : select_model_given(validated, rows.part_of_row, options, work, abort));
  const double seconds = static_cast<double>(clock() - started) * 1e-9;
  const auto made = std::make_shared<Bundle>(
      make_bundle(job, validated, selection, registry, seconds));
  Bundle& bundle = *made;
  work.progress("weigh features", 0, 1);
  const Explainer explainer = VEDETTE_TRY(Explainer::make(made));
  bundle.importance = VEDETTE_TRY(
      feature_importance(explainer, validated.table().select(selection.split.tune), work));
  const std::int64_t version = VEDETTE_TRY(registry.publish(bundle));
  ModelVersion published = VEDETTE_TRY(registry.show({job.model, std::to_string(version)}));
  Json report = evaluation_report(bundle, bundle.split, bundle.evaluation);
  report["learner"] = bundle.learner;
  report["learner_options"] = bundle.learner_options;
  report["aliases"] = published.aliases;
  report["leaderboard"] = bundle.leaderboard;
  report["baselines"] = bundle.baselines;
  report["training"] = bundle.training;
  report["notes"] = selection.notes;
  return TrainOutcome{.version = std::move(published),
                      .split = std::move(selection.split),
                      .search_cut_short = selection.search_cut_short,
                      .notes = std::move(selection.notes),
                      .evaluation = std::move(bundle.evaluation),
                      .leaderboard = std::move(bundle.leaderboard),
                      .baselines = std::move(bundle.baselines),
                      .report = std::move(report)};
}

}  // namespace vedette
