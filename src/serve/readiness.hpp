// SPDX-License-Identifier: Apache-2.0
/// Whether the server can do what it is there for.
#pragma once

#include <string>
#include <vector>

#include "serve/world.hpp"

namespace vedette {

struct ReadinessCheck {
  std::string name;
  bool well = false;
  std::string detail;
};

/// Accounts can be read, the store answers, a model is loaded where there is one, and the queue has
/// room. Takes as long as the store takes to answer.
[[nodiscard]] std::vector<ReadinessCheck> check_readiness(ServeWorld& world);

}  // namespace vedette
