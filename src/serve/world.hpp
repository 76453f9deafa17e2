// SPDX-License-Identifier: Apache-2.0
/// What handlers work with. All of it is thread-safe and outlives the server.
#pragma once

#include <string>

#include "accounts/accounts.hpp"
#include "accounts/audit.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "http/server.hpp"
#include "pipeline/home.hpp"
#include "registry/registry.hpp"
#include "serve/call_limits.hpp"
#include "serve/event_hub.hpp"
#include "serve/live_models.hpp"
#include "serve/metrics.hpp"
#include "serve/training_queue.hpp"
#include "store/datasets.hpp"

namespace vedette {

/// Who may come in.
enum class Access {
  open,      ///< whoever reaches the loopback address acts as the local administrator
  accounts,  ///< only who signs in or has a token
};
[[nodiscard]] std::string_view to_string(Access access);

struct ServeWorld {
  const Home& home;
  Store& store;
  Datasets& datasets;
  Registry& registry;
  Accounts& accounts;
  AuditLog& audit;
  LiveModels& models;
  EventHub& events;
  ServeMetrics& metrics;
  CallLimits& limits;
  TrainingQueue& training;
  const Clock& clock;
  const Log& log;
  Access access = Access::open;
  int threads = 1;       ///< for one piece of work
  TimeNs started_at = 0;
  const Server* server = nullptr;  ///< null until it listens
  std::string address{};           ///< where it is reached, as a URL
};

}  // namespace vedette
