// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "pipeline/run_process.hpp"
#include "serve/answers.hpp"
#include "serve/audit_trail.hpp"
#include "serve/refusal.hpp"
#include "serve/routes.hpp"
#include "serve/run_files.hpp"
#include "serve/training_command.hpp"
#include "serve/world.hpp"

namespace vedette {
namespace {

constexpr std::int64_t kMostLogLines = 1000;
constexpr std::size_t kLongestKey = 200;

/// A run as it truly is: one whose process is gone has failed.
Result<RunRecord> settled(const Call& call, RunRecord record) {
  if (call.world.training.holds(record.id)) return record;
  return settle_run(call.world.home.runs(), std::move(record), call.world.clock);
}

Result<RunRecord> asked_run(const Call& call) {
  RunRecord record = VEDETTE_TRY(load_run(call.world.home.runs(), call.segment("id")));
  return settled(call, std::move(record));
}

Result<Response> show_runs(const Call& call) {
  const Page page = VEDETTE_TRY(page_of(call.request.head, 200));
  std::vector<RunRecord> all = VEDETTE_TRY(list_runs(call.world.home.runs()));
  const auto count = static_cast<std::int64_t>(all.size());
  Json items = Json::array();
  for (std::int64_t i = page.offset; i < std::min(page.offset + page.limit, count); ++i) {
    const RunRecord record =
        VEDETTE_TRY(settled(call, std::move(all[static_cast<std::size_t>(i)])));
    items.push_back(to_json(record));
  }
  return json_answer(page_json(std::move(items), page, count - page.limit > page.offset));
}

Json progress_json(const std::optional<RunProgress>& progress) {
  if (!progress) return nullptr;
  return {{"what", progress->what}, {"done", progress->done}, {"total", progress->total}};
}

/// What training ended with: a file of its own, or the output of a pipeline's stage.
Json report_of(const RunRecord& record, const std::filesystem::path& run) {
  if (std::optional<Json> report = read_run_json(run, "report.json")) return std::move(*report);
  const auto stage = std::ranges::find(record.stages, "train", &StageRecord::name);
  if (stage == record.stages.end() || stage->output.empty()) return nullptr;
  return parse_json(stage->output).value_or(Json(nullptr));
}

Json parameters_of(const std::filesystem::path& run) {
  const std::optional<Json> request = read_run_json(run, "request.json");
  return request && request->contains("parameters") ? (*request)["parameters"] : Json(nullptr);
}

Result<Response> show_run(const Call& call) {
  const RunRecord record = VEDETTE_TRY(asked_run(call));
  const std::filesystem::path run = call.world.home.runs() / record.id;
  Json json = to_json(record);
  json["progress"] = progress_json(call.world.training.progress(record.id));
  json["report"] = report_of(record, run);
  json["parameters"] = parameters_of(run);
  json["cancellable"] = call.world.training.holds(record.id);
  return json_answer(json);
}

Result<Response> show_log(const Call& call) {
  const RunRecord record = VEDETTE_TRY(asked_run(call));
  const std::int64_t after =
      VEDETTE_TRY(query_integer(call.request.head, "after", 0, 0, INT64_MAX - kMostLogLines));
  LogPage page = read_run_log(call.world.home.runs() / record.id, after, kMostLogLines);
  return json_answer({{"items", std::move(page.items)}, {"next", page.next}});
}

/// Whose key it is counts: what one user did says nothing to another.
Result<std::string> idempotency_key(const Call& call) {
  const std::string_view key = call.request.head.field("Idempotency-Key");
  if (key.empty()) return std::string();
  if (key.size() > kLongestKey)
    return fail(ErrorCode::invalid_argument,
                fmt::format("an idempotency key has at most {} bytes", kLongestKey));
  return fmt::format("{} {}", call.who.user, key);
}

/// The data sets must be there; what else may be wrong with them, training finds.
std::optional<Response> missing_dataset(const Call& call, const TrainingRequest& request) {
  for (const auto& [pointer, name] : {std::pair{"/dataset", request.dataset},
                                      std::pair{"/test_dataset", request.test_dataset}}) {
    if (name.empty()) continue;
    const Result<DatasetInfo> info = call.world.datasets.show(name);
    if (!info) return refuse_field(call, pointer, info.error());
  }
  return std::nullopt;
}

Response run_answer(const RunRecord& record) {
  Response response = json_answer(to_json(record), 202);
  response.fields.emplace_back("Location", "/api/v1/runs/" + record.id);
  return response;
}

Result<Response> start_run(const Call& call) {
  const Json body = VEDETTE_TRY(json_body(call.request));
  auto request = training_request_from(body);
  if (!request) return refuse_field(call, request.error().pointer, request.error().error);
  const Result<std::string> key = idempotency_key(call);
  if (!key) return refuse_field(call, "Idempotency-Key", key.error());
  request->idempotency_key = *key;
  if (std::optional<Response> refusal = missing_dataset(call, *request))
    return std::move(*refusal);
  const RunRecord record = VEDETTE_TRY(call.world.training.submit(*request));
  record_action(call, "run.start", record.id, "ok", request->dataset);
  return run_answer(record);
}

Result<Response> cancel_run(const Call& call) {
  const RunRecord record = VEDETTE_TRY(call.world.training.cancel(call.segment("id")));
  record_action(call, "run.cancel", record.id);
  return run_answer(record);
}

Route of_run(std::string below, std::string id, std::string summary, RouteHandler handle) {
  return {.path = "/api/v1/runs/{id}" + below,
          .id = std::move(id),
          .tag = "Runs",
          .summary = std::move(summary),
          .scope = Scope::read,
          .parameters = {{.in = RouteParameter::In::path,
                          .name = "id",
                          .help = "Id of the run",
                          .required = true}},
          .where = RequestPlan::Where::worker,
          .handle = handle};
}

Route list_route() {
  return {.path = "/api/v1/runs",
          .id = "listRuns",
          .tag = "Runs",
          .summary = "What was run, newest first",
          .scope = Scope::read,
          .parameters = page_parameters(),
          .answers = {{200, "", {{"application/json", "RunList"}}}},
          .where = RequestPlan::Where::worker,
          .handle = show_runs};
}

Route start_route() {
  return {.method = HttpMethod::post,
          .path = "/api/v1/runs",
          .id = "startRun",
          .tag = "Runs",
          .summary = "Train a model",
          .description = "In a process of its own, one at a time; more wait. `GET /api/v1/catalog` "
                         "has the options of training and of each learner. Events `run.changed` "
                         "and `run.progress` tell how it goes.",
          .scope = Scope::train,
          .parameters = {{.in = RouteParameter::In::header,
                          .name = "Idempotency-Key",
                          .help = "The same key within a day means the same run"}},
          .takes = {{"application/json", "RunRequest",
                     R"({"dataset": "lan", "options": {"learners": "decision_tree"}})"}},
          .answers = {{202, "It waits or runs", {{"application/json", "Run"}}}},
          .body = RequestPlan::Body::memory,
          .max_body = kMiB,
          .where = RequestPlan::Where::worker,
          .handle = start_run};
}

}  // namespace

std::vector<Route> run_routes() {
  Route show = of_run("", "showRun", "One run with its report", show_run);
  show.answers = {{200, "", {{"application/json", "RunDetails"}}}};
  Route log = of_run("/log", "runLog", "Lines of a run's log", show_log);
  log.parameters.push_back(
      {.name = "after", .type = "integer", .help = "`next` of the answer before"});
  log.answers = {{200, "", {{"application/json", "RunLog"}}}};
  Route cancel = of_run("/cancel", "cancelRun", "Stop a run", cancel_run);
  cancel.method = HttpMethod::post;
  cancel.description =
      "What it has found so far is kept, as with Ctrl-C. A second request makes it give up, a "
      "third ends it at once.";
  cancel.scope = Scope::train;
  cancel.answers = {{202, "It was told", {{"application/json", "Run"}}}};
  return {list_route(), start_route(), std::move(show), std::move(log), std::move(cancel)};
}

}  // namespace vedette
