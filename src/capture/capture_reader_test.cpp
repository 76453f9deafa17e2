// SPDX-License-Identifier: Apache-2.0
#include "capture/capture_reader.hpp"

#include <gmock/gmock.h>

#include <array>

#include "capture/captures_for_test.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;
using namespace std::string_literals;

/// `count` packets of `size` bytes, one second apart; the first byte of each is its number.
std::string capture_of(int count, std::size_t size) {
  const PcapShape shape;
  std::string file = pcap_header(shape);
  for (int i = 0; i < count; ++i) {
    std::string data(size, 'x');
    if (size > 0) data[0] = static_cast<char>(i);
    file += pcap_record(shape, static_cast<std::uint32_t>(i), 0, data);
  }
  return file;
}

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xffffffff;
  for (const char byte : bytes) {
    crc ^= static_cast<std::uint8_t>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc % 2 == 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}

/// One stored block (RFC 1951, 3.2.4) as a gzip file.
std::string gzip_of(const std::string& bytes) {
  return FileBytes(ByteOrder::little)
      .text("\x1f\x8b\x08\0\0\0\0\0\0\xff\x01"s)
      .u16(bytes.size())
      .u16(~bytes.size() & 0xffff)
      .text(bytes)
      .u32(crc32(bytes))
      .u32(bytes.size())
      .str();
}

/// One raw block (RFC 8878, 3.1.1.2) in one frame that tells its size in two bytes.
std::string zstd_of(const std::string& bytes) {
  const std::size_t header = bytes.size() << 3 | 1;
  return FileBytes(ByteOrder::little)
      .u32(0xfd2fb528)
      .u8(0x60)
      .u16(bytes.size() - 256)
      .u16(header & 0xffff)
      .u8(header >> 16)
      .text(bytes)
      .str();
}

TEST(CaptureReader, gives_the_same_packets_for_every_batch_size) {
  const std::string file = capture_of(50, 100);
  const ReadPackets whole = read_capture(file, 1'000);
  EXPECT_EQ(whole.packets.size(), 50U);
  for (const std::size_t batch : {1U, 7U, 49U, 50U, 51U})
    EXPECT_EQ(read_capture(file, batch).packets, whole.packets) << batch;
}

TEST(CaptureReader, reads_files_and_packets_larger_than_its_buffer) {
  for (const std::size_t size : {60'000U, 262'144U - 16U, 262'144U, 300'000U}) {
    const ReadPackets reading = read_capture(capture_of(20, size), 1'000);
    EXPECT_FALSE(reading.error);
    ASSERT_EQ(reading.packets.size(), 20U) << size;
    for (std::size_t i = 0; i < 20; ++i) {
      EXPECT_EQ(reading.packets[i].bytes.size(), size);
      EXPECT_EQ(reading.packets[i].bytes[0], static_cast<char>(i));
    }
  }
}

TEST(CaptureReader, unpacks_on_the_way) {
  const std::string file = capture_of(20, 50);
  const ReadPackets plain = read_capture(file);
  ASSERT_EQ(plain.packets.size(), 20U);
  for (const std::string& packed : {gzip_of(file), zstd_of(file)}) {
    const ReadPackets reading = read_capture(packed);
    EXPECT_FALSE(reading.error) << to_string(*reading.error);
    EXPECT_EQ(reading.packets, plain.packets);
  }
}

TEST(CaptureReader, hands_out_what_could_be_unpacked_before_packed_data_ends_early) {
  std::string packed = gzip_of(capture_of(20, 50));
  packed.resize(packed.size() - 300);
  const ReadPackets reading = read_capture(packed);
  EXPECT_GE(reading.packets.size(), 14U);
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->code, ErrorCode::malformed);
  EXPECT_EQ(reading.error->where.file, "test.pcap");
}

TEST(CaptureReader, a_cut_in_a_packet_is_an_error_after_the_packets_before_it) {
  const std::string file = capture_of(3, 40);
  const std::size_t record = 16 + 40;
  for (std::size_t size = 25; size < file.size(); ++size) {
    const std::size_t whole = (size - 24) / record;
    for (const std::size_t batch : {1U, 100U}) {
      const ReadPackets reading = read_capture(file.substr(0, size), batch);
      EXPECT_EQ(reading.packets.size(), whole) << size;
      if ((size - 24) % record == 0) {
        EXPECT_FALSE(reading.error) << size;
        continue;
      }
      ASSERT_TRUE(reading.error) << size;
      EXPECT_EQ(reading.error->message, "the file ends in the middle of a packet");
      EXPECT_EQ(reading.error->where.byte, static_cast<std::int64_t>(24 + whole * record)) << size;
      EXPECT_EQ(reading.error->where.file, "test.pcap");
    }
  }
}

TEST(CaptureReader, says_the_same_error_again_when_asked_again) {
  CaptureReader reader = open_bytes(capture_of(1, 40) + "rest").value();
  EXPECT_TRUE(reader.next(10));
  const auto first = reader.next(10);
  const auto second = reader.next(10);
  ASSERT_FALSE(first);
  ASSERT_FALSE(second);
  EXPECT_EQ(to_string(first.error()), to_string(second.error()));
}

TEST(CaptureReader, a_header_that_is_cut_off_is_an_error) {
  for (const std::size_t size : {4U, 23U}) {
    const ReadPackets reading = read_capture(capture_of(1, 40).substr(0, size));
    EXPECT_TRUE(reading.packets.empty());
    ASSERT_TRUE(reading.error) << size;
    EXPECT_EQ(reading.error->code, ErrorCode::malformed);
    EXPECT_EQ(reading.error->where.byte, 0);
  }
}

TEST(CaptureReader, an_empty_file_is_an_error_and_not_a_capture_without_packets) {
  const ReadPackets reading = read_capture("");
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->code, ErrorCode::malformed);
  EXPECT_EQ(reading.error->message, "the file is empty");
  EXPECT_EQ(reading.error->where.file, "test.pcap");
}

TEST(CaptureReader, names_what_is_no_capture_where_it_is_known) {
  const std::pair<std::string, std::string> cases[] = {
      {"snoop\0\0\0\0\0\0\x02"s, "'test.pcap' is a snoop capture"},
      {"GMBU....", "'test.pcap' is a Network Monitor capture"},
      {"RTSS....", "'test.pcap' is a Network Monitor capture"},
      {"TRSNIFF data    \x1a", "'test.pcap' is a Sniffer capture"},
      {"a,b\n1,2\n", "'test.pcap' is no capture file"},
      {"\xd4\xc3\xb2", "'test.pcap' is no capture file"},
  };
  for (const auto& [file, message] : cases) {
    const ReadPackets reading = read_capture(file);
    ASSERT_TRUE(reading.error) << message;
    EXPECT_EQ(reading.error->code, ErrorCode::unsupported) << message;
    EXPECT_EQ(reading.error->message, message);
    EXPECT_THAT(reading.error->hint, HasSubstr("pcapng"));
  }
}

TEST(CaptureReader, counts_packets_that_the_capture_cut_short) {
  const PcapShape shape;
  CaptureReader reader = open_bytes(pcap_header(shape) + pcap_record(shape, 0, 0, "ab", 2) +
                                    pcap_record(shape, 0, 0, "ab", 60))
                             .value();
  read_packets(reader);
  EXPECT_EQ(reader.notes().packets, 2U);
  EXPECT_EQ(reader.notes().cut_short, 1U);
  EXPECT_EQ(reader.notes().without_time, 0U);
  EXPECT_EQ(reader.bytes_read(), 24U + 2 * 18);
  EXPECT_EQ(reader.bytes_total(), 24U + 2 * 18);
}

TEST(CaptureReader, tells_captures_by_their_first_bytes) {
  EXPECT_TRUE(is_capture(pcap_header({ByteOrder::big, kNanoseconds})));
  EXPECT_TRUE(is_capture(pcapng_section(ByteOrder::big)));
  EXPECT_FALSE(is_capture("\x0a\x0d\x0d\x0a and then no byte order"));
  EXPECT_FALSE(is_capture("flow_id,src_ip\n"));
  EXPECT_FALSE(is_capture(""));
}

}  // namespace
}  // namespace vedette
