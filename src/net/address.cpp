// SPDX-License-Identifier: Apache-2.0
#include "net/address.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace vedette {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr int kMappedBits = 96;

}  // namespace

Address Address::ipv4(const std::uint8_t* four) {
  Address address;
  std::memcpy(address.bytes.data(), kMappedPrefix.data(), 12);
  std::memcpy(address.bytes.data() + 12, four, 4);
  return address;
}

Address Address::ipv6(const std::uint8_t* sixteen) {
  Address address;
  std::memcpy(address.bytes.data(), sixteen, 16);
  return address;
}

bool Address::is_ipv4() const {
  return std::memcmp(bytes.data(), kMappedPrefix.data(), kMappedPrefix.size()) == 0;
}

Result<Address> Address::parse(std::string_view text) {
  const std::string copy(text);
  std::array<std::uint8_t, 16> bytes{};
  if (inet_pton(AF_INET, copy.c_str(), bytes.data()) == 1) return ipv4(bytes.data());
  if (inet_pton(AF_INET6, copy.c_str(), bytes.data()) == 1) return ipv6(bytes.data());
  return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not an IP address", text),
              "write it as 192.0.2.1 or 2001:db8::1");
}

std::string to_string(const Address& address) {
  char text[INET6_ADDRSTRLEN];
  const bool v4 = address.is_ipv4();
  inet_ntop(v4 ? AF_INET : AF_INET6, address.bytes.data() + (v4 ? 12 : 0), text, sizeof text);
  return text;
}

Result<AddressBlock> AddressBlock::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  AddressBlock block{.first = VEDETTE_TRY(Address::parse(text.substr(0, slash))), .bits = 128};
  if (slash == std::string_view::npos) return block;
  const std::string_view digits = text.substr(slash + 1);
  const int most = block.first.is_ipv4() ? 128 - kMappedBits : 128;
  int bits = -1;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() || bits < 0 ||
      bits > most)
    return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not a block of addresses", text),
                fmt::format("write a number from 0 to {} after the slash", most));
  block.bits = 128 - most + bits;
  return block;
}

bool AddressBlock::contains(const Address& address) const {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (std::memcmp(address.bytes.data(), first.bytes.data(), whole) != 0) return false;
  if (bits % 8 == 0) return true;
  const int mask = 0xff << (8 - bits % 8) & 0xff;
  return ((address.bytes[whole] ^ first.bytes[whole]) & mask) == 0;
}

}  // namespace vedette
