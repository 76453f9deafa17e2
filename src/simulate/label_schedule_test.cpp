// SPDX-License-Identifier: Apache-2.0
#include "simulate/label_schedule.hpp"

#include <gmock/gmock.h>

namespace vedette {
namespace {

constexpr TimeNs kStart = 1'767'600'000'000'000'000;  // 2026-01-05T08:00:00Z

struct Attack {
  Host client{.ipv4 = Address::parse("198.19.0.7").value()};
  Host server{.ipv4 = Address::parse("10.20.10.21").value()};

  [[nodiscard]] Conversation call() const {
    return {.ends = {&client, &server, 40'000, 22}, .start = kStart};
  }
};

TimedFrame frame_at(double offset_s, std::uint8_t protocol) {
  return {kStart + static_cast<TimeNs>(offset_s * 1e9), protocol, {}};
}

constexpr TimeNs kEnd = kStart + TimeNs{100'000'000'000};

TEST(LabelSchedule, a_session_is_a_row_with_its_first_and_last_packet) {
  const Attack attack;
  LabelSchedule schedule;
  schedule.add(attack.call(), {frame_at(1.5, kTcp), frame_at(2, kTcp), frame_at(9, kTcp)}, kEnd,
               "ssh_brute_force", AttemptRule::no_payload);
  EXPECT_EQ(schedule.to_csv(),
            "label,start,end,protocol,initiator,initiator_port,responder,responder_port,attempted\n"
            "ssh_brute_force,2026-01-05T08:00:01.500000Z,2026-01-05T08:00:09.000000Z,tcp,"
            "198.19.0.7,40000,10.20.10.21,22,no_payload\n");
}

TEST(LabelSchedule, what_lies_after_the_end_of_the_capture_does_not_count) {
  const Attack attack;
  LabelSchedule schedule;
  schedule.add(attack.call(), {frame_at(99, kTcp), frame_at(101, kTcp)}, kEnd, "x",
               AttemptRule::none);
  schedule.add(attack.call(), {frame_at(100, kTcp)}, kEnd, "x", AttemptRule::none);
  const std::vector<LabelRow> rows = schedule.rows();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].last, kEnd - 1'000'000'000);
}

TEST(LabelSchedule, an_icmp_error_is_a_flow_of_its_own_the_other_way_round) {
  const Attack attack;
  LabelSchedule schedule;
  schedule.add(attack.call(), {frame_at(1, kUdp), frame_at(2, kIcmp)}, kEnd, "udp_scan",
               AttemptRule::none);
  const std::vector<LabelRow> rows = schedule.rows();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].pattern.protocol, "udp");
  EXPECT_EQ(rows[0].last, rows[0].first);
  EXPECT_EQ(rows[1].pattern.protocol, "icmp");
  EXPECT_EQ(rows[1].pattern.initiator, "10.20.10.21");
  EXPECT_EQ(rows[1].pattern.responder, "198.19.0.7");
  EXPECT_EQ(rows[1].pattern.responder_port, "*");
}

TEST(LabelSchedule, a_campaign_is_one_row_over_all_its_sessions) {
  LabelSchedule schedule;
  const std::size_t flood =
      schedule.open_campaign({.label = "syn_flood", .initiator = "198.19.128.0/17"});
  const std::size_t unused = schedule.open_campaign({.label = "never"});
  schedule.add_to_campaign(flood, {frame_at(5, kTcp), frame_at(8, kTcp)}, kEnd);
  schedule.add_to_campaign(flood, {frame_at(2, kTcp)}, kEnd);
  schedule.add_to_campaign(unused, {frame_at(200, kTcp)}, kEnd);
  const std::vector<LabelRow> rows = schedule.rows();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].first, frame_at(2, kTcp).time);
  EXPECT_EQ(rows[0].last, frame_at(8, kTcp).time);
  EXPECT_EQ(rows[0].pattern.initiator, "198.19.128.0/17");
}

TEST(LabelSchedule, rows_stand_in_order_of_time) {
  const Attack attack;
  LabelSchedule schedule;
  for (const double at : {30.0, 10.0, 20.0})
    schedule.add(attack.call(), {frame_at(at, kTcp)}, kEnd, "x", AttemptRule::none);
  const std::vector<LabelRow> rows = schedule.rows();
  EXPECT_TRUE(std::ranges::is_sorted(rows, {}, &LabelRow::first));
}

}  // namespace
}  // namespace vedette
