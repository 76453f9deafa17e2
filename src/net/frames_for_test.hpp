// SPDX-License-Identifier: Apache-2.0
/// Frames put together byte by byte, for tests.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "net/packet.hpp"

namespace vedette {

using Octets = std::vector<std::uint8_t>;

inline Octets join(std::initializer_list<Octets> parts) {
  Octets all;
  for (const Octets& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

inline Octets be16(unsigned value) {
  return {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}

inline Octets be32(std::uint32_t value) { return join({be16(value >> 16), be16(value & 0xffff)}); }

inline Octets zeros(std::size_t count) { return Octets(count, 0); }

/// `type` after two made-up hardware addresses.
inline Octets ethernet_frame(unsigned type, const Octets& payload) {
  return join({zeros(12), be16(type), payload});
}

struct Ipv4Fields {
  std::uint8_t protocol = kTcp;
  std::uint8_t last_of_source = 1;       ///< 10.0.0.x
  std::uint8_t last_of_destination = 2;  ///< 10.0.0.x
  unsigned identification = 7;
  unsigned fragment_field = 0;  ///< flags and offset
  int total = -1;               ///< -1: what it is
};

inline Octets ipv4_packet(const Ipv4Fields& fields, const Octets& payload) {
  const unsigned total =
      fields.total < 0 ? static_cast<unsigned>(20 + payload.size()) : static_cast<unsigned>(fields.total);
  return join({{0x45, 0}, be16(total), be16(fields.identification), be16(fields.fragment_field),
               {64, fields.protocol}, be16(0), {10, 0, 0, fields.last_of_source},
               {10, 0, 0, fields.last_of_destination}, payload});
}

inline Octets ipv6_packet(std::uint8_t next, const Octets& payload) {
  Octets source = zeros(16);
  source[0] = 0x20;
  source[15] = 1;
  Octets destination = source;
  destination[15] = 2;
  return join({{0x60, 0, 0, 0}, be16(static_cast<unsigned>(payload.size())), {next, 64}, source,
               destination, payload});
}

inline Octets tcp_segment(unsigned from, unsigned to, std::uint8_t flags, std::size_t payload,
                          const Octets& options = {}) {
  const auto words = static_cast<std::uint8_t>((20 + options.size()) / 4);
  return join({be16(from), be16(to), be32(1000), be32(2000),
               {static_cast<std::uint8_t>(words << 4), flags}, be16(512), be16(0), be16(0), options,
               zeros(payload)});
}

inline Octets udp_datagram(unsigned from, unsigned to, const Octets& payload) {
  return join({be16(from), be16(to), be16(static_cast<unsigned>(8 + payload.size())), be16(0),
               payload});
}

inline PacketView view_of(const Octets& bytes, std::uint16_t link_type = 1) {
  return {.time = 0,
          .bytes = bytes,
          .wire_bytes = static_cast<std::uint32_t>(bytes.size()),
          .link_type = link_type};
}

}  // namespace vedette
