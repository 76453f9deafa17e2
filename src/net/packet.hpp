// SPDX-License-Identifier: Apache-2.0
/// A captured packet as its source lends it, and what the decoder finds in it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/time.hpp"
#include "net/address.hpp"

namespace vedette {

using ByteSpan = std::span<const std::uint8_t>;

/// One packet, borrowed: valid until its source is asked for the next batch; never stored.
struct PacketView {
  TimeNs time = 0;
  ByteSpan bytes{};              ///< what was captured, from the link layer on
  std::uint32_t wire_bytes = 0;  ///< length on the wire, at least bytes.size()
  std::uint16_t link_type = 0;   ///< LINKTYPE_ value of the capture file formats
};

/// What became of a packet. All but `ok` are counted by reason and belong to no flow.
enum class Outcome : std::uint8_t {
  ok,
  not_ip,            ///< ARP, LLDP, spanning tree ...: nothing wrong with it
  unsupported_link,  ///< a link type that is not decoded
  truncated,         ///< the capture cut it off before its headers ended
  malformed,         ///< headers that contradict themselves or the length
  orphan_fragment,   ///< a later fragment whose first one never came
};
inline constexpr int kOutcomes = 6;
[[nodiscard]] std::string_view to_string(Outcome outcome);

/// Bits of PacketFacts::tcp_flags, as in the TCP header (RFC 9293).
enum TcpFlag : std::uint8_t {
  kFin = 0x01,
  kSyn = 0x02,
  kRst = 0x04,
  kPsh = 0x08,
  kAck = 0x10,
  kUrg = 0x20,
  kEce = 0x40,
  kCwr = 0x80,
};

/// IP protocol numbers (IANA) that the code names.
enum IpProtocol : std::uint8_t {
  kIcmp = 1,
  kIpInIp = 4,
  kTcp = 6,
  kUdp = 17,
  kIpv6InIp = 41,
  kGre = 47,
  kIcmpv6 = 58,
  kSctp = 132,
};

/// Where a packet stands in a fragmented datagram.
enum class Fragment : std::uint8_t { none, first, later };

/// Everything the flow meter needs of a packet. Lengths come from headers, not from what was
/// captured, so a short snap length changes nothing.
struct PacketFacts {
  TimeNs time = 0;
  Endpoint source{};
  Endpoint destination{};
  std::uint64_t fragment_id = 0;  ///< same for all fragments of a datagram (hash)
  std::uint32_t wire_bytes = 0;   ///< the whole frame
  std::uint32_t ip_bytes = 0;     ///< IP header and all that follows it, of the packet that counts
  std::uint32_t payload_bytes = 0;  ///< after the transport header; 0 unless TCP, UDP or SCTP
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgement = 0;
  std::uint16_t header_bytes = 0;  ///< transport header with options
  std::uint16_t window = 0;        ///< TCP, raw and unscaled
  std::uint16_t mss = 0;           ///< TCP option of a SYN; 0 when absent
  std::uint16_t vlan = 0;          ///< outermost tag; 0 when untagged
  std::uint8_t protocol = 0;
  std::uint8_t tcp_flags = 0;
  std::uint8_t ttl = 0;  ///< or IPv6 hop limit
  std::uint8_t icmp_type = 0;
  std::uint8_t icmp_code = 0;
  std::uint8_t tunnels = 0;  ///< how many were taken off
  Fragment fragment = Fragment::none;
  Outcome outcome = Outcome::ok;
};

}  // namespace vedette
