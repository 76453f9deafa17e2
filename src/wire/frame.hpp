// SPDX-License-Identifier: Apache-2.0
/// Ethernet frames with IPv4 (RFC 791) or IPv6 (RFC 8200) and TCP (RFC 9293), UDP (RFC 768) or
/// ICMP (RFC 792, RFC 4443) inside: lengths and checksums are right.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "net/address.hpp"
#include "net/packet.hpp"

namespace vedette {

using MacAddress = std::array<std::uint8_t, 6>;
using FrameBytes = std::vector<std::uint8_t>;

/// A frame and when the capture point saw it; whole microseconds.
struct TimedFrame {
  TimeNs time = 0;
  std::uint8_t protocol = 0;  ///< IpProtocol
  FrameBytes bytes{};
};

/// How one packet travels: everything below the transport header.
struct FrameRoute {
  MacAddress source_mac{};
  MacAddress destination_mac{};
  Address source{};
  Address destination{};
  std::uint8_t ttl = 64;  ///< as seen at the capture point
  std::uint16_t id = 0;   ///< IPv4 identification
};

struct TcpHeader {
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgement = 0;
  std::uint8_t flags = 0;  ///< TcpFlag bits
  std::uint16_t window = 0;
  FrameBytes options{};  ///< padded to a multiple of four
};

struct UdpPorts {
  std::uint16_t source = 0;
  std::uint16_t destination = 0;
};

struct IcmpHeader {
  std::uint8_t type = 0;
  std::uint8_t code = 0;
  std::uint32_t rest = 0;  ///< identifier and sequence number of an echo; 0 for errors
};

[[nodiscard]] FrameBytes tcp_frame(const FrameRoute& route, const TcpHeader& header,
                                   std::string_view payload);
[[nodiscard]] FrameBytes udp_frame(const FrameRoute& route, UdpPorts ports,
                                   std::string_view payload);
/// ICMP, or ICMPv6 when the route is IPv6; `header` carries the numbers of the version in use.
[[nodiscard]] FrameBytes icmp_frame(const FrameRoute& route, const IcmpHeader& header,
                                    std::string_view payload);

/// The part of `frame` that an ICMP error quotes: the IP header and what follows, at most 548
/// bytes (RFC 1812, 4.3.2.3).
[[nodiscard]] std::string_view quoted_packet(const FrameBytes& frame);

/// One's complement sum of 16-bit words, folded, from a partial sum (RFC 1071).
[[nodiscard]] std::uint16_t internet_checksum(std::span<const std::uint8_t> bytes,
                                              std::uint64_t partial);

}  // namespace vedette
