// SPDX-License-Identifier: Apache-2.0
#include "wire/frame.hpp"

#include <algorithm>

namespace vedette {
namespace {

constexpr std::size_t kEthernetBytes = 14;
constexpr std::size_t kIpv4Bytes = 20;
constexpr std::size_t kIpv6Bytes = 40;
constexpr std::size_t kMostQuoted = 548;

/// Appends in network byte order.
class FrameWriter {
 public:
  explicit FrameWriter(std::size_t expected) { bytes_.reserve(expected); }

  void u8(unsigned value) { bytes_.push_back(static_cast<std::uint8_t>(value)); }
  void u16(unsigned value) {
    u8(value >> 8);
    u8(value);
  }
  void u32(std::uint32_t value) {
    u16(value >> 16);
    u16(value & 0xffff);
  }
  void raw(std::span<const std::uint8_t> more) {
    bytes_.insert(bytes_.end(), more.begin(), more.end());
  }
  void text(std::string_view more) { bytes_.insert(bytes_.end(), more.begin(), more.end()); }
  void set_u16(std::size_t at, std::uint16_t value) {
    bytes_[at] = static_cast<std::uint8_t>(value >> 8);
    bytes_[at + 1] = static_cast<std::uint8_t>(value);
  }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] std::span<const std::uint8_t> from(std::size_t at) const {
    return std::span(bytes_).subspan(at);
  }
  [[nodiscard]] FrameBytes take() { return std::move(bytes_); }

 private:
  FrameBytes bytes_;
};

/// The bytes of an address as they stand in its own header: 4 or 16.
std::span<const std::uint8_t> wire_bytes_of(const Address& address) {
  const std::span<const std::uint8_t> all(address.bytes);
  return address.is_ipv4() ? all.subspan(12) : all;
}

std::uint64_t sum_of_words(std::span<const std::uint8_t> bytes) {
  std::uint64_t sum = 0;
  std::size_t at = 0;
  for (; at + 1 < bytes.size(); at += 2)
    sum += static_cast<std::uint64_t>(bytes[at]) << 8 | bytes[at + 1];
  if (at < bytes.size()) sum += static_cast<std::uint64_t>(bytes[at]) << 8;
  return sum;
}

/// Both versions' pseudo headers have the same sum: addresses, protocol, transport length.
std::uint64_t pseudo_header_sum(const FrameRoute& route, std::uint8_t protocol,
                                std::size_t length) {
  return sum_of_words(wire_bytes_of(route.source)) +
         sum_of_words(wire_bytes_of(route.destination)) + protocol + length;
}

void write_ipv4(FrameWriter& out, const FrameRoute& route, std::uint8_t protocol,
                std::size_t length) {
  constexpr unsigned kDontFragment = 0x4000;
  const std::size_t begin = out.size();
  out.u16(0x4500);  // version 4, five words, no differentiated service
  out.u16(static_cast<unsigned>(kIpv4Bytes + length));
  out.u16(route.id);
  out.u16(kDontFragment);
  out.u8(route.ttl);
  out.u8(protocol);
  out.u16(0);
  out.raw(wire_bytes_of(route.source));
  out.raw(wire_bytes_of(route.destination));
  out.set_u16(begin + 10, internet_checksum(out.from(begin), 0));
}

void write_ipv6(FrameWriter& out, const FrameRoute& route, std::uint8_t protocol,
                std::size_t length) {
  out.u32(0x60000000);
  out.u16(static_cast<unsigned>(length));
  out.u8(protocol);
  out.u8(route.ttl);
  out.raw(wire_bytes_of(route.source));
  out.raw(wire_bytes_of(route.destination));
}

/// Everything up to the transport header, which takes `length` bytes with its payload.
FrameWriter begin_frame(const FrameRoute& route, std::uint8_t protocol, std::size_t length) {
  constexpr unsigned kTypeIpv4 = 0x0800;
  constexpr unsigned kTypeIpv6 = 0x86dd;
  FrameWriter out(kEthernetBytes + kIpv6Bytes + length);
  out.raw(route.destination_mac);
  out.raw(route.source_mac);
  out.u16(route.source.is_ipv4() ? kTypeIpv4 : kTypeIpv6);
  if (route.source.is_ipv4())
    write_ipv4(out, route, protocol, length);
  else
    write_ipv6(out, route, protocol, length);
  return out;
}

}  // namespace

std::uint16_t internet_checksum(std::span<const std::uint8_t> bytes, std::uint64_t partial) {
  std::uint64_t sum = partial + sum_of_words(bytes);
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

FrameBytes tcp_frame(const FrameRoute& route, const TcpHeader& header, std::string_view payload) {
  const std::size_t header_bytes = 20 + header.options.size();
  const std::size_t length = header_bytes + payload.size();
  FrameWriter out = begin_frame(route, kTcp, length);
  const std::size_t begin = out.size();
  out.u16(header.source_port);
  out.u16(header.destination_port);
  out.u32(header.sequence);
  out.u32(header.acknowledgement);
  out.u8(static_cast<unsigned>(header_bytes / 4) << 4);
  out.u8(header.flags);
  out.u16(header.window);
  out.u16(0);  // checksum
  out.u16(0);  // urgent pointer
  out.raw(header.options);
  out.text(payload);
  out.set_u16(begin + 16,
              internet_checksum(out.from(begin), pseudo_header_sum(route, kTcp, length)));
  return out.take();
}

FrameBytes udp_frame(const FrameRoute& route, UdpPorts ports, std::string_view payload) {
  const std::size_t length = 8 + payload.size();
  FrameWriter out = begin_frame(route, kUdp, length);
  const std::size_t begin = out.size();
  out.u16(ports.source);
  out.u16(ports.destination);
  out.u16(static_cast<unsigned>(length));
  out.u16(0);
  out.text(payload);
  const std::uint16_t sum =
      internet_checksum(out.from(begin), pseudo_header_sum(route, kUdp, length));
  out.set_u16(begin + 6, sum == 0 ? 0xffff : sum);  // zero would mean "no checksum"
  return out.take();
}

FrameBytes icmp_frame(const FrameRoute& route, const IcmpHeader& header, std::string_view payload) {
  const bool v4 = route.source.is_ipv4();
  const std::uint8_t protocol = v4 ? kIcmp : kIcmpv6;
  const std::size_t length = 8 + payload.size();
  FrameWriter out = begin_frame(route, protocol, length);
  const std::size_t begin = out.size();
  out.u8(header.type);
  out.u8(header.code);
  out.u16(0);
  out.u32(header.rest);
  out.text(payload);
  // Only ICMPv6 covers a pseudo header.
  const std::uint64_t partial = v4 ? 0 : pseudo_header_sum(route, protocol, length);
  out.set_u16(begin + 2, internet_checksum(out.from(begin), partial));
  return out.take();
}

std::string_view quoted_packet(const FrameBytes& frame) {
  const std::size_t length = std::min(frame.size() - kEthernetBytes, kMostQuoted);
  return {reinterpret_cast<const char*>(frame.data()) + kEthernetBytes, length};
}

}  // namespace vedette
