// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <vector>

#include "capture/capture_format.hpp"
#include "capture/ordered_bytes.hpp"

namespace vedette {
namespace {

constexpr std::uint32_t kSectionHeader = 0x0a0d0d0a;  // reads the same in both byte orders
constexpr std::uint32_t kInterface = 1;
constexpr std::uint32_t kObsoletePacket = 2;
constexpr std::uint32_t kSimplePacket = 3;
constexpr std::uint32_t kEnhancedPacket = 6;
constexpr std::uint32_t kByteOrderMagic = 0x1a2b3c4d;
constexpr std::size_t kFrame = 12;  // type and length before, length after
constexpr std::size_t kMaxInterfaces = 65'536;
constexpr std::int64_t kNsPerSecond = 1'000'000'000;

struct Interface {
  std::uint16_t link_type = 0;
  std::uint32_t snap_length = 0;  ///< 0: none
  std::uint64_t ticks_per_second = 1'000'000;
  std::int64_t offset_seconds = 0;
};

CaptureStep need(std::size_t size) { return {.kind = CaptureStep::Kind::need_more, .size = size}; }

CaptureStep damaged(std::string_view problem) {
  return {.kind = CaptureStep::Kind::damaged, .problem = problem};
}

/// 10^n or, with the top bit, 2^n; nullopt where a second has more ticks than 64 bits hold.
std::optional<std::uint64_t> ticks_per_second(std::uint8_t resolution) {
  const int exponent = resolution & 0x7f;
  if ((resolution & 0x80) != 0)
    return exponent > 63 ? std::nullopt : std::optional(std::uint64_t{1} << exponent);
  if (exponent > 19) return std::nullopt;
  std::uint64_t ticks = 1;
  for (int i = 0; i < exponent; ++i) ticks *= 10;
  return ticks;
}

/// Nothing for a time outside 1970 to 2200: no clock shows it, and sums of what is left fit.
std::optional<TimeNs> time_of(const Interface& interface, std::uint32_t high, std::uint32_t low) {
  __extension__ using Wide = __int128;
  constexpr Wide kLatest = Wide{7'258'118'400} * kNsPerSecond;
  const std::uint64_t ticks = std::uint64_t{high} << 32 | low;
  const Wide ns = Wide{ticks} * kNsPerSecond / interface.ticks_per_second +
                  Wide{interface.offset_seconds} * kNsPerSecond;
  if (ns < 0 || ns > kLatest) return std::nullopt;
  return static_cast<TimeNs>(ns);
}

class Pcapng final : public CaptureFormat {
 public:
  std::string_view name() const override { return "pcapng"; }

  CaptureStep step(ByteSpan bytes) override {
    if (bytes.size() < kFrame) return need(kFrame);
    const bool section = read_u32(bytes, 0, Swap::no) == kSectionHeader;
    if (section && !choose_byte_order(bytes)) return damaged("a section has no byte order");
    if (!section && !in_section_) return damaged("the file does not begin with a section header");
    const std::uint32_t size = read_u32(bytes, 4, swap_);
    if (size < kFrame || size % 4 != 0) return damaged("a block has an impossible length");
    if (size > kMaxBlockBytes) return damaged("a block says it is larger than 16 MiB");
    if (bytes.size() < size) return need(size);
    if (read_u32(bytes, size - 4, swap_) != size)
      return damaged("the two lengths of a block differ");
    const std::uint32_t type = read_u32(bytes, 0, swap_);
    CaptureStep step = read_block(type, bytes.subspan(8, size - kFrame));
    if (step.kind != CaptureStep::Kind::damaged) step.size = size;
    return step;
  }

 private:
  bool choose_byte_order(ByteSpan bytes) {
    for (const Swap swap : {Swap::no, Swap::yes})
      if (read_u32(bytes, 8, swap) == kByteOrderMagic) {
        swap_ = swap;
        return true;
      }
    return false;
  }

  CaptureStep read_block(std::uint32_t type, ByteSpan body) {
    switch (type) {
      case kSectionHeader:
        return read_section(body);
      case kInterface:
        return read_interface(body);
      case kEnhancedPacket:
        return read_enhanced(body);
      case kObsoletePacket:
        return read_obsolete(body);
      case kSimplePacket:
        return read_simple(body);
      default:
        return {.kind = CaptureStep::Kind::other};
    }
  }

  CaptureStep read_section(ByteSpan body) {
    if (body.size() < 16) return damaged("a section header is too short");
    const std::uint16_t minor = read_u16(body, 6, swap_);  // 1.2 was written by mistake, as 1.0
    if (read_u16(body, 4, swap_) != 1 || (minor != 0 && minor != 2))
      return damaged("the version of the file format is not 1.0");
    in_section_ = true;
    interfaces_.clear();
    return {.kind = CaptureStep::Kind::other};
  }

  CaptureStep read_interface(ByteSpan body) {
    if (body.size() < 8) return damaged("an interface description is too short");
    if (interfaces_.size() == kMaxInterfaces) return damaged("a section has too many interfaces");
    Interface interface{.link_type = read_u16(body, 0, swap_),
                        .snap_length = read_u32(body, 4, swap_)};
    for (std::size_t at = 8; at + 4 <= body.size();) {
      const std::uint16_t code = read_u16(body, at, swap_);
      const std::size_t size = read_u16(body, at + 2, swap_);
      if (code == 0) break;
      if (at + 4 + size > body.size()) return damaged("an option is longer than its block");
      if (!take_option(interface, code, body.subspan(at + 4, size)))
        return damaged("an interface has an unusable time resolution");
      at += 4 + (size + 3) / 4 * 4;
    }
    interfaces_.push_back(interface);
    return {.kind = CaptureStep::Kind::other};
  }

  bool take_option(Interface& interface, std::uint16_t code, ByteSpan value) const {
    constexpr std::uint16_t kResolution = 9;
    constexpr std::uint16_t kOffset = 14;
    if (code == kResolution && value.size() == 1) {
      const auto ticks = ticks_per_second(value[0]);
      interface.ticks_per_second = ticks.value_or(1);
      return ticks.has_value();
    }
    if (code == kOffset && value.size() == 8) {
      const std::uint64_t low = read_u32(value, swap_ == Swap::no ? 0 : 4, swap_);
      const std::uint64_t high = read_u32(value, swap_ == Swap::no ? 4 : 0, swap_);
      interface.offset_seconds = static_cast<std::int64_t>(high << 32 | low);
    }
    return true;
  }

  CaptureStep read_enhanced(ByteSpan body) {
    if (body.size() < 20) return damaged("a packet block is too short");
    return make_packet(read_u32(body, 0, swap_), body, 4, 20);
  }

  CaptureStep read_obsolete(ByteSpan body) {
    if (body.size() < 20) return damaged("a packet block is too short");
    return make_packet(read_u16(body, 0, swap_), body, 4, 20);
  }

  /// `times` is where the four numbers start: time (high, low), captured length, wire length.
  CaptureStep make_packet(std::size_t interface, ByteSpan body, std::size_t times,
                          std::size_t data) {
    if (interface >= interfaces_.size()) return damaged("a packet names an unknown interface");
    const std::uint32_t captured = read_u32(body, times + 8, swap_);
    if (captured > body.size() - data) return damaged("a packet is longer than its block");
    const std::optional<TimeNs> time = time_of(
        interfaces_[interface], read_u32(body, times, swap_), read_u32(body, times + 4, swap_));
    last_time_ = time.value_or(last_time_);
    return {.kind = CaptureStep::Kind::packet,
            .packet = {.time = last_time_,
                       .bytes = body.subspan(data, captured),
                       .wire_bytes = std::max(captured, read_u32(body, times + 12, swap_)),
                       .link_type = interfaces_[interface].link_type},
            .has_time = time.has_value()};
  }

  /// Has no time of its own and belongs to the first interface.
  CaptureStep read_simple(ByteSpan body) const {
    if (body.size() < 4) return damaged("a packet block is too short");
    if (interfaces_.empty()) return damaged("a packet names an unknown interface");
    const std::uint32_t on_wire = read_u32(body, 0, swap_);
    const std::uint32_t snap = interfaces_[0].snap_length;
    const std::size_t captured =
        std::min<std::size_t>(snap == 0 ? on_wire : std::min(on_wire, snap), body.size() - 4);
    return {.kind = CaptureStep::Kind::packet,
            .packet = {.time = last_time_,
                       .bytes = body.subspan(4, captured),
                       .wire_bytes = on_wire,
                       .link_type = interfaces_[0].link_type},
            .has_time = false};
  }

  std::vector<Interface> interfaces_{};
  TimeNs last_time_ = 0;
  Swap swap_ = Swap::no;
  bool in_section_ = false;
};

}  // namespace

bool is_pcapng(ByteSpan start) {
  return start.size() >= kMagicBytes && read_u32(start, 0, Swap::no) == kSectionHeader &&
         (read_u32(start, 8, Swap::no) == kByteOrderMagic ||
          read_u32(start, 8, Swap::yes) == kByteOrderMagic);
}

std::unique_ptr<CaptureFormat> make_pcapng() { return std::make_unique<Pcapng>(); }

}  // namespace vedette
