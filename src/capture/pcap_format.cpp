// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "capture/capture_format.hpp"
#include "capture/ordered_bytes.hpp"

namespace vedette {
namespace {

constexpr std::size_t kFileHeader = 24;

/// First word of a file, read in this machine's byte order.
struct Magic {
  std::uint32_t value;
  std::int64_t ns_per_tick;
  std::size_t record_header;
};
constexpr Magic kMagics[] = {
    {0xa1b2c3d4, 1'000, 16},
    {0xa1b23c4d, 1, 16},
    {0xa1b2cd34, 1'000, 24},  // Kuznetzov's: interface, protocol and packet type follow
};

struct Dialect {
  const Magic* magic = nullptr;
  Swap swap = Swap::no;
};

Dialect dialect_of(ByteSpan start) {
  if (start.size() < 4) return {};
  for (const Magic& magic : kMagics)
    for (const Swap swap : {Swap::no, Swap::yes})
      if (read_u32(start, 0, swap) == magic.value) return {&magic, swap};
  return {};
}

CaptureStep need(std::size_t size) { return {.kind = CaptureStep::Kind::need_more, .size = size}; }

CaptureStep damaged(std::string_view problem) {
  return {.kind = CaptureStep::Kind::damaged, .problem = problem};
}

class Pcap final : public CaptureFormat {
 public:
  std::string_view name() const override { return "pcap"; }

  CaptureStep step(ByteSpan bytes) override {
    return dialect_.magic == nullptr ? read_file_header(bytes) : read_record(bytes);
  }

 private:
  CaptureStep read_file_header(ByteSpan bytes) {
    if (bytes.size() < kFileHeader) return need(kFileHeader);
    dialect_ = dialect_of(bytes);
    if (dialect_.magic == nullptr) return damaged("the first bytes are no capture's");
    constexpr std::uint16_t kMajor = 2;
    constexpr std::uint16_t kLastMinor = 4;
    if (read_u16(bytes, 4, dialect_.swap) != kMajor ||
        read_u16(bytes, 6, dialect_.swap) > kLastMinor)
      return damaged("the version of the file format is not 2.0 to 2.4");
    // The upper bits tell of a frame check sequence, which no decoder here looks at.
    link_type_ = static_cast<std::uint16_t>(read_u32(bytes, 20, dialect_.swap) & 0xffff);
    return {.kind = CaptureStep::Kind::other, .size = kFileHeader};
  }

  CaptureStep read_record(ByteSpan bytes) const {
    const std::size_t header = dialect_.magic->record_header;
    if (bytes.size() < header) return need(header);
    const Swap swap = dialect_.swap;
    const std::uint32_t captured = read_u32(bytes, 8, swap);
    const std::uint32_t on_wire = read_u32(bytes, 12, swap);
    if (captured > kMaxBlockBytes) return damaged("a packet says it is larger than 16 MiB");
    if (bytes.size() < header + captured) return need(header + captured);
    const TimeNs seconds = read_u32(bytes, 0, swap);
    const TimeNs ticks = read_u32(bytes, 4, swap);
    return {.kind = CaptureStep::Kind::packet,
            .size = header + captured,
            .packet = {.time = seconds * 1'000'000'000 + ticks * dialect_.magic->ns_per_tick,
                       .bytes = bytes.subspan(header, captured),
                       .wire_bytes = std::max(captured, on_wire),
                       .link_type = link_type_}};
  }

  Dialect dialect_{};
  std::uint16_t link_type_ = 0;
};

}  // namespace

bool is_pcap(ByteSpan start) { return dialect_of(start).magic != nullptr; }

std::unique_ptr<CaptureFormat> make_pcap() { return std::make_unique<Pcap>(); }

}  // namespace vedette
