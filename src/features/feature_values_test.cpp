// SPDX-License-Identifier: Apache-2.0
// Every feature of both sets beside a value worked out by hand for the conversation in
// conversations_for_test.hpp:
//   forward  payloads 0 0 100 100 30 0   at 0, 12, 20, 25, 8550, 8560 ms
//   backward payloads 0 1000 500 0       at 10, 50, 1550, 8570 ms
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "features/conversations_for_test.hpp"

namespace vedette {
namespace {

struct Value {
  const char* name;
  double value;
};

const std::vector<double> kGapsMs = {10, 2, 8, 5, 25, 1'500, 7'000, 10, 10};
const std::vector<double> kForwardGapsMs = {12, 8, 5, 8'525, 10};
const std::vector<double> kBackwardGapsMs = {40, 1'500, 7'020};
const std::vector<double> kForwardPayloads = {0, 0, 100, 100, 30, 0};
const std::vector<double> kBackwardPayloads = {0, 1'000, 500, 0};
const std::vector<double> kPayloads = {0, 0, 0, 100, 100, 1'000, 500, 30, 0, 0};

/// The table must name every feature once, in its order.
void expect_values(std::span<const FeatureSpec> table, const std::vector<Value>& expected,
                   const Flow& flow, const HostCounts& hosts) {
  ASSERT_EQ(table.size(), expected.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    EXPECT_EQ(table[i].name, expected[i].name);
    const double value = table[i].get({flow, hosts});
    EXPECT_NEAR(value, expected[i].value, std::abs(expected[i].value) * 1e-12) << table[i].name;
  }
}

TEST(FeatureValues, of_the_cic_set_are_those_of_paper_and_pencil) {
  const double us = 1'000;  // per millisecond
  const std::vector<Value> expected = {
      {"Flow Duration", 8'570'000},
      {"Total Fwd Packet", 6},
      {"Total Bwd packets", 4},
      {"Total Length of Fwd Packet", 230},
      {"Total Length of Bwd Packet", 1'500},
      {"Fwd Packet Length Max", 100},
      {"Fwd Packet Length Min", 0},
      {"Fwd Packet Length Mean", 230.0 / 6},
      {"Fwd Packet Length Std", deviation_of(kForwardPayloads)},
      {"Bwd Packet Length Max", 1'000},
      {"Bwd Packet Length Min", 0},
      {"Bwd Packet Length Mean", 375},
      {"Bwd Packet Length Std", deviation_of(kBackwardPayloads)},
      {"Flow Bytes/s", 1'730 / 8.57},
      {"Flow Packets/s", 10 / 8.57},
      {"Flow IAT Mean", 8'570'000.0 / 9},
      {"Flow IAT Std", deviation_of(kGapsMs) * us},
      {"Flow IAT Max", 7'000'000},
      {"Flow IAT Min", 2'000},
      {"Fwd IAT Total", 8'560'000},
      {"Fwd IAT Mean", 8'560'000.0 / 5},
      {"Fwd IAT Std", deviation_of(kForwardGapsMs) * us},
      {"Fwd IAT Max", 8'525'000},
      {"Fwd IAT Min", 5'000},
      {"Bwd IAT Total", 8'560'000},
      {"Bwd IAT Mean", 8'560'000.0 / 3},
      {"Bwd IAT Std", deviation_of(kBackwardGapsMs) * us},
      {"Bwd IAT Max", 7'020'000},
      {"Bwd IAT Min", 40'000},
      {"Fwd PSH Flags", 2},
      {"Bwd PSH Flags", 1},
      {"Fwd URG Flags", 1},
      {"Bwd URG Flags", 0},
      {"Fwd RST Flags", 0},
      {"Bwd RST Flags", 0},
      {"Fwd Header Length", 6 * 20},
      {"Bwd Header Length", 4 * 20},
      {"Fwd Packets/s", 6 / 8.57},
      {"Bwd Packets/s", 4 / 8.57},
      {"Packet Length Min", 0},
      {"Packet Length Max", 1'000},
      {"Packet Length Mean", 173},
      {"Packet Length Std", deviation_of(kPayloads)},
      {"Packet Length Variance", 971'610.0 / 9},  // (1,270,900 - 1730^2 / 10) / 9
      {"FIN Flag Count", 2},
      {"SYN Flag Count", 2},
      {"RST Flag Count", 0},
      {"PSH Flag Count", 3},
      {"ACK Flag Count", 9},
      {"URG Flag Count", 1},
      {"CWR Flag Count", 1},
      {"ECE Flag Count", 1},
      {"Down/Up Ratio", 4.0 / 6},
      {"Average Packet Size", 173},
      {"Fwd Segment Size Avg", 230.0 / 6},
      {"Bwd Segment Size Avg", 375},
      {"Fwd Bytes/Bulk Avg", 0},
      {"Fwd Packet/Bulk Avg", 0},
      {"Fwd Bulk Rate Avg", 0},
      {"Bwd Bytes/Bulk Avg", 0},
      {"Bwd Packet/Bulk Avg", 0},
      {"Bwd Bulk Rate Avg", 0},
      {"Subflow Fwd Packets", 3},  // two gaps above a second
      {"Subflow Fwd Bytes", 115},
      {"Subflow Bwd Packets", 2},
      {"Subflow Bwd Bytes", 750},
      {"FWD Init Win Bytes", 64'000},
      {"Bwd Init Win Bytes", 65'000},
      {"Fwd Act Data Pkts", 3},
      {"Bwd Act Data Pkts", 2},
      {"Fwd Seg Size Min", 20},
      {"Bwd Seg Size Min", 20},
      {"Active Mean", 1'550'000},
      {"Active Std", 0},
      {"Active Max", 1'550'000},
      {"Active Min", 1'550'000},
      {"Idle Mean", 7'000'000},
      {"Idle Std", 0},
      {"Idle Max", 7'000'000},
      {"Idle Min", 7'000'000},
      {"ICMP Code", -1},
      {"ICMP Type", -1},
      {"Total Connection Flow Time", 8'570'000},
      {"Total TCP Flow Time", 8'570'000},
  };
  expect_values(cic_features(), expected, tcp_conversation(), {});
}

TEST(FeatureValues, of_our_set_are_those_of_paper_and_pencil) {
  const double s = 1e-3;  // per millisecond
  // Payloads in bins: 5 of 0, and 24-31, 96-127 (two), 384-511, 768-1023.
  const double payload_entropy = 0.5 + 0.3 * std::log2(10.0) + 0.2 * std::log2(5.0);
  // Gaps in bins of a doubling of microseconds: 2; 5, 8; 10, 10, 10; 25; 1500; 7000 ms.
  const double gap_entropy =
      4.0 / 9 * std::log2(9.0) + 2.0 / 9 * std::log2(4.5) + 3.0 / 9 * std::log2(3.0);
  const std::vector<Value> expected = {
      {"duration", 8.57},
      {"fwd_packets", 6},
      {"bwd_packets", 4},
      {"fwd_payload_bytes", 230},
      {"bwd_payload_bytes", 1'500},
      {"fwd_ip_bytes", 6 * 40 + 230},
      {"bwd_ip_bytes", 4 * 40 + 1'500},
      {"fwd_wire_bytes", 6 * 54 + 230},
      {"bwd_wire_bytes", 4 * 54 + 1'500},
      {"packets_per_second", 10 / 8.57},
      {"ip_bytes_per_second", 2'130 / 8.57},
      {"payload_bytes_per_second", 1'730 / 8.57},
      {"fwd_packet_share", 0.6},
      {"fwd_payload_share", 230.0 / 1'730},
      {"fwd_ip_byte_share", 470.0 / 2'130},
      {"fwd_ip_bytes_per_packet", 470.0 / 6},
      {"bwd_ip_bytes_per_packet", 415},
      {"fwd_payload_mean", 230.0 / 6},
      {"bwd_payload_mean", 375},
      {"fwd_payload_std", deviation_of(kForwardPayloads)},
      {"bwd_payload_std", deviation_of(kBackwardPayloads)},
      {"fwd_payload_min", 0},
      {"bwd_payload_min", 0},
      {"fwd_payload_max", 100},
      {"bwd_payload_max", 1'000},
      {"fwd_data_packets", 3},
      {"bwd_data_packets", 2},
      {"fwd_header_bytes", 6 * 20},
      {"bwd_header_bytes", 4 * 20},
      {"payload_p25", 0},
      {"payload_p50", 0},
      {"payload_p75", (96 + 127) / 2.0},   // 100
      {"payload_p90", (384 + 511) / 2.0},  // 500
      {"payload_entropy", payload_entropy},
      {"gap_mean", 8.57 / 9},
      {"gap_std", deviation_of(kGapsMs) * s},
      {"gap_min", 0.002},
      {"gap_max", 7},
      {"fwd_gap_mean", 8.56 / 5},
      {"fwd_gap_std", deviation_of(kForwardGapsMs) * s},
      {"fwd_gap_min", 0.005},
      {"fwd_gap_max", 8.525},
      {"bwd_gap_mean", 8.56 / 3},
      {"bwd_gap_std", deviation_of(kBackwardGapsMs) * s},
      {"bwd_gap_min", 0.040},
      {"bwd_gap_max", 7.020},
      {"gap_p25", (4'096 + 8'191) / 2e6},  // 8 ms
      {"gap_p50", (8'192 + 16'383) / 2e6},  // 10 ms
      {"gap_p75", (16'384 + 32'767) / 2e6},  // 25 ms
      {"gap_p90", (4'194'304 + 8'388'607) / 2e6},  // 7 s
      {"gap_entropy", gap_entropy},
      {"fwd_fin_packets", 1},
      {"bwd_fin_packets", 1},
      {"fwd_syn_packets", 1},
      {"bwd_syn_packets", 1},
      {"fwd_rst_packets", 0},
      {"bwd_rst_packets", 0},
      {"fwd_psh_packets", 2},
      {"bwd_psh_packets", 1},
      {"fwd_ack_packets", 5},
      {"bwd_ack_packets", 4},
      {"fwd_urg_packets", 1},
      {"bwd_urg_packets", 0},
      {"fwd_ece_packets", 0},
      {"bwd_ece_packets", 1},
      {"fwd_cwr_packets", 1},
      {"bwd_cwr_packets", 0},
      {"tcp_established", 1},
      {"tcp_rejected", 0},
      {"tcp_midstream", 0},
      {"handshake_rtt", 0.010},
      {"handshake_ack_delay", 0.002},
      {"fwd_first_data_delay", 0.020},
      {"bwd_first_data_delay", 0.050},
      {"fwd_retransmissions", 1},
      {"bwd_retransmissions", 0},
      {"fwd_first_window", 64'000},
      {"bwd_first_window", 65'000},
      {"fwd_largest_window", 64'000},
      {"bwd_largest_window", 65'000},
      {"fwd_zero_windows", 0},
      {"bwd_zero_windows", 1},
      {"fwd_mss", 1'460},
      {"bwd_mss", 1'400},
      {"fwd_ttl_min", 64},
      {"bwd_ttl_min", 128},
      {"fwd_ttl_max", 64},
      {"bwd_ttl_max", 128},
      {"early_payload_1", 0},
      {"early_payload_2", 0},
      {"early_payload_3", 0},
      {"early_payload_4", 100},
      {"early_payload_5", 100},
      {"early_payload_6", -1'000},
      {"early_payload_7", -500},
      {"early_payload_8", 30},
      {"early_gap_2", 0.010},
      {"early_gap_3", 0.002},
      {"early_gap_4", 0.008},
      {"early_gap_5", 0.005},
      {"early_gap_6", 0.025},
      {"early_gap_7", 1.5},
      {"early_gap_8", 7},
      {"subflows", 3},
      {"bursts", 2},
      {"active_mean", (1.55 + 0.02) / 2},
      {"active_max", 1.55},
      {"idle_mean", 7},
      {"idle_max", 7},
      {"fragments", 0},
      {"tunnels", 0},
      {"piece", 0},
      {"src_flows", 4},
      {"src_peers", 3},
      {"src_ports", 2},
      {"src_same_port_share", 0.75},
      {"src_same_peer_share", 0.5},
      {"src_unanswered_share", 0.25},
      {"src_rejected_share", 0.25},
      {"dst_flows", 8},
      {"dst_peers", 5},
      {"dst_ports", 1},
      {"dst_same_port_share", 1},
      {"dst_same_peer_share", 0.25},
      {"dst_unanswered_share", 0.5},
      {"dst_rejected_share", 0.375},
  };
  const HostCounts hosts{.initiator = {4, 3, 2, 3, 2, 1, 1}, .responder = {8, 5, 1, 8, 2, 4, 3}};
  expect_values(vedette_features(), expected, tcp_conversation(), hosts);
}

TEST(FeatureValues, of_bulks_are_means_over_the_bulks_of_a_side) {
  std::vector<PacketFacts> packets;
  const auto run = [&packets](TimeNs start, int count, bool from_client) {
    for (int i = 0; i < count; ++i)
      packets.push_back(packet_of({.time = start + i * 100 * kMs,
                                   .from_client = from_client,
                                   .protocol = kUdp,
                                   .payload = 200}));
  };
  run(0, 4, true);             // 0.3 s
  run(1'000 * kMs, 3, false);  // too short
  run(2'000 * kMs, 6, true);   // 0.5 s
  auto values = values_of(cic_features(), flow_from(packets));
  EXPECT_EQ(values["Fwd Packet/Bulk Avg"], 5);
  EXPECT_EQ(values["Fwd Bytes/Bulk Avg"], 1'000);
  EXPECT_DOUBLE_EQ(values["Fwd Bulk Rate Avg"], 2'000 / 0.8);
  EXPECT_EQ(values["Bwd Packet/Bulk Avg"], 0);
  EXPECT_EQ(values["Bwd Bulk Rate Avg"], 0);
}

std::set<std::string> missing_in(const Flow& flow) {
  std::set<std::string> missing;
  for (const auto& [name, value] : values_of(vedette_features(), flow))
    if (std::isnan(value)) missing.insert(name);
  return missing;
}

TEST(FeatureValues, of_our_set_are_missing_where_they_are_not_defined) {
  std::set<std::string> expected = {
      "packets_per_second", "ip_bytes_per_second", "payload_bytes_per_second",
      "bwd_ip_bytes_per_packet", "bwd_payload_mean", "fwd_payload_std", "bwd_payload_std",
      "bwd_payload_min", "bwd_payload_max", "gap_mean", "gap_std", "gap_min", "gap_max",
      "fwd_gap_mean", "fwd_gap_std", "fwd_gap_min", "fwd_gap_max", "bwd_gap_mean", "bwd_gap_std",
      "bwd_gap_min", "bwd_gap_max", "gap_p25", "gap_p50", "gap_p75", "gap_p90", "handshake_rtt",
      "handshake_ack_delay", "bwd_first_data_delay", "fwd_first_window", "bwd_first_window",
      "fwd_largest_window", "bwd_largest_window", "fwd_mss", "bwd_mss", "bwd_ttl_min",
      "bwd_ttl_max", "idle_mean", "idle_max"};
  for (int i = 2; i <= 8; ++i) {
    expected.insert("early_payload_" + std::to_string(i));
    expected.insert("early_gap_" + std::to_string(i));
  }
  EXPECT_EQ(missing_in(lone_datagram()), expected);
  expected.insert({"fwd_payload_share", "fwd_first_data_delay"});  // no payload at all
  EXPECT_EQ(missing_in(lone_ping()), expected);
  EXPECT_TRUE(missing_in(tcp_conversation()).empty());
}

TEST(FeatureValues, of_the_cic_set_are_numbers_where_they_are_not_defined) {
  for (const Flow& flow : {lone_datagram(), lone_ping(), tcp_conversation()})
    for (const auto& [name, value] : values_of(cic_features(), flow))
      EXPECT_TRUE(std::isfinite(value)) << name;
  auto datagram = values_of(cic_features(), lone_datagram());
  EXPECT_EQ(datagram["Flow Bytes/s"], -1);
  EXPECT_EQ(datagram["Flow Packets/s"], -1);
  EXPECT_EQ(datagram["Fwd Packets/s"], 0);
  EXPECT_EQ(datagram["Flow IAT Min"], 0);
  EXPECT_EQ(datagram["Fwd Seg Size Min"], 8);
  EXPECT_EQ(datagram["Bwd Seg Size Min"], 0);
  EXPECT_EQ(datagram["Bwd Packet Length Min"], 0);
  EXPECT_EQ(datagram["FWD Init Win Bytes"], 0);
  EXPECT_EQ(datagram["Down/Up Ratio"], 0);
  EXPECT_EQ(datagram["ICMP Type"], -1);
  auto ping = values_of(cic_features(), lone_ping());
  EXPECT_EQ(ping["ICMP Type"], 8);
  EXPECT_EQ(ping["ICMP Code"], 0);
  EXPECT_EQ(ping["Fwd Seg Size Min"], 0);
}

TEST(FeatureValues, that_are_undefined_are_what_the_table_says) {
  for (const auto table : {cic_features(), vedette_features()})
    for (const FeatureSpec& spec : table)
      for (const Flow& flow : {lone_datagram(), lone_ping(), tcp_conversation()})
        if (std::isnan(spec.get({flow, {}}))) {
          EXPECT_EQ(spec.empty, "missing") << spec.name;
        }
}

TEST(FeatureValues, tell_refused_connections_from_closed_ones) {
  const PacketShape reset{.time = kMs, .from_client = false, .flags = kRst | kAck};
  const Flow refused = flow_from(packets_of({{.flags = kSyn}, reset}));
  const Flow reset_after_payload = flow_from(packets_of({{.flags = kSyn, .payload = 1}, reset}));
  const Flow midstream = flow_from(packets_of({{.flags = kAck}}));
  EXPECT_EQ(values_of(vedette_features(), refused)["tcp_rejected"], 1);
  EXPECT_EQ(values_of(vedette_features(), reset_after_payload)["tcp_rejected"], 0);
  EXPECT_EQ(values_of(vedette_features(), midstream)["tcp_midstream"], 1);
  EXPECT_EQ(values_of(vedette_features(), midstream)["tcp_established"], 0);
}

}  // namespace
}  // namespace vedette
