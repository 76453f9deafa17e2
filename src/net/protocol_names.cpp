// SPDX-License-Identifier: Apache-2.0
#include "net/protocol_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "net/packet.hpp"

namespace vedette {
namespace {

struct ProtocolName {
  std::uint8_t number;
  std::string_view name;    ///< in lower case
  std::string_view zeek{};  ///< empty: unknown_transport
  std::string_view eve{};   ///< empty: its number
};

/// The first row of a number has the name that we write; the rows after it are only read.
constexpr ProtocolName kNames[] = {
    {kIcmp, "icmp", "icmp", "ICMP"},
    {2, "igmp"},
    {kIpInIp, "ipip"},
    {kIpInIp, "ipencap"},
    {kTcp, "tcp", "tcp", "TCP"},
    {8, "egp"},
    {9, "igp"},
    {kUdp, "udp", "udp", "UDP"},
    {33, "dccp"},
    {kIpv6InIp, "ipv6"},
    {46, "rsvp"},
    {kGre, "gre", "", "GRE"},
    {50, "esp"},
    {51, "ah"},
    {kIcmpv6, "icmpv6", "icmp", "IPv6-ICMP"},
    {kIcmpv6, "icmp6"},
    {kIcmpv6, "ipv6-icmp"},
    {88, "eigrp"},
    {89, "ospf"},
    {103, "pim"},
    {112, "vrrp"},
    {115, "l2tp"},
    {kSctp, "sctp", "", "SCTP"},
    {136, "udplite"},
};

ProtocolName names_of(std::uint8_t protocol) {
  const auto* found = std::ranges::find(kNames, protocol, &ProtocolName::number);
  return found == std::end(kNames) ? ProtocolName{protocol, ""} : *found;
}

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

std::string protocol_name(std::uint8_t protocol) {
  const std::string_view name = names_of(protocol).name;
  return name.empty() ? std::to_string(protocol) : std::string(name);
}

std::string_view zeek_protocol(std::uint8_t protocol) {
  const std::string_view name = names_of(protocol).zeek;
  return name.empty() ? "unknown_transport" : name;
}

std::string eve_protocol(std::uint8_t protocol) {
  const std::string_view name = names_of(protocol).eve;
  return name.empty() ? fmt::format("{:03}", protocol) : std::string(name);
}

std::optional<std::uint8_t> protocol_from(std::string_view text) {
  for (const ProtocolName& row : kNames)
    if (std::ranges::equal(text, row.name, {}, lower)) return row.number;
  std::uint8_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return is_number ? std::optional(number) : std::nullopt;
}

}  // namespace vedette
