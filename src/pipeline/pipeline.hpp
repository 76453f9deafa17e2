// SPDX-License-Identifier: Apache-2.0
/// The batch run: ingest, validate, train, evaluate, promote, as one recorded run. A stage whose
/// inputs have not changed since it last succeeded is skipped, so an interrupted run resumes.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/progress.hpp"
#include "pipeline/home.hpp"
#include "pipeline/ingest_job.hpp"
#include "pipeline/promotion.hpp"
#include "pipeline/run_record.hpp"
#include "pipeline/train_job.hpp"
#include "registry/registry.hpp"
#include "store/datasets.hpp"

namespace vedette {

/// What a pipeline file says (docs/formats/pipeline.md).
struct PipelineConfig {
  std::string name;
  IngestJob ingest;
  TrainJob train;
  std::vector<std::string> evaluate_files;  ///< further labelled files to judge the model on
  PromotionPolicy promote = PromotionPolicy::never;
};

/// Paths in the file are relative to it. Errors: `malformed`, `invalid_argument` naming the key.
[[nodiscard]] Result<PipelineConfig> load_pipeline(const std::filesystem::path& file);
[[nodiscard]] Result<PipelineConfig> parse_pipeline(std::string_view yaml,
                                                    const std::filesystem::path& directory);

/// What the stages work with; all outlive the run.
struct PipelineWorld {
  const Home& home;
  Datasets& datasets;
  Registry& registry;
  const Clock& clock;
  const Log& log;
};

/// Called when a stage changes its state.
using StageObserver = std::function<void(const StageRecord& stage)>;

/// Runs the stages in order, saving the record at every step. On failure the record holds it and
/// the error is returned too. Errors: those of the stages; `cancelled`.
[[nodiscard]] Result<RunRecord> run_pipeline(const PipelineConfig& config,
                                             const PipelineWorld& world, const WorkContext& work,
                                             std::stop_token abort, const StageObserver& observer);

}  // namespace vedette
