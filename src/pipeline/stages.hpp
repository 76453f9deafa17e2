// SPDX-License-Identifier: Apache-2.0
/// The stages of the batch run, as a table of functions. Internal to `pipeline`.
#pragma once

#include <map>
#include <span>
#include <stop_token>
#include <string>

#include "pipeline/pipeline.hpp"

namespace vedette {

/// What one stage works with: the configuration, the world, and what earlier stages made.
struct StageContext {
  const PipelineConfig& config;
  const PipelineWorld& world;
  const WorkContext& work;
  std::stop_token abort;
  std::filesystem::path run_directory;  ///< for reports that people read
  std::map<std::string, Json, std::less<>> outputs{};
};

struct StageResult {
  Json output;
  std::string message;  ///< one sentence for people
};

struct Stage {
  std::string_view name;
  /// Everything the result depends on, beside the program's version.
  Result<Json> (*inputs)(const StageContext&);
  Result<StageResult> (*run)(const StageContext&);
  /// Whether an earlier result is still there to be used (somebody may have dropped the data set).
  bool (*still_there)(const StageContext&, const Json& output);
};

[[nodiscard]] std::span<const Stage> pipeline_stages();

}  // namespace vedette
