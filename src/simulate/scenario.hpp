// SPDX-License-Identifier: Apache-2.0
/// What a scenario is: a kind of benign or hostile traffic that plans conversations. The catalogue
/// holds one entry for each.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/options.hpp"
#include "simulate/label_schedule.hpp"
#include "simulate/network.hpp"
#include "wire/calls.hpp"

namespace vedette {

enum class Transport { tcp, udp, ping };

/// Writes what is said when the conversation's turn comes, so that only conversations under way
/// take memory.
using Talk = std::function<void(Dialogue&, Draws&)>;

/// A conversation to come.
struct CallPlan {
  TimeNs at = 0;
  const Host* client = nullptr;
  const Host* server = nullptr;
  std::uint16_t server_port = 0;
  std::uint16_t client_port = 0;  ///< 0: the client's next ephemeral port
  Talk talk = [](Dialogue&, Draws&) {};
  Listener listener = Listener::open;
  ClientManner manner = ClientManner::ordinary;
  const Host* router = nullptr;            ///< for Listener::unreachable
  const TcpStack* client_stack = nullptr;  ///< if it is not the host's own
};

class Planner;

enum class Intent { benign, attack };

/// One row of the catalogue.
struct ScenarioEntry {
  std::string name;     ///< snake_case; the label of an attack
  std::string summary;  ///< one sentence without a full stop
  Intent intent = Intent::benign;
  AttemptRule attempted = AttemptRule::none;
  std::vector<OptionSpec> options{};
  void (*plan)(Planner&) = nullptr;
};

[[nodiscard]] std::span<const ScenarioEntry> scenario_catalog();
/// Errors: `invalid_argument` with the nearest name.
[[nodiscard]] Result<const ScenarioEntry*> find_scenario(std::string_view name);

}  // namespace vedette
