// SPDX-License-Identifier: Apache-2.0
#include "flow/meter.hpp"

#include <gmock/gmock.h>

#include "flow/packets_for_test.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<EndReason> reasons_of(const std::vector<EndedFlow>& flows) {
  std::vector<EndReason> reasons;
  for (const EndedFlow& ended : flows) reasons.push_back(ended.flow.end);
  return reasons;
}

/// A packet of somebody else, so that time goes on.
PacketShape other_at(TimeNs time) { return {.time = time, .protocol = kUdp, .client = 99}; }

struct TimeoutCase {
  const char* name;
  std::vector<PacketShape> packets;
  PacketShape later;  ///< comes at the last packet's time plus `timeout`, and one nanosecond after
  TimeNs timeout;
  EndReason reason;
};

TEST(FlowMeter, time_outs_hold_to_the_nanosecond) {
  const MeterOptions options;
  const PacketShape syn{.flags = kSyn};
  const PacketShape syn_ack{.from_client = false, .flags = kSyn | kAck};
  const PacketShape fin{.flags = kFin | kAck};
  const PacketShape their_fin{.from_client = false, .flags = kFin | kAck};
  const PacketShape udp{.protocol = kUdp};
  const PacketShape answer{.from_client = false, .protocol = kUdp};
  const TimeoutCase cases[] = {
      {"UDP without an answer", {udp}, udp, options.idle_timeout_ns, EndReason::idle},
      {"UDP with an answer", {udp, answer}, udp, options.idle_timeout_ns, EndReason::idle},
      {"TCP attempt", {syn}, syn, options.attempt_timeout_ns, EndReason::idle},
      {"TCP, answered", {syn, syn_ack}, {}, options.idle_timeout_ns, EndReason::idle},
      {"TCP, answer alone", {syn_ack}, syn_ack, options.attempt_timeout_ns, EndReason::idle},
      {"TCP, midstream", {{}}, {}, options.idle_timeout_ns, EndReason::idle},
      {"TCP, one FIN", {syn, syn_ack, fin}, {}, options.idle_timeout_ns, EndReason::idle},
      {"TCP, both FINs", {syn, syn_ack, fin, their_fin}, {}, options.linger_ns, EndReason::closed},
      {"TCP, reset", {syn, {.from_client = false, .flags = kRst}}, {}, options.linger_ns,
       EndReason::closed},
  };
  for (const TimeoutCase& one : cases)
    for (const TimeNs late : {0, 1}) {
      std::vector<PacketFacts> packets;
      for (const PacketShape& shape : one.packets) packets.push_back(packet_of(shape));
      PacketShape later = one.later;
      later.time = one.timeout + late;
      packets.push_back(packet_of(later));
      FlowMeter meter(options);
      const std::vector<EndedFlow> flows = run_meter(meter, packets);
      if (late == 0) {
        EXPECT_THAT(reasons_of(flows), ElementsAre(EndReason::finished)) << one.name;
        continue;
      }
      ASSERT_THAT(reasons_of(flows), ElementsAre(one.reason, EndReason::finished)) << one.name;
      EXPECT_EQ(flows[0].report.reported, one.timeout) << one.name << ": known when it was due";
      EXPECT_EQ(flows[0].flow.packets(), one.packets.size()) << one.name;
    }
}

TEST(FlowMeter, an_attempt_waits_no_longer_than_an_idle_flow) {
  MeterOptions options;
  options.idle_timeout_ns = 10 * kSecond;
  const auto flows = flows_of(options, {{.flags = kSyn}, other_at(10 * kSecond + 1)});
  EXPECT_THAT(reasons_of(flows), ElementsAre(EndReason::idle, EndReason::finished));
}

TEST(FlowMeter, late_packets_belong_to_the_closed_connection) {
  const auto flows = flows_of({}, {{.flags = kSyn},
                                   {.time = 1, .from_client = false, .flags = kSyn | kAck},
                                   {.time = 2, .flags = kFin | kAck},
                                   {.time = 3, .from_client = false, .flags = kFin | kAck},
                                   {.time = 4, .flags = kAck},
                                   {.time = 4 * kSecond, .from_client = false, .flags = kRst},
                                   {.time = 9 * kSecond, .from_client = false, .flags = kRst},
                                   other_at(20 * kSecond)});
  ASSERT_THAT(reasons_of(flows), ElementsAre(EndReason::closed, EndReason::finished));
  EXPECT_EQ(flows[0].flow.packets(), 7U);
  EXPECT_EQ(flows[0].report.reported, 14 * kSecond);
}

TEST(FlowMeter, a_new_connection_takes_the_same_endpoints) {
  const PacketShape other_way{.time = 5, .from_client = false, .flags = kSyn, .sequence = 8};
  const auto flows = flows_of({}, {{.flags = kSyn, .sequence = 5},
                                   {.time = 1, .from_client = false, .flags = kRst | kAck},
                                   {.time = 2, .flags = kSyn, .sequence = 5},
                                   {.time = 3, .from_client = false, .flags = kSyn | kAck},
                                   {.time = 4, .flags = kAck},
                                   other_way});
  ASSERT_THAT(reasons_of(flows),
              ElementsAre(EndReason::replaced, EndReason::replaced, EndReason::finished));
  EXPECT_EQ(flows[0].flow.packets(), 2U);
  EXPECT_EQ(flows[0].report.reported, 2);
  EXPECT_EQ(flows[1].flow.packets(), 3U);
  EXPECT_EQ(flows[1].flow.piece, 0U);
  EXPECT_EQ(flows[2].flow.initiator().address, test_address(1, 1));
}

TEST(FlowMeter, the_active_time_out_cuts_a_flow_and_its_rest_goes_on) {
  MeterOptions options;
  options.active_timeout_ns = 60 * kSecond;
  const auto flows = flows_of(options, {{.flags = kSyn},
                                        {.time = 1, .from_client = false, .flags = kSyn | kAck},
                                        {.time = 60 * kSecond},
                                        {.time = 60 * kSecond + 1, .from_client = false},
                                        {.time = 120 * kSecond + 2}});
  ASSERT_THAT(reasons_of(flows),
              ElementsAre(EndReason::active, EndReason::active, EndReason::finished));
  EXPECT_EQ(flows[0].flow.packets(), 3U) << "exactly at the time-out is the same piece";
  EXPECT_EQ(flows[0].report.reported, 60 * kSecond);
  EXPECT_EQ(flows[1].report.reported, 120 * kSecond + 1);
  for (std::uint32_t piece = 0; piece < 3; ++piece) {
    EXPECT_EQ(flows[piece].flow.piece, piece);
    EXPECT_EQ(flows[piece].flow.initiator().address, test_address(0, 1));
    EXPECT_EQ(flows[piece].flow.connection_first, 0);
    EXPECT_NE(flows[piece].flow.tcp_events & kFwdSyn, 0);
  }
  EXPECT_EQ(flows[1].flow.first, 60 * kSecond + 1);
  EXPECT_EQ(flows[1].flow.first_packet, 3U);
  EXPECT_EQ(flows[1].flow.backward.packets, 1U);
}

TEST(FlowMeter, a_rest_without_packets_reports_nothing) {
  MeterOptions options;
  options.active_timeout_ns = 60 * kSecond;
  FlowMeter meter(options);
  const auto flows = run_meter(
      meter, packets_of({{.protocol = kUdp},
                         {.time = kSecond, .protocol = kUdp},
                         other_at(90 * kSecond),
                         other_at(200 * kSecond)}));
  ASSERT_EQ(flows.size(), 3U);
  EXPECT_EQ(flows[0].flow.end, EndReason::active);
  EXPECT_EQ(flows[0].flow.packets(), 2U);
  EXPECT_EQ(meter.counters().flows, 3U);
}

TEST(FlowMeter, a_flow_that_was_silent_before_it_was_old_is_idle) {
  MeterOptions options;
  options.active_timeout_ns = 200 * kSecond;
  const auto flows = flows_of(options, {{.protocol = kUdp}, other_at(500 * kSecond)});
  EXPECT_THAT(reasons_of(flows), ElementsAre(EndReason::idle, EndReason::finished));
  EXPECT_EQ(flows[0].report.reported, 120 * kSecond);
}

TEST(FlowMeter, early_records_come_at_a_number_of_packets) {
  MeterOptions options;
  options.early_packets = 2;
  FlowMeter meter(options);
  const auto flows = run_meter(meter, packets_of({{.time = 1, .protocol = kUdp},
                                                  {.time = 2, .protocol = kUdp},
                                                  {.time = 3, .protocol = kUdp},
                                                  {.time = 4, .protocol = kUdp, .client = 2}}));
  ASSERT_THAT(reasons_of(flows),
              ElementsAre(EndReason::so_far, EndReason::finished, EndReason::finished));
  EXPECT_EQ(flows[0].flow.packets(), 2U);
  EXPECT_EQ(flows[0].report.reported, 2);
  EXPECT_EQ(flows[1].flow.packets(), 3U);
  EXPECT_EQ(meter.counters().flows, 2U) << "early records are not flows";
}

TEST(FlowMeter, early_records_come_at_an_age) {
  MeterOptions options;
  options.early_ns = 10 * kSecond;
  const auto flows = flows_of(options, {{.protocol = kUdp},
                                        {.time = 10 * kSecond, .protocol = kUdp},
                                        {.time = 10 * kSecond + 1, .protocol = kUdp}});
  ASSERT_THAT(reasons_of(flows), ElementsAre(EndReason::so_far, EndReason::finished));
  EXPECT_EQ(flows[0].flow.packets(), 2U) << "the packet at that moment still counts";
  EXPECT_EQ(flows[0].report.reported, 10 * kSecond);
}

TEST(FlowMeter, there_is_one_early_record_at_most_and_none_of_flows_that_are_over_or_cut) {
  MeterOptions both;
  both.early_packets = 2;
  both.early_ns = 10 * kSecond;
  EXPECT_THAT(reasons_of(flows_of(both, {{}, {.time = 1}, {.time = 20 * kSecond}})),
              ElementsAre(EndReason::so_far, EndReason::finished));
  MeterOptions late;
  late.early_ns = 40 * kSecond;
  EXPECT_THAT(reasons_of(flows_of(late, {{.flags = kSyn}, other_at(50 * kSecond)})),
              ElementsAre(EndReason::idle, EndReason::finished));
  late.active_timeout_ns = 30 * kSecond;
  const PacketShape after_all{.time = 50 * kSecond, .protocol = kUdp};
  EXPECT_THAT(reasons_of(flows_of(late, {{.protocol = kUdp}, after_all})),
              ElementsAre(EndReason::active, EndReason::finished));
}

/// Flows compete only within their partition, which is chosen by these bits of the key's hash.
bool in_first_partition(const PacketShape& shape) {
  return hash_of(key_of(packet_of(shape), 0).key) >> 60 == 0;
}

/// Five flows of one partition; four fit.
class Eviction {
 public:
  Eviction() {
    for (std::uint8_t client = 1; client <= 5; ++client) {
      PacketShape shape{.protocol = kTcp, .client = client};
      while (!in_first_partition(shape)) ++shape.client_port;
      shapes_.push_back(shape);
    }
  }
  void add(std::size_t flow, std::uint8_t flags, bool from_client = true) {
    PacketShape shape = shapes_[flow];
    shape.time = static_cast<TimeNs>(packets_.size());
    shape.flags = flags;
    shape.from_client = from_client;
    packets_.push_back(packet_of(shape));
  }
  /// Number of the flow that had to go; -1 for none.
  [[nodiscard]] int evicted() const {
    MeterOptions options;
    options.max_flows = 64;
    FlowMeter meter(options);
    for (const EndedFlow& ended : run_meter(meter, packets_))
      if (ended.flow.end == EndReason::evicted)
        return ended.flow.initiator().address.bytes[15] - 1;
    return -1;
  }

 private:
  std::vector<PacketShape> shapes_{};
  std::vector<PacketFacts> packets_{};
};

TEST(FlowMeter, evicts_in_the_order_of_what_is_lost_least) {
  const auto talks = [](Eviction& eviction, std::size_t flow) {
    eviction.add(flow, kSyn);
    eviction.add(flow, kSyn | kAck, false);
    eviction.add(flow, kAck);
  };
  Eviction none;
  for (std::size_t flow = 0; flow < 4; ++flow) talks(none, flow);
  EXPECT_EQ(none.evicted(), -1);

  Eviction quietest;
  for (std::size_t flow = 0; flow < 4; ++flow) talks(quietest, flow);
  quietest.add(0, kAck);  // so the second is the quietest now
  quietest.add(4, kSyn);
  EXPECT_EQ(quietest.evicted(), 1);

  Eviction one_sided;
  talks(one_sided, 0);
  talks(one_sided, 1);
  one_sided.add(2, kAck);  // midstream
  talks(one_sided, 3);
  one_sided.add(4, kSyn);
  EXPECT_EQ(one_sided.evicted(), 2);

  Eviction attempt;
  talks(attempt, 0);
  attempt.add(1, kAck);
  attempt.add(2, kAck);
  attempt.add(3, kSyn);
  attempt.add(4, kSyn);
  EXPECT_EQ(attempt.evicted(), 3);

  Eviction closed;
  closed.add(0, kSyn);
  closed.add(1, kAck);
  closed.add(2, kSyn);
  talks(closed, 3);
  closed.add(3, kRst);
  closed.add(4, kSyn);
  EXPECT_EQ(closed.evicted(), 3);
}

TEST(FlowMeter, a_clock_that_jumps_back_ends_all_flows) {
  FlowMeter meter({});
  const auto flows = run_meter(meter, packets_of({{.time = 100 * kSecond, .protocol = kUdp},
                                                  {.time = 40 * kSecond, .protocol = kUdp},
                                                  {.time = 40 * kSecond - 1, .protocol = kUdp},
                                                  {.time = 40 * kSecond, .protocol = kUdp}}));
  ASSERT_THAT(reasons_of(flows), ElementsAre(EndReason::finished, EndReason::finished));
  EXPECT_EQ(flows[0].flow.packets(), 2U) << "a minute back is late, not another clock";
  EXPECT_EQ(flows[0].report.reported, 100 * kSecond);
  EXPECT_EQ(flows[1].flow.first, 40 * kSecond - 1);
  EXPECT_EQ(flows[1].report.reported, 40 * kSecond);
  EXPECT_EQ(meter.counters().clock_jumps, 1U);
  EXPECT_EQ(meter.counters().reordered, 2U);
}

TEST(FlowMeter, the_clock_is_the_largest_time_so_far) {
  // The late packet of the first flow counts from the clock, not from its own time.
  const auto flows = flows_of({}, {{.protocol = kUdp},
                                   other_at(100 * kSecond),
                                   {.time = 50 * kSecond, .protocol = kUdp},
                                   other_at(220 * kSecond),
                                   other_at(220 * kSecond + 1)});
  ASSERT_THAT(reasons_of(flows), ElementsAre(EndReason::idle, EndReason::finished));
  EXPECT_EQ(flows[0].report.reported, 220 * kSecond);
  EXPECT_EQ(flows[0].flow.last, 50 * kSecond);
}

TEST(FlowMeter, time_goes_on_without_packets) {
  FlowMeter meter({});
  EXPECT_TRUE(meter.add(packets_of({{.protocol = kUdp}})).empty());
  EXPECT_TRUE(meter.advance(120 * kSecond).empty());
  EXPECT_EQ(meter.live_flows(), 1U);
  const auto reports = meter.advance(120 * kSecond + 1);
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].flow->end, EndReason::idle);
  EXPECT_EQ(meter.live_flows(), 0U);
  EXPECT_TRUE(meter.advance(5).empty()) << "time does not go back";
}

TEST(FlowMeter, counts_packets_that_belong_to_no_flow_by_their_outcome) {
  std::vector<PacketFacts> packets =
      packets_of({{.protocol = kUdp, .payload = 8}, {.time = 1}, {.time = 2}});
  packets[1].outcome = Outcome::not_ip;
  packets[2].outcome = Outcome::malformed;
  FlowMeter meter({});
  EXPECT_EQ(run_meter(meter, packets).size(), 1U);
  const MeterCounters& counters = meter.counters();
  EXPECT_EQ(counters.packets, 3U);
  EXPECT_EQ(counters.outcomes[static_cast<std::size_t>(Outcome::ok)], 1U);
  EXPECT_EQ(counters.outcomes[static_cast<std::size_t>(Outcome::not_ip)], 1U);
  EXPECT_EQ(counters.outcomes[static_cast<std::size_t>(Outcome::malformed)], 1U);
  EXPECT_EQ(counters.wire_bytes, 50U + 54 + 54);
  EXPECT_EQ(counters.most_live, 1U);
}

TEST(FlowMeter, tells_vlans_apart_only_where_asked) {
  std::vector<PacketFacts> packets = packets_of({{.protocol = kUdp}, {.protocol = kUdp}});
  packets[1].vlan = 7;
  FlowMeter together({});
  EXPECT_EQ(run_meter(together, packets).size(), 1U);
  MeterOptions options;
  options.flows_by_vlan = true;
  FlowMeter apart(options);
  EXPECT_EQ(run_meter(apart, packets).size(), 2U);
}

TEST(FlowMeter, can_be_used_again_after_the_end) {
  FlowMeter meter({});
  const auto packets = packets_of({{.time = 500 * kSecond, .protocol = kUdp}});
  EXPECT_EQ(run_meter(meter, packets).size(), 1U);
  EXPECT_THAT(run_meter(meter, {}), IsEmpty());
  EXPECT_EQ(run_meter(meter, packets_of({{.time = 1, .protocol = kUdp}})).size(), 1U);
  EXPECT_EQ(meter.counters().clock_jumps, 0U);
  EXPECT_EQ(meter.counters().flows, 2U);
}

TEST(FlowMeter, names_its_reasons) {
  const char* names[] = {"idle", "active", "closed", "replaced", "evicted", "finished", "so_far"};
  for (int i = 0; i < kEndReasons; ++i) EXPECT_EQ(to_string(static_cast<EndReason>(i)), names[i]);
}

}  // namespace
}  // namespace vedette
