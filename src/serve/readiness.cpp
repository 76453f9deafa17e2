// SPDX-License-Identifier: Apache-2.0
#include "serve/readiness.hpp"

#include <fmt/format.h>

namespace vedette {
namespace {

ReadinessCheck from(std::string name, const Result<std::string>& outcome) {
  if (outcome) return {std::move(name), true, *outcome};
  return {std::move(name), false, to_string(outcome.error())};
}

Result<std::string> store_answers(ServeWorld& world) {
  const StoreInfo info = VEDETTE_TRY(world.store.info());
  return info.backend;
}

Result<std::string> accounts_are_readable(ServeWorld& world) {
  VEDETTE_TRY(world.accounts.health());
  return std::string(to_string(world.access));
}

/// No model at all is a fresh installation, which is ready for its first.
Result<std::string> models_load(ServeWorld& world) {
  const std::vector<ModelVersion> all = VEDETTE_TRY(world.registry.list());
  if (all.empty()) return std::string("none yet");
  const std::size_t loaded = world.models.loaded().size();
  if (loaded == 0) return fail(ErrorCode::unavailable, "none of the models could be loaded");
  return fmt::format("{} loaded", loaded);
}

Result<std::string> queue_has_room(ServeWorld& world) {
  if (world.server == nullptr) return std::string("not listening yet");
  const ServerLoad load = world.server->load();
  if (load.queued >= load.queue_limit)
    return fail(ErrorCode::unavailable, "the queue of requests is full");
  return fmt::format("{} of {} waiting", load.queued, load.queue_limit);
}

}  // namespace

std::vector<ReadinessCheck> check_readiness(ServeWorld& world) {
  return {from("accounts", accounts_are_readable(world)), from("store", store_answers(world)),
          from("models", models_load(world)), from("queue", queue_has_room(world))};
}

}  // namespace vedette
