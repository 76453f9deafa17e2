// SPDX-License-Identifier: Apache-2.0
#include "net/fragments.hpp"

#include <gtest/gtest.h>

namespace vedette {
namespace {

PacketFacts piece(Fragment kind, std::uint64_t id, TimeNs time) {
  PacketFacts facts{.time = time, .fragment_id = id, .wire_bytes = 100, .ip_bytes = 80,
                    .payload_bytes = 60, .protocol = kUdp, .fragment = kind};
  if (kind == Fragment::first) facts.source.port = 53;
  return facts;
}

TEST(FragmentTable, gives_later_fragments_the_ports_of_the_first) {
  FragmentTable table;
  EXPECT_EQ(table.add(piece(Fragment::first, 1, 0)).size(), 1U);
  const std::vector<PacketFacts> later = table.add(piece(Fragment::later, 1, 5));
  ASSERT_EQ(later.size(), 1U);
  EXPECT_EQ(later[0].source.port, 53);
  EXPECT_EQ(later[0].time, 5);
  EXPECT_EQ(later[0].payload_bytes, 60U);
  EXPECT_EQ(later[0].header_bytes, 0);
}

TEST(FragmentTable, lets_fragments_wait_for_a_late_first_one) {
  FragmentTable table;
  EXPECT_TRUE(table.add(piece(Fragment::later, 1, 0)).empty());
  EXPECT_TRUE(table.add(piece(Fragment::later, 1, 1)).empty());
  const std::vector<PacketFacts> all = table.add(piece(Fragment::first, 1, 2));
  ASSERT_EQ(all.size(), 3U);
  for (const PacketFacts& facts : all) EXPECT_EQ(facts.source.port, 53);
  EXPECT_TRUE(table.finish().empty());
}

TEST(FragmentTable, counts_as_orphans_what_waited_in_vain) {
  FragmentTable table;
  EXPECT_TRUE(table.add(piece(Fragment::later, 1, 0)).empty());
  const std::vector<PacketFacts> after = table.add(piece(Fragment::first, 2, 31 * kSecond));
  ASSERT_EQ(after.size(), 2U);
  EXPECT_EQ(after[1].outcome, Outcome::orphan_fragment);
  EXPECT_TRUE(table.add(piece(Fragment::later, 3, 32 * kSecond)).empty());
  const std::vector<PacketFacts> left = table.finish();
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].outcome, Outcome::orphan_fragment);
}

TEST(FragmentTable, forgets_a_first_fragment_after_half_a_minute) {
  FragmentTable table;
  EXPECT_EQ(table.add(piece(Fragment::first, 1, 0)).size(), 1U);
  EXPECT_TRUE(table.add(piece(Fragment::later, 1, 31 * kSecond)).empty());
}

TEST(FragmentTable, gives_back_every_packet_of_a_flood_in_bounded_memory) {
  FragmentTable table;
  std::size_t given = 0;
  constexpr std::size_t kFlood = 20'000;
  for (std::size_t i = 0; i < kFlood; ++i)
    given += table.add(piece(Fragment::later, i + 1, static_cast<TimeNs>(i))).size();
  const std::size_t waiting = table.finish().size();
  EXPECT_EQ(given + waiting, kFlood);
  EXPECT_LE(waiting, 1'024U);
}

}  // namespace
}  // namespace vedette
