// SPDX-License-Identifier: Apache-2.0
#include "wire/frame.hpp"

#include <gmock/gmock.h>

#include <string>

#include "net/decode.hpp"

namespace vedette {
namespace {

FrameRoute route_between(const char* source, const char* destination) {
  return {.source_mac = {2, 0, 0, 0, 0, 1},
          .destination_mac = {2, 0, 0, 0, 0, 2},
          .source = Address::parse(source).value(),
          .destination = Address::parse(destination).value(),
          .ttl = 57,
          .id = 0x1234};
}

PacketFacts facts_of(const FrameBytes& frame) {
  return decode(
      {.bytes = frame, .wire_bytes = static_cast<std::uint32_t>(frame.size()), .link_type = 1}, {});
}

std::uint64_t words_of(std::span<const std::uint8_t> bytes) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    sum += static_cast<std::uint64_t>(bytes[i]) << (i % 2 == 0 ? 8 : 0);
  return sum;
}

/// A receiver's check, written apart from the sender's: with the checksum in place, the sum over
/// pseudo header and transport part is all ones.
bool transport_checksum_holds(const FrameBytes& frame) {
  const bool v4 = frame[12] == 0x08;
  const std::span<const std::uint8_t> all(frame);
  const auto addresses = v4 ? all.subspan(26, 8) : all.subspan(22, 32);
  const auto transport = all.subspan(v4 ? 34 : 54);
  const std::uint8_t protocol = v4 ? frame[23] : frame[20];
  std::uint64_t sum = words_of(transport);
  if (protocol != kIcmp) sum += words_of(addresses) + protocol + transport.size();
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return sum == 0xffff;
}

const struct {
  const char* source;
  const char* destination;
} kPairs[] = {{"192.0.2.1", "198.51.100.77"}, {"2001:db8::1", "2001:db8:ffff::77"}};

TEST(Checksum, follows_the_example_of_rfc_1071) {
  const std::uint8_t bytes[] = {0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
  EXPECT_EQ(internet_checksum(bytes, 0), static_cast<std::uint16_t>(~0xddf2));
}

TEST(Checksum, an_odd_last_byte_is_the_high_half_of_a_word) {
  const std::uint8_t bytes[] = {0x12, 0x34, 0x56};
  EXPECT_EQ(internet_checksum(bytes, 0), static_cast<std::uint16_t>(~(0x1234 + 0x5600)));
}

TEST(Frame, ipv4_header_checksum_holds) {
  const FrameBytes frame = udp_frame(route_between("192.0.2.1", "192.0.2.2"), {1, 2}, "x");
  std::uint64_t sum = words_of(std::span(frame).subspan(14, 20));
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  EXPECT_EQ(sum, 0xffffU);
}

TEST(Frame, tcp_is_read_back_as_it_was_meant) {
  for (const auto& [source, destination] : kPairs) {
    for (const std::string& payload : {std::string(), std::string("a"), std::string(1'449, 'z')}) {
      const TcpHeader header = {.source_port = 49'152,
                                .destination_port = 443,
                                .sequence = 0xfffffff0,
                                .acknowledgement = 7,
                                .flags = kPsh | kAck,
                                .window = 501,
                                .options = {1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2}};
      const FrameBytes frame = tcp_frame(route_between(source, destination), header, payload);
      const PacketFacts facts = facts_of(frame);
      EXPECT_EQ(facts.outcome, Outcome::ok);
      EXPECT_EQ(to_string(facts.source.address), source);
      EXPECT_EQ(to_string(facts.destination.address), destination);
      EXPECT_EQ(facts.source.port, 49'152);
      EXPECT_EQ(facts.destination.port, 443);
      EXPECT_EQ(facts.sequence, 0xfffffff0U);
      EXPECT_EQ(facts.acknowledgement, 7U);
      EXPECT_EQ(facts.tcp_flags, kPsh | kAck);
      EXPECT_EQ(facts.window, 501);
      EXPECT_EQ(facts.header_bytes, 32);
      EXPECT_EQ(facts.payload_bytes, payload.size());
      EXPECT_EQ(facts.ttl, 57);
      EXPECT_TRUE(transport_checksum_holds(frame)) << source << ' ' << payload.size();
    }
  }
}

TEST(Frame, udp_is_read_back_as_it_was_meant) {
  for (const auto& [source, destination] : kPairs) {
    for (const std::string& payload :
         {std::string(), std::string("odd"), std::string(1'200, 'q')}) {
      const FrameBytes frame = udp_frame(route_between(source, destination), {5'353, 53}, payload);
      const PacketFacts facts = facts_of(frame);
      EXPECT_EQ(facts.outcome, Outcome::ok);
      EXPECT_EQ(facts.source.port, 5'353);
      EXPECT_EQ(facts.destination.port, 53);
      EXPECT_EQ(facts.payload_bytes, payload.size());
      EXPECT_TRUE(transport_checksum_holds(frame)) << source << ' ' << payload.size();
    }
  }
}

TEST(Frame, a_udp_checksum_is_never_zero) {
  // Some two-byte payload makes the sum zero; there it must be sent as ones.
  bool met = false;
  for (unsigned word = 0; word <= 0xffff; ++word) {
    const std::string payload = {static_cast<char>(word >> 8), static_cast<char>(word)};
    const FrameBytes frame = udp_frame(route_between("192.0.2.1", "192.0.2.2"), {1, 2}, payload);
    const unsigned sum = static_cast<unsigned>(frame[40]) << 8 | frame[41];
    ASSERT_NE(sum, 0U) << word;
    met = met || sum == 0xffff;
  }
  EXPECT_TRUE(met);
}

TEST(Frame, icmp_of_both_versions_has_its_checksum) {
  for (const auto& [source, destination] : kPairs) {
    const bool v4 = std::string_view(source).find(':') == std::string_view::npos;
    const std::uint8_t type = v4 ? 8 : 128;
    const FrameBytes frame = icmp_frame(route_between(source, destination),
                                        {.type = type, .rest = 0x00070001}, "ping data");
    const PacketFacts facts = facts_of(frame);
    EXPECT_EQ(facts.outcome, Outcome::ok);
    EXPECT_EQ(facts.protocol, v4 ? kIcmp : kIcmpv6);
    EXPECT_EQ(facts.icmp_type, type);
    EXPECT_TRUE(transport_checksum_holds(frame)) << source;
  }
}

TEST(Frame, an_error_quotes_the_packet_without_its_link_layer_and_not_all_of_a_long_one) {
  const FrameRoute route = route_between("192.0.2.1", "192.0.2.2");
  const FrameBytes small = udp_frame(route, {1, 2}, "abc");
  EXPECT_EQ(quoted_packet(small).size(), small.size() - 14);
  EXPECT_EQ(quoted_packet(small).front(), '\x45');
  EXPECT_EQ(quoted_packet(udp_frame(route, {1, 2}, std::string(1'400, 'x'))).size(), 548U);
}

}  // namespace
}  // namespace vedette
