// SPDX-License-Identifier: Apache-2.0
#include "wire/tcp_endpoint.hpp"

#include <gmock/gmock.h>

#include "net/packet.hpp"

namespace vedette {
namespace {

constexpr std::uint32_t kSegment = 1'000;

/// A client whose handshake is done: the peer's SYN-ACK came at time 0.
TcpEndpoint connected() {
  TcpEndpoint end(stack_of(System::linux_server), kSegment, 0.05);
  end.connect(0);
  end.receive({.sequence = 0, .acknowledgement = 1, .window = 65'535, .flags = kSyn | kAck}, 0);
  static_cast<void>(end.take_output());
  return end;
}

Segment acknowledgement_of(std::uint64_t sequence) {
  return {.sequence = 1, .acknowledgement = sequence, .window = 1'000'000, .flags = kAck};
}

Segment data(std::uint64_t sequence, std::uint32_t bytes) {
  return {.sequence = sequence,
          .acknowledgement = 1,
          .payload_bytes = bytes,
          .window = 65'535,
          .flags = kAck};
}

TEST(TcpEndpoint, sends_ten_segments_first_and_then_two_for_each_acknowledged) {
  TcpEndpoint end = connected();
  end.write(100'000, 0);
  EXPECT_EQ(end.take_output().size(), 10U);
  end.receive(acknowledgement_of(1 + kSegment), 0);
  EXPECT_EQ(end.take_output().size(), 2U);
}

TEST(TcpEndpoint, acknowledges_every_second_segment_at_once_and_a_single_one_late) {
  TcpEndpoint end = connected();
  end.receive(data(1, kSegment), 0);
  EXPECT_TRUE(end.take_output().empty());
  ASSERT_TRUE(end.deadline());
  end.receive(data(1 + kSegment, kSegment), 1);
  ASSERT_EQ(end.take_output().size(), 1U);
  end.receive(data(1 + 2 * kSegment, kSegment), 2);
  EXPECT_TRUE(end.take_output().empty());
  end.on_time(*end.deadline());
  const std::vector<Segment> late = end.take_output();
  ASSERT_EQ(late.size(), 1U);
  EXPECT_EQ(late[0].acknowledgement, 1U + 3 * kSegment);
}

TEST(TcpEndpoint, reports_a_hole_at_once_with_what_lies_behind_it) {
  TcpEndpoint end = connected();
  end.receive(data(1 + kSegment, kSegment), 0);
  end.receive(data(1 + 3 * kSegment, kSegment), 0);
  end.receive(data(1 + 2 * kSegment, kSegment), 0);
  const std::vector<Segment> reports = end.take_output();
  ASSERT_EQ(reports.size(), 3U);
  for (const Segment& report : reports) EXPECT_EQ(report.acknowledgement, 1U);
  EXPECT_EQ(reports[1].selective.size(), 2U);
  ASSERT_EQ(reports[2].selective.size(), 1U);  // the ranges have grown together
  EXPECT_EQ(reports[2].selective[0].begin, 1U + kSegment);
  EXPECT_EQ(reports[2].selective[0].end, 1U + 4 * kSegment);
  end.receive(data(1, kSegment), 0);
  EXPECT_EQ(end.take_output().back().acknowledgement, 1U + 4 * kSegment);
  EXPECT_EQ(end.bytes_in_order(), 4U * kSegment);
}

TEST(TcpEndpoint, resends_after_three_repeated_acknowledgements) {
  TcpEndpoint end = connected();
  end.write(5'000, 0);
  static_cast<void>(end.take_output());
  for (int i = 0; i < 2; ++i) end.receive(acknowledgement_of(1), 0);
  EXPECT_TRUE(end.take_output().empty());
  end.receive(acknowledgement_of(1), 0);
  const std::vector<Segment> again = end.take_output();
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].sequence, 1U);
  EXPECT_EQ(again[0].payload_bytes, kSegment);
}

TEST(TcpEndpoint, gives_up_after_waiting_ever_longer) {
  TcpEndpoint end = connected();
  end.write(10, 0);
  static_cast<void>(end.take_output());
  std::vector<TimeNs> waits;
  for (TimeNs now = 0; end.deadline();) {
    waits.push_back(*end.deadline() - now);
    now = *end.deadline();
    end.on_time(now);
  }
  ASSERT_GE(waits.size(), 5U);
  for (std::size_t i = 1; i < waits.size(); ++i) EXPECT_EQ(waits[i], 2 * waits[i - 1]);
  EXPECT_TRUE(end.dead());
}

TEST(TcpEndpoint, keeps_to_the_window_of_its_peer) {
  TcpEndpoint end = connected();
  end.receive({.sequence = 1, .acknowledgement = 1, .window = 2'500, .flags = kAck}, 0);
  end.write(10'000, 0);
  EXPECT_EQ(end.take_output().size(), 2U);
}

TEST(TcpEndpoint, sends_nothing_after_a_reset) {
  TcpEndpoint end = connected();
  end.receive({.sequence = 1, .flags = kRst}, 0);
  end.write(10, 0);
  end.close(0);
  EXPECT_TRUE(end.dead());
  EXPECT_TRUE(end.take_output().empty());
  EXPECT_FALSE(end.deadline());
}

}  // namespace
}  // namespace vedette
