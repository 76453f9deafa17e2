// SPDX-License-Identifier: Apache-2.0
#include "capture/packet_merge.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/random.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr PacketMerge::Time kStart{};

/// A packet of one byte; the byte is what tells it from others.
void add(PacketMerge& merge, std::size_t interface, TimeNs time, PacketMerge::Time now = kStart) {
  const std::uint8_t byte = static_cast<std::uint8_t>(interface);
  merge.add(interface, {.time = time, .bytes = {&byte, 1}, .wire_bytes = 60}, now);
}

std::vector<TimeNs> times(PacketSource::Packets packets) {
  std::vector<TimeNs> times;
  for (const PacketView& packet : packets) times.push_back(packet.time);
  return times;
}

TEST(PacketMerge, packets_of_one_interface_do_not_wait) {
  PacketMerge merge(1);
  add(merge, 0, 5);
  add(merge, 0, 4);  // as it came: the kernel's order is not changed
  EXPECT_THAT(times(merge.take(kStart)), ElementsAre(5, 4));
  EXPECT_TRUE(merge.empty());
  EXPECT_THAT(times(merge.take(kStart)), IsEmpty());
}

TEST(PacketMerge, a_packet_waits_for_a_later_one_of_every_other_interface) {
  PacketMerge merge(2);
  add(merge, 0, 10);
  add(merge, 0, 30);
  EXPECT_THAT(times(merge.take(kStart)), IsEmpty());
  add(merge, 1, 20);
  const PacketSource::Packets packets = merge.take(kStart);
  EXPECT_THAT(times(packets), ElementsAre(10, 20)) << "interface 1 may have one before 30";
  EXPECT_EQ(packets[0].bytes[0], 0);
  EXPECT_EQ(packets[1].bytes[0], 1);
  EXPECT_FALSE(merge.empty());
}

TEST(PacketMerge, or_until_the_other_interface_must_have_shown_it) {
  PacketMerge merge(2);
  add(merge, 0, 10);
  EXPECT_THAT(times(merge.take(kStart + PacketMerge::kHold / 2)), IsEmpty());
  EXPECT_THAT(times(merge.take(kStart + PacketMerge::kHold)), ElementsAre(10));
}

TEST(PacketMerge, what_is_known_to_be_unread_is_waited_for) {
  PacketMerge merge(2);
  add(merge, 0, 10);
  add(merge, 1, 11);
  merge.set_more(0, true);
  EXPECT_THAT(times(merge.take(kStart + 2 * PacketMerge::kHold)), ElementsAre(10));
  merge.set_more(0, false);
  EXPECT_THAT(times(merge.take(kStart + 2 * PacketMerge::kHold)), ElementsAre(11));
}

TEST(PacketMerge, gives_everything_when_asked_to) {
  PacketMerge merge(3);
  add(merge, 2, 3);
  add(merge, 0, 2);
  add(merge, 0, 4);
  merge.set_more(1, true);
  EXPECT_THAT(times(merge.take_all()), ElementsAre(2, 3, 4));
  EXPECT_TRUE(merge.empty());
}

TEST(PacketMerge, order_does_not_depend_on_how_it_is_read) {
  Random random(3);
  for (int round = 0; round < 50; ++round) {
    PacketMerge merge(3);
    std::vector<TimeNs> seen;
    std::vector<TimeNs> next = {0, 0, 0};
    std::size_t added = 0;
    for (int read = 0; read < 100; ++read) {
      const PacketMerge::Time now = kStart + std::chrono::milliseconds(read);
      for (std::size_t i = 0; i < 3; ++i)
        // No packet is read more than the time of holding after it came.
        for (std::uint64_t count = random.below(4); count > 0; --count, ++added)
          add(merge, i, next[i] = std::max<TimeNs>(next[i], read) + 1, now);
      for (const TimeNs time : times(merge.take(now))) seen.push_back(time);
    }
    for (const TimeNs time : times(merge.take_all())) seen.push_back(time);
    EXPECT_EQ(seen.size(), added);
    EXPECT_TRUE(std::ranges::is_sorted(seen));
  }
}

}  // namespace
}  // namespace vedette
