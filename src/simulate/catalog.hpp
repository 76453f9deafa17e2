// SPDX-License-Identifier: Apache-2.0
/// The entries of the scenario catalogue.
#pragma once

#include "simulate/scenario.hpp"

namespace vedette {

// Benign.
[[nodiscard]] ScenarioEntry web_scenario();
[[nodiscard]] ScenarioEntry web_service_scenario();
[[nodiscard]] ScenarioEntry crawler_scenario();
[[nodiscard]] ScenarioEntry dns_scenario();
[[nodiscard]] ScenarioEntry mail_scenario();
[[nodiscard]] ScenarioEntry ssh_scenario();
[[nodiscard]] ScenarioEntry ssh_mistyped_scenario();
[[nodiscard]] ScenarioEntry file_sharing_scenario();
[[nodiscard]] ScenarioEntry remote_desktop_scenario();
[[nodiscard]] ScenarioEntry ftp_scenario();
[[nodiscard]] ScenarioEntry file_transfer_scenario();
[[nodiscard]] ScenarioEntry backup_scenario();
[[nodiscard]] ScenarioEntry streaming_scenario();
[[nodiscard]] ScenarioEntry voice_scenario();
[[nodiscard]] ScenarioEntry iot_scenario();
[[nodiscard]] ScenarioEntry ntp_scenario();
[[nodiscard]] ScenarioEntry monitoring_scenario();
[[nodiscard]] ScenarioEntry health_checks_scenario();
[[nodiscard]] ScenarioEntry failures_scenario();

// Attacks.
[[nodiscard]] ScenarioEntry syn_scan_scenario();
[[nodiscard]] ScenarioEntry connect_scan_scenario();
[[nodiscard]] ScenarioEntry slow_scan_scenario();
[[nodiscard]] ScenarioEntry udp_scan_scenario();
[[nodiscard]] ScenarioEntry syn_flood_scenario();
[[nodiscard]] ScenarioEntry udp_flood_scenario();
[[nodiscard]] ScenarioEntry dns_amplification_scenario();
[[nodiscard]] ScenarioEntry slowloris_scenario();
[[nodiscard]] ScenarioEntry ssh_brute_force_scenario();
[[nodiscard]] ScenarioEntry ftp_brute_force_scenario();
[[nodiscard]] ScenarioEntry credential_stuffing_scenario();
[[nodiscard]] ScenarioEntry dns_tunnel_scenario();
[[nodiscard]] ScenarioEntry c2_beacon_scenario();
[[nodiscard]] ScenarioEntry exfiltration_scenario();
[[nodiscard]] ScenarioEntry lateral_movement_scenario();
[[nodiscard]] ScenarioEntry web_exploitation_scenario();

}  // namespace vedette
