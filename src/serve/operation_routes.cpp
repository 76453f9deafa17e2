// SPDX-License-Identifier: Apache-2.0
/// What machines ask a server: is it up, is it ready, what does it do, what can it.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/version.hpp"
#include "serve/answers.hpp"
#include "serve/openapi.hpp"
#include "serve/process.hpp"
#include "serve/readiness.hpp"
#include "serve/routes.hpp"
#include "serve/world.hpp"

namespace vedette {
namespace {

Result<Response> healthz(const Call&) { return text_answer("ok\n", "text/plain; charset=utf-8"); }

Result<Response> readyz(const Call& call) {
  const std::vector<ReadinessCheck> checks = check_readiness(call.world);
  bool ready = true;
  Json list = Json::array();
  for (const ReadinessCheck& check : checks) {
    ready = ready && check.well;
    list.push_back({{"name", check.name}, {"well", check.well}, {"detail", check.detail}});
  }
  const unsigned status = ready ? 200 : 503;
  if (!call.request.head.has_query("verbose"))
    return text_answer(ready ? "ready\n" : "not ready\n", "text/plain; charset=utf-8", status);
  return json_answer({{"ready", ready}, {"checks", std::move(list)}}, status);
}

std::vector<MetricSample> process_samples(const ServeWorld& world) {
  const ProcessFacts process = process_facts();
  return {
      {"process_resident_memory_bytes", "gauge", "Resident memory", "",
       static_cast<double>(process.resident_bytes)},
      {"process_virtual_memory_bytes", "gauge", "Virtual memory", "",
       static_cast<double>(process.virtual_bytes)},
      {"process_cpu_seconds_total", "counter", "Processor time of user and system", "",
       process.cpu_seconds},
      {"process_open_fds", "gauge", "Open file descriptors", "",
       static_cast<double>(process.open_files)},
      {"process_start_time_seconds", "gauge", "When the process started", "",
       static_cast<double>(world.started_at) / 1e9},
  };
}

std::vector<MetricSample> server_samples(const ServeWorld& world) {
  std::vector<MetricSample> samples = {
      {"vedette_build_info", "gauge", "Version of this program",
       fmt::format("version={}", label_value(program_version())), 1}};
  if (world.server == nullptr) return samples;
  const ServerLoad load = world.server->load();
  samples.push_back({"vedette_http_connections", "gauge", "Open connections", "",
                     static_cast<double>(load.connections)});
  samples.push_back({"vedette_http_queue_requests", "gauge", "Requests waiting for a worker", "",
                     static_cast<double>(load.queued)});
  samples.push_back({"vedette_http_queue_limit_requests", "gauge", "Most requests that may wait",
                     "", static_cast<double>(load.queue_limit)});
  samples.push_back({"vedette_http_refused_requests_total", "counter",
                     "Requests answered 503 because the queue was full", "",
                     static_cast<double>(load.refused)});
  return samples;
}

void add_model_samples(const ServeWorld& world, std::vector<MetricSample>& samples) {
  for (const LiveModelPtr& model : world.models.loaded())
    samples.push_back({"vedette_model_info", "gauge", "Model versions in memory",
                       fmt::format("model={},version=\"{}\"", label_value(model->bundle().name),
                                   model->bundle().version),
                       1});
  for (const auto& [name, counts] : world.models.counts()) {
    const auto add = [&](std::string_view decision, std::uint64_t value) {
      samples.push_back({"vedette_predictions_total", "counter", "Rows by model and decision",
                         fmt::format("model={},decision=\"{}\"", label_value(name), decision),
                         static_cast<double>(value)});
    };
    add("benign", counts->benign);
    add("attack", counts->attack);
    add("abstain", counts->abstain);
    add("rejected", counts->rejected);
  }
}

Result<Response> metrics(const Call& call) {
  const bool open = accepts(call.request.head, "application/openmetrics-text");
  std::vector<MetricSample> samples = process_samples(call.world);
  for (MetricSample& sample : server_samples(call.world)) samples.push_back(std::move(sample));
  add_model_samples(call.world, samples);
  std::string text =
      metrics_text(call.world.metrics, route_table(), samples,
                   open ? MetricsFormat::openmetrics : MetricsFormat::prometheus);
  return text_answer(std::move(text),
                     open ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                          : "text/plain; version=0.0.4; charset=utf-8");
}

Result<Response> openapi(const Call&) {
  static const std::string kDocument = dump_json(openapi_document(route_table()));
  Response response{.content_type = "application/json"};
  response.body = SharedBody{kDocument};
  return response;
}

}  // namespace

std::vector<Route> operation_routes() {
  return {
      {.path = "/healthz",
       .id = "healthz",
       .tag = "Operation",
       .summary = "Is the process alive",
       .answers = {{200, "It is", {{"text/plain"}}}},
       .where = RequestPlan::Where::inline_,
       .handle = healthz},
      {.path = "/readyz",
       .id = "readyz",
       .tag = "Operation",
       .summary = "Can it serve: accounts, store, models, queue",
       .parameters = {{.name = "verbose", .type = "boolean", .help = "Say which check failed"}},
       .answers = {{200, "It can", {{"text/plain"}, {"application/json", "Readiness"}}},
                   {503, "Not now", {{"text/plain"}, {"application/json", "Readiness"}}}},
       .handle = readyz},
      {.path = "/metrics",
       .id = "metrics",
       .tag = "Operation",
       .summary = "Counters and gauges for Prometheus",
       .description = "Text format 0.0.4, or OpenMetrics 1.0 where Accept asks for it.",
       .scope = Scope::read,
       .answers = {{200, "", {{"text/plain"}, {"application/openmetrics-text"}}}},
       .handle = metrics},
      {.path = "/openapi.json",
       .id = "openapi",
       .tag = "Operation",
       .summary = "This description",
       .answers = {{200, "", {{"application/json", "OpenApiDocument"}}}},
       .where = RequestPlan::Where::inline_,
       .handle = openapi},
  };
}

}  // namespace vedette
