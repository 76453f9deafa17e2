// SPDX-License-Identifier: Apache-2.0
#include "records/netflow.hpp"

#include <gtest/gtest.h>

#include <string>

namespace vedette {
namespace {

/// Big-endian bytes.
std::string be(std::uint64_t value, int bytes) {
  std::string text;
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
    text += static_cast<char>(value >> shift & 0xff);
  return text;
}

ByteSpan span(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string set(std::uint16_t id, std::string body) {
  while (body.size() % 4 != 0) body += '\0';
  return be(id, 2) + be(body.size() + 4, 2) + body;
}

std::string v9(std::uint32_t sequence, const std::string& sets) {
  return be(9, 2) + be(1, 2) + be(60'000, 4) + be(1'600'000'000, 4) + be(sequence, 4) +
         be(42, 4) + sets;
}

std::string ipfix(std::uint32_t sequence, const std::string& sets) {
  return be(10, 2) + be(16 + sets.size(), 2) + be(1'600'000'000, 4) + be(sequence, 4) +
         be(42, 4) + sets;
}

const std::string kV9Template = be(256, 2) + be(8, 2) + be(8, 2) + be(4, 2) + be(12, 2) + be(4, 2) +
                                be(4, 2) + be(1, 2) + be(11, 2) + be(2, 2) + be(1, 2) + be(4, 2) +
                                be(2, 2) + be(4, 2) + be(22, 2) + be(4, 2) + be(21, 2) + be(4, 2);
const std::string kV9Record = be(0x0a000001, 4) + be(0x0a000002, 4) + be(17, 1) + be(53, 2) +
                              be(420, 4) + be(6, 4) + be(59'000, 4) + be(59'250, 4);

TEST(Netflow, v9_records_are_read_once_their_template_has_come) {
  NetflowDecoder decoder;
  EXPECT_TRUE(decoder.add(span(v9(1, set(256, kV9Record)))).flows.empty());
  EXPECT_EQ(decoder.counters().unknown_sets, 1U);
  const NetflowPacket packet =
      decoder.add(span(v9(2, set(0, kV9Template) + set(256, kV9Record + kV9Record))));
  ASSERT_EQ(packet.flows.size(), 2U);
  const Flow& flow = packet.flows[0].flow;
  EXPECT_EQ(flow.forward.packets, 6U);
  EXPECT_EQ(flow.forward.ip_bytes, 420U);
  EXPECT_EQ(flow.backward.packets, 0U);
  EXPECT_EQ(flow.responder().port, 53);
  EXPECT_EQ(flow.first, 1'599'999'999'000'000'000);
  EXPECT_EQ(flow.duration_ns(), 250'000'000U);
  EXPECT_EQ(decoder.counters().sequence_gaps, 0U);
}

TEST(Netflow, exporters_and_domains_do_not_share_templates) {
  NetflowDecoder decoder;
  static_cast<void>(decoder.add(span(v9(1, set(0, kV9Template))), Address{.bytes = {1}}));
  EXPECT_TRUE(
      decoder.add(span(v9(1, set(256, kV9Record))), Address{.bytes = {2}}).flows.empty());
}

TEST(Netflow, gaps_in_the_sequence_are_counted) {
  NetflowDecoder decoder;
  for (const std::uint32_t sequence : {7U, 8U, 12U, 13U})
    static_cast<void>(decoder.add(span(v9(sequence, set(0, kV9Template)))));
  EXPECT_EQ(decoder.counters().sequence_gaps, 1U);
  EXPECT_EQ(decoder.counters().missed, 3U);
}

TEST(Netflow, ipfix_has_variable_lengths_and_reverse_fields) {
  const std::string fields = be(27, 2) + be(16, 2) + be(28, 2) + be(16, 2) + be(4, 2) + be(1, 2) +
                             be(82, 2) + be(0xffff, 2) + be(2, 2) + be(8, 2) +
                             be(0x8002, 2) + be(8, 2) + be(29'305, 4) + be(152, 2) + be(8, 2) +
                             be(153, 2) + be(8, 2) + be(6, 2) + be(1, 2) + be(0x8006, 2) +
                             be(1, 2) + be(29'305, 4) + be(136, 2) + be(1, 2);
  const std::string form = be(300, 2) + be(11, 2) + fields;
  const auto record = [](const std::string& name) {
    return std::string(15, '\0') + "\1" + std::string(15, '\0') + "\2" + be(6, 1) + name +
           be(9, 8) + be(4, 8) + be(1'600'000'000'000, 8) + be(1'600'000'000'250, 8) +
           be(0x1b, 1) + be(0x1b, 1) + be(3, 1);
  };
  const std::string longer = be(255, 1) + be(300, 2) + std::string(300, 'x');
  NetflowDecoder decoder;
  const NetflowPacket packet = decoder.add(
      span(ipfix(0, set(2, form) + set(300, record(be(4, 1) + "eth0") + record(longer)))));
  EXPECT_FALSE(packet.damage);
  ASSERT_EQ(packet.flows.size(), 2U);
  for (const FlowRecord& one : packet.flows) {
    EXPECT_EQ(one.flow.forward.packets, 9U);
    EXPECT_EQ(one.flow.backward.packets, 4U);
    EXPECT_EQ(one.flow.duration_ns(), 250'000'000U);
    EXPECT_EQ(one.flow.end, EndReason::closed);
    EXPECT_EQ(one.lacks, kIpSums | kTtl);
  }
  EXPECT_EQ(decoder.add(span(ipfix(2, set(300, record(be(0, 1)))))).flows.size(), 1U);
  EXPECT_EQ(decoder.counters().sequence_gaps, 0U);
}

TEST(Netflow, absurd_templates_are_refused) {
  const std::string cases[] = {
      be(255, 2) + be(1, 2) + be(8, 2) + be(4, 2),    // an id of the reserved ones
      be(256, 2) + be(60'000, 2) + be(8, 2),          // more fields than there are bytes
      be(256, 2) + be(1, 2) + be(8, 2) + be(0, 2)};   // records without bytes would have no end
  for (const std::string& one : cases) {
    NetflowDecoder decoder;
    static_cast<void>(decoder.add(span(v9(1, set(0, one)))));
    EXPECT_EQ(decoder.counters().refused_templates, 1U);
    EXPECT_EQ(decoder.counters().templates, 0U);
  }
}

TEST(Netflow, the_template_cache_is_bounded) {
  TemplateCache cache;
  for (std::uint32_t domain = 0; domain < TemplateCache::kMostTemplates + 10; ++domain)
    static_cast<void>(cache.put({.domain = domain, .id = 256}, {.least_bytes = 1}));
  EXPECT_EQ(cache.size(), TemplateCache::kMostTemplates);
  EXPECT_EQ(cache.find({.domain = 0, .id = 256}), nullptr);
  EXPECT_NE(cache.find({.domain = 4'100, .id = 256}), nullptr);
}

TEST(Netflow, every_cut_of_a_packet_is_survived) {
  const std::string whole = v9(2, set(0, kV9Template) + set(256, kV9Record));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    NetflowDecoder decoder;
    EXPECT_TRUE(decoder.add(span(whole.substr(0, size))).flows.empty()) << size;
  }
}

TEST(Netflow, packets_in_a_file_are_told_apart) {
  const std::string one = v9(1, set(0, kV9Template));
  const std::string two = ipfix(1, set(2, be(256, 2) + be(1, 2) + be(8, 2) + be(4, 2)));
  const std::string file = one + two;
  EXPECT_EQ(netflow_packet_bytes(span(file), MoreBytes::may_follow), one.size());
  EXPECT_EQ(netflow_packet_bytes(span(one), MoreBytes::may_follow), 0U);
  EXPECT_EQ(netflow_packet_bytes(span(one), MoreBytes::none), one.size());
  EXPECT_EQ(netflow_packet_bytes(span(two), MoreBytes::may_follow), two.size());
  EXPECT_EQ(netflow_packet_bytes(span("GET / HTTP/1.1"), MoreBytes::none), std::nullopt);
  EXPECT_TRUE(is_netflow(file));
  EXPECT_FALSE(is_netflow("a,b,c\n1,2,3\n"));
}

}  // namespace
}  // namespace vedette
