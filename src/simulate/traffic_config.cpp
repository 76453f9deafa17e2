// SPDX-License-Identifier: Apache-2.0
#include "simulate/traffic_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "data/yaml.hpp"
#include "simulate/network.hpp"
#include "simulate/scenario.hpp"

namespace vedette {
namespace {

const std::vector<std::string> kKeys = {"network", "scenarios"};

/// The mapping under `key`, or null.
Result<Json> section(const Json& document, const std::string& key) {
  if (!document.contains(key) || document[key].is_null()) return Json(nullptr);
  if (!document[key].is_object())
    return fail(ErrorCode::invalid_argument, fmt::format("'{}' must be a mapping", key));
  return document[key];
}

Result<> expect_known_keys(const Json& document) {
  for (const auto& [key, value] : document.items()) {
    if (std::ranges::find(kKeys, key) != kKeys.end()) continue;
    const std::string near = nearest_word(key, kKeys);
    return fail(ErrorCode::invalid_argument, fmt::format("there is no key '{}'", key),
                near.empty() ? "the keys are 'network' and 'scenarios'"
                             : fmt::format("did you mean '{}'?", near));
  }
  return {};
}

Result<TrafficConfig> from_json(const Json& document) {
  if (!document.is_null() && !document.is_object())
    return fail(ErrorCode::invalid_argument, "the file must be a mapping");
  if (document.is_object()) VEDETTE_TRY(expect_known_keys(document));
  const Json empty = Json::object();
  const Json& root = document.is_object() ? document : empty;
  const Json network = VEDETTE_TRY(section(root, "network"));
  const Json scenarios = VEDETTE_TRY(section(root, "scenarios"));
  TrafficConfig config;
  config.network = VEDETTE_TRY(Options::make(network_options(), network));
  if (scenarios.is_object())
    for (const auto& [name, given] : scenarios.items()) VEDETTE_TRY(find_scenario(name));
  for (const ScenarioEntry& entry : scenario_catalog()) {
    const bool given = scenarios.is_object() && scenarios.contains(entry.name);
    Result<Options> options =
        Options::make(entry.options, given ? scenarios[entry.name] : Json(nullptr));
    if (!options)
      return tl::unexpected(
          std::move(options).error().during(fmt::format("reading scenario '{}'", entry.name)));
    config.scenarios[entry.name] = *std::move(options);
  }
  return config;
}

/// The names that a comma-separated list means.
Result<std::set<std::string>> expand(std::string_view list) {
  std::set<std::string> names;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const std::string_view word = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    if (word == "benign" || word == "attacks") {
      const Intent wanted = word == "benign" ? Intent::benign : Intent::attack;
      for (const ScenarioEntry& entry : scenario_catalog())
        if (entry.intent == wanted) names.insert(entry.name);
      continue;
    }
    const ScenarioEntry* entry = VEDETTE_TRY(find_scenario(word));
    names.insert(entry->name);
  }
  return names;
}

}  // namespace

Result<TrafficConfig> read_traffic_config(std::string_view yaml, std::string_view file_name) {
  const Json document = VEDETTE_TRY(parse_yaml(yaml, file_name));
  Result<TrafficConfig> config = from_json(document);
  if (!config && config.error().where.file.empty()) config.error().where.file = file_name;
  return config;
}

Result<std::vector<std::string>> choose_scenarios(std::string_view only, std::string_view except) {
  const std::set<std::string> wanted = VEDETTE_TRY(expand(only));
  const std::set<std::string> unwanted = VEDETTE_TRY(expand(except));
  std::vector<std::string> names;
  for (const ScenarioEntry& entry : scenario_catalog())
    if ((only.empty() || wanted.contains(entry.name)) && !unwanted.contains(entry.name))
      names.push_back(entry.name);
  if (names.empty()) return fail(ErrorCode::invalid_argument, "no scenario is left to simulate");
  return names;
}

}  // namespace vedette
