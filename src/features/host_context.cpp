// SPDX-License-Identifier: Apache-2.0
#include "features/host_context.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace vedette {
namespace {

constexpr std::size_t kSets = 2'048;
constexpr std::size_t kWays = 4;

/// Every bit of the value changes half of the result's, the low ones too: neighbouring addresses
/// differ in the highest bits of a word only.
std::uint64_t mixed(std::uint64_t value) {
  for (int round = 0; round < 2; ++round) {
    value ^= value >> 32;
    value *= 0x9e3779b97f4a7c15U;
  }
  return value ^ (value >> 32);
}

std::uint64_t hash_of(const Address& address) {
  std::uint64_t words[2];
  std::memcpy(words, address.bytes.data(), sizeof words);
  return mixed(mixed(words[0] ^ 0x243f6a8885a308d3U) ^ words[1]);
}

/// Counts distinct values among at most 64, by a table twice that size on the stack.
class Distinct {
 public:
  void add(std::uint32_t value) {
    const std::uint64_t wanted = std::uint64_t{value} + 1;  // 0 marks a free slot
    std::size_t slot = (value * 0x9e3779b1U) >> 25;
    while (slots_[slot] != 0 && slots_[slot] != wanted) slot = (slot + 1) % kSlots;
    count_ += slots_[slot] == 0 ? 1 : 0;
    slots_[slot] = wanted;
  }
  [[nodiscard]] std::uint32_t count() const { return count_; }

 private:
  static constexpr std::size_t kSlots = 128;
  std::array<std::uint64_t, kSlots> slots_{};
  std::uint32_t count_ = 0;
};

bool is_unanswered(const Flow& flow) {
  return flow.backward.packets == 0;
}

bool is_rejected(const Flow& flow) {
  return (flow.tcp_events & kBwdRst) != 0 && flow.backward.payload.sum == 0 &&
         flow.forward.payload.sum == 0;
}

}  // namespace

HostContext::HostContext() : initiators_(kSets * kWays), responders_(kSets * kWays) {}

HostContext::Host& HostContext::host_of(std::vector<Host>& table, const Address& address) {
  Host* const set = &table[hash_of(address) % kSets * kWays];
  Host* const end = set + kWays;
  Host* host = std::find_if(set, end, [&](const Host& candidate) {
    return candidate.used > 0 && candidate.address == address;
  });
  if (host == end) {
    host = std::min_element(set, end, [](const Host& a, const Host& b) { return a.used < b.used; });
    host->address = address;
    host->flows = 0;
    host->last.clear();
  }
  host->used = ++uses_;
  return *host;
}

void HostContext::remember(Host& host, const Entry& entry) {
  if (host.last.size() < kWindowFlows)
    host.last.push_back(entry);
  else
    host.last[host.flows % kWindowFlows] = entry;
  ++host.flows;
}

HostWindow HostContext::count(Host& host, const Entry& entry, Keep keep) {
  HostWindow window;
  Distinct peers;
  Distinct ports;
  const auto add = [&](const Entry& other) {
    ++window.flows;
    peers.add(other.peer);
    ports.add(other.port);
    window.same_port += other.port == entry.port ? 1 : 0;
    window.same_peer += other.peer == entry.peer ? 1 : 0;
    window.unanswered += other.unanswered ? 1 : 0;
    window.rejected += other.rejected ? 1 : 0;
  };
  add(entry);
  const std::size_t known = std::min<std::size_t>(host.flows, kWindowFlows - 1);
  for (std::size_t back = 1; back <= known; ++back) {
    const Entry& other = host.last[(host.flows - back) % kWindowFlows];
    if (other.reported + kWindowNs < entry.reported) break;
    add(other);
  }
  window.peers = peers.count();
  window.ports = ports.count();
  if (keep == Keep::yes) remember(host, entry);
  return window;
}

HostCounts HostContext::add(const Flow& flow, TimeNs reported) {
  const Endpoint& from = flow.initiator();
  const Endpoint& to = flow.responder();
  const Keep keep = flow.end == EndReason::so_far ? Keep::no : Keep::yes;
  Entry entry{.reported = reported,
              .peer = static_cast<std::uint32_t>(hash_of(to.address)),
              .port = to.port,
              .unanswered = is_unanswered(flow),
              .rejected = is_rejected(flow)};
  HostCounts counts;
  counts.initiator = count(host_of(initiators_, from.address), entry, keep);
  entry.peer = static_cast<std::uint32_t>(hash_of(from.address));
  counts.responder = count(host_of(responders_, to.address), entry, keep);
  return counts;
}

}  // namespace vedette
