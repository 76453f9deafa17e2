// SPDX-License-Identifier: Apache-2.0
/// From captured bytes to packet facts: no allocation, no exception, no trust in any length field.
#pragma once

#include "net/packet.hpp"

namespace vedette {

/// Which packet a tunnelled one counts as.
enum class TunnelPolicy : std::uint8_t {
  inner,  ///< what the tunnel carries (GRE, ERSPAN, VXLAN, GTP-U, IP in IP)
  outer,  ///< the tunnel itself
};

struct DecodeOptions {
  TunnelPolicy tunnels = TunnelPolicy::inner;
};

/// Decodes Ethernet (VLAN, QinQ, MPLS, PPPoE, LLC/SNAP), Linux cooked v1 and v2, loopback, raw IP,
/// PPP, Cisco HDLC and plain 802.11 data frames; IPv4 (RFC 791), IPv6 with extension headers
/// (RFC 8200); TCP (RFC 9293), UDP, SCTP, ICMP. A tunnel whose inside is not readable counts as
/// the tunnel.
[[nodiscard]] PacketFacts decode(const PacketView& packet, const DecodeOptions& options);

}  // namespace vedette
