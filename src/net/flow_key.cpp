// SPDX-License-Identifier: Apache-2.0
#include "net/flow_key.hpp"

#include <bit>
#include <cstring>
#include <utility>

namespace vedette {
namespace {

std::uint64_t word(const Address& address, std::size_t half) {
  std::uint64_t value = 0;
  std::memcpy(&value, address.bytes.data() + half * 8, sizeof value);
  return value;
}

/// Folded 128-bit product: two multiplications mix 128 bits of input.
std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace

OrientedKey key_of(const PacketFacts& facts, std::uint16_t vlan) {
  const bool from_low = facts.source <= facts.destination;
  return {.key = {.low = from_low ? facts.source : facts.destination,
                  .high = from_low ? facts.destination : facts.source,
                  .vlan = vlan,
                  .protocol = facts.protocol},
          .from_low = from_low};
}

std::uint64_t hash_of(const FlowKey& key) {
  // Odd constants without pattern: the fractional digits of pi.
  constexpr std::uint64_t kA = 0x243f6a8885a308d3U;
  constexpr std::uint64_t kB = 0x13198a2e03707345U;
  const std::uint64_t ports = std::uint64_t{key.low.port} << 40 |
                              std::uint64_t{key.high.port} << 24 | std::uint64_t{key.vlan} << 8 |
                              key.protocol;
  const std::uint64_t low = fold(word(key.low.address, 0) ^ kA, word(key.low.address, 1) ^ kB);
  const std::uint64_t high = fold(word(key.high.address, 0) ^ kB, word(key.high.address, 1) ^ kA);
  return fold(low ^ std::rotl(high, 29) ^ kA, ports ^ kB);
}

}  // namespace vedette
