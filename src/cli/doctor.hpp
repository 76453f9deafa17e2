// SPDX-License-Identifier: Apache-2.0
/// The checks of `vedette doctor`.
#pragma once

#include <string>
#include <vector>

#include "cli/session.hpp"

namespace vedette {

struct HealthCheck {
  std::string check;
  bool well = false;
  std::string message;
};

/// Home, disk, store, registry, runs, libraries; no check stops the others.
[[nodiscard]] std::vector<HealthCheck> examine(Session& session);

}  // namespace vedette
