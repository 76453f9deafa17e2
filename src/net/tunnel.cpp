// SPDX-License-Identifier: Apache-2.0
#include "net/tunnel.hpp"

#include "net/read_bytes.hpp"

namespace vedette {
namespace {

constexpr std::uint16_t kVxlanPort = 4789;
constexpr std::uint16_t kGtpUserPort = 2152;
constexpr std::size_t kUdpHeader = 8;

constexpr NetworkPart kNone{.outcome = Outcome::not_ip};

NetworkPart ip_inside(ByteSpan bytes, std::uint32_t wire_bytes, std::size_t skip) {
  if (bytes.size() <= skip || wire_bytes <= skip) return kNone;
  const ByteSpan rest = bytes.subspan(skip);
  const int version = rest[0] >> 4;
  if (version != 4 && version != 6) return kNone;
  return {Outcome::ok, rest, wire_bytes - static_cast<std::uint32_t>(skip), 0};
}

NetworkPart ethernet_inside(ByteSpan bytes, std::uint32_t wire_bytes, std::size_t skip) {
  if (bytes.size() <= skip || wire_bytes <= skip) return kNone;
  return find_in_ethernet(bytes.subspan(skip), wire_bytes - static_cast<std::uint32_t>(skip));
}

/// ERSPAN type II has a sequence number in GRE and 8 bytes of its own, type I has neither
/// (draft-foschiano-erspan).
std::size_t erspan_size(std::uint16_t flags) {
  return (flags & 0x1000) != 0 ? 8 : 0;
}

/// ERSPAN type III: 12 bytes, and 8 more when the last bit says so.
std::size_t erspan3_size(ByteSpan header) {
  return has(header, 12) && (header[11] & 1) != 0 ? 20 : 12;
}

/// GRE (RFC 2784, RFC 2890), its PPTP form (RFC 2637) and ERSPAN over it.
NetworkPart in_gre(ByteSpan bytes, std::uint32_t wire_bytes) {
  if (!has(bytes, 4)) return kNone;
  const std::uint16_t flags = read_be16(bytes, 0);
  const std::uint16_t type = read_be16(bytes, 2);
  const int version = flags & 7;
  std::size_t size = 4;
  if ((flags & 0xc000) != 0) size += 4;  // checksum, or source routing, which has one too
  if ((flags & 0x2000) != 0) size += 4;  // key
  if ((flags & 0x1000) != 0) size += 4;  // sequence number
  if (version == 1 && (flags & 0x0080) != 0) size += 4;  // acknowledgement number
  if (!has(bytes, size)) return kNone;
  switch (type) {
    case kEtherIpv4:
    case kEtherIpv6:
      return ip_inside(bytes, wire_bytes, size);
    case kEtherTransparentBridging:
      return ethernet_inside(bytes, wire_bytes, size);
    case 0x88be:
      return ethernet_inside(bytes, wire_bytes, size + erspan_size(flags));
    case 0x22eb:
      return ethernet_inside(bytes, wire_bytes, size + erspan3_size(bytes.subspan(size)));
    case 0x880b: {  // PPP
      const std::uint32_t left = wire_bytes - static_cast<std::uint32_t>(size);
      return wire_bytes <= size ? kNone : find_network_part(bytes.subspan(size), left, 9);
    }
    default:
      return kNone;
  }
}

/// VXLAN (RFC 7348): the flag says that there is a network identifier.
NetworkPart in_vxlan(ByteSpan bytes, std::uint32_t wire_bytes) {
  if (!has(bytes, 8) || (bytes[0] & 0x08) == 0) return kNone;
  return ethernet_inside(bytes, wire_bytes, 8);
}

/// GTP-U version 1 (3GPP TS 29.281): only messages of type 255 carry a user's packet.
NetworkPart in_gtp(ByteSpan bytes, std::uint32_t wire_bytes) {
  constexpr int kMaxExtensions = 4;
  if (!has(bytes, 12) || bytes[0] >> 5 != 1 || (bytes[0] & 0x10) == 0 || bytes[1] != 255)
    return kNone;
  if ((bytes[0] & 0x07) == 0) return ip_inside(bytes, wire_bytes, 8);
  std::size_t size = 12;
  std::uint8_t next = (bytes[0] & 0x04) != 0 ? bytes[11] : 0;
  for (int count = 0; next != 0 && count < kMaxExtensions; ++count) {
    if (!has(bytes, size + 1) || bytes[size] == 0) return kNone;
    const std::size_t length = std::size_t{bytes[size]} * 4;
    if (!has(bytes, size + length)) return kNone;
    next = bytes[size + length - 1];
    size += length;
  }
  return ip_inside(bytes, wire_bytes, size);
}

NetworkPart in_udp(const PacketFacts& outer, ByteSpan payload, std::uint32_t wire_bytes) {
  const bool vxlan = outer.destination.port == kVxlanPort;
  const bool gtp = outer.destination.port == kGtpUserPort || outer.source.port == kGtpUserPort;
  if ((!vxlan && !gtp) || !has(payload, kUdpHeader) || wire_bytes < kUdpHeader) return kNone;
  const ByteSpan inside = payload.subspan(kUdpHeader);
  const std::uint32_t left = wire_bytes - std::uint32_t{kUdpHeader};
  return vxlan ? in_vxlan(inside, left) : in_gtp(inside, left);
}

}  // namespace

NetworkPart find_in_tunnel(const PacketFacts& outer, ByteSpan payload, std::uint32_t wire_bytes) {
  switch (outer.protocol) {
    case kUdp:
      return in_udp(outer, payload, wire_bytes);
    case kGre:
      return in_gre(payload, wire_bytes);
    case kIpInIp:
    case kIpv6InIp:
      return ip_inside(payload, wire_bytes, 0);
    default:
      return kNone;
  }
}

}  // namespace vedette
