// SPDX-License-Identifier: Apache-2.0
#include "flow/packet_meter.hpp"

#include <gtest/gtest.h>

#include "net/frames_for_test.hpp"

namespace vedette {
namespace {

/// Frames of some packets, one microsecond apart.
class Frames {
 public:
  void add(const Octets& frame) { frames_.push_back(frame); }
  [[nodiscard]] std::vector<PacketView> views() const {
    std::vector<PacketView> views;
    for (const Octets& frame : frames_) {
      views.push_back(view_of(frame));
      views.back().time = static_cast<TimeNs>(views.size()) * 1'000;
    }
    return views;
  }

 private:
  std::vector<Octets> frames_{};
};

Octets udp_frame(unsigned port, unsigned fragment_field = 0) {
  return ethernet_frame(0x0800, ipv4_packet({.protocol = kUdp, .fragment_field = fragment_field},
                                            udp_datagram(port, 53, zeros(8))));
}

/// What follows the first fragment of a datagram: no header.
Octets later_fragment(unsigned identification = 7) {
  return ethernet_frame(0x0800, ipv4_packet({.protocol = kUdp, .identification = identification,
                                             .fragment_field = 0x0002},
                                            zeros(100)));
}

TEST(PacketMeter, makes_flows_of_frames) {
  Frames frames;
  frames.add(udp_frame(1'000));
  frames.add(udp_frame(1'001));
  frames.add(udp_frame(1'000));
  frames.add(ethernet_frame(0x0806, zeros(28)));
  PacketMeter meter({}, {});
  EXPECT_TRUE(meter.add(frames.views()).empty());
  EXPECT_EQ(meter.live_flows(), 2U);
  const auto reports = meter.finish();
  ASSERT_EQ(reports.size(), 2U);
  EXPECT_EQ(reports[0].flow->initiator().port, 1'000);
  EXPECT_EQ(reports[0].flow->forward.packets, 2U);
  EXPECT_EQ(meter.counters().outcomes[static_cast<std::size_t>(Outcome::not_ip)], 1U);
}

TEST(PacketMeter, counts_fragments_in_the_flow_of_the_first_in_any_order_and_batch) {
  for (const bool later_first : {false, true})
    for (const std::size_t batch : {1U, 2U}) {
      Frames frames;
      if (later_first) frames.add(later_fragment());
      frames.add(udp_frame(1'000, 0x2000));
      if (!later_first) frames.add(later_fragment());
      PacketMeter meter({}, {});
      const std::vector<PacketView> views = frames.views();
      for (std::size_t at = 0; at < views.size(); at += batch)
        EXPECT_TRUE(meter.add(std::span(views).subspan(at, batch)).empty());
      const auto reports = meter.finish();
      ASSERT_EQ(reports.size(), 1U);
      EXPECT_EQ(reports[0].flow->forward.packets, 2U);
      EXPECT_EQ(reports[0].flow->forward.payload.sum, 108U);
      EXPECT_EQ(reports[0].flow->fragments, 2U);
      EXPECT_EQ(reports[0].flow->responder().port, 53);
    }
}

TEST(PacketMeter, fragments_without_a_first_one_are_counted_at_the_end) {
  Frames frames;
  frames.add(later_fragment(8));
  PacketMeter meter({}, {});
  EXPECT_TRUE(meter.add(frames.views()).empty());
  EXPECT_EQ(meter.counters().packets, 0U) << "it waits";
  EXPECT_TRUE(meter.finish().empty());
  EXPECT_EQ(meter.counters().packets, 1U);
  EXPECT_EQ(meter.counters().outcomes[static_cast<std::size_t>(Outcome::orphan_fragment)], 1U);
}

TEST(PacketMeter, counts_the_tunnel_or_what_it_carries) {
  const Octets inside = ipv4_packet({.last_of_source = 77}, tcp_segment(9, 10, kAck, 1));
  Frames frames;
  frames.add(ethernet_frame(0x0800, ipv4_packet({.protocol = kIpInIp}, inside)));
  for (const TunnelPolicy policy : {TunnelPolicy::inner, TunnelPolicy::outer}) {
    PacketMeter meter({.tunnels = policy}, {});
    EXPECT_TRUE(meter.add(frames.views()).empty());
    const auto reports = meter.finish();
    ASSERT_EQ(reports.size(), 1U);
    EXPECT_EQ(reports[0].flow->key.protocol, policy == TunnelPolicy::inner ? kTcp : kIpInIp);
  }
}

TEST(PacketMeter, decodes_on_several_threads_as_on_one) {
  Frames frames;
  for (unsigned i = 0; i < 20'000; ++i)
    frames.add(udp_frame(1'000 + i % 300, i % 50 == 0 ? 0x2000 : 0));
  std::vector<std::vector<std::uint64_t>> runs;
  for (const int threads : {1, 4}) {
    PacketMeter meter({}, {.threads = threads});
    std::vector<std::uint64_t> rows;
    const std::vector<PacketView> views = frames.views();
    for (std::size_t at = 0; at < views.size(); at += meter.batch_packets())
      for (const FlowReport& report : meter.add(
               std::span(views).subspan(at, std::min(meter.batch_packets(), views.size() - at))))
        rows.push_back(report.flow->forward.payload.sum);
    for (const FlowReport& report : meter.finish())
      rows.push_back(report.flow->forward.payload.sum);
    EXPECT_EQ(rows.size(), 300U);
    runs.push_back(rows);
  }
  EXPECT_EQ(runs[0], runs[1]);
}

}  // namespace
}  // namespace vedette
