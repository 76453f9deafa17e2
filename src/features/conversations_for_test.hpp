// SPDX-License-Identifier: Apache-2.0
/// Flows whose features can be worked out on paper, for tests.
#pragma once

#include <cmath>
#include <map>
#include <string>

#include "features/feature.hpp"
#include "flow/flow_update.hpp"
#include "flow/packets_for_test.hpp"

namespace vedette {

inline constexpr TimeNs kMs = 1'000'000;

inline Flow flow_from(const std::vector<PacketFacts>& packets) {
  Flow flow = open_flow(key_of(packets[0], 0), packets[0]);
  for (const PacketFacts& packet : packets)
    add_packet(flow, packet, key_of(packet, 0).from_low == flow.forward_from_low);
  return flow;
}

/// A whole TCP connection: six packets forward, four backward, 8.57 s.
inline Flow tcp_conversation() {
  std::vector<PacketFacts> packets = packets_of({
      {.time = 0, .flags = kSyn, .sequence = 100, .window = 64'000},
      {.time = 10 * kMs, .from_client = false, .flags = kSyn | kAck, .sequence = 500,
       .window = 65'000},
      {.time = 12 * kMs, .flags = kAck, .sequence = 101},
      {.time = 20 * kMs, .flags = kPsh | kAck, .payload = 100, .sequence = 101},
      {.time = 25 * kMs, .flags = kPsh | kAck, .payload = 100, .sequence = 101},
      {.time = 50 * kMs, .from_client = false, .payload = 1'000, .sequence = 501, .window = 0},
      {.time = 1'550 * kMs, .from_client = false, .flags = kPsh | kAck | kEce, .payload = 500,
       .sequence = 1'501, .window = 600},
      {.time = 8'550 * kMs, .flags = kAck | kUrg, .payload = 30, .sequence = 201, .window = 400},
      {.time = 8'560 * kMs, .flags = kFin | kAck | kCwr, .sequence = 231, .window = 400},
      {.time = 8'570 * kMs, .from_client = false, .flags = kFin | kAck, .sequence = 2'001,
       .window = 600},
  });
  packets[0].mss = 1'460;
  packets[1].mss = 1'400;
  return flow_from(packets);
}

/// One UDP packet of 100 bytes that nobody answers.
inline Flow lone_datagram() { return flow_from(packets_of({{.protocol = kUdp, .payload = 100}})); }

/// One echo request.
inline Flow lone_ping() {
  std::vector<PacketFacts> packets = packets_of({{.protocol = kIcmp}});
  packets[0].icmp_type = 8;
  return flow_from(packets);
}

/// Values of all features of a table, by name.
inline std::map<std::string, double> values_of(std::span<const FeatureSpec> table, const Flow& flow,
                                               const HostCounts& hosts = {}) {
  std::map<std::string, double> values;
  for (const FeatureSpec& spec : table)
    values[std::string(spec.name)] = spec.get({flow, hosts});
  return values;
}

/// Standard deviation (n - 1) in two passes.
inline double deviation_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  const double mean = sum / static_cast<double>(values.size());
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

}  // namespace vedette
