// SPDX-License-Identifier: Apache-2.0
#include "net/link_layer.hpp"

#include <algorithm>

#include "net/read_bytes.hpp"

namespace vedette {
namespace {

/// Tags, labels and session headers in a row that are still believed.
constexpr int kMaxTags = 8;
constexpr std::size_t kMacPair = 12;
constexpr std::uint16_t kLargestLength = 1500;  ///< above it the field is an EtherType (IEEE 802.3)

/// The frame from some layer on.
struct Part {
  ByteSpan bytes;
  std::uint32_t wire_bytes;

  [[nodiscard]] Part skip(std::size_t count) const {
    return {bytes.subspan(std::min(count, bytes.size())),
            wire_bytes - std::min(wire_bytes, static_cast<std::uint32_t>(count))};
  }
};

NetworkPart stopped(Outcome outcome, std::uint16_t vlan = 0) {
  return {.outcome = outcome, .vlan = vlan};
}

NetworkPart ip_at(Part part, std::uint16_t vlan = 0) {
  return {Outcome::ok, part.bytes, part.wire_bytes, vlan};
}

/// IP of whichever version the first nibble says.
NetworkPart raw_ip(Part part, std::uint16_t vlan = 0) {
  if (part.bytes.empty()) return stopped(Outcome::truncated, vlan);
  const int version = part.bytes[0] >> 4;
  return version == 4 || version == 6 ? ip_at(part, vlan) : stopped(Outcome::not_ip, vlan);
}

NetworkPart ethernet(Part part, int tags, std::uint16_t vlan);

/// MPLS label stack (RFC 3032); what it carries is told by the first nibble, and a zero nibble is
/// the control word of an Ethernet pseudowire (RFC 4385).
NetworkPart mpls(Part part, int tags, std::uint16_t vlan) {
  for (int label = 0; label < kMaxTags; ++label) {
    if (!has(part.bytes, 5)) return stopped(Outcome::truncated, vlan);
    const bool last = (part.bytes[2] & 1) != 0;
    part = part.skip(4);
    if (!last) continue;
    return part.bytes[0] >> 4 == 0 ? ethernet(part.skip(4), tags - 1, vlan) : raw_ip(part, vlan);
  }
  return stopped(Outcome::malformed, vlan);
}

/// What follows a PPP protocol number (RFC 1661), which may be compressed to one byte.
NetworkPart ppp(Part part, std::uint16_t vlan) {
  if (!has(part.bytes, 2)) return stopped(Outcome::truncated, vlan);
  const bool compressed = (part.bytes[0] & 1) != 0;
  const std::uint16_t protocol = compressed ? part.bytes[0] : read_be16(part.bytes, 0);
  const Part rest = part.skip(compressed ? 1 : 2);
  return protocol == 0x0021 || protocol == 0x0057 ? raw_ip(rest, vlan)
                                                  : stopped(Outcome::not_ip, vlan);
}

/// PPP with the address and control bytes of HDLC framing (RFC 1662), where they are sent.
NetworkPart hdlc_ppp(Part part) {
  const bool framed = has(part.bytes, 2) && part.bytes[0] == 0xff && part.bytes[1] == 0x03;
  return ppp(framed ? part.skip(2) : part, 0);
}

NetworkPart pppoe(Part part, std::uint16_t vlan) {
  if (!has(part.bytes, 6)) return stopped(Outcome::truncated, vlan);
  if (part.bytes[1] != 0) return stopped(Outcome::not_ip, vlan);  // discovery, not a session
  return ppp(part.skip(6), vlan);
}

/// LLC with SNAP (RFC 1042); other LLC carries no IP.
NetworkPart after_ether_type(std::uint16_t type, Part part, int tags, std::uint16_t vlan);
NetworkPart llc(Part part, int tags, std::uint16_t vlan) {
  if (!has(part.bytes, 8))
    return stopped(has(part.bytes, 3) ? Outcome::not_ip : Outcome::truncated, vlan);
  const bool snap = part.bytes[0] == 0xaa && part.bytes[1] == 0xaa && part.bytes[2] == 0x03;
  if (!snap) return stopped(Outcome::not_ip, vlan);
  return after_ether_type(read_be16(part.bytes, 6), part.skip(8), tags - 1, vlan);
}

NetworkPart tagged(Part part, int tags, std::uint16_t vlan) {
  if (!has(part.bytes, 4)) return stopped(Outcome::truncated, vlan);
  const auto id = static_cast<std::uint16_t>(read_be16(part.bytes, 0) & 0x0fff);
  return after_ether_type(read_be16(part.bytes, 2), part.skip(4), tags - 1, vlan == 0 ? id : vlan);
}

NetworkPart after_ether_type(std::uint16_t type, Part part, int tags, std::uint16_t vlan) {
  if (tags < 0) return stopped(Outcome::malformed, vlan);
  if (type <= kLargestLength) return llc(part, tags, vlan);
  switch (type) {
    case kEtherIpv4:
    case kEtherIpv6:
      return raw_ip(part, vlan);
    case 0x8100:  // 802.1Q
    case 0x88a8:  // 802.1ad
    case 0x9100:  // QinQ before its standard
    case 0x9200:
      return tagged(part, tags, vlan);
    case 0x8847:
    case 0x8848:
      return mpls(part, tags, vlan);
    case 0x8864:
      return pppoe(part, vlan);
    case kEtherTransparentBridging:
      return ethernet(part, tags - 1, vlan);
    case 0x8903:  // FabricPath: two bytes of tag, then the frame it carries
      return ethernet(part.skip(2), tags - 1, vlan);
    default:
      return stopped(Outcome::not_ip, vlan);
  }
}

NetworkPart ethernet(Part part, int tags, std::uint16_t vlan) {
  if (!has(part.bytes, kMacPair + 2)) return stopped(Outcome::truncated, vlan);
  return after_ether_type(read_be16(part.bytes, kMacPair), part.skip(kMacPair + 2), tags, vlan);
}

/// The address family of BSD loopback, in the byte order of the machine that captured it.
NetworkPart loopback(Part part) {
  if (!has(part.bytes, 4)) return stopped(Outcome::truncated);
  const std::uint32_t family = read_be32(part.bytes, 0);
  const std::uint32_t value = family > 0xffff ? __builtin_bswap32(family) : family;
  const bool ip = value == 2 || value == 10 || value == 24 || value == 28 || value == 30;
  return ip ? raw_ip(part.skip(4)) : stopped(Outcome::not_ip);
}

/// A header of fixed size that holds an EtherType somewhere.
NetworkPart fixed_header(Part part, std::size_t size, std::size_t type_at) {
  if (!has(part.bytes, size)) return stopped(Outcome::truncated);
  return after_ether_type(read_be16(part.bytes, type_at), part.skip(size), kMaxTags, 0);
}

/// An 802.11 data frame that is not encrypted (IEEE 802.11-2020, 9.3.2).
NetworkPart wireless(Part part) {
  if (!has(part.bytes, 24)) return stopped(Outcome::truncated);
  const std::uint8_t control = part.bytes[0];
  const std::uint8_t flags = part.bytes[1];
  const bool data = (control & 0x0c) == 0x08;
  const bool carries_none = (control & 0x40) != 0;
  const bool is_protected = (flags & 0x40) != 0;
  if (!data || carries_none || is_protected) return stopped(Outcome::not_ip);
  std::size_t size = 24;
  if ((flags & 0x03) == 0x03) size += 6;                           // fourth address
  if ((control & 0x80) != 0) size += (flags & 0x80) != 0 ? 6 : 2;  // QoS, HT control
  return llc(part.skip(size), kMaxTags, 0);
}

NetworkPart radiotap(Part part) {
  if (!has(part.bytes, 4)) return stopped(Outcome::truncated);
  const std::size_t size = part.bytes[2] | std::size_t{part.bytes[3]} << 8;  // little-endian
  return size < 8 ? stopped(Outcome::malformed) : wireless(part.skip(size));
}

}  // namespace

std::string_view to_string(Outcome outcome) {
  constexpr std::string_view kNames[kOutcomes] = {"ok",        "not_ip",    "unsupported_link",
                                                  "truncated", "malformed", "orphan_fragment"};
  return kNames[static_cast<int>(outcome)];
}

NetworkPart find_in_ethernet(ByteSpan frame, std::uint32_t wire_bytes) {
  return ethernet({frame, wire_bytes}, kMaxTags, 0);
}

NetworkPart find_network_part(ByteSpan frame, std::uint32_t wire_bytes, std::uint16_t link_type) {
  const Part part{frame, wire_bytes};
  switch (link_type) {
    case 0:    // NULL
    case 108:  // LOOP
      return loopback(part);
    case 1:
      return ethernet(part, kMaxTags, 0);
    case 9:   // PPP
    case 50:  // PPP with HDLC framing
      return hdlc_ppp(part);
    case 51:  // PPPoE without Ethernet
      return pppoe(part, 0);
    case 104:  // Cisco HDLC
      return fixed_header(part, 4, 2);
    case 12:  // raw IP, as some systems number it
    case 14:
    case 101:
    case 228:  // IPv4
    case 229:  // IPv6
      return raw_ip(part);
    case 105:
      return wireless(part);
    case 113:  // Linux cooked v1
      return fixed_header(part, 16, 14);
    case 127:
      return radiotap(part);
    case 276:  // Linux cooked v2
      return fixed_header(part, 20, 0);
    default:
      return stopped(Outcome::unsupported_link);
  }
}

}  // namespace vedette
