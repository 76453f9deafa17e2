// SPDX-License-Identifier: Apache-2.0
#include "pipeline/pipeline.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "pipeline/stages.hpp"

namespace vedette {
namespace {

/// Results of finished stages by the hash of their inputs, shared by all runs of a home.
class StageCache {
 public:
  explicit StageCache(std::filesystem::path directory) : directory_(std::move(directory)) {}

  [[nodiscard]] std::optional<StageResult> find(std::string_view stage,
                                                std::string_view input_hash) const {
    const Result<std::string> text = read_file(path(stage, input_hash));
    if (!text) return std::nullopt;
    const Result<Json> json = parse_json(*text);
    if (!json || !json->contains("output")) return std::nullopt;
    return StageResult{(*json)["output"], json->value("message", "")};
  }

  [[nodiscard]] Result<> put(std::string_view stage, std::string_view input_hash,
                             const StageResult& result) const {
    const Json json = {{"output", result.output}, {"message", result.message}};
    return write_file_atomically(path(stage, input_hash), dump_json(json, 2));
  }

 private:
  [[nodiscard]] std::filesystem::path path(std::string_view stage,
                                           std::string_view input_hash) const {
    return directory_ / fmt::format("{}-{}.json", stage, input_hash.substr(0, 32));
  }
  std::filesystem::path directory_;
};

/// One run from start to end: keeps the record on disk in step with what happens.
class Runner {
 public:
  Runner(const PipelineConfig& config, const PipelineWorld& world, const WorkContext& work,
         std::stop_token abort, const StageObserver& observer)
      : world_(world), observer_(observer), cache_(world.home.stages()),
        context_{config, world, work, std::move(abort), {}, {}} {
    record_.started_at = world.clock();
    record_.id = make_run_id(record_.started_at, static_cast<std::uint64_t>(::getpid()));
    record_.kind = "pipeline";
    record_.name = config.name;
    record_.process = ::getpid();
    context_.run_directory = world.home.runs() / record_.id;
    for (const Stage& stage : pipeline_stages())
      record_.stages.push_back({.name = std::string(stage.name)});
  }

  Result<RunRecord> run() {
    VEDETTE_TRY(save_run(world_.home.runs(), record_));
    for (std::size_t i = 0; i < record_.stages.size(); ++i) {
      Result<> done = run_stage(pipeline_stages()[i], record_.stages[i]);
      if (!done) {
        VEDETTE_TRY(finish(record_.stages[i].state));
        return tl::unexpected(std::move(done).error().during(
            fmt::format("running stage '{}' of run {}", record_.stages[i].name, record_.id)));
      }
    }
    VEDETTE_TRY(finish(StageState::done));
    return record_;
  }

 private:
  Result<> run_stage(const Stage& stage, StageRecord& row) {
    row.state = StageState::running;
    row.started_at = world_.clock();
    VEDETTE_TRY(publish(row));
    Result<StageResult> result = result_of(stage, row);
    row.ended_at = world_.clock();
    if (!result) {
      row.state = result.error().code == ErrorCode::cancelled ? StageState::cancelled
                                                              : StageState::failed;
      row.message = result.error().message;
      VEDETTE_TRY(publish(row));
      return tl::unexpected(std::move(result).error());
    }
    if (row.state == StageState::running) row.state = StageState::done;
    row.message = result->message;
    row.output = dump_json(result->output);
    row.output_hash = sha256_hex(row.output);
    context_.outputs[row.name] = std::move(result->output);
    return publish(row);
  }

  /// The cached result when the inputs are as before and what it made is still there.
  Result<StageResult> result_of(const Stage& stage, StageRecord& row) {
    const Json inputs = VEDETTE_TRY(stage.inputs(context_));
    row.input_hash = sha256_hex(dump_json({{"stage", stage.name}, {"inputs", inputs}}));
    std::optional<StageResult> earlier = cache_.find(stage.name, row.input_hash);
    if (earlier && stage.still_there(context_, earlier->output)) {
      row.state = StageState::skipped;
      return std::move(*earlier);
    }
    StageResult result = VEDETTE_TRY(stage.run(context_));
    VEDETTE_TRY(cache_.put(stage.name, row.input_hash, result));
    return result;
  }

  Result<> publish(const StageRecord& row) {
    world_.log.write(row.state == StageState::failed ? LogLevel::error : LogLevel::info,
                     fmt::format("stage.{}", to_string(row.state)),
                     {{"stage", row.name}, {"message", row.message}});
    if (observer_) observer_(row);
    return save_run(world_.home.runs(), record_);
  }

  Result<> finish(StageState state) {
    record_.state = state;
    record_.ended_at = world_.clock();
    return save_run(world_.home.runs(), record_);
  }

  const PipelineWorld& world_;
  const StageObserver& observer_;
  StageCache cache_;
  StageContext context_;
  RunRecord record_;
};

}  // namespace

Result<RunRecord> run_pipeline(const PipelineConfig& config, const PipelineWorld& world,
                               const WorkContext& work, std::stop_token abort,
                               const StageObserver& observer) {
  return Runner(config, world, work, std::move(abort), observer).run();
}

}  // namespace vedette
