// SPDX-License-Identifier: Apache-2.0
/// Gives later fragments the ports of the first, so that they count in its flow.
#pragma once

#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "net/packet.hpp"

namespace vedette {

/// Remembers datagrams seen in pieces (RFC 791, 3.2). Nothing is put together: only headers count
/// here. Fragments that come before their first one wait for it. Both memories are bounded, so a
/// flood of fragments costs orphans, not memory. Not thread-safe.
class FragmentTable {
 public:
  /// What can be counted now: the packet itself, the packet and those that waited for it, or
  /// none while it waits; those that waited in vain come back as orphans.
  /// Packets that are no fragments need not be passed.
  [[nodiscard]] std::vector<PacketFacts> add(const PacketFacts& fragment);
  /// All that still wait, as orphans.
  [[nodiscard]] std::vector<PacketFacts> finish();

 private:
  struct Datagram {
    PacketFacts first{};
    TimeNs seen = 0;
  };
  void remember(const PacketFacts& first);
  void expire(TimeNs now, std::vector<PacketFacts>& orphans);

  std::unordered_map<std::uint64_t, Datagram> datagrams_{};
  std::deque<std::uint64_t> order_{};  ///< of datagrams_, oldest first
  std::deque<PacketFacts> waiting_{};
};

}  // namespace vedette
