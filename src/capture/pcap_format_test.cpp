// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "capture/captures_for_test.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct PcapCase {
  const char* name;
  std::uint32_t magic;
  TimeNs tick_ns;
};
constexpr PcapCase kCases[] = {
    {"microseconds", kMicroseconds, 1'000},
    {"nanoseconds", kNanoseconds, 1},
    {"Kuznetzov's", kKuznetzov, 1'000},
};

TEST(PcapFormat, reads_every_dialect_in_both_byte_orders) {
  for (const PcapCase& one : kCases)
    for (const ByteOrder order : {ByteOrder::little, ByteOrder::big}) {
      const PcapShape shape{order, one.magic};
      const ReadPackets reading = read_capture(pcap_header(shape, 113) +
                                           pcap_record(shape, 1'700'000'000, 5, "first") +
                                           pcap_record(shape, 0xffffffff, 999'999, "2nd", 1'500));
      EXPECT_FALSE(reading.error) << one.name;
      EXPECT_THAT(reading.packets,
                  ElementsAre(SeenPacket{1'700'000'000'000'000'000 + 5 * one.tick_ns, "first", 5,
                                         113},
                              SeenPacket{4'294'967'295'000'000'000 + 999'999 * one.tick_ns, "2nd",
                                         1'500, 113}))
          << one.name;
    }
}

TEST(PcapFormat, takes_the_link_type_without_the_bits_about_check_sequences) {
  const PcapShape shape;
  const ReadPackets reading =
      read_capture(pcap_header(shape, 0x54000071) + pcap_record(shape, 1, 0, "x"));
  ASSERT_EQ(reading.packets.size(), 1U);
  EXPECT_EQ(reading.packets[0].link_type, 113);
}

TEST(PcapFormat, gives_an_empty_packet_as_a_packet) {
  const PcapShape shape;
  const ReadPackets reading = read_capture(pcap_header(shape) + pcap_record(shape, 1, 0, "", 60));
  EXPECT_THAT(reading.packets, ElementsAre(SeenPacket{1'000'000'000, "", 60, 1}));
}

TEST(PcapFormat, a_packet_is_at_least_as_long_on_the_wire_as_in_the_file) {
  const PcapShape shape;
  const ReadPackets reading =
      read_capture(pcap_header(shape) + pcap_record(shape, 0, 0, "12345", 2));
  EXPECT_THAT(reading.packets, ElementsAre(SeenPacket{0, "12345", 5, 1}));
}

TEST(PcapFormat, a_header_alone_is_a_capture_without_packets) {
  const ReadPackets reading = read_capture(pcap_header({}));
  EXPECT_FALSE(reading.error);
  EXPECT_THAT(reading.packets, IsEmpty());
}

TEST(PcapFormat, refuses_versions_that_were_never_defined) {
  for (const auto& [place, value] : {std::pair{4, 3}, std::pair{4, 1}, std::pair{6, 5}}) {
    std::string file = pcap_header({});
    file[static_cast<std::size_t>(place)] = static_cast<char>(value);
    EXPECT_EQ(read_capture(file).error.value().message,
              "the version of the file format is not 2.0 to 2.4");
  }
}

TEST(PcapFormat, refuses_a_packet_that_says_it_is_huge_without_asking_for_memory) {
  const PcapShape shape;
  const std::string huge =
      FileBytes(shape.order).u32(0).u32(0).u32((16U << 20) + 1).u32(60).str();
  const ReadPackets reading =
      read_capture(pcap_header(shape) + pcap_record(shape, 0, 0, "good") + huge);
  EXPECT_EQ(reading.packets.size(), 1U);
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->message, "a packet says it is larger than 16 MiB");
  EXPECT_EQ(reading.error->where.byte, 24 + 16 + 4);
}

TEST(PcapFormat, reads_the_largest_packet_that_is_taken) {
  const PcapShape shape;
  const std::string large(std::size_t{16} << 20, 'x');
  const ReadPackets reading = read_capture(pcap_header(shape) + pcap_record(shape, 0, 0, large) +
                                       pcap_record(shape, 1, 0, "after"));
  EXPECT_FALSE(reading.error);
  ASSERT_EQ(reading.packets.size(), 2U);
  EXPECT_EQ(reading.packets[0].bytes.size(), large.size());
  EXPECT_EQ(reading.packets[1].bytes, "after");
}

}  // namespace
}  // namespace vedette
