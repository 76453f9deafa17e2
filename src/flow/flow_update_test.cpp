// SPDX-License-Identifier: Apache-2.0
#include "flow/flow_update.hpp"

#include <gtest/gtest.h>

#include "flow/packets_for_test.hpp"

namespace vedette {
namespace {

/// Adds packets as the meter does, without any time-out.
Flow flow_from(std::initializer_list<PacketShape> shapes) {
  const std::vector<PacketFacts> packets = packets_of(shapes);
  Flow flow = open_flow(key_of(packets[0], 0), packets[0]);
  for (const PacketFacts& packet : packets)
    add_packet(flow, packet, key_of(packet, 0).from_low == flow.forward_from_low);
  return flow;
}

bool client_is_initiator(const Flow& flow) {
  return flow.initiator().address == test_address(0, 1);
}

TEST(FlowUpdate, forward_is_whoever_sent_the_first_packet_but_a_syn_ack_is_an_answer) {
  EXPECT_TRUE(client_is_initiator(flow_from({{.flags = kSyn}})));
  EXPECT_FALSE(client_is_initiator(flow_from({{.from_client = false, .flags = kSyn}})));
  EXPECT_TRUE(client_is_initiator(flow_from({{.from_client = false, .flags = kSyn | kAck}})));
  EXPECT_FALSE(client_is_initiator(flow_from({{.from_client = false, .flags = kAck}})));
  EXPECT_FALSE(client_is_initiator(
      flow_from({{.from_client = false, .protocol = kUdp, .flags = kSyn | kAck}})));
}

struct EventCase {
  const char* name;
  std::initializer_list<PacketShape> packets;
  unsigned events;
};

TEST(FlowUpdate, notes_how_far_a_connection_came) {
  const PacketShape syn{.flags = kSyn};
  const PacketShape syn_ack{.from_client = false, .flags = kSyn | kAck};
  const PacketShape ack{.flags = kAck};
  const PacketShape fin{.flags = kFin | kAck};
  const PacketShape their_fin{.from_client = false, .flags = kFin | kAck};
  const PacketShape reset{.flags = kRst};
  const PacketShape their_reset{.from_client = false, .flags = kRst | kAck};
  const EventCase cases[] = {
      {"attempt", {syn}, kFwdSyn},
      {"half open", {syn, syn_ack}, kFwdSyn | kBwdSynAck},
      {"established", {syn, syn_ack, ack}, kFwdSyn | kBwdSynAck | kFwdAck},
      {"an ack before the answer is no handshake", {syn, ack}, kFwdSyn},
      {"closed", {syn, syn_ack, ack, fin, their_fin},
       kFwdSyn | kBwdSynAck | kFwdAck | kFwdFin | kBwdFin},
      {"rejected", {syn, their_reset}, kFwdSyn | kBwdRst},
      {"given up", {syn, syn_ack, reset}, kFwdSyn | kBwdSynAck | kFwdRst},
      {"both opened", {syn, {.from_client = false, .flags = kSyn}}, kFwdSyn | kBwdSyn},
      {"midstream", {ack, fin}, kMidstream | kFwdFin},
      {"the answer first", {syn_ack, ack}, kBwdSynAck | kFwdAck},
      {"UDP has none", {{.protocol = kUdp}}, 0},
  };
  for (const EventCase& one : cases)
    EXPECT_EQ(flow_from(one.packets).tcp_events, one.events) << one.name;
}

TEST(FlowUpdate, closed_are_both_fins_or_any_reset) {
  const PacketShape syn{.flags = kSyn};
  EXPECT_FALSE(is_closed(flow_from({syn, {.flags = kFin}})));
  EXPECT_TRUE(is_closed(flow_from({syn, {.flags = kFin}, {.from_client = false, .flags = kFin}})));
  EXPECT_TRUE(is_closed(flow_from({syn, {.flags = kRst}})));
  EXPECT_TRUE(is_closed(flow_from({syn, {.from_client = false, .flags = kRst}})));
}

TEST(FlowUpdate, a_syn_opens_anew_only_where_the_old_connection_is_over_or_its_number_differs) {
  const Flow attempt = flow_from({{.flags = kSyn, .sequence = 7}});
  const Flow established =
      flow_from({{.flags = kSyn, .sequence = 7}, {.from_client = false, .flags = kSyn | kAck}, {}});
  const Flow closed = flow_from({{.flags = kSyn, .sequence = 7}, {.flags = kRst}});
  const auto opens = [](const Flow& flow, const PacketShape& shape) {
    return opens_anew(flow, packet_of(shape), shape.from_client);
  };
  EXPECT_FALSE(opens(attempt, {.flags = kSyn, .sequence = 8})) << "tried again";
  EXPECT_FALSE(opens(established, {.flags = kSyn, .sequence = 7})) << "retransmitted";
  EXPECT_TRUE(opens(established, {.flags = kSyn, .sequence = 8}));
  EXPECT_TRUE(opens(closed, {.flags = kSyn, .sequence = 7}));
  EXPECT_FALSE(opens(closed, {.flags = kSyn | kAck, .sequence = 9}));
  EXPECT_FALSE(opens(closed, {.flags = kAck}));
  EXPECT_FALSE(opens(flow_from({{.protocol = kUdp}}), {.protocol = kUdp, .flags = kSyn}));
}

TEST(FlowUpdate, the_first_syn_on_a_midstream_flow_opens_anew_whatever_its_number) {
  const Flow midstream = flow_from({{.flags = kAck}, {.from_client = false, .flags = kAck}});
  for (const std::uint32_t sequence : {0U, 1U, 0xffff'ffffU})
    for (const bool from_client : {true, false})
      EXPECT_TRUE(opens_anew(midstream,
                             packet_of({.flags = kSyn, .sequence = sequence}), from_client))
          << sequence << ' ' << from_client;
}

TEST(FlowUpdate, a_syn_retransmitted_to_the_next_piece_of_a_flow_does_not_open_anew) {
  const Flow next = continuation_of(flow_from(
      {{.flags = kSyn, .sequence = 0}, {.from_client = false, .flags = kSyn | kAck}, {}}));
  EXPECT_FALSE(opens_anew(next, packet_of({.flags = kSyn, .sequence = 0}), true));
  EXPECT_TRUE(opens_anew(next, packet_of({.flags = kSyn, .sequence = 1}), true));
}

TEST(FlowUpdate, a_time_before_the_last_is_a_gap_of_zero) {
  const Flow flow = flow_from({{.time = 10}, {.time = 4}, {.time = 12}});
  EXPECT_EQ(flow.first, 10);
  EXPECT_EQ(flow.last, 12);
  EXPECT_EQ(flow.gaps.sum, 2U);
  EXPECT_EQ(flow.gaps.least, 0U);
  EXPECT_EQ(flow.forward.gaps.sum, 2U);
  EXPECT_EQ(flow.duration_ns(), 2U);
}

TEST(FlowUpdate, gaps_add_up_to_the_duration) {
  const Flow flow = flow_from({{.time = 0},
                               {.time = 3, .from_client = false},
                               {.time = 2},
                               {.time = 9, .from_client = false},
                               {.time = 20}});
  EXPECT_EQ(flow.gaps.sum, flow.duration_ns());
  EXPECT_EQ(flow.forward.gaps.sum, 20U);
  EXPECT_EQ(flow.backward.gaps.sum, 6U);
}

TEST(FlowUpdate, long_and_idle_gaps_are_above_one_and_five_seconds) {
  const Flow flow = flow_from({{.time = 0},
                               {.time = 1 * kSecond},           // no long gap yet
                               {.time = 2 * kSecond + 1},       // long
                               {.time = 7 * kSecond + 1},       // long, not idle
                               {.time = 12 * kSecond + 2},      // idle
                               {.time = 20 * kSecond}});        // idle after a burst of one packet
  EXPECT_EQ(flow.long_gaps, 4U);
  EXPECT_EQ(flow.idles, 2U);
  EXPECT_EQ(flow.idle.least, 5'000'000'001U);
  EXPECT_EQ(flow.actives, 1U) << "a burst of one packet has no length";
  EXPECT_EQ(flow.active.sum, 7'000'000'001U);
  EXPECT_EQ(flow.burst_start(), 20 * kSecond);
}

TEST(FlowUpdate, payload_that_ends_at_or_before_what_was_sent_is_a_retransmission) {
  const Flow flow = flow_from({{.flags = kSyn, .sequence = 99},
                               {.payload = 100, .sequence = 100},
                               {.payload = 100, .sequence = 200},
                               {.payload = 100, .sequence = 100},  // again
                               {.payload = 150, .sequence = 200},  // reaches further: new
                               {.sequence = 100},                  // no payload
                               {.payload = 50, .sequence = 300}});  // again
  EXPECT_EQ(flow.forward.retransmissions, 2U);
  EXPECT_EQ(flow.forward.next_sequence, 350U);
}

TEST(FlowUpdate, sequence_numbers_wrap) {
  const Flow flow = flow_from({{.payload = 100, .sequence = 0xffffff9cU},  // ends at 0
                               {.payload = 100, .sequence = 0},
                               {.payload = 100, .sequence = 0xffffff9cU}});
  EXPECT_EQ(flow.forward.retransmissions, 1U);
  EXPECT_EQ(flow.forward.next_sequence, 100U);
}

TEST(FlowUpdate, a_bulk_counts_from_the_fourth_payload_packet) {
  const auto data = [](TimeNs time, bool client = true) {
    return PacketShape{.time = time, .from_client = client, .payload = 10};
  };
  const Flow three = flow_from({data(0), data(1), data(2)});
  EXPECT_EQ(three.forward.bulks.count, 0U);
  const Flow five = flow_from({data(0), data(1), data(2), data(3), data(4)});
  EXPECT_EQ(five.forward.bulks.count, 1U);
  EXPECT_EQ(five.forward.bulks.packets, 5U);
  EXPECT_EQ(five.forward.bulks.bytes, 50U);
  EXPECT_EQ(five.forward.bulks.time_ns, 4U);
  const Flow parted = flow_from({data(0), data(1), data(2), data(3 + kSecond), data(4 + kSecond)});
  EXPECT_EQ(parted.forward.bulks.count, 0U) << "a gap above one second ends a run";
  const Flow answered = flow_from({data(0), data(1), data(2), data(3, false), data(4)});
  EXPECT_EQ(answered.forward.bulks.count, 0U) << "payload of the other side ends a run";
}

TEST(FlowUpdate, keeps_the_first_eight_packets) {
  Flow flow = open_flow(key_of(packet_of({}), 0), packet_of({}));
  for (int i = 0; i < 10; ++i)
    add_packet(flow,
               packet_of({.time = i * 5'000'999,
                          .payload = static_cast<std::uint32_t>(i == 3 ? 70'000 : i)}),
               i % 2 == 0);
  EXPECT_EQ(flow.early_gaps_us[0], 0U);
  EXPECT_EQ(flow.early_gaps_us[1], 5'000U) << "cut to microseconds";
  EXPECT_EQ(flow.early_forward, 0b0101'0101);
  EXPECT_EQ(flow.early_payloads[3], 65'535) << "as much as fits";
  EXPECT_EQ(flow.early_payloads[7], 7);
  EXPECT_EQ(flow.packets(), 10U);
}

TEST(FlowUpdate, a_later_fragment_counts_but_has_no_transport_header) {
  Flow flow = flow_from({{.flags = kSyn, .payload = 10}});
  PacketFacts later = packet_of({.flags = kFin | kRst, .payload = 30});
  later.fragment = Fragment::later;
  later.header_bytes = 0;
  add_packet(flow, later, true);
  EXPECT_EQ(flow.forward.packets, 2U);
  EXPECT_EQ(flow.forward.payload.sum, 40U);
  EXPECT_EQ(flow.forward.least_header, 20);
  EXPECT_EQ(flow.tcp_events, kFwdSyn);
  EXPECT_EQ(flow.fragments, 1U);
}

TEST(FlowUpdate, a_continuation_keeps_direction_and_connection_and_counts_from_zero) {
  Flow flow = flow_from({{.time = 5, .from_client = false, .flags = kSyn | kAck},
                         {.time = 6, .payload = 10, .sequence = 50}});
  Flow next = continuation_of(flow);
  EXPECT_EQ(next.packets(), 0U);
  EXPECT_EQ(next.piece, 1U);
  EXPECT_EQ(next.tcp_events, flow.tcp_events);
  EXPECT_EQ(next.connection_first, 5);
  EXPECT_EQ(next.initiator(), flow.initiator());
  EXPECT_EQ(next.syn_time, kNotSeen);
  add_packet(next, packet_of({.time = 9, .payload = 10, .sequence = 50}), true);
  EXPECT_EQ(next.forward.retransmissions, 1U) << "what was sent before the cut is known";
  EXPECT_EQ(next.first, 9);
  EXPECT_EQ(next.gaps.sum, 0U);
  EXPECT_EQ(continuation_of(next).piece, 2U);
}

}  // namespace
}  // namespace vedette
