// SPDX-License-Identifier: Apache-2.0
#include "records/flow_facts.hpp"

#include <charconv>
#include <cmath>

#include "data/text.hpp"

namespace vedette {
namespace {

struct ProtocolName {
  std::string_view name;
  std::uint8_t number;
};

/// Names of the IANA registry, and those that tools write instead.
constexpr ProtocolName kProtocols[] = {
    {"icmp", 1},     {"igmp", 2},       {"ipip", 4},       {"ipencap", 4}, {"tcp", 6},
    {"egp", 8},      {"igp", 9},        {"udp", 17},       {"dccp", 33},   {"ipv6", 41},
    {"rsvp", 46},    {"gre", 47},       {"esp", 50},       {"ah", 51},     {"icmp6", 58},
    {"icmpv6", 58},  {"ipv6-icmp", 58}, {"eigrp", 88},     {"ospf", 89},   {"pim", 103},
    {"vrrp", 112},   {"l2tp", 115},     {"sctp", 132},     {"udplite", 136},
};

bool all_of(unsigned flags, unsigned wanted) { return (flags & wanted) == wanted; }

}  // namespace

std::optional<std::uint8_t> protocol_from(std::string_view name) {
  const std::string lower = lower_case(trim(name));
  for (const ProtocolName& row : kProtocols)
    if (row.name == lower) return row.number;
  std::uint8_t number = 0;
  const auto read = std::from_chars(lower.data(), lower.data() + lower.size(), number);
  const bool is_number = read.ec == std::errc() && read.ptr == lower.data() + lower.size();
  return is_number ? std::optional(number) : std::nullopt;
}

bool has_ports(std::uint8_t protocol) {
  return protocol == kTcp || protocol == kUdp || protocol == kSctp;
}

Flow flow_between(const FlowEnds& ends) {
  PacketFacts facts;
  facts.source = ends.initiator;
  facts.destination = ends.responder;
  facts.protocol = ends.protocol;
  // Tools write `icmp` for both versions.
  if (facts.protocol == kIcmp && !facts.source.address.is_ipv4()) facts.protocol = kIcmpv6;
  if (!has_ports(facts.protocol)) facts.source.port = facts.destination.port = 0;
  const OrientedKey oriented = key_of(facts, 0);
  Flow flow;
  flow.key = oriented.key;
  flow.forward_from_low = oriented.from_low;
  return flow;
}

bool set_times(Flow& flow, TimeNs first, std::uint64_t span_ns) {
  // Far enough from the ends of 64 bits that differences and windows of such times fit.
  constexpr TimeNs kLatest = 4'500'000'000'000'000'000;
  if (first < -kLatest || first > kLatest || span_ns > std::uint64_t{kLatest}) return false;
  const TimeNs last = first + static_cast<TimeNs>(span_ns);
  if (last > kLatest) return false;
  flow.connection_first = flow.first = flow.burst_start = first;
  flow.last = last;
  return true;
}

std::uint16_t events_of(const FlagUnions& flags) {
  const unsigned fwd = flags.forward;
  const unsigned bwd = flags.backward;
  unsigned events = 0;
  if (all_of(fwd, kSyn)) events |= kFwdSyn;
  if (all_of(bwd, kSyn | kAck)) events |= kBwdSynAck;
  if (all_of(bwd, kSyn) && !all_of(bwd, kAck)) events |= kBwdSyn;
  if (all_of(bwd, kSyn | kAck) && all_of(fwd, kAck)) events |= kFwdAck;
  if (all_of(fwd, kFin)) events |= kFwdFin;
  if (all_of(bwd, kFin)) events |= kBwdFin;
  if (all_of(fwd, kRst)) events |= kFwdRst;
  if (all_of(bwd, kRst)) events |= kBwdRst;
  if (((fwd | bwd) & kSyn) == 0) events |= kMidstream;
  return static_cast<std::uint16_t>(events);
}

std::uint64_t microseconds_of(double seconds) {
  return static_cast<std::uint64_t>(std::llround(seconds * 1e6));
}

}  // namespace vedette
