// SPDX-License-Identifier: Apache-2.0
#include "serve/service.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "serve/access_log.hpp"
#include "serve/application.hpp"
#include "serve/event_hub.hpp"
#include "serve/live_models.hpp"
#include "serve/metrics.hpp"
#include "serve/routes.hpp"
#include "serve/training_queue.hpp"

namespace vedette {
namespace {

constexpr auto kTick = std::chrono::seconds(1);
constexpr int kTicksPerBeat = 15;   // below the idle time-outs of common proxies
constexpr int kTicksPerDrift = 30;
constexpr int kTicksPerPoint = 10;  // one step of the traffic history

void publish_run(EventHub& events, const RunRecord& record,
                 const std::optional<RunProgress>& progress) {
  if (!progress) {
    events.publish("run.changed", to_json(record));
    return;
  }
  events.publish("run.progress", {{"id", record.id},
                                  {"what", progress->what},
                                  {"done", progress->done},
                                  {"total", progress->total}});
}

std::string url_of(const ServerConfig& http, std::uint16_t port) {
  const bool is_v6 = http.address.find(':') != std::string::npos;
  return fmt::format("{}://{}:{}", http.tls ? "https" : "http",
                     is_v6 ? "[" + http.address + "]" : http.address, port);
}

/// What a browser needs to be told with every answer.
ServerConfig hardened(ServerConfig http) {
  http.fields = {{"X-Content-Type-Options", "nosniff"}, {"Referrer-Policy", "no-referrer"}};
  return http;
}

}  // namespace

std::string_view to_string(Access access) { return access == Access::open ? "open" : "accounts"; }

struct Service::State {
  State(const ServiceConfig& service_config, const ServiceParts& service_parts, AccessLog log_file,
        AuditLog audit_log)
      : config(service_config),
        parts(service_parts),
        access_log(std::move(log_file)),
        audit(std::move(audit_log)),
        models(parts.registry, config.standard_model),
        metrics(route_table().size()),
        limits(config.limits),
        training(parts.home,
                 {.program = config.program,
                  .store_uri = config.store_uri,
                  .threads = config.http.workers},
                 parts.clock,
                 [this](const RunRecord& record, const std::optional<RunProgress>& progress) {
                   publish_run(events, record, progress);
                 }),
        world{.home = parts.home,
              .store = parts.store,
              .datasets = parts.datasets,
              .registry = parts.registry,
              .accounts = parts.accounts,
              .audit = audit,
              .models = models,
              .events = events,
              .metrics = metrics,
              .limits = limits,
              .training = training,
              .clock = parts.clock,
              .log = parts.log,
              .access = config.access,
              .threads = config.http.workers,
              .started_at = parts.clock()},
        application(world, route_table(), access_log) {}

  void load_champions();
  void look_after(const std::stop_token& stop);
  void tick(int number);
  void publish_model_changes();

  ServiceConfig config;
  ServiceParts parts;
  AccessLog access_log;
  AuditLog audit;
  EventHub events;
  LiveModels models;
  ServeMetrics metrics;
  CallLimits limits;
  TrainingQueue training;
  ServeWorld world;
  ServeApplication application;
  std::unique_ptr<Server> server;
  std::unique_ptr<OipGrpcServer> grpc;
  std::map<std::string, Json> known_aliases;  ///< by name@version, to see what changed
  std::mutex mutex;
  std::condition_variable_any wake;
  std::jthread caretaker;  // last: it uses all of the above
};

void Service::State::load_champions() {
  const Result<std::vector<ModelVersion>> all = parts.registry.list();
  std::set<std::string> wanted;
  if (all)
    for (const ModelVersion& version : *all) wanted.insert(version.name);
  // What requests without a model get, where that is clear.
  if (wanted.size() == 1 || !config.standard_model.empty()) wanted.insert("");
  for (const std::string& reference : wanted)
    if (const Result<LiveModelPtr> loaded = models.find(reference); !loaded)
      parts.log.write(LogLevel::error, "model.not_loaded",
                      {{"model", reference}, {"error", to_string(loaded.error())}});
}

/// Other processes change models too; listeners are told all the same.
void Service::State::publish_model_changes() {
  const Result<std::vector<ModelVersion>> all = parts.registry.list();
  if (!all) return;
  std::map<std::string, Json> now;
  for (const ModelVersion& version : *all)
    now[fmt::format("{}@{}", version.name, version.version)] = {
        {"name", version.name}, {"version", version.version}, {"aliases", version.aliases}};
  for (const auto& [key, json] : now)
    if (const auto before = known_aliases.find(key);
        before == known_aliases.end() || before->second != json)
      events.publish("model.changed", json);
  known_aliases = std::move(now);
}

void Service::State::tick(int number) {
  if (const Result<> refreshed = models.refresh(); !refreshed)
    parts.log.write(LogLevel::warning, "model.not_refreshed",
                    {{"error", to_string(refreshed.error())}});
  publish_model_changes();
  if (number % kTicksPerBeat == 0) events.beat();
  if (number % kTicksPerDrift == 0)
    for (const LiveModelPtr& model : models.loaded()) {
      model->measure_drift();
      model->recent().turn();
    }
  if (number % kTicksPerPoint != 0) return;
  const std::vector<TrafficPoint> points = metrics.traffic().points(parts.clock());
  events.publish("traffic", to_json(points[points.size() - 2]));  // the last whole step
}

void Service::State::look_after(const std::stop_token& stop) {
  for (int number = 1; !stop.stop_requested(); ++number) {
    {
      std::unique_lock lock(mutex);
      wake.wait_for(lock, stop, kTick, [] { return false; });
    }
    if (!stop.stop_requested()) tick(number);
  }
}

Result<std::unique_ptr<Service>> Service::start(const ServiceConfig& config,
                                                const ServiceParts& parts) {
  AccessLog access_log;
  if (config.access_log)
    access_log = VEDETTE_TRY(AccessLog::open(parts.home.logs() / "access.jsonl"));
  AuditLog audit = VEDETTE_TRY(AuditLog::open(parts.home.accounts() / "audit.jsonl", parts.clock));
  auto state =
      std::make_unique<State>(config, parts, std::move(access_log), std::move(audit));
  if (!config.standard_model.empty()) {
    const Result<LiveModelPtr> standard = state->models.find("");
    if (!standard) return tl::unexpected(standard.error());
  }
  state->load_champions();
  state->server = VEDETTE_TRY(Server::start(hardened(config.http), state->application, parts.log));
  state->world.server = state->server.get();
  state->world.address = url_of(config.http, state->server->port());
  if (config.grpc)
    state->grpc = VEDETTE_TRY(OipGrpcServer::start(*config.grpc, state->world, state->access_log));
  State& running = *state;
  state->caretaker =
      std::jthread([&running](const std::stop_token& stop) { running.look_after(stop); });
  return std::unique_ptr<Service>(new Service(std::move(state)));
}

Service::Service(std::unique_ptr<State> state) : state_(std::move(state)) {}
Service::~Service() { stop(std::chrono::milliseconds(0)); }

std::uint16_t Service::port() const { return state_->server->port(); }
std::uint16_t Service::grpc_port() const { return state_->grpc ? state_->grpc->port() : 0; }
const std::string& Service::address() const { return state_->world.address; }

Result<> Service::reload() {
  if (state_->config.http.tls) VEDETTE_TRY(state_->server->reload_tls());
  return state_->models.refresh();
}

bool Service::stop(std::chrono::milliseconds patience) {
  state_->caretaker.request_stop();
  if (state_->caretaker.joinable()) state_->caretaker.join();
  state_->events.close();
  const auto end = std::chrono::steady_clock::now() + patience;
  if (state_->grpc) state_->grpc->stop(patience);
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      end - std::chrono::steady_clock::now());
  return state_->server->drain(std::max(left, std::chrono::milliseconds(0)));
}

}  // namespace vedette
