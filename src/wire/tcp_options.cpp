// SPDX-License-Identifier: Apache-2.0
#include "wire/tcp_options.hpp"

#include <algorithm>

#include "net/packet.hpp"

namespace vedette {
namespace {

constexpr unsigned kTimestampBytes = 12;  // with its two paddings
constexpr std::uint16_t kIpv6Extra = 20;

class OptionWriter {
 public:
  void u8(unsigned value) { bytes_.push_back(static_cast<std::uint8_t>(value)); }
  void u16(unsigned value) {
    u8(value >> 8);
    u8(value);
  }
  void u32(std::uint32_t value) {
    u16(value >> 16);
    u16(value & 0xffff);
  }
  void timestamps(const OptionFacts& facts) {
    u16(0x080a);
    u32(facts.own_time);
    u32(facts.peer_time);
  }
  [[nodiscard]] FrameBytes take() {
    while (bytes_.size() % 4 != 0) u8(0);
    return std::move(bytes_);
  }

 private:
  FrameBytes bytes_;
};

void write_syn_option(OptionWriter& out, TcpOption option, const TcpStack& own,
                      const OptionFacts& facts) {
  switch (option) {
    case TcpOption::mss:
      out.u16(0x0204);
      out.u16(own.mss - (facts.is_ipv6 ? kIpv6Extra : 0U));
      break;
    case TcpOption::sack:
      out.u16(0x0402);
      break;
    case TcpOption::timestamps:
      out.timestamps(facts);
      break;
    case TcpOption::window_scale:
      out.u16(0x0303);
      out.u8(own.window_scale);
      break;
    case TcpOption::nop:
      out.u8(1);
      break;
    case TcpOption::end:
      out.u8(0);
      break;
  }
}

bool may_stand(TcpOption option, const AgreedOptions& agreed) {
  switch (option) {
    case TcpOption::sack:
      return agreed.selective;
    case TcpOption::timestamps:
      return agreed.timestamps;
    case TcpOption::window_scale:
      return agreed.window_scale;
    case TcpOption::mss:
      return true;
    case TcpOption::nop:
    case TcpOption::end:
      return agreed.selective || agreed.timestamps || agreed.window_scale;
  }
  return false;
}

void write_selective(OptionWriter& out, const Segment& segment, const OptionFacts& facts) {
  out.u16(0x0101);
  out.u8(5);
  out.u8(static_cast<unsigned>(2 + 8 * segment.selective.size()));
  for (const auto& [begin, end] : segment.selective) {
    out.u32(facts.peer_first_sequence + static_cast<std::uint32_t>(begin));
    out.u32(facts.peer_first_sequence + static_cast<std::uint32_t>(end));
  }
}

}  // namespace

std::uint32_t AgreedOptions::payload_bytes(bool is_ipv6) const {
  return mss - (is_ipv6 ? kIpv6Extra : 0U) - (timestamps ? kTimestampBytes : 0U);
}

AgreedOptions agree(const TcpStack& client, const TcpStack& server) {
  const auto both = [&](TcpOption option) {
    return client.offers(option) && server.offers(option);
  };
  return {.selective = both(TcpOption::sack),
          .timestamps = both(TcpOption::timestamps),
          .window_scale = both(TcpOption::window_scale),
          .mss = std::min(client.mss, server.mss)};
}

FrameBytes options_of(const AgreedOptions& agreed, const TcpStack& own, const Segment& segment,
                      const OptionFacts& facts) {
  OptionWriter out;
  if ((segment.flags & kSyn) != 0) {
    const bool answers = (segment.flags & kAck) != 0;
    for (const TcpOption option : own.syn_options)
      if (!answers || may_stand(option, agreed)) write_syn_option(out, option, own, facts);
    return out.take();
  }
  if ((segment.flags & kRst) != 0) return out.take();
  if (agreed.timestamps) {
    out.u16(0x0101);
    out.timestamps(facts);
  }
  if (agreed.selective && !segment.selective.empty()) write_selective(out, segment, facts);
  return out.take();
}

std::uint16_t raw_window(const AgreedOptions& agreed, const TcpStack& own, const Segment& segment) {
  if ((segment.flags & kRst) != 0) return 0;
  const bool scaled = agreed.window_scale && (segment.flags & kSyn) == 0;
  const std::uint32_t window = scaled ? segment.window >> own.window_scale : segment.window;
  return static_cast<std::uint16_t>(std::min<std::uint32_t>(window, 65'535));
}

}  // namespace vedette
