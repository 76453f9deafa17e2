// SPDX-License-Identifier: Apache-2.0
#include "pipeline/stages.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "pipeline/content.hpp"
#include "pipeline/evaluate_job.hpp"
#include "pipeline/kept_reports.hpp"
#include "pipeline/promotion.hpp"

namespace vedette {
namespace {

Result<Json> content_hashes(const std::vector<std::string>& files) {
  Json hashes = Json::array();
  for (const std::string& file : files) {
    std::string hash = VEDETTE_TRY(content_sha256_of(file));
    hashes.push_back(std::move(hash));
  }
  return hashes;
}

/// Changes whenever rows were added, replayed or dropped.
std::string dataset_hash(const DatasetInfo& info) {
  std::string text = info.schema_fingerprint;
  for (const SourceInfo& source : info.sources)
    if (source.complete) text += fmt::format("\n{} {}", source.content_sha256, source.rows);
  return sha256_hex(text);
}

Result<std::string> dataset_hash(const StageContext& context, const std::string& name) {
  const DatasetInfo info = VEDETTE_TRY(context.world.datasets.show(name));
  return dataset_hash(info);
}

// --- ingest ---------------------------------------------------------------------------------

Result<Json> ingest_inputs(const StageContext& context) {
  const IngestJob& job = context.config.ingest;
  Json files = VEDETTE_TRY(content_hashes(job.files));
  return Json{{"dataset", job.dataset},
              {"schema", job.schema ? job.schema->fingerprint() : ""},
              {"format", job.format.name},
              {"options", job.format.options},
              {"files", std::move(files)}};
}

Result<StageResult> run_ingest(const StageContext& context) {
  const PipelineWorld& world = context.world;
  const std::vector<IngestReport> reports =
      VEDETTE_TRY(ingest_files(world.datasets, world.home, context.config.ingest, context.work));
  Json files = Json::array();
  for (const IngestReport& report : reports) files.push_back(to_json(report));
  const DatasetInfo info = VEDETTE_TRY(world.datasets.show(context.config.ingest.dataset));
  return StageResult{
      {{"dataset", info.name},
       {"rows", info.rows},
       {"quarantined", info.quarantined},
       {"hash", dataset_hash(info)},
       {"files", std::move(files)}},
      fmt::format("{} rows in '{}', {} quarantined", info.rows, info.name, info.quarantined)};
}

bool dataset_unchanged(const StageContext& context, const Json& output) {
  const Result<std::string> now = dataset_hash(context, context.config.ingest.dataset);
  return now && output.value("hash", "") == *now;
}

// --- validate -------------------------------------------------------------------------------

Result<Json> validate_inputs(const StageContext& context) {
  std::string hash = VEDETTE_TRY(dataset_hash(context, context.config.ingest.dataset));
  return Json{{"data", std::move(hash)}};
}

Result<StageResult> run_validate(const StageContext& context) {
  Datasets& datasets = context.world.datasets;
  const std::string& name = context.config.ingest.dataset;
  const DatasetInfo info = VEDETTE_TRY(datasets.show(name));
  Table table = VEDETTE_TRY(datasets.load(name));
  Schema schema = VEDETTE_TRY(datasets.schema(name));
  ValidateOptions options;
  options.work = context.work;
  const ValidatedTable validated =
      VEDETTE_TRY(validate(std::move(table), std::move(schema), options, info.quarantined));
  const ValidationReport& report = validated.report();
  VEDETTE_TRY(write_file_atomically(context.run_directory / "validation.json",
                                    dump_json(to_json(report), 2)));
  VEDETTE_TRY(write_file_atomically(context.run_directory / "validation.html", to_html(report)));
  VEDETTE_TRY(keep_validation(KeptReports(context.world.home.reports()), info, report,
                              context.world.clock()));
  const std::int64_t errors = count_findings(report, Severity::error);
  const std::int64_t warnings = count_findings(report, Severity::warning);
  return StageResult{{{"rows", report.rows_kept},
                      {"errors", errors},
                      {"warnings", warnings},
                      {"report", (context.run_directory / "validation.html").string()}},
                     fmt::format("{} errors, {} warnings; report: {}", errors, warnings,
                                 (context.run_directory / "validation.html").string())};
}

bool report_still_there(const StageContext&, const Json& output) {
  return std::filesystem::exists(output.value("report", ""));
}

// --- train ----------------------------------------------------------------------------------

Result<Json> train_inputs(const StageContext& context) {
  const TrainJob& job = context.config.train;
  std::string data = VEDETTE_TRY(dataset_hash(context, job.dataset));
  std::string test;
  if (!job.test_dataset.empty()) test = VEDETTE_TRY(dataset_hash(context, job.test_dataset));
  return Json{{"data", std::move(data)},
              {"test", std::move(test)},
              {"model", job.model},
              {"options", job.options.to_json()},
              {"learner_options", job.learner_options},
              {"versions", library_versions()}};
}

Result<StageResult> run_train(const StageContext& context) {
  const PipelineWorld& world = context.world;
  const TrainOutcome outcome =
      VEDETTE_TRY(train_model(world.datasets, world.registry, context.config.train, world.clock,
                              context.work, context.abort));
  const Evaluation& figures = outcome.evaluation;
  return StageResult{
      outcome.report,
      fmt::format("{}@{}: {}, accuracy {:.4f}, macro F1 {:.4f} on {} sealed test rows",
                  outcome.version.name, outcome.version.version, outcome.version.learner,
                  figures.report.accuracy, figures.report.macro_f1, figures.rows)};
}

bool model_still_there(const StageContext& context, const Json& output) {
  const Result<IntegrityReport> report = context.world.registry.verify(trained_model(output));
  return report && report->faults.empty();
}

// --- evaluate -------------------------------------------------------------------------------

Result<Json> evaluate_inputs(const StageContext& context) {
  Json files = VEDETTE_TRY(content_hashes(context.config.evaluate_files));
  return Json{{"model", to_string(trained_model(context.outputs.at("train")))},
              {"files", std::move(files)}};
}

Result<StageResult> run_evaluate(const StageContext& context) {
  const ModelRef ref = trained_model(context.outputs.at("train"));
  const std::shared_ptr<const Bundle> bundle = VEDETTE_TRY(context.world.registry.load(ref));
  Json reports = Json::array();
  for (const std::string& file : context.config.evaluate_files) {
    const EvaluateOutcome outcome =
        VEDETTE_TRY(evaluate_files(*bundle, {.files = {file}}, context.work));
    reports.push_back(
        evaluation_report(*bundle, {{"method", "given"}, {"file", file}}, outcome.evaluation));
  }
  const std::string message = reports.empty()
                                  ? "no further labelled files to judge the model on"
                                  : fmt::format("judged on {} further files", reports.size());
  return StageResult{std::move(reports), message};
}

bool always_there(const StageContext&, const Json&) {
  return true;
}

// --- promote --------------------------------------------------------------------------------

Result<Json> promote_inputs(const StageContext& context) {
  const ModelRef ref = trained_model(context.outputs.at("train"));
  const Result<ModelVersion> champion = context.world.registry.show({ref.name, "champion"});
  return Json{{"model", to_string(ref)},
              {"policy", static_cast<int>(context.config.promote)},
              {"champion", champion ? champion->version : 0}};
}

Result<StageResult> run_promote(const StageContext& context) {
  const Json& trained = context.outputs.at("train");
  std::string message =
      VEDETTE_TRY(promote_trained(context.world.registry, trained, context.config.promote));
  return StageResult{{{"model", to_string(trained_model(trained))}}, std::move(message)};
}

constexpr Stage kStages[] = {
    {"ingest", ingest_inputs, run_ingest, dataset_unchanged},
    {"validate", validate_inputs, run_validate, report_still_there},
    {"train", train_inputs, run_train, model_still_there},
    {"evaluate", evaluate_inputs, run_evaluate, always_there},
    {"promote", promote_inputs, run_promote, always_there},
};

}  // namespace

std::span<const Stage> pipeline_stages() {
  return kStages;
}

}  // namespace vedette
