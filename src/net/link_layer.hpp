// SPDX-License-Identifier: Apache-2.0
/// Finds the IP packet inside a captured frame.
#pragma once

#include "net/packet.hpp"

namespace vedette {

/// EtherType values (IEEE registry) that more than one file needs.
enum EtherType : std::uint16_t {
  kEtherIpv4 = 0x0800,
  kEtherIpv6 = 0x86dd,
  kEtherTransparentBridging = 0x6558,  ///< a whole Ethernet frame follows
};

/// What follows the link layer.
struct NetworkPart {
  Outcome outcome = Outcome::ok;  ///< ok only when `bytes` starts with an IP header
  ByteSpan bytes{};               ///< the IP packet, as far as captured
  std::uint32_t wire_bytes = 0;   ///< the same on the wire, perhaps with padding after it
  std::uint16_t vlan = 0;         ///< outermost tag
};

/// For a frame of that LINKTYPE_ value. `wire_bytes` is the frame's length on the wire.
[[nodiscard]] NetworkPart find_network_part(ByteSpan frame, std::uint32_t wire_bytes,
                                            std::uint16_t link_type);
/// For an Ethernet frame inside a tunnel.
[[nodiscard]] NetworkPart find_in_ethernet(ByteSpan frame, std::uint32_t wire_bytes);

}  // namespace vedette
