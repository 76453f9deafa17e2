// SPDX-License-Identifier: Apache-2.0
/// Labelled synthetic traffic: plans conversations by scenario, plays each when its time comes, and
/// hands their frames on in order of time. Same request, same frames, on every machine.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "simulate/label_schedule.hpp"
#include "simulate/traffic_config.hpp"

namespace vedette {

struct SimulationRequest {
  std::uint64_t seed = 1;
  TimeNs start = 0;     ///< whole microseconds
  TimeNs duration = 0;  ///< nothing is captured at or after start + duration
  TrafficConfig config{};
  std::vector<std::string> scenarios{};  ///< names, as `choose_scenarios` gives them
};

/// Where frames go; an error ends the simulation.
using FrameSink = std::function<Result<>(TimeNs time, std::span<const std::uint8_t> frame)>;

struct ScenarioCount {
  std::uint64_t conversations = 0;
  std::uint64_t packets = 0;
};

struct Simulation {
  LabelSchedule labels{};
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  std::map<std::string, ScenarioCount> scenarios{};
};

/// Memory: the conversations under way and the plan of one hour. Errors: those of the sink,
/// `cancelled`.
[[nodiscard]] Result<Simulation> simulate(const SimulationRequest& request, const FrameSink& sink,
                                          const WorkContext& work);

}  // namespace vedette
