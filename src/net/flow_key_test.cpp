// SPDX-License-Identifier: Apache-2.0
#include "net/flow_key.hpp"

#include <gtest/gtest.h>

#include <set>

namespace vedette {
namespace {

Endpoint endpoint(const char* address, std::uint16_t port) {
  return {Address::parse(address).value(), port};
}

PacketFacts packet(const Endpoint& from, const Endpoint& to) {
  return {.source = from, .destination = to, .protocol = kTcp};
}

TEST(FlowKey, is_the_same_for_both_directions) {
  const Endpoint a = endpoint("10.0.0.1", 1234);
  const Endpoint b = endpoint("10.0.0.2", 80);
  const OrientedKey there = key_of(packet(a, b), 0);
  const OrientedKey back = key_of(packet(b, a), 0);
  EXPECT_EQ(there.key, back.key);
  EXPECT_NE(there.from_low, back.from_low);
  EXPECT_EQ(hash_of(there.key), hash_of(back.key));
}

TEST(FlowKey, orders_equal_addresses_by_port) {
  const OrientedKey key = key_of(packet(endpoint("10.0.0.1", 9), endpoint("10.0.0.1", 8)), 0);
  EXPECT_EQ(key.key.low.port, 8);
  EXPECT_FALSE(key.from_low);
}

TEST(FlowKey, hashes_neighbouring_keys_far_apart) {
  std::set<std::uint64_t> top_bits;
  for (std::uint16_t port = 1; port <= 4'096; ++port) {
    const FlowKey key =
        key_of(packet(endpoint("10.0.0.1", port), endpoint("10.0.0.2", 80)), 0).key;
    top_bits.insert(hash_of(key) >> 48);
  }
  // 4,096 draws out of 65,536 give about 3,970 distinct values.
  EXPECT_GT(top_bits.size(), 3'850U);
}

struct CommunityCase {
  const char* source;
  std::uint16_t source_port;
  const char* destination;
  std::uint16_t destination_port;
  std::uint8_t protocol;
  IcmpKind icmp;
  const char* id;
};

/// Values computed with Python's hashlib from the text of the specification.
TEST(CommunityId, follows_the_specification) {
  const CommunityCase cases[] = {
      {"128.232.110.120", 34855, "66.35.250.204", 80, kTcp, {}, "1:LQU9qZlK+B5F3KDmev6m5PMibrg="},
      {"192.168.1.52", 54585, "8.8.8.8", 53, kUdp, {}, "1:d/FP5EW3wiY1vCndhwleRRKHowQ="},
      {"192.168.0.89", 0, "192.168.0.1", 0, kIcmp, {8, 0}, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="},
  };
  for (const CommunityCase& one : cases) {
    const Endpoint from = endpoint(one.source, one.source_port);
    const Endpoint to = endpoint(one.destination, one.destination_port);
    EXPECT_EQ(community_id(from, to, one.protocol, one.icmp), one.id);
    if (one.protocol != kIcmp) {
      EXPECT_EQ(community_id(to, from, one.protocol, one.icmp), one.id);
    }
  }
}

}  // namespace
}  // namespace vedette
