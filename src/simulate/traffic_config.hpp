// SPDX-License-Identifier: Apache-2.0
/// How much of what is simulated: options of the network and of every scenario, from YAML.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/options.hpp"

namespace vedette {

struct TrafficConfig {
  Options network;
  std::map<std::string, Options, std::less<>> scenarios;  ///< one for every catalogue entry
};

/// Two keys, both optional: `network` and `scenarios`, each a mapping of options; what is not
/// named keeps its default. Empty text gives the defaults. Errors: `malformed` for text that is
/// no YAML, `invalid_argument` for unknown keys (with the nearest one) and values out of range.
[[nodiscard]] Result<TrafficConfig> read_traffic_config(std::string_view yaml,
                                                        std::string_view file_name);

/// Names of scenarios in catalogue order: those in `only` (all when it is empty) without those in
/// `except`. Both are comma-separated; `benign` and `attacks` stand for all of their kind.
/// Errors: `invalid_argument` for unknown names, and when nothing is left.
[[nodiscard]] Result<std::vector<std::string>> choose_scenarios(std::string_view only,
                                                                std::string_view except);

}  // namespace vedette
