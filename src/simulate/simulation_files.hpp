// SPDX-License-Identifier: Apache-2.0
/// A simulation as two files: a capture, and the schedule that labels its flows.
#pragma once

#include <filesystem>

#include "simulate/simulator.hpp"

namespace vedette {

struct SimulationPaths {
  std::filesystem::path capture;
  std::filesystem::path labels;
};

/// Each file appears whole or not at all, the capture first. Errors: `io`, `cancelled`.
[[nodiscard]] Result<Simulation> write_simulation(const SimulationRequest& request,
                                                  const SimulationPaths& paths,
                                                  const WorkContext& work);

}  // namespace vedette
