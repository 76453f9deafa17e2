// SPDX-License-Identifier: Apache-2.0
/// Capture files put together field by field, in either byte order, and what a reader makes of
/// them. For tests.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "capture/capture_reader.hpp"

namespace vedette {

enum class ByteOrder { little, big };

/// Numbers and texts end to end.
class FileBytes {
 public:
  explicit FileBytes(ByteOrder order) : order_(order) {}

  FileBytes& u8(std::uint64_t value) { return number(value, 1); }
  FileBytes& u16(std::uint64_t value) { return number(value, 2); }
  FileBytes& u32(std::uint64_t value) { return number(value, 4); }
  FileBytes& u64(std::uint64_t value) { return number(value, 8); }
  FileBytes& text(std::string_view more) {
    bytes_ += more;
    return *this;
  }
  FileBytes& pad() {
    bytes_.resize((bytes_.size() + 3) / 4 * 4, '\0');
    return *this;
  }
  [[nodiscard]] const std::string& str() const { return bytes_; }

 private:
  FileBytes& number(std::uint64_t value, int size) {
    for (int i = 0; i < size; ++i) {
      const int place = order_ == ByteOrder::little ? i : size - 1 - i;
      bytes_ += static_cast<char>(value >> (8 * place) & 0xff);
    }
    return *this;
  }

  ByteOrder order_;
  std::string bytes_{};
};

/// Magic numbers of the classic format.
inline constexpr std::uint32_t kMicroseconds = 0xa1b2c3d4;
inline constexpr std::uint32_t kNanoseconds = 0xa1b23c4d;
inline constexpr std::uint32_t kKuznetzov = 0xa1b2cd34;

struct PcapShape {
  ByteOrder order = ByteOrder::little;
  std::uint32_t magic = kMicroseconds;
};

inline std::string pcap_header(const PcapShape& shape, std::uint32_t link_type = 1) {
  FileBytes bytes(shape.order);
  return bytes.u32(shape.magic).u16(2).u16(4).u64(0).u32(65'535).u32(link_type).str();
}

inline std::string pcap_record(const PcapShape& shape, std::uint32_t seconds, std::uint32_t ticks,
                               std::string_view data, std::uint32_t on_wire = 0) {
  FileBytes bytes(shape.order);
  bytes.u32(seconds).u32(ticks).u32(data.size()).u32(on_wire == 0 ? data.size() : on_wire);
  if (shape.magic == kKuznetzov) bytes.u32(3).u16(0x0800).u8(4).u8(0);
  return bytes.text(data).str();
}

/// Blocks of pcapng.
inline std::string pcapng_block(ByteOrder order, std::uint32_t type, std::string_view body) {
  const std::string padded = FileBytes(order).text(body).pad().str();
  const std::size_t size = padded.size() + 12;
  return FileBytes(order).u32(type).u32(size).text(padded).u32(size).str();
}

inline std::string pcapng_section(ByteOrder order, std::uint16_t major = 1) {
  return pcapng_block(
      order, 0x0a0d0d0a,
      FileBytes(order).u32(0x1a2b3c4d).u16(major).u16(0).u64(0xffffffffffffffffU).str());
}

inline std::string pcapng_option(ByteOrder order, std::uint16_t code, std::string_view value) {
  return FileBytes(order).u16(code).u16(value.size()).text(value).pad().str();
}

inline std::string pcapng_interface(ByteOrder order, std::uint16_t link_type = 1,
                                    std::uint32_t snap_length = 0, std::string_view options = "") {
  return pcapng_block(order, 1,
                      FileBytes(order).u16(link_type).u16(0).u32(snap_length).text(options).str());
}

inline std::string pcapng_packet(ByteOrder order, std::uint32_t interface, std::uint64_t ticks,
                                 std::string_view data, std::uint32_t on_wire = 0) {
  return pcapng_block(order, 6,
                      FileBytes(order)
                          .u32(interface)
                          .u32(ticks >> 32)
                          .u32(ticks & 0xffffffff)
                          .u32(data.size())
                          .u32(on_wire == 0 ? data.size() : on_wire)
                          .text(data)
                          .str());
}

/// A packet as the reader gave it out, kept.
struct SeenPacket {
  TimeNs time = 0;
  std::string bytes{};
  std::uint32_t wire_bytes = 0;
  std::uint16_t link_type = 1;
  bool operator==(const SeenPacket&) const = default;
};

inline std::ostream& operator<<(std::ostream& out, const SeenPacket& packet) {
  return out << packet.time << " '" << packet.bytes.substr(0, 20) << "' of " << packet.wire_bytes
             << " link " << packet.link_type;
}

struct ReadPackets {
  std::vector<SeenPacket> packets{};
  std::optional<Error> error{};
};

inline ReadPackets read_packets(PacketSource& source, std::size_t batch = 3) {
  ReadPackets reading;
  while (true) {
    const auto packets = source.next(batch);
    if (!packets) reading.error = packets.error();
    if (!packets || !*packets) return reading;
    EXPECT_LE((*packets)->size(), batch);
    for (const PacketView& packet : **packets)
      reading.packets.push_back({packet.time,
                                 {packet.bytes.begin(), packet.bytes.end()},
                                 packet.wire_bytes,
                                 packet.link_type});
  }
}

inline Result<CaptureReader> open_bytes(std::string file) {
  return CaptureReader::open(ByteSource::from_memory(std::move(file), "test.pcap").value());
}

inline ReadPackets read_capture(const std::string& file, std::size_t batch = 3) {
  Result<CaptureReader> reader = open_bytes(file);
  if (!reader) return {.error = reader.error()};
  return read_packets(*reader, batch);
}

}  // namespace vedette
