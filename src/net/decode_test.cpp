// SPDX-License-Identifier: Apache-2.0
#include "net/decode.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "net/frames_for_test.hpp"

namespace vedette {
namespace {

PacketFacts decoded(const Octets& bytes, std::uint16_t link_type = 1,
                    TunnelPolicy tunnels = TunnelPolicy::inner) {
  return decode(view_of(bytes, link_type), {.tunnels = tunnels});
}

Octets tcp_in_ipv4(std::size_t payload = 5) {
  return ipv4_packet({}, tcp_segment(1234, 80, kSyn | kAck, payload));
}

TEST(Decode, takes_everything_from_a_tcp_packet) {
  const PacketFacts facts = decoded(ethernet_frame(0x0800, tcp_in_ipv4(5)));
  ASSERT_EQ(facts.outcome, Outcome::ok);
  EXPECT_EQ(to_string(facts.source.address), "10.0.0.1");
  EXPECT_EQ(to_string(facts.destination.address), "10.0.0.2");
  EXPECT_EQ(facts.source.port, 1234);
  EXPECT_EQ(facts.destination.port, 80);
  EXPECT_EQ(facts.protocol, kTcp);
  EXPECT_EQ(facts.tcp_flags, kSyn | kAck);
  EXPECT_EQ(facts.sequence, 1000U);
  EXPECT_EQ(facts.acknowledgement, 2000U);
  EXPECT_EQ(facts.window, 512);
  EXPECT_EQ(facts.header_bytes, 20);
  EXPECT_EQ(facts.payload_bytes, 5U);
  EXPECT_EQ(facts.ip_bytes, 45U);
  EXPECT_EQ(facts.wire_bytes, 59U);
  EXPECT_EQ(facts.ttl, 64);
}

TEST(Decode, does_not_count_ethernet_padding_as_payload) {
  const Octets padded = join({ethernet_frame(0x0800, tcp_in_ipv4(0)), zeros(6)});
  EXPECT_EQ(decoded(padded).payload_bytes, 0U);
  EXPECT_EQ(decoded(padded).wire_bytes, 60U);
}

TEST(Decode, takes_the_payload_from_the_headers_when_the_capture_cut_it_off) {
  const Octets whole = ethernet_frame(0x0800, tcp_in_ipv4(1000));
  PacketView view = view_of(whole);
  view.bytes = view.bytes.first(60);
  const PacketFacts facts = decode(view, {});
  EXPECT_EQ(facts.outcome, Outcome::ok);
  EXPECT_EQ(facts.payload_bytes, 1000U);
}

TEST(Decode, reads_the_maximum_segment_size_among_options) {
  const Octets options = {1, 1, 2, 4, 0x05, 0xb4, 4, 2};
  const Octets packet =
      ethernet_frame(0x0800, ipv4_packet({}, tcp_segment(1, 2, kSyn, 0, options)));
  EXPECT_EQ(decoded(packet).mss, 1460);
  EXPECT_EQ(decoded(packet).header_bytes, 28);
}

struct LinkCase {
  const char* name;
  std::uint16_t link_type;
  Octets before;
};

TEST(Decode, finds_ip_behind_every_link_layer) {
  const Octets mac = zeros(12);
  const LinkCase cases[] = {
      {"vlan", 1, join({mac, be16(0x8100), be16(5), be16(0x0800)})},
      {"qinq", 1, join({mac, be16(0x88a8), be16(5), be16(0x8100), be16(6), be16(0x0800)})},
      {"mpls", 1, join({mac, be16(0x8847), be32(0x00010040), be32(0x00020140)})},
      {"pseudowire", 1,
       join({mac, be16(0x8847), be32(0x00020140), be32(0), zeros(12), be16(0x0800)})},
      {"pppoe", 1, join({mac, be16(0x8864), {0x11, 0}, be16(1), be16(47), be16(0x0021)})},
      {"snap", 1, join({mac, be16(53), {0xaa, 0xaa, 3, 0, 0, 0}, be16(0x0800)})},
      {"fabric path", 1, join({mac, be16(0x8903), be16(1), mac, be16(0x0800)})},
      {"cooked v1", 113, join({zeros(14), be16(0x0800)})},
      {"cooked v2", 276, join({be16(0x0800), zeros(18)})},
      {"null, little-endian", 0, {2, 0, 0, 0}},
      {"null, big-endian", 0, {0, 0, 0, 2}},
      {"raw", 101, {}},
      {"ipv4", 228, {}},
      {"ppp", 9, {0xff, 0x03, 0x00, 0x21}},
      {"ppp, compressed", 9, {0x21}},
      {"cisco hdlc", 104, {0x0f, 0, 0x08, 0x00}},
      {"802.11", 105, join({{0x08, 0}, zeros(22), {0xaa, 0xaa, 3, 0, 0, 0}, be16(0x0800)})},
      {"802.11 qos", 105, join({{0x88, 0}, zeros(24), {0xaa, 0xaa, 3, 0, 0, 0}, be16(0x0800)})},
      {"radiotap", 127,
       join({{0, 0, 8, 0}, zeros(4), {0x08, 0}, zeros(22), {0xaa, 0xaa, 3, 0, 0, 0}, be16(0x0800)})},
  };
  for (const LinkCase& one : cases) {
    const PacketFacts facts = decoded(join({one.before, tcp_in_ipv4()}), one.link_type);
    EXPECT_EQ(facts.outcome, Outcome::ok) << one.name;
    EXPECT_EQ(facts.destination.port, 80) << one.name;
  }
}

TEST(Decode, keeps_the_outermost_vlan) {
  const Octets frame = join({zeros(12), be16(0x88a8), be16(0x2005), be16(0x8100), be16(6),
                             be16(0x0800), tcp_in_ipv4()});
  EXPECT_EQ(decoded(frame).vlan, 5);
}

TEST(Decode, follows_ipv6_extension_headers) {
  const Octets hop = {60, 0, 0, 0, 0, 0, 0, 0};   // then destination options
  const Octets destination = {17, 0, 0, 0, 0, 0, 0, 0};
  const Octets udp = udp_datagram(53, 5353, zeros(10));
  const PacketFacts facts =
      decoded(ethernet_frame(0x86dd, ipv6_packet(0, join({hop, destination, udp}))));
  ASSERT_EQ(facts.outcome, Outcome::ok);
  EXPECT_EQ(facts.protocol, kUdp);
  EXPECT_EQ(facts.source.port, 53);
  EXPECT_EQ(facts.payload_bytes, 10U);
  EXPECT_EQ(to_string(facts.source.address), "2000::1");
}

TEST(Decode, tells_first_and_later_fragments) {
  const Octets udp = udp_datagram(53, 5353, zeros(10));
  const PacketFacts first = decoded(
      ethernet_frame(0x0800, ipv4_packet({.protocol = kUdp, .fragment_field = 0x2000}, udp)));
  const PacketFacts later = decoded(ethernet_frame(
      0x0800, ipv4_packet({.protocol = kUdp, .fragment_field = 0x00b9}, zeros(100))));
  EXPECT_EQ(first.fragment, Fragment::first);
  EXPECT_EQ(first.source.port, 53);
  EXPECT_EQ(later.fragment, Fragment::later);
  EXPECT_EQ(later.source.port, 0);
  EXPECT_EQ(later.payload_bytes, 100U);
  EXPECT_EQ(first.fragment_id, later.fragment_id);
}

TEST(Decode, counts_what_a_first_fragment_holds_not_what_its_udp_header_says) {
  Octets udp = udp_datagram(53, 5353, zeros(10));
  udp[4] = 0x10;  // 4 kB in all
  const PacketFacts facts = decoded(
      ethernet_frame(0x0800, ipv4_packet({.protocol = kUdp, .fragment_field = 0x2000}, udp)));
  EXPECT_EQ(facts.payload_bytes, 10U);
}

TEST(Decode, takes_the_captured_length_when_segmentation_was_offloaded) {
  const Octets segment = tcp_segment(1, 2, kAck, 3000);
  const Octets packet = ethernet_frame(0x0800, ipv4_packet({.total = 0}, segment));
  EXPECT_EQ(decoded(packet).payload_bytes, 3000U);
}

struct TunnelCase {
  const char* name;
  std::uint8_t protocol;
  Octets before;
};

TEST(Decode, counts_what_a_tunnel_carries_or_the_tunnel) {
  const Octets inside = ipv4_packet({.last_of_source = 77}, tcp_segment(9, 10, kAck, 1));
  const Octets frame = ethernet_frame(0x0800, inside);
  const Octets gtp = join({{0x30, 255}, be16(static_cast<unsigned>(inside.size())), be32(1), inside});
  const Octets gtp_extended =
      join({{0x34, 255}, be16(9), be32(1), {0, 0, 0, 0x85}, {1, 0, 0, 0}, inside});
  const TunnelCase cases[] = {
      {"ip in ip", kIpInIp, inside},
      {"gre", kGre, join({be16(0), be16(0x0800), inside})},
      {"gre with key and sequence", kGre, join({be16(0x3000), be16(0x0800), zeros(8), inside})},
      {"gre, bridged", kGre, join({be16(0), be16(0x6558), frame})},
      {"erspan", kGre, join({be16(0x1000), be16(0x88be), zeros(4), zeros(8), frame})},
      {"vxlan", kUdp, udp_datagram(5000, 4789, join({{8, 0, 0, 0}, zeros(4), frame}))},
      {"gtp-u", kUdp, udp_datagram(2152, 2152, gtp)},
      {"gtp-u with an extension", kUdp, udp_datagram(2152, 2152, gtp_extended)},
  };
  for (const TunnelCase& one : cases) {
    const Octets packet = ethernet_frame(0x0800, ipv4_packet({.protocol = one.protocol}, one.before));
    const PacketFacts inner = decoded(packet);
    EXPECT_EQ(to_string(inner.source.address), "10.0.0.77") << one.name;
    EXPECT_EQ(inner.destination.port, 10) << one.name;
    EXPECT_EQ(inner.tunnels, 1) << one.name;
    EXPECT_EQ(inner.wire_bytes, packet.size()) << one.name;
    const PacketFacts outer = decoded(packet, 1, TunnelPolicy::outer);
    EXPECT_EQ(to_string(outer.source.address), "10.0.0.1") << one.name;
    EXPECT_EQ(outer.protocol, one.protocol) << one.name;
  }
}

TEST(Decode, counts_a_tunnel_with_an_unreadable_inside_as_the_tunnel) {
  const Octets packet = ethernet_frame(
      0x0800, ipv4_packet({.protocol = kGre}, join({be16(0), be16(0x0800), {0x45, 0, 0}})));
  const PacketFacts facts = decoded(packet);
  EXPECT_EQ(facts.outcome, Outcome::ok);
  EXPECT_EQ(facts.protocol, kGre);
}

TEST(Decode, does_not_take_the_packet_that_an_icmp_error_quotes) {
  const Octets quoted = tcp_in_ipv4();
  const Octets error = join({{3, 1}, zeros(6), quoted});
  const PacketFacts facts = decoded(ethernet_frame(0x0800, ipv4_packet({.protocol = kIcmp}, error)));
  EXPECT_EQ(facts.protocol, kIcmp);
  EXPECT_EQ(facts.icmp_type, 3);
  EXPECT_EQ(facts.icmp_code, 1);
  EXPECT_EQ(facts.source.port, 0);
  EXPECT_EQ(facts.payload_bytes, 0U);
}

struct RefusedCase {
  const char* name;
  Octets bytes;
  std::uint16_t link_type;
  Outcome outcome;
};

TEST(Decode, says_why_a_packet_is_in_no_flow) {
  Octets long_header = tcp_in_ipv4();
  long_header[0] = 0x4f;
  Octets lying = tcp_in_ipv4();
  lying[2] = 0xff;
  Octets short_offset = tcp_in_ipv4();
  short_offset[32] = 0x10;
  const RefusedCase cases[] = {
      {"arp", ethernet_frame(0x0806, zeros(28)), 1, Outcome::not_ip},
      {"spanning tree", join({zeros(12), be16(38), {0x42, 0x42, 3}, zeros(35)}), 1, Outcome::not_ip},
      {"usb", zeros(40), 220, Outcome::unsupported_link},
      {"nothing", {}, 1, Outcome::truncated},
      {"half an address", zeros(9), 1, Outcome::truncated},
      {"ip header cut off", ethernet_frame(0x0800, {0x45, 0, 0}), 1, Outcome::truncated},
      {"ip header longer than the packet", ethernet_frame(0x0800, long_header), 1,
       Outcome::malformed},
      {"ip longer than the wire", ethernet_frame(0x0800, lying), 1, Outcome::malformed},
      {"tcp offset below five", ethernet_frame(0x0800, short_offset), 1, Outcome::malformed},
      {"tcp header that is not there",
       ethernet_frame(0x0800, ipv4_packet({}, zeros(10))), 1, Outcome::malformed},
      {"encrypted 802.11", join({{0x08, 0x40}, zeros(40)}), 105, Outcome::not_ip},
  };
  for (const RefusedCase& one : cases)
    EXPECT_EQ(decoded(one.bytes, one.link_type).outcome, one.outcome) << one.name;
}

TEST(Decode, survives_every_cut_and_many_changes) {
  const Octets inside = ethernet_frame(0x0800, tcp_in_ipv4(20));
  const Octets vxlan = udp_datagram(5000, 4789, join({{8, 0, 0, 0}, zeros(4), inside}));
  const Octets frame = ethernet_frame(0x0800, ipv4_packet({.protocol = kUdp}, vxlan));
  for (std::size_t size = 0; size <= frame.size(); ++size) {
    const Octets cut(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(size));
    decoded(cut);
  }
  Random random(1);
  for (int round = 0; round < 20'000; ++round) {
    Octets changed = frame;
    for (int i = 0; i < 3; ++i)
      changed[random.below(changed.size())] = static_cast<std::uint8_t>(random.below(256));
    const PacketFacts facts = decoded(changed);
    if (facts.outcome == Outcome::ok) {
      EXPECT_LE(facts.payload_bytes, facts.wire_bytes);
    }
  }
}

}  // namespace
}  // namespace vedette
