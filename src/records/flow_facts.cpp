// SPDX-License-Identifier: Apache-2.0
#include "records/flow_facts.hpp"

#include <cmath>

namespace vedette {
namespace {

bool all_of(unsigned flags, unsigned wanted) { return (flags & wanted) == wanted; }

}  // namespace

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
  flow.connection_first = flow.first = first;
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

EndReason end_reason_of(std::uint64_t code) {
  switch (code) {
    case 1:
      return EndReason::idle;
    case 2:
      return EndReason::active;
    case 3:
      return EndReason::closed;
    case 5:
      return EndReason::evicted;
    default:
      return EndReason::finished;
  }
}

std::uint64_t microseconds_of(double seconds) {
  return static_cast<std::uint64_t>(std::llround(seconds * 1e6));
}

}  // namespace vedette
