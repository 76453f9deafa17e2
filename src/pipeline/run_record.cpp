// SPDX-License-Identifier: Apache-2.0
#include "pipeline/run_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/file.hpp"

namespace vedette {
namespace {

constexpr std::size_t kLongestId = 64;  // ours have 21 characters; the system refuses more than 255

constexpr std::pair<StageState, std::string_view> kStates[] = {
    {StageState::waiting, "waiting"}, {StageState::running, "running"},
    {StageState::done, "done"},       {StageState::skipped, "skipped"},
    {StageState::failed, "failed"},   {StageState::cancelled, "cancelled"},
};

Result<StageState> state_from(std::string_view name) {
  for (const auto& [state, text] : kStates)
    if (text == name) return state;
  return fail(ErrorCode::malformed, fmt::format("'{}' is not the state of a stage", name));
}

Json stage_json(const StageRecord& stage) {
  return {{"name", stage.name},
          {"state", to_string(stage.state)},
          {"started_at", stage.started_at},
          {"ended_at", stage.ended_at},
          {"input_hash", stage.input_hash},
          {"output_hash", stage.output_hash},
          {"message", stage.message},
          {"output", stage.output}};
}

Result<StageRecord> stage_from_json(const Json& json) {
  StageRecord stage;
  stage.name = VEDETTE_TRY(json_text(json, "name"));
  const std::string state = VEDETTE_TRY(json_text(json, "state"));
  stage.state = VEDETTE_TRY(state_from(state));
  stage.started_at = VEDETTE_TRY(json_integer(json, "started_at"));
  stage.ended_at = VEDETTE_TRY(json_integer(json, "ended_at"));
  stage.input_hash = VEDETTE_TRY(json_text(json, "input_hash"));
  stage.output_hash = VEDETTE_TRY(json_text(json, "output_hash"));
  stage.message = VEDETTE_TRY(json_text(json, "message"));
  stage.output = VEDETTE_TRY(json_text(json, "output"));
  return stage;
}

}  // namespace

std::string_view to_string(StageState state) {
  for (const auto& [known, text] : kStates)
    if (known == state) return text;
  return "unknown";
}

Json to_json(const RunRecord& record) {
  Json stages = Json::array();
  for (const StageRecord& stage : record.stages) stages.push_back(stage_json(stage));
  return {{"id", record.id},
          {"kind", record.kind},
          {"name", record.name},
          {"state", to_string(record.state)},
          {"started_at", record.started_at},
          {"ended_at", record.ended_at},
          {"process", record.process},
          {"stages", std::move(stages)}};
}

Result<RunRecord> run_record_from_json(const Json& json) {
  RunRecord record;
  record.id = VEDETTE_TRY(json_text(json, "id"));
  record.kind = VEDETTE_TRY(json_text(json, "kind"));
  record.name = VEDETTE_TRY(json_text(json, "name"));
  const std::string state = VEDETTE_TRY(json_text(json, "state"));
  record.state = VEDETTE_TRY(state_from(state));
  record.started_at = VEDETTE_TRY(json_integer(json, "started_at"));
  record.ended_at = VEDETTE_TRY(json_integer(json, "ended_at"));
  record.process = VEDETTE_TRY(json_integer(json, "process"));
  const Json* stages = VEDETTE_TRY(json_array(json, "stages"));
  for (const Json& stage : *stages) {
    StageRecord row = VEDETTE_TRY(stage_from_json(stage));
    record.stages.push_back(std::move(row));
  }
  return record;
}

std::string make_run_id(TimeNs time, std::uint64_t salt) {
  std::string id;
  for (const char c : format_time(time).substr(0, 19))
    if (c != '-' && c != ':') id += c;
  return fmt::format("{}Z-{:04x}", id, salt & 0xffffU);
}

bool is_run_id(std::string_view text) {
  constexpr std::string_view kForm = "ddddddddTddddddZ-xxxx";
  if (text.size() != kForm.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool digit = c >= '0' && c <= '9';
    const bool fits = kForm[i] == 'd'   ? digit
                      : kForm[i] == 'x' ? digit || (c >= 'a' && c <= 'f')
                                        : c == kForm[i];
    if (!fits) return false;
  }
  return true;
}

Result<> save_run(const std::filesystem::path& runs, const RunRecord& record) {
  VEDETTE_TRY(make_private_directory(runs / record.id));
  return write_file_atomically(runs / record.id / "run.json", dump_json(to_json(record), 2) + "\n");
}

Result<RunRecord> load_run(const std::filesystem::path& runs, std::string_view id) {
  // An id is a single path component: it comes from the command line or a request.
  if (id.empty() || id.size() > kLongestId || id.find('/') != std::string_view::npos ||
      id.front() == '.')
    return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not the id of a run", id),
                "`vedette runs list` shows the ids");
  Result<std::string> text = read_file(runs / id / "run.json", std::size_t{16} << 20);
  if (!text && text.error().code == ErrorCode::not_found)
    return fail(ErrorCode::not_found, fmt::format("there is no run '{}'", id),
                "`vedette runs list` shows the ids");
  if (!text) return tl::unexpected(std::move(text).error());
  const Json json = VEDETTE_TRY(parse_json(*text));
  return run_record_from_json(json);
}

Result<std::vector<RunRecord>> list_runs(const std::filesystem::path& runs) {
  std::vector<RunRecord> records;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(runs, error)) {
    Result<RunRecord> record = load_run(runs, entry.path().filename().string());
    if (record) records.push_back(std::move(*record));
  }
  if (error)
    return fail(ErrorCode::io, fmt::format("cannot list '{}': {}", runs.string(), error.message()));
  std::ranges::sort(records, std::greater{}, &RunRecord::id);
  return records;
}

}  // namespace vedette
