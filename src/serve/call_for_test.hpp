// SPDX-License-Identifier: Apache-2.0
/// Handlers called as the server calls them, but without a network: a home and a store in memory
/// for one test, and requests in one line.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "accounts/accounts.hpp"
#include "accounts/audit.hpp"
#include "base/log.hpp"
#include "http/target.hpp"
#include "pipeline/test_home.hpp"
#include "serve/event_hub.hpp"
#include "serve/live_models.hpp"
#include "serve/metrics.hpp"
#include "serve/problem.hpp"
#include "serve/router.hpp"
#include "serve/routes.hpp"
#include "serve/training_queue.hpp"
#include "serve/world.hpp"
#include "store/datasets.hpp"

namespace vedette {

/// What a handler answered.
struct CallAnswer {
  unsigned status = 0;
  std::string content_type{};
  std::string body{};
  Fields fields{};

  [[nodiscard]] Json json() const { return parse_json(body).value_or(Json(nullptr)); }
  /// Of a header field; empty where there is none.
  [[nodiscard]] std::string field(std::string_view name) const {
    for (const auto& [key, value] : fields)
      if (key == name) return value;
    return {};
  }
  /// Of the first faulty field of a problem.
  [[nodiscard]] std::string pointer() const {
    const Json problem = json();
    return problem.contains("errors") ? problem["errors"][0]["pointer"].get<std::string>() : "";
  }
};

class CallWorld {
 public:
  /// `program` is what training starts.
  explicit CallWorld(std::filesystem::path program = "/bin/false")
      : home_(Home::open(directory_.path()).value()),
        store_(open_store("memory:").value()),
        datasets_(*store_, clock_),
        registry_(Registry::open(home_.models(), clock_).value()),
        accounts_(Accounts::open(home_.root / "accounts", clock_, {}).value()),
        audit_(AuditLog::open(home_.root / "accounts" / "audit.jsonl", clock_).value()),
        models_(registry_, ""),
        metrics_(route_table().size()),
        training_(home_, {.program = std::move(program), .store_uri = {}}, clock_, nullptr),
        router_(route_table()),
        world_{.home = home_,
               .store = *store_,
               .datasets = datasets_,
               .registry = registry_,
               .accounts = accounts_,
               .audit = audit_,
               .models = models_,
               .events = events_,
               .metrics = metrics_,
               .limits = limits_,
               .training = training_,
               .clock = clock_,
               .log = log_} {}

  [[nodiscard]] ServeWorld& world() { return world_; }
  [[nodiscard]] const Home& home() const { return home_; }
  [[nodiscard]] Datasets& datasets() { return datasets_; }
  [[nodiscard]] Registry& registry() { return registry_; }
  [[nodiscard]] TimeNs& now() { return now_; }

  /// `target` is path and query. The body comes in memory or in a file, as the route has it.
  CallAnswer ask(HttpMethod method, const std::string& target, std::string body = {},
                 Fields fields = {}) {
    const auto parsed = parse_target(method, target);
    EXPECT_TRUE(parsed) << target;
    if (!parsed) return {};
    Request request;
    request.head = {.method = method,
                    .target = target,
                    .path = parsed->path,
                    .query = parsed->query,
                    .fields = std::move(fields),
                    .id = "test"};
    const RouteMatch match = router_.find(method, request.head.path);
    EXPECT_NE(match.route, nullptr) << target;
    if (match.route == nullptr) return {};
    if (match.route->body == RequestPlan::Body::spool && !body.empty())
      request.file = spooled(body);
    else
      request.body = std::move(body);
    return answer_of(match, request);
  }
  CallAnswer get(const std::string& target) { return ask(HttpMethod::get, target); }
  CallAnswer post(const std::string& target, std::string body = {}, Fields fields = {}) {
    return ask(HttpMethod::post, target, std::move(body), std::move(fields));
  }

  /// What has been published since the listener began to listen.
  [[nodiscard]] std::shared_ptr<EventStream> listen() { return events_.listen(0).value(); }

 private:
  std::shared_ptr<TemporaryFile> spooled(const std::string& body) {
    std::shared_ptr<TemporaryFile> file = TemporaryFile::make(home_.spool()).value();
    std::ofstream(file->path(), std::ios::binary) << body;
    return file;
  }

  CallAnswer answer_of(const RouteMatch& match, Request& request) {
    const Principal who = local_principal();
    Result<Response> response = match.route->handle({request, match.values, who, world_});
    if (!response)
      response = to_response(problem_from(response.error()), match.route->errors, "test");
    CallAnswer answer{response->status, response->content_type, {}, response->fields};
    if (const auto* text = std::get_if<std::string>(&response->body)) answer.body = *text;
    if (const auto* parts = std::get_if<BodyParts>(&response->body))
      for (const std::string& part : *parts) answer.body += part;
    if (const auto* shared = std::get_if<SharedBody>(&response->body))
      answer.body = std::string(shared->bytes);
    if (auto* stream = std::get_if<std::unique_ptr<BodyStream>>(&response->body))
      for (BodyParts piece = (*stream)->next().value(); !piece.empty();
           piece = (*stream)->next().value())
        for (const std::string& part : piece) answer.body += part;
    return answer;
  }

  TestHome directory_;
  TimeNs now_ = 1'700'000'000'000'000'000;
  Clock clock_ = [this] { return now_; };
  Log log_;
  Home home_;
  std::unique_ptr<Store> store_;
  Datasets datasets_;
  Registry registry_;
  Accounts accounts_;
  AuditLog audit_;
  EventHub events_;
  LiveModels models_;
  ServeMetrics metrics_;
  CallLimits limits_;
  TrainingQueue training_;
  Router router_;
  ServeWorld world_;
};

}  // namespace vedette
