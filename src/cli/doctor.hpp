// SPDX-License-Identifier: Apache-2.0
/// The checks of `vedette doctor`.
#pragma once

#include <vector>

#include "cli/session.hpp"
#include "pipeline/health.hpp"

namespace vedette {

/// Home, disk, store, registry, runs, libraries; no check stops the others.
[[nodiscard]] std::vector<HealthCheck> examine(Session& session);

}  // namespace vedette
