// SPDX-License-Identifier: Apache-2.0
/// What names a flow: two endpoints and a protocol, the same for both directions.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "net/packet.hpp"

namespace vedette {

struct FlowKey {
  Endpoint low{};  ///< the smaller endpoint: address first, then port
  Endpoint high{};
  std::uint16_t vlan = 0;  ///< 0 unless flows are told apart by VLAN
  std::uint8_t protocol = 0;

  auto operator<=>(const FlowKey&) const = default;
};

/// The key of a packet, and whether its sender is the low endpoint.
struct OrientedKey {
  FlowKey key{};
  bool from_low = true;
};
[[nodiscard]] OrientedKey key_of(const PacketFacts& facts, std::uint16_t vlan);

/// 64 well-mixed bits; the same on every machine.
[[nodiscard]] std::uint64_t hash_of(const FlowKey& key);

/// ICMP type and code stand for the ports in the Community ID.
struct IcmpKind {
  std::uint8_t type = 0;
  std::uint8_t code = 0;
};

/// Community ID version 1 (https://github.com/corelight/community-id-spec): joins flows with the
/// records of Zeek, Suricata and others. `source` and `destination` may come in either order.
[[nodiscard]] std::string community_id(const Endpoint& source, const Endpoint& destination,
                                       std::uint8_t protocol, IcmpKind icmp,
                                       std::uint16_t seed = 0);

}  // namespace vedette
