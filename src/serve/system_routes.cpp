// SPDX-License-Identifier: Apache-2.0
/// What people want to know of the server as a whole, and what happens in it.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/version.hpp"
#include "pipeline/health.hpp"
#include "registry/model_json.hpp"
#include "serve/answers.hpp"
#include "serve/audit_trail.hpp"
#include "serve/dataset_report.hpp"
#include "serve/process.hpp"
#include "serve/readiness.hpp"
#include "serve/routes.hpp"
#include "serve/world.hpp"
#include "store/conformance.hpp"
#include "store/store_json.hpp"

namespace vedette {
namespace {

constexpr std::size_t kRunsShown = 5;

Json counts_json(const PredictionCounts& counts) {
  return {{"total", counts.rows()},
          {"attacks", counts.attack.load()},
          {"rejected", counts.rejected.load()}};
}

std::string_view drift_of(const ServeWorld& world, const ModelVersion& version) {
  for (const LiveModelPtr& live : world.models.loaded())
    if (live->bundle().name == version.name && live->bundle().version == version.version)
      return to_string(live->drift());
  return to_string(DriftLight::none);
}

/// The champions, which are what requests get.
Result<Json> models_in_use(const Call& call) {
  const std::vector<ModelVersion> all = VEDETTE_TRY(call.world.registry.list());
  Json models = Json::array();
  const auto counts = call.world.models.counts();
  for (const ModelVersion& version : all) {
    if (std::ranges::find(version.aliases, "champion") == version.aliases.end()) continue;
    Json json = {{"name", version.name},
                 {"version", version.version},
                 {"learner", version.learner},
                 {"created_at", format_time(version.created_at)},
                 {"metrics", version.summary.value("metrics", Json::object())},
                 {"drift", drift_of(call.world, version)},
                 {"predictions", {{"total", 0}, {"attacks", 0}, {"rejected", 0}}}};
    for (const auto& [name, of_name] : counts)
      if (name == version.name) json["predictions"] = counts_json(*of_name);
    models.push_back(std::move(json));
  }
  return models;
}

Json traffic_json(const ServeWorld& world) {
  Json points = Json::array();
  for (const TrafficPoint& point : world.metrics.traffic().points(world.clock()))
    points.push_back(to_json(point));
  return {{"step_seconds", TrafficHistory::kStep / 1'000'000'000}, {"points", std::move(points)}};
}

Result<Json> recent_runs(const Call& call) {
  const std::vector<RunRecord> all = VEDETTE_TRY(list_runs(call.world.home.runs()));
  Json runs = Json::array();
  for (const RunRecord& run : all) {
    if (runs.size() == kRunsShown) break;
    runs.push_back(to_json(run));
  }
  return runs;
}

Result<Json> data_health(const Call& call) {
  const std::vector<DatasetInfo> all = VEDETTE_TRY(call.world.datasets.list());
  Json datasets = Json::array();
  for (const DatasetInfo& info : all) {
    const bool complete = std::ranges::all_of(info.sources, &SourceInfo::complete);
    datasets.push_back({{"name", info.name},
                        {"schema", info.schema_name},
                        {"rows", info.rows},
                        {"quarantined", info.quarantined},
                        {"complete", complete}});
  }
  return datasets;
}

/// What the last validations found, the gravest of each data set first.
Result<Json> known_findings(const Call& call) {
  const std::vector<DatasetInfo> all = VEDETTE_TRY(call.world.datasets.list());
  const KeptReports reports = kept_reports(call);
  Json findings = Json::array();
  for (const DatasetInfo& info : all) {
    const std::optional<KeptReport> report = reports.find(info.name, kValidationReport);
    if (!report) continue;
    for (const Json& finding : report->body.value("findings", Json::array()))
      if (finding.value("severity", "") != "info")
        findings.push_back({{"severity", finding.value("severity", "")},
                            {"dataset", info.name},
                            {"column", finding.value("column", "")},
                            {"sentence", finding.value("sentence", "")}});
  }
  return findings;
}

Result<Response> overview(const Call& call) {
  const Json models = VEDETTE_TRY(models_in_use(call));
  const Json runs = VEDETTE_TRY(recent_runs(call));
  const Json datasets = VEDETTE_TRY(data_health(call));
  const Json findings = VEDETTE_TRY(known_findings(call));
  return json_answer({{"models", models},
                      {"traffic", traffic_json(call.world)},
                      {"runs", runs},
                      {"datasets", datasets},
                      {"findings", findings}});
}

/// Those that are quick: what reads a whole store or all models is for `vedette doctor`.
Json health_json(ServeWorld& world) {
  Json checks = Json::array();
  const auto add = [&](std::string_view name, bool well, const std::string& detail) {
    checks.push_back({{"name", name}, {"state", well ? "ok" : "failed"}, {"detail", detail}});
  };
  for (const ReadinessCheck& check : check_readiness(world))
    add(check.name, check.well, check.detail);
  for (const HealthCheck& check :
       {health_check("home", home_is_writable(world.home)),
        health_check("disk", disk_has_room(world.home.root)),
        health_check("data sets", datasets_are_complete(world.datasets))})
    add(check.check, check.well, check.message);
  return checks;
}

Result<Response> show_system(const Call& call) {
  const ServeWorld& world = call.world;
  const Result<StoreInfo> store = world.store.info();
  Json loaded = Json::array();
  for (const LiveModelPtr& model : world.models.loaded()) loaded.push_back(model->name());
  const ServerLoad load = world.server == nullptr ? ServerLoad{} : world.server->load();
  return json_answer({{"version", program_version()},
                      {"started_at", format_time(world.started_at)},
                      {"uptime_seconds", (world.clock() - world.started_at) / 1'000'000'000},
                      {"pid", ::getpid()},
                      {"threads", world.threads},
                      {"access", to_string(world.access)},
                      {"address", world.address},
                      {"store", store ? to_json(*store) : Json(nullptr)},
                      {"home", world.home.root.string()},
                      {"memory_bytes", process_facts().resident_bytes},
                      {"open_connections", load.connections},
                      {"queue", {{"depth", load.queued}, {"limit", load.queue_limit}}},
                      {"models_loaded", std::move(loaded)},
                      {"checks", health_json(call.world)}});
}

std::string_view outcome_name(ConformanceCase::Outcome outcome) {
  switch (outcome) {
    case ConformanceCase::Outcome::passed:
      return "passed";
    case ConformanceCase::Outcome::skipped:
      return "skipped";
    case ConformanceCase::Outcome::failed:
      break;
  }
  return "failed";
}

/// The conformance suite works in collections of its own and drops them.
Result<Response> self_test(const Call& call) {
  Json cases = Json::array();
  bool passed = true;
  for (const ConformanceCase& result : run_conformance(call.world.store)) {
    passed = passed && result.outcome != ConformanceCase::Outcome::failed;
    cases.push_back({{"name", result.name},
                     {"state", outcome_name(result.outcome)},
                     {"detail", result.message}});
  }
  record_action(call, "system.selftest", "store", passed ? "ok" : "failed");
  return json_answer({{"passed", passed}, {"cases", std::move(cases)}});
}

Result<Response> events(const Call& call) {
  const std::string_view text = call.request.head.field("Last-Event-ID");
  std::uint64_t last_id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), last_id);
  if (!text.empty() && (error != std::errc() || end != text.data() + text.size()))
    return fail(ErrorCode::invalid_argument, "Last-Event-ID is not an id that this server gave");
  Response response{.content_type = "text/event-stream"};
  response.fields.emplace_back("Cache-Control", "no-cache");
  response.body = VEDETTE_TRY(call.world.events.listen(last_id));
  return response;
}

}  // namespace

std::vector<Route> system_routes() {
  return {
      {.path = "/api/v1/overview",
       .id = "overview",
       .tag = "System",
       .summary = "Models in use, traffic of the last half hour, recent runs, data health",
       .scope = Scope::read,
       .answers = {{200, "", {{"application/json", "Overview"}}}},
       .handle = overview},
      {.path = "/api/v1/system",
       .id = "showSystem",
       .tag = "System",
       .summary = "Version, load, store and health checks",
       .scope = Scope::read,
       .answers = {{200, "", {{"application/json", "System"}}}},
       .handle = show_system},
      {.method = HttpMethod::post,
       .path = "/api/v1/system/selftest",
       .id = "selfTest",
       .tag = "System",
       .summary = "Run the store's conformance suite",
       .scope = Scope::admin,
       .answers = {{200, "", {{"application/json", "SelfTest"}}}},
       .handle = self_test},
      {.path = "/api/v1/events",
       .id = "events",
       .tag = "System",
       .summary = "What happens, as server-sent events",
       .description =
           "run.changed, run.progress, model.changed, dataset.changed, ingest.progress, traffic; "
           "`reset` when events since Last-Event-ID are no longer kept.",
       .scope = Scope::read,
       .parameters = {{.in = RouteParameter::In::header,
                       .name = "Last-Event-ID",
                       .help = "Go on after this event"}},
       .answers = {{200, "", {{"text/event-stream"}}}},
       .where = RequestPlan::Where::inline_,
       .handle = events},
  };
}

}  // namespace vedette
