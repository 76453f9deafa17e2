// SPDX-License-Identifier: Apache-2.0
#include "net/fragments.hpp"

#include <utility>

namespace vedette {
namespace {

constexpr std::size_t kPlaces = 8'192;
constexpr std::size_t kMaxWaiting = 1'024;
constexpr TimeNs kWaitNs = 30'000'000'000;  // as Linux waits for the rest of a datagram

/// The later fragment as a packet of the flow of its datagram.
PacketFacts attached(const PacketFacts& later, const PacketFacts& first) {
  PacketFacts facts = first;
  facts.time = later.time;
  facts.wire_bytes = later.wire_bytes;
  facts.ip_bytes = later.ip_bytes;
  facts.ttl = later.ttl;
  facts.fragment = Fragment::later;
  facts.payload_bytes =
      first.protocol == kIcmp || first.protocol == kIcmpv6 ? 0 : later.payload_bytes;
  facts.header_bytes = 0;
  facts.tcp_flags = 0;
  return facts;
}

PacketFacts orphan(PacketFacts facts) {
  facts.outcome = Outcome::orphan_fragment;
  return facts;
}

}  // namespace

PacketFacts& FragmentTable::place_of(const PacketFacts& fragment) {
  if (firsts_.empty()) firsts_.resize(kPlaces);
  return firsts_[fragment.fragment_id % kPlaces];
}

bool FragmentTable::is_first_of(const PacketFacts& first, const PacketFacts& later) const {
  return first.fragment == Fragment::first && first.fragment_id == later.fragment_id &&
         later.time <= first.time + kWaitNs;
}

void FragmentTable::give_up(TimeNs now, std::vector<PacketFacts>& orphans) {
  while (!waiting_.empty() &&
         (waiting_.size() > kMaxWaiting || waiting_.front().time + kWaitNs < now)) {
    orphans.push_back(orphan(waiting_.front()));
    waiting_.pop_front();
  }
}

std::vector<PacketFacts> FragmentTable::add(const PacketFacts& fragment) {
  std::vector<PacketFacts> countable;
  PacketFacts& place = place_of(fragment);
  if (fragment.fragment == Fragment::first) {
    place = fragment;
    countable.push_back(fragment);
    std::erase_if(waiting_, [&](const PacketFacts& later) {
      if (later.fragment_id != fragment.fragment_id) return false;
      countable.push_back(attached(later, fragment));
      return true;
    });
  } else if (is_first_of(place, fragment)) {
    countable.push_back(attached(fragment, place));
  } else {
    waiting_.push_back(fragment);
  }
  give_up(fragment.time, countable);
  return countable;
}

std::vector<PacketFacts> FragmentTable::finish() {
  std::vector<PacketFacts> orphans;
  for (const PacketFacts& facts : std::exchange(waiting_, {})) orphans.push_back(orphan(facts));
  return orphans;
}

}  // namespace vedette
