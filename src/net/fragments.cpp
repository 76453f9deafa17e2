// SPDX-License-Identifier: Apache-2.0
#include "net/fragments.hpp"

#include <utility>

namespace vedette {
namespace {

constexpr std::size_t kMaxDatagrams = 16'384;
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

void FragmentTable::remember(const PacketFacts& first) {
  const auto [place, fresh] =
      datagrams_.insert_or_assign(first.fragment_id, Datagram{first, first.time});
  if (!fresh) return;
  order_.push_back(first.fragment_id);
  if (order_.size() > kMaxDatagrams) {
    datagrams_.erase(order_.front());
    order_.pop_front();
  }
}

void FragmentTable::expire(TimeNs now, std::vector<PacketFacts>& orphans) {
  while (!order_.empty() && datagrams_.at(order_.front()).seen + kWaitNs < now) {
    datagrams_.erase(order_.front());
    order_.pop_front();
  }
  while (!waiting_.empty() &&
         (waiting_.size() > kMaxWaiting || waiting_.front().time + kWaitNs < now)) {
    orphans.push_back(orphan(waiting_.front()));
    waiting_.pop_front();
  }
}

std::vector<PacketFacts> FragmentTable::add(const PacketFacts& fragment) {
  std::vector<PacketFacts> countable;
  if (fragment.fragment == Fragment::first) {
    remember(fragment);
    countable.push_back(fragment);
    std::erase_if(waiting_, [&](const PacketFacts& later) {
      if (later.fragment_id != fragment.fragment_id) return false;
      countable.push_back(attached(later, fragment));
      return true;
    });
  } else if (const auto found = datagrams_.find(fragment.fragment_id); found != datagrams_.end()) {
    countable.push_back(attached(fragment, found->second.first));
  } else {
    waiting_.push_back(fragment);
  }
  expire(fragment.time, countable);
  return countable;
}

std::vector<PacketFacts> FragmentTable::finish() {
  std::vector<PacketFacts> orphans;
  for (const PacketFacts& facts : std::exchange(waiting_, {})) orphans.push_back(orphan(facts));
  return orphans;
}

}  // namespace vedette
