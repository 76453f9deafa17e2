// SPDX-License-Identifier: Apache-2.0
// Each known fault of the CICFlowMeter line, by its number in docs/correctness.md, as a conversation
// that showed it there and must not show it here.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "features/feature.hpp"
#include "flow/packet_meter.hpp"
#include "net/decode.hpp"
#include "net/frames_for_test.hpp"

namespace vedette {
namespace {

constexpr TimeNs kMicrosecond = 1'000;
constexpr TimeNs kStart = 1'500'000'000 * kSecond;

/// What a packet of the one TCP conversation of these tests says.
struct Said {
  TimeNs after = kMicrosecond;  ///< since the packet before it
  bool forward = true;
  std::uint8_t flags = kAck;
  std::uint32_t payload = 0;
  std::uint16_t window = 1'000;
  std::uint16_t client_port = 40'000;
};

std::vector<PacketFacts> packets_of(const std::vector<Said>& talk) {
  const std::uint8_t client_bytes[] = {10, 0, 0, 9};  // above the server: order must not matter
  const std::uint8_t server_bytes[] = {10, 0, 0, 1};
  TimeNs now = kStart;
  std::vector<PacketFacts> packets;
  for (const Said& said : talk) {
    now += said.after;
    const Endpoint client{Address::ipv4(client_bytes), said.client_port};
    const Endpoint server{Address::ipv4(server_bytes), 80};
    packets.push_back({.time = now,
                       .source = said.forward ? client : server,
                       .destination = said.forward ? server : client,
                       .wire_bytes = said.payload + 54,
                       .ip_bytes = said.payload + 40,
                       .payload_bytes = said.payload,
                       .header_bytes = 20,
                       .window = said.window,
                       .protocol = kTcp,
                       .tcp_flags = said.flags});
  }
  return packets;
}

std::vector<Flow> copies_of(std::span<const FlowReport> reports) {
  std::vector<Flow> flows;
  for (const FlowReport& report : reports) flows.push_back(*report.flow);
  return flows;
}

std::vector<Flow> flows_of(const std::vector<Said>& talk, const MeterOptions& options = {}) {
  FlowMeter meter(options);
  return copies_of(meter.finish(packets_of(talk)));
}

/// Flows of raw IP packets, a second apart.
std::vector<Flow> flows_of_frames(const std::vector<Octets>& frames) {
  constexpr std::uint16_t kRawIp = 101;
  PacketMeter meter({}, {});
  std::vector<Flow> flows;
  std::vector<PacketView> views;
  for (const Octets& frame : frames) {
    views.push_back(view_of(frame, kRawIp));
    views.back().time = kStart + static_cast<TimeNs>(views.size()) * kSecond;
  }
  flows = copies_of(meter.add(views));
  const std::vector<Flow> last = copies_of(meter.finish());
  flows.insert(flows.end(), last.begin(), last.end());
  return flows;
}

double value_of(std::span<const FeatureSpec> set, const Flow& flow, std::string_view name) {
  const HostCounts hosts;
  for (const FeatureSpec& spec : set)
    if (spec.name == name) return spec.get({flow, hosts});
  ADD_FAILURE() << "no feature " << name;
  return 0;
}

double cic(const Flow& flow, std::string_view name) {
  return value_of(cic_features(), flow, name);
}

double ours(const Flow& flow, std::string_view name) {
  return value_of(vedette_features(), flow, name);
}

/// Handshake, a request and two answers.
std::vector<Said> short_talk() {
  return {{.flags = kSyn},
          {.forward = false, .flags = kSyn | kAck},
          {.flags = kAck},
          {.flags = kAck | kPsh, .payload = 100},
          {.forward = false, .flags = kAck, .payload = 1'000},
          {.forward = false, .flags = kAck | kPsh, .payload = 500}};
}

std::vector<Said> with(std::vector<Said> talk, const std::vector<Said>& more) {
  talk.insert(talk.end(), more.begin(), more.end());
  return talk;
}

TEST(CicFlowMeterFaults, fault_01_packets_after_a_fin_make_no_appendix_flow) {
  const auto flows = flows_of(with(short_talk(), {{.flags = kFin | kAck},
                                                  {.forward = false, .flags = kAck, .payload = 9},
                                                  {.forward = false, .flags = kFin | kAck},
                                                  {.flags = kAck}}));
  ASSERT_EQ(flows.size(), 1U);
  EXPECT_EQ(flows[0].packets(), 10U);
  EXPECT_EQ(cic(flows[0], "FIN Flag Count"), 2);
}

TEST(CicFlowMeterFaults, fault_02_packets_after_a_reset_make_no_appendix_flow) {
  const auto flows = flows_of(with(short_talk(), {{.flags = kRst},
                                                  {.forward = false, .flags = kAck, .payload = 9},
                                                  {.flags = kRst}}));
  ASSERT_EQ(flows.size(), 1U);
  EXPECT_EQ(flows[0].packets(), 9U);
}

TEST(CicFlowMeterFaults, fault_02_a_syn_after_a_reset_begins_another_flow) {
  const auto flows = flows_of(with(short_talk(), {{.flags = kRst}, {.flags = kSyn}}));
  EXPECT_EQ(flows.size(), 2U);
}

TEST(CicFlowMeterFaults, fault_03_a_continuation_keeps_its_direction) {
  const auto flows = flows_of(with(short_talk(), {{.after = 119 * kSecond, .flags = kAck},
                                                  {.after = 2 * kSecond, .forward = false},
                                                  {.forward = false, .payload = 7}}),
                              {.active_timeout_ns = 120 * kSecond});
  ASSERT_EQ(flows.size(), 2U);
  EXPECT_EQ(flows[1].piece, 1U);
  EXPECT_EQ(flows[1].initiator(), flows[0].initiator());
  EXPECT_EQ(cic(flows[1], "Total Fwd Packet"), 0);
  EXPECT_EQ(cic(flows[1], "Total Bwd packets"), 2);
  EXPECT_EQ(cic(flows[0], "Total Fwd Packet"), 4);
}

TEST(CicFlowMeterFaults, fault_04_the_first_packet_counts_once_in_length_statistics) {
  const auto flows = flows_of({{.payload = 100}, {.payload = 200}, {.payload = 600}});
  ASSERT_EQ(flows.size(), 1U);
  EXPECT_DOUBLE_EQ(cic(flows[0], "Packet Length Mean"), 300);
  EXPECT_DOUBLE_EQ(cic(flows[0], "Packet Length Variance"), 70'000);
  EXPECT_DOUBLE_EQ(cic(flows[0], "Packet Length Std"), std::sqrt(70'000));
}

TEST(CicFlowMeterFaults, fault_05_average_packet_size_is_packet_length_mean) {
  const auto flows = flows_of(short_talk());
  EXPECT_DOUBLE_EQ(cic(flows[0], "Average Packet Size"), cic(flows[0], "Packet Length Mean"));
  EXPECT_DOUBLE_EQ(cic(flows[0], "Average Packet Size"), 1'600.0 / 6);
}

TEST(CicFlowMeterFaults, fault_06_the_first_packet_counts_among_those_with_payload) {
  const auto flows = flows_of({{.payload = 1}, {.payload = 0}, {.payload = 1}});
  EXPECT_EQ(cic(flows[0], "Fwd Act Data Pkts"), 2);
}

TEST(CicFlowMeterFaults, fault_07_flags_of_a_direction_count_on_every_packet) {
  const auto flows = flows_of(with(short_talk(), {{.flags = kAck | kPsh | kUrg, .payload = 1},
                                                  {.flags = kAck | kPsh, .payload = 1}}));
  EXPECT_EQ(cic(flows[0], "Fwd PSH Flags"), 3);
  EXPECT_EQ(cic(flows[0], "Bwd PSH Flags"), 1);
  EXPECT_EQ(cic(flows[0], "Fwd URG Flags"), 1);
}

TEST(CicFlowMeterFaults, fault_08_flags_of_a_flow_count_on_every_packet) {
  const auto flows = flows_of(with(short_talk(), {{.flags = kFin | kAck | kEce | kCwr}}));
  EXPECT_EQ(cic(flows[0], "SYN Flag Count"), 2);
  EXPECT_EQ(cic(flows[0], "ACK Flag Count"), 6);
  EXPECT_EQ(cic(flows[0], "PSH Flag Count"), 2);
  EXPECT_EQ(cic(flows[0], "FIN Flag Count"), 1);
  EXPECT_EQ(cic(flows[0], "ECE Flag Count"), 1);
  EXPECT_EQ(cic(flows[0], "CWR Flag Count"), 1);
}

TEST(CicFlowMeterFaults, fault_09_bulks_are_booked_on_the_side_that_sent_them) {
  const auto flows = flows_of({{.payload = 10}, {.payload = 10}, {.payload = 10}, {.payload = 10}});
  EXPECT_EQ(cic(flows[0], "Fwd Bytes/Bulk Avg"), 40);
  EXPECT_EQ(cic(flows[0], "Fwd Packet/Bulk Avg"), 4);
  EXPECT_DOUBLE_EQ(cic(flows[0], "Fwd Bulk Rate Avg"), 40 / 3e-6);
  EXPECT_EQ(cic(flows[0], "Bwd Bytes/Bulk Avg"), 0);
}

TEST(CicFlowMeterFaults, fault_10_ratios_and_averages_keep_their_fractions) {
  const auto flows = flows_of({{}, {.forward = false}, {.forward = false}, {},
                               {.after = 2 * kSecond}, {.after = 2 * kSecond}});
  EXPECT_DOUBLE_EQ(cic(flows[0], "Down/Up Ratio"), 0.5);
  std::vector<Said> bulks(4, Said{.payload = 3});
  bulks.push_back({.forward = false, .payload = 1});
  bulks.insert(bulks.end(), 5, Said{.payload = 3});
  EXPECT_DOUBLE_EQ(cic(flows_of(bulks)[0], "Fwd Packet/Bulk Avg"), 4.5);
  EXPECT_DOUBLE_EQ(cic(flows_of(bulks)[0], "Fwd Bytes/Bulk Avg"), 13.5);
}

TEST(CicFlowMeterFaults, fault_11_subflows_are_parted_by_gaps_above_a_second) {
  const auto whole = flows_of({{.payload = 10}, {.after = kSecond}, {.payload = 10}});
  EXPECT_EQ(cic(whole[0], "Subflow Fwd Packets"), 0) << "no such gap, as that tool has it";
  EXPECT_EQ(ours(whole[0], "subflows"), 1);
  const auto parted = flows_of({{.payload = 10}, {.after = kSecond + 1}, {.after = 2 * kSecond}});
  EXPECT_EQ(cic(parted[0], "Subflow Fwd Packets"), 1.5);
  EXPECT_EQ(cic(parted[0], "Subflow Fwd Bytes"), 5);
  EXPECT_EQ(ours(parted[0], "subflows"), 3);
}

TEST(CicFlowMeterFaults, fault_12_active_and_idle_are_spans_of_time) {
  const auto flows =
      flows_of({{}, {.after = kSecond}, {.after = 6 * kSecond}, {.after = 3 * kSecond}});
  EXPECT_EQ(cic(flows[0], "Active Mean"), 1e6);
  EXPECT_EQ(cic(flows[0], "Idle Mean"), 6e6);
  EXPECT_EQ(ours(flows[0], "active_mean"), 2) << "the last burst counts";
  EXPECT_EQ(ours(flows[0], "active_max"), 3);
}

TEST(CicFlowMeterFaults, fault_13_the_window_backward_is_that_of_the_first_packet) {
  const auto flows = flows_of({{.window = 5}, {.forward = false, .window = 6},
                               {.forward = false, .window = 7}});
  EXPECT_EQ(cic(flows[0], "FWD Init Win Bytes"), 5);
  EXPECT_EQ(cic(flows[0], "Bwd Init Win Bytes"), 6);
  const auto closed = flows_of({{}, {.forward = false, .window = 0}, {.forward = false}});
  EXPECT_EQ(cic(closed[0], "Bwd Init Win Bytes"), 0) << "0 is a window too";
}

TEST(CicFlowMeterFaults, fault_14_no_feature_of_a_flow_without_duration_is_nan_or_infinite) {
  const auto flows = flows_of({{.payload = 10}, {.after = 0, .forward = false}});
  ASSERT_EQ(flows[0].duration_ns(), 0U);
  const HostCounts hosts;
  for (const FeatureSpec& spec : cic_features())
    EXPECT_TRUE(std::isfinite(spec.get({flows[0], hosts}))) << spec.name;
  for (const FeatureSpec& spec : vedette_features()) {
    const double value = spec.get({flows[0], hosts});
    EXPECT_FALSE(std::isinf(value)) << spec.name;
    EXPECT_FALSE(std::isnan(value) && spec.empty != "missing") << spec.name;
  }
  EXPECT_TRUE(std::isnan(ours(flows[0], "packets_per_second"))) << "missing, not -1";
}

TEST(CicFlowMeterFaults, fault_15_ipv6_gives_the_values_of_ipv4) {
  const std::vector<Octets> segments = {tcp_segment(40'000, 80, kSyn, 0),
                                        tcp_segment(40'000, 80, kAck | kPsh, 77)};
  std::vector<Octets> v4;
  std::vector<Octets> v6;
  for (const Octets& segment : segments) {
    v4.push_back(ipv4_packet({}, segment));
    v6.push_back(ipv6_packet(kTcp, segment));
  }
  const auto a = flows_of_frames(v4);
  const auto b = flows_of_frames(v6);
  ASSERT_EQ(a.size(), 1U);
  ASSERT_EQ(b.size(), 1U);
  const HostCounts hosts;
  for (const FeatureSpec& spec : cic_features())
    EXPECT_EQ(spec.get({a[0], hosts}), spec.get({b[0], hosts})) << spec.name;
  EXPECT_EQ(cic(b[0], "FWD Init Win Bytes"), 512);
}

TEST(CicFlowMeterFaults, fault_16_later_fragments_count_in_the_flow_of_the_first) {
  constexpr unsigned kMoreFragments = 0x2000;
  const auto flows = flows_of_frames(
      {ipv4_packet({.protocol = kUdp, .fragment_field = kMoreFragments}, udp_datagram(5, 6, zeros(8))),
       ipv4_packet({.protocol = kUdp, .fragment_field = 2}, zeros(24))});
  ASSERT_EQ(flows.size(), 1U);
  EXPECT_EQ(flows[0].packets(), 2U);
  EXPECT_EQ(flows[0].responder().port, 6);
}

TEST(CicFlowMeterFaults, fault_16_other_protocols_keep_their_number) {
  constexpr std::uint8_t kEsp = 50;
  const auto flows = flows_of_frames({ipv4_packet({.protocol = kEsp}, zeros(40))});
  ASSERT_EQ(flows.size(), 1U);
  EXPECT_EQ(flows[0].key.protocol, kEsp);
}

TEST(CicFlowMeterFaults, fault_17_the_link_layer_need_not_be_ethernet) {
  const Octets ip = ipv4_packet({}, tcp_segment(1, 2, kSyn, 0));
  const std::vector<std::pair<std::uint16_t, Octets>> links = {
      {1, ethernet_frame(0x0800, ip)},
      {101, ip},
      {0, join({{2, 0, 0, 0}, ip})},                 // loopback, address family first
      {113, join({zeros(14), be16(0x0800), ip})},    // Linux cooked
      {276, join({be16(0x0800), zeros(18), ip})}};   // the same, version 2
  for (const auto& [link_type, frame] : links) {
    const PacketFacts facts = decode(view_of(frame, link_type), {});
    EXPECT_EQ(facts.outcome, Outcome::ok) << link_type;
    EXPECT_EQ(to_string(facts.source.address), "10.0.0.1") << link_type;
    EXPECT_EQ(facts.destination.port, 2) << link_type;
  }
}

TEST(CicFlowMeterFaults, fault_18_an_icmp_error_is_not_the_packet_that_it_quotes) {
  const Octets quoted = ipv4_packet({}, tcp_segment(1, 2, kSyn, 0));
  const Octets error = join({{3, 1}, zeros(6), quoted});
  const auto flows = flows_of_frames({ipv4_packet({.protocol = kIcmp}, error)});
  ASSERT_EQ(flows.size(), 1U);
  EXPECT_EQ(flows[0].key.protocol, kIcmp);
  EXPECT_EQ(flows[0].responder().port, 0);
  EXPECT_EQ(cic(flows[0], "ICMP Type"), 3);
  EXPECT_EQ(cic(flows[0], "ICMP Code"), 1);
}

TEST(CicFlowMeterFaults, fault_19_flows_of_one_packet_are_reported) {
  std::vector<Said> scan;
  for (std::uint16_t port = 1; port <= 100; ++port)
    scan.push_back({.flags = kSyn, .client_port = port});
  EXPECT_EQ(flows_of(scan).size(), 100U);
}

TEST(CicFlowMeterFaults, fault_20_no_column_is_there_twice) {
  std::set<std::string_view> names;
  for (const FeatureSpec& spec : cic_features()) EXPECT_TRUE(names.insert(spec.name).second);
}

TEST(CicFlowMeterFaults, fault_21_a_packet_from_the_past_makes_no_negative_gap_and_is_counted) {
  FlowMeter meter({});
  const auto flows = copies_of(meter.finish(
      packets_of({{}, {.after = 10 * kMicrosecond}, {.after = -4 * kMicrosecond}, {.after = kSecond}})));
  ASSERT_EQ(flows.size(), 1U);
  EXPECT_EQ(cic(flows[0], "Flow IAT Min"), 0);
  EXPECT_EQ(meter.counters().reordered, 1U);
}

TEST(CicFlowMeterFaults, fault_22_a_quiet_flow_ends_without_another_packet_of_its_own) {
  FlowMeter meter({});
  EXPECT_TRUE(meter.add(packets_of({{}, {.forward = false}})).empty());
  const auto other = packets_of({{.after = 121 * kSecond, .client_port = 1}});
  const auto ended = copies_of(meter.add(other));
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].end, EndReason::idle);
  EXPECT_EQ(meter.advance(kStart + 300 * kSecond).size(), 1U) << "time alone ends the other";
  EXPECT_EQ(meter.live_flows(), 0U);
}

}  // namespace
}  // namespace vedette
