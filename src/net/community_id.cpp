// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <utility>

#include "base/hash.hpp"
#include "net/flow_key.hpp"

namespace vedette {
namespace {

/// Types that come in pairs of question and answer; the others are one-way.
constexpr std::pair<std::uint8_t, std::uint8_t> kIcmpPairs[] = {
    {8, 0}, {13, 14}, {15, 16}, {17, 18}, {10, 9}};
constexpr std::pair<std::uint8_t, std::uint8_t> kIcmpv6Pairs[] = {
    {128, 129}, {133, 134}, {135, 136}, {130, 131}, {144, 145}, {139, 140}};

template <std::size_t N>
std::optional<std::uint8_t> partner(const std::pair<std::uint8_t, std::uint8_t> (&pairs)[N],
                                    std::uint8_t type) {
  for (const auto& [ask, answer] : pairs) {
    if (type == ask) return answer;
    if (type == answer) return ask;
  }
  return std::nullopt;
}

/// What stands for the two ports, and whether the two ends may be put in order.
struct Ports {
  std::uint16_t source;
  std::uint16_t destination;
  bool one_way;
};

Ports ports_of(const Endpoint& source, const Endpoint& destination, std::uint8_t protocol,
               IcmpKind icmp) {
  if (protocol != kIcmp && protocol != kIcmpv6) return {source.port, destination.port, false};
  const auto other =
      protocol == kIcmp ? partner(kIcmpPairs, icmp.type) : partner(kIcmpv6Pairs, icmp.type);
  return {icmp.type, other.value_or(icmp.code), !other.has_value()};
}

bool has_ports(std::uint8_t protocol) {
  return protocol == kTcp || protocol == kUdp || protocol == kSctp || protocol == kIcmp ||
         protocol == kIcmpv6;
}

void put_be16(std::string& bytes, std::uint16_t value) {
  bytes += static_cast<char>(value >> 8);
  bytes += static_cast<char>(value & 0xff);
}

void put(std::string& bytes, const Address& address) {
  const std::size_t skip = address.is_ipv4() ? 12 : 0;
  bytes.append(reinterpret_cast<const char*>(address.bytes.data()) + skip, 16 - skip);
}

}  // namespace

std::string community_id(const Endpoint& source, const Endpoint& destination, std::uint8_t protocol,
                         IcmpKind icmp, std::uint16_t seed) {
  const Ports ports = ports_of(source, destination, protocol, icmp);
  Endpoint first{source.address, ports.source};
  Endpoint second{destination.address, ports.destination};
  if (!ports.one_way && second < first) std::swap(first, second);
  std::string bytes;
  put_be16(bytes, seed);
  put(bytes, first.address);
  put(bytes, second.address);
  bytes += static_cast<char>(protocol);
  bytes += '\0';
  if (has_ports(protocol)) {
    put_be16(bytes, first.port);
    put_be16(bytes, second.port);
  }
  return "1:" + sha1_base64(bytes);
}

}  // namespace vedette
