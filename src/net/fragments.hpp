// SPDX-License-Identifier: Apache-2.0
/// Gives later fragments the ports of the first, so that they count in its flow.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "net/packet.hpp"

namespace vedette {

/// Remembers the first fragments of datagrams (RFC 791, 3.2). Nothing is put together: only headers
/// count here. Fragments that come before their first one wait for it. Both memories are bounded,
/// so a flood of fragments costs orphans, not memory. Not thread-safe.
class FragmentTable {
 public:
  /// What can be counted now: the packet itself, the packet and those that waited for it, or
  /// none while it waits; those that waited in vain come back as orphans.
  /// Packets that are no fragments need not be passed.
  [[nodiscard]] std::vector<PacketFacts> add(const PacketFacts& fragment);
  /// All that still wait, as orphans.
  [[nodiscard]] std::vector<PacketFacts> finish();

 private:
  [[nodiscard]] PacketFacts& place_of(const PacketFacts& fragment);
  [[nodiscard]] bool is_first_of(const PacketFacts& first, const PacketFacts& later) const;
  void give_up(TimeNs now, std::vector<PacketFacts>& orphans);

  std::vector<PacketFacts> firsts_{};  ///< by fragment id; a newer one takes the place
  std::deque<PacketFacts> waiting_{};
};

}  // namespace vedette
