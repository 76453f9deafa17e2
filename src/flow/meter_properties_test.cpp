// SPDX-License-Identifier: Apache-2.0
// What must hold for any packets: nothing is lost or counted twice, and neither threads nor batches
// play a part.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <tuple>

#include "base/random.hpp"
#include "flow/packets_for_test.hpp"

namespace vedette {
namespace {

/// Mostly short steps, many of them zero, some long silences, some steps back.
TimeNs step_of(Random& random) {
  const std::uint64_t kind = random.below(200);
  if (kind < 60) return 0;
  if (kind < 180) return static_cast<TimeNs>(random.below(50'000'000));
  if (kind < 190) return -static_cast<TimeNs>(random.below(200'000'000));
  if (kind < 199) return static_cast<TimeNs>(random.below(6)) * kSecond;
  return static_cast<TimeNs>(random.below(60)) * kSecond;
}

std::vector<PacketFacts> random_packets(std::uint64_t seed, std::size_t count) {
  constexpr std::uint8_t kFlags[] = {kSyn, kSyn | kAck, kAck, kAck | kPsh, kFin | kAck, kRst};
  constexpr std::uint8_t kProtocols[] = {kTcp, kTcp, kUdp, kIcmp};
  Random random(seed);
  TimeNs time = 1'000 * kSecond;
  std::vector<PacketFacts> packets;
  for (std::size_t i = 0; i < count; ++i) {
    time += i == count / 2 ? -300 * kSecond : step_of(random);
    packets.push_back(packet_of({.time = time,
                                 .from_client = random.below(3) > 0,
                                 .protocol = kProtocols[random.below(4)],
                                 .flags = kFlags[random.below(6)],
                                 .payload = static_cast<std::uint32_t>(random.below(1'400)),
                                 .sequence = static_cast<std::uint32_t>(random.below(3)),
                                 .client = static_cast<std::uint8_t>(random.below(6)),
                                 .server = static_cast<std::uint8_t>(random.below(3)),
                                 .client_port = static_cast<std::uint16_t>(random.below(4))}));
    if (random.below(50) == 0) packets.back().outcome = Outcome::truncated;
  }
  return packets;
}

MeterOptions options_number(std::uint64_t number) {
  MeterOptions options;
  if (number % 2 == 1) options.max_flows = 32;
  if (number % 3 == 1) options.early_packets = 3;
  if (number % 3 == 2) options.early_ns = 7 * kSecond;
  if (number % 4 >= 2) options.active_timeout_ns = 20 * kSecond;
  if (number % 5 == 4) {  // old before they are early
    options.active_timeout_ns = 10 * kSecond;
    options.early_ns = 12 * kSecond;
  }
  return options;
}

/// All that a row could be made of.
std::string text_of(const EndedFlow& ended) {
  const Flow& flow = ended.flow;
  const auto side = [](const Side& one) {
    return fmt::format("{}/{}/{}/{}/{}", one.packets, one.wire_bytes, Wide{one.payload.squares},
                       std::uint64_t{one.gaps.sum}, one.retransmissions);
  };
  return fmt::format("{} {} first {} piece {} of {:016x} {}..{} {} {} tcp {} gaps {} {} burst {}",
                     ended.report.reported, to_string(flow.end), flow.first_packet, flow.piece,
                     hash_of(flow.key), flow.first, flow.last, side(flow.forward),
                     side(flow.backward), flow.tcp_events, flow.gaps.variance(flow.packets()),
                     flow.forward_from_low, flow.burst_start());
}

std::vector<std::string> rows_of(MeterOptions options, const std::vector<PacketFacts>& packets,
                                 int threads, std::size_t batch) {
  options.threads = threads;
  FlowMeter meter(options);
  std::vector<std::string> rows;
  for (const EndedFlow& ended : run_meter(meter, packets, batch)) rows.push_back(text_of(ended));
  return rows;
}

TEST(FlowMeterProperties, rows_do_not_depend_on_batches) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const std::vector<PacketFacts> packets = random_packets(seed, 1'500);
    const MeterOptions options = options_number(seed);
    const std::vector<std::string> rows = rows_of(options, packets, 1, packets.size());
    EXPECT_GT(rows.size(), 100U) << seed;
    for (const std::size_t batch : {1U, 2U, 7U, 100U}) {
      const std::vector<std::string> others = rows_of(options, packets, 1, batch);
      ASSERT_EQ(others.size(), rows.size()) << "seed " << seed << ", batches of " << batch;
      for (std::size_t i = 0; i < rows.size(); ++i)
        ASSERT_EQ(others[i], rows[i]) << "seed " << seed << ", batches of " << batch;
    }
  }
}

TEST(FlowMeterProperties, rows_do_not_depend_on_threads) {
  for (std::uint64_t seed = 20; seed < 24; ++seed) {
    const std::vector<PacketFacts> packets = random_packets(seed, 12'000);
    const MeterOptions options = options_number(seed);
    const std::vector<std::string> rows = rows_of(options, packets, 1, 1'024);
    EXPECT_EQ(rows_of(options, packets, 4, 6'000), rows) << seed;
    EXPECT_EQ(rows_of(options, packets, 3, packets.size()), rows) << seed;
  }
}

TEST(FlowMeterProperties, counters_do_not_depend_on_batches) {
  const std::vector<PacketFacts> packets = random_packets(30, 3'000);
  FlowMeter whole(options_number(30));
  FlowMeter single(options_number(30));
  (void)run_meter(whole, packets, packets.size());
  (void)run_meter(single, packets, 1);
  EXPECT_EQ(whole.counters().most_live, single.counters().most_live);
  EXPECT_EQ(whole.counters().flows, single.counters().flows);
  EXPECT_EQ(whole.counters().reasons, single.counters().reasons);
  EXPECT_EQ(whole.counters().reordered, single.counters().reordered);
  EXPECT_GE(whole.counters().most_live, 5U);
}

struct Sums {
  std::uint64_t packets = 0;
  std::uint64_t wire = 0;
  std::uint64_t ip = 0;
  std::uint64_t payload = 0;
  bool operator==(const Sums&) const = default;
};

Sums sums_of(const std::vector<PacketFacts>& packets) {
  Sums sums;
  for (const PacketFacts& packet : packets) {
    if (packet.outcome != Outcome::ok) continue;
    ++sums.packets;
    sums.wire += packet.wire_bytes;
    sums.ip += packet.ip_bytes;
    sums.payload += packet.payload_bytes;
  }
  return sums;
}

Sums sums_of(const std::vector<EndedFlow>& flows) {
  Sums sums;
  for (const EndedFlow& ended : flows) {
    if (ended.flow.end == EndReason::so_far) continue;
    for (const Side& side : {ended.flow.forward, ended.flow.backward}) {
      sums.packets += side.packets;
      sums.wire += side.wire_bytes;
      sums.ip += side.ip_bytes;
      sums.payload += side.payload.sum;
    }
  }
  return sums;
}

TEST(FlowMeterProperties, every_packet_is_in_one_flow_or_in_a_counter) {
  for (std::uint64_t seed = 40; seed < 60; ++seed) {
    const std::vector<PacketFacts> packets = random_packets(seed, 2'000);
    FlowMeter meter(options_number(seed));
    const std::vector<EndedFlow> flows = run_meter(meter, packets, 64);
    EXPECT_EQ(sums_of(flows), sums_of(packets)) << seed;
    const MeterCounters& counters = meter.counters();
    EXPECT_EQ(counters.packets, packets.size());
    std::uint64_t outcomes = 0;
    for (const std::uint64_t count : counters.outcomes) outcomes += count;
    EXPECT_EQ(outcomes, packets.size());
    std::uint64_t reasons = 0;
    for (const std::uint64_t count : counters.reasons) reasons += count;
    EXPECT_EQ(reasons, flows.size());
    EXPECT_EQ(counters.flows,
              flows.size() - counters.reasons[static_cast<std::size_t>(EndReason::so_far)]);
    EXPECT_EQ(meter.live_flows(), 0U);
    EXPECT_EQ(counters.clock_jumps, 1U);
  }
}

TEST(FlowMeterProperties, flows_hold_together) {
  const std::vector<PacketFacts> packets = random_packets(70, 4'000);
  FlowMeter meter(options_number(70));
  for (const EndedFlow& ended : run_meter(meter, packets, 64)) {
    const Flow& flow = ended.flow;
    ASSERT_GT(flow.packets(), 0U);
    EXPECT_LE(flow.first, flow.last);
    EXPECT_LE(flow.last, ended.report.reported);
    EXPECT_EQ(flow.gaps.sum, flow.duration_ns());
    EXPECT_LE(flow.active.sum + flow.idle.sum, flow.duration_ns());
    EXPECT_LE(flow.idles, flow.long_gaps);
    EXPECT_EQ(flow.first, packets[flow.first_packet].time);
    EXPECT_EQ(flow.key, key_of(packets[flow.first_packet], 0).key);
  }
}

TEST(FlowMeterProperties, reports_come_in_the_order_of_time_packet_and_first_packet) {
  std::vector<PacketFacts> packets = random_packets(80, 3'000);
  packets.resize(1'499);  // before the clock jumps
  for (const std::uint64_t number : {0U, 1U, 5U, 19U}) {
    FlowMeter meter(options_number(number));
    const std::vector<EndedFlow> flows = run_meter(meter, packets, 10);
    for (std::size_t i = 1; i < flows.size(); ++i) {
      const auto key = [](const FlowReport& report) {
        return std::tuple(report.reported, report.packet, report.first_packet);
      };
      EXPECT_LE(key(flows[i - 1].report), key(flows[i].report));
      EXPECT_EQ(flows[i].report.first_packet, flows[i].flow.first_packet);
      EXPECT_EQ(flows[i].report.reason, flows[i].flow.end);
    }
  }
}

TEST(FlowMeterProperties, many_live_flows_end_in_portions_and_the_meter_starts_again) {
  constexpr std::size_t kFlows = 10'000;
  std::vector<PacketFacts> packets;
  for (std::size_t i = 0; i < kFlows; ++i)
    packets.push_back(packet_of({.time = kSecond,
                                 .client = static_cast<std::uint8_t>(i / 5'000),
                                 .client_port = static_cast<std::uint16_t>(i % 5'000)}));
  FlowMeter meter({});
  for (int round = 0; round < 2; ++round) {
    EXPECT_TRUE(meter.add(packets).empty());
    EXPECT_LT(meter.finish().size(), kFlows / 2) << "reports of all flows would need memory";
    std::uint64_t next = 0;
    const std::uint64_t before = static_cast<std::uint64_t>(round) * kFlows;
    for (const EndedFlow& ended : finished(meter)) {
      EXPECT_GT(ended.report.first_packet, next);
      next = ended.report.first_packet;
    }
    EXPECT_EQ(next, before + kFlows - 1);
    EXPECT_EQ(meter.counters().flows, before + kFlows);
    EXPECT_EQ(meter.live_flows(), 0U);
  }
}

}  // namespace
}  // namespace vedette
