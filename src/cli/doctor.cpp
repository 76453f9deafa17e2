// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor.hpp"

#include <fmt/format.h>

#include "base/parallel.hpp"

namespace vedette {
namespace {

Result<std::string> home_check(Session& session) {
  const Home home = VEDETTE_TRY(session.home());
  return home_is_writable(home);
}

Result<std::string> store_check(Session& session) {
  Store* store = VEDETTE_TRY(session.store());
  return store_is_sound(*store);
}

Result<std::string> datasets_check(Session& session) {
  Datasets* datasets = VEDETTE_TRY(session.datasets());
  return datasets_are_complete(*datasets);
}

Result<std::string> models_check(Session& session) {
  Registry* registry = VEDETTE_TRY(session.registry());
  return models_are_intact(*registry);
}

}  // namespace

std::vector<HealthCheck> examine(Session& session) {
  return {
      health_check("home", home_check(session)),
      health_check("disk", disk_has_room(session.settings().text("home"))),
      health_check("store", store_check(session)),
      health_check("data sets", datasets_check(session)),
      health_check("models", models_check(session)),
      health_check("threads", fmt::format("{} allowed, {} in use", available_threads(),
                                          session.settings().text("threads"))),
      health_check("libraries", libraries_in_use()),
  };
}

}  // namespace vedette
