// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "base/random.hpp"
#include "capture/captures_for_test.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;
using namespace std::string_literals;

constexpr ByteOrder kOrders[] = {ByteOrder::little, ByteOrder::big};
constexpr std::uint16_t kResolution = 9;
constexpr std::uint16_t kOffset = 14;

std::string resolution(ByteOrder order, int value) {
  return pcapng_option(order, kResolution, std::string(1, static_cast<char>(value)));
}

std::string offset(ByteOrder order, std::int64_t seconds) {
  return pcapng_option(order, kOffset,
                       FileBytes(order).u64(static_cast<std::uint64_t>(seconds)).str());
}

std::string start(ByteOrder order) { return pcapng_section(order) + pcapng_interface(order); }

TEST(PcapngFormat, reads_packets_in_both_byte_orders) {
  for (const ByteOrder order : kOrders) {
    const ReadPackets reading =
        read_capture(start(order) + pcapng_packet(order, 0, 1'700'000'000'000'005, "abcde", 99));
    EXPECT_FALSE(reading.error);
    EXPECT_THAT(reading.packets,
                ElementsAre(SeenPacket{1'700'000'000'000'005'000, "abcde", 99, 1}));
  }
}

struct TimeCase {
  const char* name;
  int resolution;
  std::int64_t offset;
  std::uint64_t ticks;
  TimeNs time;
};

TEST(PcapngFormat, each_interface_has_its_resolution_and_offset) {
  const TimeCase cases[] = {
      {"seconds", 0, 0, 7, 7'000'000'000},
      {"milliseconds", 3, 0, 7'001, 7'001'000'000},
      {"nanoseconds", 9, 0, 7'000'000'001, 7'000'000'001},
      {"picoseconds are cut", 12, 0, 7'000'000'001'999, 7'000'000'001},
      {"a ten-quintillionth", 19, 0, 10'000'000'000'000'000'000U, 1'000'000'000},
      {"halves", 0x81, 0, 3, 1'500'000'000},
      {"2^-30", 0x80 + 30, 0, (5ULL << 30) + 1, 5'000'000'000},
      {"2^-32, the fraction of NTP", 0x80 + 32, 0, (9ULL << 32) + (1ULL << 31), 9'500'000'000},
      {"2^-63", 0x80 + 63, 0, 1ULL << 62, 500'000'000},
      {"an offset", 6, 1'000, 1, 1'000'000'001'000},
      {"an offset back", 6, -1'000, 1'001'000'000, 1'000'000'000},
  };
  for (const ByteOrder order : kOrders) {
    std::string file = pcapng_section(order);
    for (const TimeCase& one : cases)
      file += pcapng_interface(order, 1, 0,
                               resolution(order, one.resolution) + offset(order, one.offset));
    for (std::size_t i = 0; i < std::size(cases); ++i)
      file += pcapng_packet(order, static_cast<std::uint32_t>(i), cases[i].ticks, "x");
    const ReadPackets reading = read_capture(file);
    EXPECT_FALSE(reading.error);
    ASSERT_EQ(reading.packets.size(), std::size(cases));
    for (std::size_t i = 0; i < std::size(cases); ++i)
      EXPECT_EQ(reading.packets[i].time, cases[i].time) << cases[i].name;
  }
}

TEST(PcapngFormat, refuses_a_resolution_that_no_counter_can_hold) {
  for (const int value : {20, 127, 0x80 + 64, 0xff}) {
    const ReadPackets reading =
        read_capture(pcapng_section(ByteOrder::little) +
                     pcapng_interface(ByteOrder::little, 1, 0,
                                      resolution(ByteOrder::little, value)));
    ASSERT_TRUE(reading.error) << value;
    EXPECT_EQ(reading.error->message, "an interface has an unusable time resolution");
  }
}

TEST(PcapngFormat, a_time_that_cannot_be_counts_as_none) {
  const ByteOrder order = ByteOrder::little;
  std::string file = start(order) + pcapng_packet(order, 0, 5'000'000, "good");
  file += pcapng_packet(order, 0, 0xffffffffffffffffU, "in the year 586,000");
  file += pcapng_interface(order, 1, 0, offset(order, -9'000'000'000)) +
          pcapng_packet(order, 1, 0, "before 1970");
  file += pcapng_interface(order, 1, 0, offset(order, 9'000'000'000)) +
          pcapng_packet(order, 2, 9'000'000'000'000'000, "past 64 bits");
  file += pcapng_interface(order, 1, 0, offset(order, std::numeric_limits<std::int64_t>::min())) +
          pcapng_packet(order, 3, 0, "far before");
  CaptureReader reader = open_bytes(file).value();
  const ReadPackets reading = read_packets(reader);
  EXPECT_FALSE(reading.error);
  ASSERT_EQ(reading.packets.size(), 5U);
  for (const SeenPacket& packet : reading.packets) EXPECT_EQ(packet.time, 5'000'000'000) << packet;
  EXPECT_EQ(reader.notes().without_time, 4U);
}

TEST(PcapngFormat, a_new_section_forgets_the_interfaces_and_may_turn_the_byte_order) {
  const std::string file =
      pcapng_section(ByteOrder::little) + pcapng_interface(ByteOrder::little, 113) +
      pcapng_packet(ByteOrder::little, 0, 1, "one") + pcapng_section(ByteOrder::big) +
      pcapng_interface(ByteOrder::big, 101, 0, resolution(ByteOrder::big, 9)) +
      pcapng_packet(ByteOrder::big, 0, 2, "two") + pcapng_packet(ByteOrder::big, 1, 3, "none");
  const ReadPackets reading = read_capture(file);
  EXPECT_THAT(reading.packets,
              ElementsAre(SeenPacket{1'000, "one", 3, 113}, SeenPacket{2, "two", 3, 101}));
  EXPECT_EQ(reading.error.value().message, "a packet names an unknown interface");
}

std::string simple_packet(ByteOrder order, std::uint32_t on_wire, const std::string& data) {
  return pcapng_block(order, 3, FileBytes(order).u32(on_wire).text(data).str());
}

TEST(PcapngFormat, a_simple_packet_has_the_time_before_it_and_the_first_interface) {
  for (const ByteOrder order : kOrders) {
    CaptureReader reader =
        open_bytes(pcapng_section(order) + pcapng_interface(order, 101, 4) +
                   pcapng_interface(order, 1) + simple_packet(order, 2, "ab") +
                   pcapng_packet(order, 1, 7, "x") + simple_packet(order, 90, "abcd"))
            .value();
    const ReadPackets reading = read_packets(reader);
    EXPECT_FALSE(reading.error);
    EXPECT_THAT(reading.packets,
                ElementsAre(SeenPacket{0, "ab", 2, 101}, SeenPacket{7'000, "x", 1, 1},
                            SeenPacket{7'000, "abcd", 90, 101}));
    EXPECT_EQ(reader.notes().packets, 3U);
    EXPECT_EQ(reader.notes().without_time, 2U);
    EXPECT_EQ(reader.notes().cut_short, 1U);
  }
}

TEST(PcapngFormat, reads_the_packet_block_of_old) {
  for (const ByteOrder order : kOrders) {
    const std::string body = FileBytes(order)
                                 .u16(0)
                                 .u16(12)  // dropped before it
                                 .u32(0)
                                 .u32(3)
                                 .u32(2)
                                 .u32(70)
                                 .text("ab")
                                 .str();
    const ReadPackets reading = read_capture(start(order) + pcapng_block(order, 2, body));
    EXPECT_FALSE(reading.error);
    EXPECT_THAT(reading.packets, ElementsAre(SeenPacket{3'000, "ab", 70, 1}));
  }
}

TEST(PcapngFormat, passes_over_blocks_and_options_it_does_not_know) {
  const ByteOrder order = ByteOrder::big;
  const std::string options = pcapng_option(order, 2, "eth0") +
                              pcapng_option(order, 3, "a comment") + resolution(order, 9) + pcapng_option(order, 0, "") +
                              resolution(order, 0);  // after the end of options: no option
  CaptureReader reader =
      open_bytes(pcapng_section(order) + pcapng_interface(order, 1, 0, options) +
                 pcapng_block(order, 5, "interface statistics") + pcapng_block(order, 4, "names") +
                 pcapng_block(order, 0x80000bad, "") + pcapng_packet(order, 0, 8, "x"))
          .value();
  const ReadPackets reading = read_packets(reader);
  EXPECT_FALSE(reading.error);
  EXPECT_THAT(reading.packets, ElementsAre(SeenPacket{8, "x", 1, 1}));
  EXPECT_EQ(reader.notes().other_blocks, 5U);
}

struct DamageCase {
  const char* problem;
  std::string block;
};

TEST(PcapngFormat, says_what_is_wrong_with_a_block_and_where_it_starts) {
  const ByteOrder order = ByteOrder::little;
  std::string two_lengths = pcapng_packet(order, 0, 1, "abcd");
  two_lengths[two_lengths.size() - 4] = 8;
  std::string odd_length = pcapng_packet(order, 0, 1, "abcd");
  odd_length[4] = 35;
  const DamageCase cases[] = {
      {"the two lengths of a block differ", two_lengths},
      {"a block has an impossible length", odd_length},
      {"a block has an impossible length", FileBytes(order).u32(6).u32(8).u32(8).str()},
      {"a block says it is larger than 16 MiB",
       FileBytes(order).u32(6).u32((16U << 20) + 4).u32(0).str()},
      {"a packet names an unknown interface", pcapng_packet(order, 1, 1, "abcd")},
      {"a packet is longer than its block",
       pcapng_block(order, 6, FileBytes(order).u32(0).u64(0).u32(5).u32(5).text("abcd").str())},
      {"a packet block is too short", pcapng_block(order, 6, std::string(16, '\0'))},
      {"a packet block is too short", pcapng_block(order, 2, std::string(16, '\0'))},
      {"a packet block is too short", pcapng_block(order, 3, "")},
      {"an interface description is too short", pcapng_block(order, 1, "1234")},
      {"an option is longer than its block",
       pcapng_interface(order, 1, 0, FileBytes(order).u16(2).u16(5).text("eth0").str())},
      {"a section header is too short",
       pcapng_block(order, 0x0a0d0d0a, FileBytes(order).u32(0x1a2b3c4d).u32(1).str())},
      {"a section has no byte order", pcapng_block(order, 0x0a0d0d0a, std::string(16, 'x'))},
  };
  const std::string before = start(order) + pcapng_packet(order, 0, 1, "good");
  for (const DamageCase& one : cases) {
    const ReadPackets reading =
        read_capture(before + one.block + pcapng_packet(order, 0, 1, "lost"));
    EXPECT_EQ(reading.packets.size(), 1U) << one.problem;
    ASSERT_TRUE(reading.error) << one.problem;
    EXPECT_EQ(reading.error->code, ErrorCode::malformed);
    EXPECT_EQ(reading.error->message, one.problem);
    EXPECT_EQ(reading.error->where.byte, static_cast<std::int64_t>(before.size())) << one.problem;
  }
}

TEST(PcapngFormat, refuses_versions_that_were_never_defined) {
  const auto version = [](int major, int minor) {
    std::string file = start(ByteOrder::little);
    file[12] = static_cast<char>(major);
    file[14] = static_cast<char>(minor);
    return read_capture(file);
  };
  EXPECT_FALSE(version(1, 0).error);
  EXPECT_FALSE(version(1, 2).error);  // written by some programs for 1.0
  for (const auto& [major, minor] : {std::pair{2, 0}, std::pair{0, 0}, std::pair{1, 1}})
    EXPECT_EQ(version(major, minor).error.value().message,
              "the version of the file format is not 1.0");
}

TEST(PcapngFormat, a_simple_packet_without_any_interface_is_refused) {
  const ReadPackets reading = read_capture(pcapng_section(ByteOrder::little) +
                                       simple_packet(ByteOrder::little, 2, "ab"));
  EXPECT_EQ(reading.error.value().message, "a packet names an unknown interface");
}

TEST(PcapngFormat, survives_every_change_of_a_byte) {
  const ByteOrder order = ByteOrder::little;
  const std::string file = pcapng_section(order) +
                           pcapng_interface(order, 1, 64, resolution(order, 9) + offset(order, 1)) +
                           pcapng_packet(order, 0, 1, "abcd") + simple_packet(order, 2, "ab") +
                           pcapng_packet(order, 0, 2, "efgh");
  Random random(3);
  for (std::size_t i = 0; i < file.size(); ++i)
    for (int round = 0; round < 8; ++round) {
      std::string changed = file;
      changed[i] = static_cast<char>(random.below(256));
      const ReadPackets reading = read_capture(changed);
      if (reading.error && reading.error->where.byte) {
        EXPECT_LE(*reading.error->where.byte, static_cast<std::int64_t>(file.size()));
      }
    }
}

}  // namespace
}  // namespace vedette
