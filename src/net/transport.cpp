// SPDX-License-Identifier: Apache-2.0
#include "net/transport.hpp"

#include <algorithm>

#include "net/read_bytes.hpp"

namespace vedette {
namespace {

/// Too short on the wire is a lie of the sender; too short in the file is the capture's doing.
Outcome too_short(std::uint32_t wire_bytes, std::size_t needed) {
  return wire_bytes < needed ? Outcome::malformed : Outcome::truncated;
}

/// Maximum segment size among the options of a SYN (RFC 9293, 3.2); 0 when absent or damaged.
std::uint16_t find_mss(ByteSpan options) {
  std::size_t at = 0;
  while (at + 1 < options.size() && options[at] != 0) {
    if (options[at] == 1) {
      ++at;
      continue;
    }
    const std::size_t size = options[at + 1];
    if (size < 2) return 0;
    if (options[at] == 2 && size == 4 && at + 4 <= options.size())
      return read_be16(options, at + 2);
    at += size;
  }
  return 0;
}

Outcome read_tcp(PacketFacts& facts, ByteSpan captured, std::uint32_t wire_bytes) {
  constexpr std::size_t kFixed = 20;
  if (!has(captured, kFixed)) return too_short(wire_bytes, kFixed);
  const std::size_t header = std::size_t{captured[12]} / 16 * 4;
  if (header < kFixed || header > wire_bytes) return Outcome::malformed;
  facts.source.port = read_be16(captured, 0);
  facts.destination.port = read_be16(captured, 2);
  facts.sequence = read_be32(captured, 4);
  facts.acknowledgement = read_be32(captured, 8);
  facts.tcp_flags = captured[13];
  facts.window = read_be16(captured, 14);
  facts.header_bytes = static_cast<std::uint16_t>(header);
  facts.payload_bytes = wire_bytes - static_cast<std::uint32_t>(header);
  if ((facts.tcp_flags & kSyn) != 0)
    facts.mss = find_mss(captured.subspan(kFixed, std::min(header, captured.size()) - kFixed));
  return Outcome::ok;
}

/// The smaller of the two length fields counts: the first fragment of a datagram holds less than
/// its UDP header says, and IP may carry padding. A UDP length of 0 is a jumbogram (RFC 2675).
Outcome read_udp(PacketFacts& facts, ByteSpan captured, std::uint32_t wire_bytes) {
  constexpr std::uint32_t kHeader = 8;
  if (!has(captured, kHeader)) return too_short(wire_bytes, kHeader);
  const std::uint32_t length = read_be16(captured, 4);
  if (length != 0 && length < kHeader) return Outcome::malformed;
  facts.source.port = read_be16(captured, 0);
  facts.destination.port = read_be16(captured, 2);
  facts.header_bytes = kHeader;
  facts.payload_bytes = (length == 0 ? wire_bytes : std::min(length, wire_bytes)) - kHeader;
  return Outcome::ok;
}

Outcome read_sctp(PacketFacts& facts, ByteSpan captured, std::uint32_t wire_bytes) {
  constexpr std::uint32_t kHeader = 12;
  if (!has(captured, kHeader)) return too_short(wire_bytes, kHeader);
  facts.source.port = read_be16(captured, 0);
  facts.destination.port = read_be16(captured, 2);
  facts.header_bytes = kHeader;
  facts.payload_bytes = wire_bytes - kHeader;
  return Outcome::ok;
}

/// ICMP counts without header and payload, as CICFlowMeter has it: what it carries is in the IP
/// bytes. The packet that an error quotes is not followed: it was sent by somebody else.
Outcome read_icmp(PacketFacts& facts, ByteSpan captured, std::uint32_t wire_bytes) {
  if (!has(captured, 4)) return too_short(wire_bytes, 4);
  facts.icmp_type = captured[0];
  facts.icmp_code = captured[1];
  return Outcome::ok;
}

}  // namespace

Outcome read_transport(PacketFacts& facts, ByteSpan captured, std::uint32_t wire_bytes) {
  facts.source.port = 0;
  facts.destination.port = 0;
  facts.payload_bytes = 0;
  facts.header_bytes = 0;
  switch (facts.protocol) {
    case kTcp:
      return read_tcp(facts, captured, wire_bytes);
    case kUdp:
      return read_udp(facts, captured, wire_bytes);
    case kSctp:
      return read_sctp(facts, captured, wire_bytes);
    case kIcmp:
    case kIcmpv6:
      return read_icmp(facts, captured, wire_bytes);
    default:
      return Outcome::ok;
  }
}

}  // namespace vedette
