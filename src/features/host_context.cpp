// SPDX-License-Identifier: Apache-2.0
#include "features/host_context.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

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

bool is_unanswered(const Flow& flow) { return flow.backward.packets == 0; }

bool is_rejected(const Flow& flow) {
  return (flow.tcp_events & kBwdRst) != 0 && flow.backward.payload.sum == 0 &&
         flow.forward.payload.sum == 0;
}

/// How often a value stands in a column; a loop that compilers turn into vector instructions.
template <std::size_t N>
std::uint32_t occurrences(const std::array<std::uint32_t, N>& column, std::uint32_t value) {
  std::uint32_t count = 0;
  for (const std::uint32_t other : column) count += other == value ? 1U : 0U;
  return count;
}

}  // namespace

/// The last flows of a host, as columns of a ring, with counts that are kept up to date as flows
/// come and go. Free places hold values that no flow has, so they are never counted.
class HostContext::Window {
 public:
  void clear() { *this = Window(); }

  [[nodiscard]] HostWindow count(const Entry& entry, Keep keep) {
    // Where the clock of the capture went back, the flows before belong to no last minute.
    if (size_ > 0 && entry.reported < reported_[(first_ + size_ - 1) % kWindowFlows]) clear();
    forget_before(entry.reported - kWindowNs);
    if (size_ == kWindowFlows) forget_oldest();
    const Alike before = add(entry);
    const HostWindow window{.flows = size_,
                            .peers = peers_,
                            .ports = ports_,
                            .same_port = before.port + 1,
                            .same_peer = before.peer + 1,
                            .unanswered = unanswered_,
                            .rejected = rejected_};
    if (keep == Keep::no) remove((first_ + size_ - 1) % kWindowFlows);
    return window;
  }

 private:
  /// How many flows of the window have the same peer, or the same port.
  struct Alike {
    std::uint32_t peer = 0;
    std::uint32_t port = 0;
  };

  /// Tells how many were alike before.
  Alike add(const Entry& entry) {
    const std::uint32_t peer = std::max(entry.peer, 1U);  // 0 marks a free place
    const std::uint32_t port = entry.port + 1U;
    const Alike before{occurrences(peer_, peer), occurrences(port_, port)};
    peers_ += before.peer == 0 ? 1U : 0U;
    ports_ += before.port == 0 ? 1U : 0U;
    unanswered_ += entry.unanswered ? 1U : 0U;
    rejected_ += entry.rejected ? 1U : 0U;
    const std::size_t place = (first_ + size_++) % kWindowFlows;
    peer_[place] = peer;
    port_[place] = port;
    reported_[place] = entry.reported;
    state_[place] =
        static_cast<std::uint8_t>((entry.unanswered ? 1 : 0) | (entry.rejected ? 2 : 0));
    return before;
  }

  /// Frees a place at either end of the ring.
  void remove(std::size_t place) {
    const std::uint32_t peer = std::exchange(peer_[place], 0U);
    const std::uint32_t port = std::exchange(port_[place], 0U);
    peers_ -= occurrences(peer_, peer) == 0 ? 1U : 0U;
    ports_ -= occurrences(port_, port) == 0 ? 1U : 0U;
    unanswered_ -= state_[place] & 1U;
    rejected_ -= state_[place] >> 1 & 1U;
    --size_;
  }

  void forget_oldest() {
    remove(first_);
    first_ = (first_ + 1) % kWindowFlows;
  }

  void forget_before(TimeNs time) {
    while (size_ > 0 && reported_[first_] < time) forget_oldest();
  }

  std::array<std::uint32_t, kWindowFlows> peer_{};
  std::array<std::uint32_t, kWindowFlows> port_{};
  std::array<TimeNs, kWindowFlows> reported_{};
  std::array<std::uint8_t, kWindowFlows> state_{};
  std::size_t first_ = 0;
  std::uint32_t size_ = 0;
  std::uint32_t peers_ = 0;
  std::uint32_t ports_ = 0;
  std::uint32_t unanswered_ = 0;
  std::uint32_t rejected_ = 0;
};

HostContext::HostContext() : initiators_(kSets * kWays), responders_(kSets * kWays) {}
HostContext::~HostContext() = default;
HostContext::HostContext(HostContext&&) noexcept = default;
HostContext& HostContext::operator=(HostContext&&) noexcept = default;

HostContext::Window& HostContext::window_of(std::vector<Host>& table, const Address& address) {
  Host* const set = &table[hash_of(address) % kSets * kWays];
  Host* const end = set + kWays;
  Host* host = std::find_if(set, end, [&](const Host& candidate) {
    return candidate.used > 0 && candidate.address == address;
  });
  if (host == end) {
    host = std::min_element(set, end, [](const Host& a, const Host& b) { return a.used < b.used; });
    host->address = address;
    if (host->window)
      host->window->clear();
    else
      host->window = std::make_unique<Window>();
  }
  host->used = ++uses_;
  return *host->window;
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
  counts.initiator = window_of(initiators_, from.address).count(entry, keep);
  entry.peer = static_cast<std::uint32_t>(hash_of(from.address));
  counts.responder = window_of(responders_, to.address).count(entry, keep);
  return counts;
}

}  // namespace vedette
