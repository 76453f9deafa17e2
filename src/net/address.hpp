// SPDX-License-Identifier: Apache-2.0
/// IP addresses and endpoints as values: 16 bytes in network order, IPv4 in its mapped form
/// (RFC 4291, 2.5.5.2), so one type serves both versions.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace vedette {

struct Address {
  std::array<std::uint8_t, 16> bytes{};

  /// From four bytes in network order.
  [[nodiscard]] static Address ipv4(const std::uint8_t* four);
  /// From sixteen bytes in network order.
  [[nodiscard]] static Address ipv6(const std::uint8_t* sixteen);
  /// `192.0.2.1` or `2001:db8::1`. Errors: `invalid_argument`.
  [[nodiscard]] static Result<Address> parse(std::string_view text);

  [[nodiscard]] bool is_ipv4() const;
  auto operator<=>(const Address&) const = default;
};

/// The usual text form; IPv6 as RFC 5952 wants it.
[[nodiscard]] std::string to_string(const Address& address);

/// A block of addresses, such as `10.0.0.0/8`.
struct AddressBlock {
  Address first{};
  int bits = 128;  ///< leading bits of the 16 bytes that count: an IPv4 /8 has 104

  /// An address with or without `/bits`. Errors: `invalid_argument`.
  [[nodiscard]] static Result<AddressBlock> parse(std::string_view text);
  [[nodiscard]] bool contains(const Address& address) const;
};

/// An address and a port in host order; the port is 0 for protocols without ports.
struct Endpoint {
  Address address{};
  std::uint16_t port = 0;
  auto operator<=>(const Endpoint&) const = default;
};

}  // namespace vedette
