// SPDX-License-Identifier: Apache-2.0
/// The whole server, put together: what `vedette serve` starts and stops.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "accounts/accounts.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "http/server.hpp"
#include "pipeline/home.hpp"
#include "registry/registry.hpp"
#include "serve/oip_grpc.hpp"
#include "serve/world.hpp"
#include "store/datasets.hpp"

namespace vedette {

struct ServiceConfig {
  ServerConfig http{};
  std::optional<OipGrpcConfig> grpc{};    ///< none: no gRPC
  Access access = Access::open;
  CallLimitRules limits{};                ///< of each token and session
  std::string standard_model{};           ///< what requests without a model get
  std::filesystem::path program{};        ///< this binary, for training processes
  std::string store_uri{};
  bool access_log = true;
};

/// What it works with; all outlive the service.
struct ServiceParts {
  const Home& home;
  Store& store;
  Datasets& datasets;
  Registry& registry;
  Accounts& accounts;
  const Clock& clock;
  const Log& log;
};

/// Serves from start() until stop(). A thread of its own looks after models that changed, events
/// and housekeeping.
class Service {
 public:
  /// Loads the champions first, so that the first request is as quick as any. Models that cannot be
  /// loaded are logged and do not stop the others. Errors: `io` (address in use ...),
  /// `invalid_argument` (certificate), `not_found` (the standard model).
  [[nodiscard]] static Result<std::unique_ptr<Service>> start(const ServiceConfig& config,
                                                              const ServiceParts& parts);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::uint16_t grpc_port() const;     ///< 0 without gRPC
  [[nodiscard]] const std::string& address() const;  ///< as a URL
  /// Reads certificates and models again.
  [[nodiscard]] Result<> reload();
  /// Lets requests under way finish. True when none had to be cut off.
  bool stop(std::chrono::milliseconds patience);

 private:
  struct State;
  explicit Service(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vedette
