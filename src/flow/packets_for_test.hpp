// SPDX-License-Identifier: Apache-2.0
/// Decoded packets and what a flow meter makes of them, for tests.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "flow/meter.hpp"

namespace vedette {


/// One packet between a client 10.0.0.x and a server 10.0.1.x.
struct PacketShape {
  TimeNs time = 0;
  bool from_client = true;
  std::uint8_t protocol = kTcp;
  std::uint8_t flags = kAck;
  std::uint32_t payload = 0;
  std::uint32_t sequence = 1'000;
  std::uint16_t window = 500;
  std::uint8_t client = 1;
  std::uint8_t server = 1;
  std::uint16_t client_port = 40'000;
  std::uint16_t server_port = 80;
};

inline Address test_address(std::uint8_t third, std::uint8_t fourth) {
  const std::uint8_t four[] = {10, 0, third, fourth};
  return Address::ipv4(four);
}

inline std::uint16_t test_header_bytes(std::uint8_t protocol) {
  if (protocol == kTcp) return 20;
  return protocol == kUdp ? 8 : 0;
}

/// IP and Ethernet headers are without options: 20 and 14 bytes.
inline PacketFacts packet_of(const PacketShape& shape) {
  const bool ports = shape.protocol == kTcp || shape.protocol == kUdp;
  const std::uint16_t none = 0;
  PacketFacts facts{.time = shape.time};
  facts.source = {test_address(0, shape.client), ports ? shape.client_port : none};
  facts.destination = {test_address(1, shape.server), ports ? shape.server_port : none};
  if (!shape.from_client) std::swap(facts.source, facts.destination);
  facts.protocol = shape.protocol;
  facts.header_bytes = test_header_bytes(shape.protocol);
  facts.payload_bytes = shape.payload;
  facts.ip_bytes = 20U + facts.header_bytes + shape.payload;
  facts.wire_bytes = 14U + facts.ip_bytes;
  facts.ttl = shape.from_client ? 64 : 128;
  if (shape.protocol != kTcp) return facts;
  facts.tcp_flags = shape.flags;
  facts.sequence = shape.sequence;
  facts.window = shape.window;
  return facts;
}

inline std::vector<PacketFacts> packets_of(std::initializer_list<PacketShape> shapes) {
  std::vector<PacketFacts> packets;
  for (const PacketShape& shape : shapes) packets.push_back(packet_of(shape));
  return packets;
}

/// A report with its own copy of the flow.
struct EndedFlow {
  FlowReport report{};
  Flow flow{};
};

inline void keep(std::vector<EndedFlow>& into, std::span<const FlowReport> reports) {
  for (const FlowReport& report : reports) into.push_back({report, *report.flow});
}

/// All that is left when the input is over, with its last packets if there are some.
template <typename Meter, typename... Last>
std::vector<EndedFlow> finished(Meter& meter, const Last&... last) {
  std::vector<EndedFlow> ended;
  keep(ended, meter.finish(last...));
  for (auto reports = meter.finish(); !reports.empty(); reports = meter.finish())
    keep(ended, reports);
  return ended;
}

inline std::vector<EndedFlow> run_meter(FlowMeter& meter, std::span<const PacketFacts> packets,
                                        std::size_t batch = 1) {
  std::vector<EndedFlow> ended;
  for (std::size_t at = 0; at < packets.size(); at += batch)
    keep(ended, meter.add(packets.subspan(at, std::min(batch, packets.size() - at))));
  for (EndedFlow& one : finished(meter)) ended.push_back(std::move(one));
  return ended;
}

inline std::vector<EndedFlow> flows_of(const MeterOptions& options,
                                       std::initializer_list<PacketShape> shapes) {
  FlowMeter meter(options);
  return run_meter(meter, packets_of(shapes));
}

}  // namespace vedette
