// SPDX-License-Identifier: Apache-2.0
/// A whole server in this process, with a model and an empty store in memory, for tests.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "accounts/accounts.hpp"
#include "base/log.hpp"
#include "http/client_for_test.hpp"
#include "pipeline/test_home.hpp"
#include "registry/example_for_test.hpp"
#include "serve/service.hpp"

namespace vedette {

class TestService {
 public:
  explicit TestService(Access access = Access::open, std::optional<OipGrpcConfig> grpc = {},
                       CallLimitRules limits = {})
      : home_(Home::open(directory_.path()).value()),
        store_(open_store("memory:").value()),
        datasets_(*store_, clock_),
        registry_(Registry::open(home_.models(), clock_).value()),
        accounts_(Accounts::open(home_.accounts(), clock_,
                                 {.password_cost = {.passes = 1, .memory_bytes = 8192}})
                      .value()) {
    publish();
    config_.http.port = 0;
    config_.http.spool = home_.spool();
    config_.grpc = std::move(grpc);
    config_.access = access;
    config_.limits = limits;
    config_.program = "/bin/false";
    service_ = Service::start(config_, parts()).value();
  }

  /// A second service of the same home, beside the first.
  Result<std::unique_ptr<Service>> start_another(const OipGrpcConfig& grpc) {
    ServiceConfig config = config_;
    config.grpc = grpc;
    return Service::start(config, parts());
  }

  /// Another version of the model `example`.
  std::int64_t publish() {
    Bundle bundle = example::bundle();
    return registry_.publish(bundle).value();
  }

  [[nodiscard]] Service& service() { return *service_; }
  [[nodiscard]] Registry& registry() { return registry_; }
  [[nodiscard]] Accounts& accounts() { return accounts_; }
  [[nodiscard]] Datasets& datasets() { return datasets_; }
  [[nodiscard]] const Home& home() const { return home_; }

  /// One request on a connection of its own. `fields` are whole lines.
  ReadResponse ask(std::string_view method, std::string_view target, std::string_view body = "",
                   std::string_view fields = "") {
    HttpClient client(service_->port());
    return client.ask(fmt::format(
        "{} {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n{}{}\r\n{}", method, target,
        service_->port(),
        body.empty() && method == "GET" ? "" : fmt::format("Content-Length: {}\r\n", body.size()),
        fields, body));
  }
  ReadResponse get(std::string_view target, std::string_view fields = "") {
    return ask("GET", target, "", fields);
  }
  ReadResponse post_json(std::string_view target, std::string_view body,
                         std::string_view fields = "") {
    return ask("POST", target, body, fmt::format("Content-Type: application/json\r\n{}", fields));
  }
  /// A token with the scopes of that role, as a header line.
  std::string bearer(UserRole role) {
    const std::string name(to_string(role));
    if (!accounts_.user(name))
      static_cast<void>(accounts_.add_user(name, role, "seven brave otters").value());
    const NewToken token =
        accounts_.create_token(name, "test", scopes_of(role), std::nullopt).value();
    return fmt::format("Authorization: Bearer {}\r\n", token.secret);
  }

 private:
  [[nodiscard]] ServiceParts parts() {
    return {.home = home_,
            .store = *store_,
            .datasets = datasets_,
            .registry = registry_,
            .accounts = accounts_,
            .clock = clock_,
            .log = log_};
  }

  TestHome directory_;
  Clock clock_ = system_clock();
  Log log_;
  Home home_;
  std::unique_ptr<Store> store_;
  Datasets datasets_;
  Registry registry_;
  Accounts accounts_;
  ServiceConfig config_;
  std::unique_ptr<Service> service_;
};

}  // namespace vedette
