// SPDX-License-Identifier: Apache-2.0
#include "simulate/catalog.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vedette {

std::span<const ScenarioEntry> scenario_catalog() {
  static const std::vector<ScenarioEntry> entries = {
      web_scenario(),
      web_service_scenario(),
      crawler_scenario(),
      dns_scenario(),
      mail_scenario(),
      ssh_scenario(),
      ssh_mistyped_scenario(),
      file_sharing_scenario(),
      remote_desktop_scenario(),
      ftp_scenario(),
      file_transfer_scenario(),
      backup_scenario(),
      streaming_scenario(),
      voice_scenario(),
      iot_scenario(),
      ntp_scenario(),
      monitoring_scenario(),
      health_checks_scenario(),
      failures_scenario(),
      syn_scan_scenario(),
      connect_scan_scenario(),
      slow_scan_scenario(),
      udp_scan_scenario(),
      syn_flood_scenario(),
      udp_flood_scenario(),
      dns_amplification_scenario(),
      slowloris_scenario(),
      ssh_brute_force_scenario(),
      ftp_brute_force_scenario(),
      credential_stuffing_scenario(),
      dns_tunnel_scenario(),
      c2_beacon_scenario(),
      exfiltration_scenario(),
      lateral_movement_scenario(),
      web_exploitation_scenario(),
  };
  return entries;
}

Result<const ScenarioEntry*> find_scenario(std::string_view name) {
  const std::span<const ScenarioEntry> entries = scenario_catalog();
  const auto found = std::ranges::find(entries, name, &ScenarioEntry::name);
  if (found != entries.end()) return &*found;
  std::vector<std::string> names;
  for (const ScenarioEntry& entry : entries) names.push_back(entry.name);
  const std::string near = nearest_word(name, names);
  return fail(ErrorCode::invalid_argument, fmt::format("there is no scenario '{}'", name),
              near.empty() ? "'vedette simulate --list' shows the scenarios"
                           : fmt::format("did you mean '{}'?", near));
}

}  // namespace vedette
