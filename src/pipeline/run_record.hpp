// SPDX-License-Identifier: Apache-2.0
/// The account of a run: which stages ran, on what, when, and how each ended. Kept as
/// `<home>/runs/<id>/run.json` beside the run's log, rewritten atomically at every change, so that
/// a run killed at any point still says how far it came.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/time.hpp"

namespace vedette {

enum class StageState { waiting, running, done, skipped, failed, cancelled };
[[nodiscard]] std::string_view to_string(StageState state);

struct StageRecord {
  std::string name;
  StageState state = StageState::waiting;
  TimeNs started_at = 0;
  TimeNs ended_at = 0;
  std::string input_hash{};   ///< of the stage's configuration and everything it reads
  std::string output_hash{};  ///< of `output`
  std::string message{};      ///< one sentence: what came out, why it was skipped or failed
  std::string output{};       ///< compact JSON, the stage's result for later stages and people
};

struct RunRecord {
  std::string id;        ///< sorts by time: 20260131T120000Z-1a2b
  std::string kind;      ///< the command or `pipeline`
  std::string name;      ///< pipeline, dataset or model name
  TimeNs started_at = 0;
  TimeNs ended_at = 0;
  StageState state = StageState::running;
  std::int64_t process = 0;  ///< id of the process that runs it
  std::vector<StageRecord> stages{};
};

[[nodiscard]] Json to_json(const RunRecord& record);
[[nodiscard]] Result<RunRecord> run_record_from_json(const Json& json);

/// A run id for a start time; `salt` tells runs of the same second apart.
[[nodiscard]] std::string make_run_id(TimeNs time, std::uint64_t salt);
/// Whether a text has the form of a run id: nothing else may become a path.
[[nodiscard]] bool is_run_id(std::string_view text);

/// Creates `<runs>/<id>/` and writes the record. Errors: `io`.
[[nodiscard]] Result<> save_run(const std::filesystem::path& runs, const RunRecord& record);
[[nodiscard]] Result<RunRecord> load_run(const std::filesystem::path& runs, std::string_view id);
/// Newest first; records that cannot be read are left out.
[[nodiscard]] Result<std::vector<RunRecord>> list_runs(const std::filesystem::path& runs);

}  // namespace vedette
