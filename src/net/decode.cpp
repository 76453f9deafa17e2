// SPDX-License-Identifier: Apache-2.0
#include "net/decode.hpp"

#include <algorithm>

#include "net/link_layer.hpp"
#include "net/read_bytes.hpp"
#include "net/transport.hpp"
#include "net/tunnel.hpp"

namespace vedette {
namespace {

constexpr int kMaxTunnels = 4;
constexpr int kMaxExtensionHeaders = 12;

/// What an IP header says about the bytes behind it.
struct IpPayload {
  Outcome outcome = Outcome::ok;
  ByteSpan bytes{};              ///< as captured
  std::uint32_t wire_bytes = 0;  ///< as the header says
};

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash ^= value;
  hash *= 0x9e3779b97f4a7c15U;
  return hash ^ (hash >> 32);
}

/// Addresses, protocol and identification name a datagram (RFC 791, 2.3; RFC 8200, 4.5).
std::uint64_t fragment_id(const PacketFacts& facts, std::uint32_t identification) {
  std::uint64_t hash = mix(facts.protocol, identification);
  for (const Address* address : {&facts.source.address, &facts.destination.address})
    for (std::size_t half = 0; half < 16; half += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, address->bytes.data() + half, 8);
      hash = mix(hash, word);
    }
  return hash;
}

void note_fragment(PacketFacts& facts, bool first, std::uint32_t identification) {
  facts.fragment = first ? Fragment::first : Fragment::later;
  facts.fragment_id = fragment_id(facts, identification);
}

/// The captured part of what the header claims, without link-layer padding.
IpPayload behind(ByteSpan packet, std::size_t header, std::uint32_t total) {
  const std::size_t end = std::min<std::size_t>(packet.size(), total);
  return {Outcome::ok, packet.subspan(header, end - header),
          total - static_cast<std::uint32_t>(header)};
}

IpPayload read_ipv4(PacketFacts& facts, ByteSpan packet, std::uint32_t wire_bytes) {
  if (!has(packet, 20)) return {.outcome = Outcome::truncated};
  const std::size_t header = std::size_t{packet[0]} % 16 * 4;
  std::uint32_t total = read_be16(packet, 2);
  if (total == 0) total = wire_bytes;  // left to the network card (segmentation offload)
  if (header < 20 || total < header || total > wire_bytes) return {.outcome = Outcome::malformed};
  if (!has(packet, header)) return {.outcome = Outcome::truncated};
  facts.source.address = Address::ipv4(packet.data() + 12);
  facts.destination.address = Address::ipv4(packet.data() + 16);
  facts.ttl = packet[8];
  facts.protocol = packet[9];
  facts.ip_bytes = total;
  const std::uint16_t field = read_be16(packet, 6);
  const bool more = (field & 0x2000) != 0;
  const bool later = (field & 0x1fff) != 0;
  if (more || later) note_fragment(facts, !later, read_be16(packet, 4));
  return behind(packet, header, total);
}

bool is_extension_header(std::uint8_t next) {
  switch (next) {
    case 0:    // hop-by-hop options
    case 43:   // routing
    case 44:   // fragment
    case 51:   // authentication
    case 60:   // destination options
    case 135:  // mobility
    case 139:  // host identity
    case 140:  // shim6
      return true;
    default:
      return false;
  }
}

std::size_t extension_size(std::uint8_t kind, ByteSpan header) {
  if (kind == 44) return 8;
  return kind == 51 ? (std::size_t{header[1]} + 2) * 4 : (std::size_t{header[1]} + 1) * 8;
}

/// Follows the chain of extension headers (RFC 8200, 4) to the transport header.
IpPayload skip_extensions(PacketFacts& facts, IpPayload payload) {
  for (int count = 0; is_extension_header(facts.protocol); ++count) {
    if (count == kMaxExtensionHeaders) return {.outcome = Outcome::malformed};
    if (!has(payload.bytes, 8)) return {.outcome = Outcome::truncated};
    const std::uint8_t kind = facts.protocol;
    const std::size_t size = extension_size(kind, payload.bytes);
    if (size > payload.wire_bytes) return {.outcome = Outcome::malformed};
    if (!has(payload.bytes, size)) return {.outcome = Outcome::truncated};
    facts.protocol = payload.bytes[0];
    const std::uint16_t field = read_be16(payload.bytes, 2);
    const bool later = kind == 44 && (field & 0xfff8) != 0;
    if (kind == 44 && (later || (field & 1) != 0))
      note_fragment(facts, !later, read_be32(payload.bytes, 4));
    payload.bytes = payload.bytes.subspan(size);
    payload.wire_bytes -= static_cast<std::uint32_t>(size);
    if (later) break;  // what follows is the middle of something
  }
  return payload;
}

IpPayload read_ipv6(PacketFacts& facts, ByteSpan packet, std::uint32_t wire_bytes) {
  constexpr std::size_t kHeader = 40;
  if (!has(packet, kHeader)) return {.outcome = Outcome::truncated};
  const std::uint32_t length = read_be16(packet, 4);
  const std::uint32_t total = length == 0 ? wire_bytes : length + std::uint32_t{kHeader};
  if (total < kHeader || total > wire_bytes) return {.outcome = Outcome::malformed};
  facts.source.address = Address::ipv6(packet.data() + 8);
  facts.destination.address = Address::ipv6(packet.data() + 24);
  facts.ttl = packet[7];
  facts.protocol = packet[6];
  facts.ip_bytes = total;
  return skip_extensions(facts, behind(packet, kHeader, total));
}

/// Facts of one IP packet and of what it carries; tunnels inside it are the caller's to follow.
struct IpPacket {
  PacketFacts facts;
  IpPayload payload;
};

IpPacket read_ip(PacketFacts facts, ByteSpan packet, std::uint32_t wire_bytes) {
  facts.fragment = Fragment::none;
  const bool v4 = packet[0] >> 4 == 4;
  const IpPayload payload =
      v4 ? read_ipv4(facts, packet, wire_bytes) : read_ipv6(facts, packet, wire_bytes);
  facts.outcome = payload.outcome;
  if (payload.outcome == Outcome::ok && facts.fragment == Fragment::later)
    facts.payload_bytes = payload.wire_bytes;
  else if (payload.outcome == Outcome::ok)
    facts.outcome = read_transport(facts, payload.bytes, payload.wire_bytes);
  return {facts, payload};
}

}  // namespace

PacketFacts decode(const PacketView& packet, const DecodeOptions& options) {
  PacketFacts facts{.time = packet.time, .wire_bytes = packet.wire_bytes};
  NetworkPart part = find_network_part(packet.bytes, packet.wire_bytes, packet.link_type);
  facts.outcome = part.outcome;
  facts.vlan = part.vlan;
  if (part.outcome != Outcome::ok) return facts;
  IpPacket ip = read_ip(facts, part.bytes, part.wire_bytes);
  if (options.tunnels == TunnelPolicy::outer) return ip.facts;
  for (int depth = 0; depth < kMaxTunnels && ip.facts.outcome == Outcome::ok; ++depth) {
    if (ip.facts.fragment == Fragment::later) break;
    const NetworkPart inside = find_in_tunnel(ip.facts, ip.payload.bytes, ip.payload.wire_bytes);
    if (inside.outcome != Outcome::ok) break;
    IpPacket inner = read_ip(ip.facts, inside.bytes, inside.wire_bytes);
    if (inner.facts.outcome != Outcome::ok) break;
    // The rest of a fragmented tunnel packet belongs to what its first piece carries.
    if (ip.facts.fragment == Fragment::first && inner.facts.fragment == Fragment::none) {
      inner.facts.fragment = Fragment::first;
      inner.facts.fragment_id = ip.facts.fragment_id;
    }
    ++inner.facts.tunnels;
    ip = inner;
  }
  return ip.facts;
}

}  // namespace vedette
