// SPDX-License-Identifier: Apache-2.0
#include "serve/submitted_runs.hpp"

#include "base/file.hpp"
#include "serve/run_files.hpp"
#include "serve/training_command.hpp"

namespace vedette {

Result<> SubmittedRuns::note(const std::filesystem::path& run, const std::string& id,
                             const TrainingRequest& request, TimeNs now) {
  const Json asked = to_json(request);
  Json file = {{"parameters", asked}, {"at", now}};
  if (!request.idempotency_key.empty()) file["key"] = request.idempotency_key;
  VEDETTE_TRY(write_file_atomically(run / "request.json", dump_json(file, 2) + "\n"));
  if (!request.idempotency_key.empty())
    by_key_[request.idempotency_key] = {id, dump_json(asked), now};
  return {};
}

void SubmittedRuns::remember(const std::filesystem::path& run, const std::string& id, TimeNs now) {
  const std::optional<Json> file = read_run_json(run, "request.json");
  if (!file || !file->contains("parameters")) return;
  const Result<std::string> key = json_text(*file, "key");
  const Result<std::int64_t> at = json_integer(*file, "at");
  if (key && at && now - *at < kKept) by_key_[*key] = {id, dump_json((*file)["parameters"]), *at};
}

Result<std::optional<std::string>> SubmittedRuns::find(const TrainingRequest& request,
                                                       TimeNs now) {
  std::erase_if(by_key_, [&](const auto& entry) { return now - entry.second.at >= kKept; });
  const auto found = by_key_.find(request.idempotency_key);
  if (request.idempotency_key.empty() || found == by_key_.end()) return std::nullopt;
  if (found->second.request != dump_json(to_json(request)))
    return fail(ErrorCode::conflict, "this idempotency key was used for another request",
                "use a new key for each run");
  return found->second.id;
}

}  // namespace vedette
