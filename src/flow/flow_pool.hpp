// SPDX-License-Identifier: Apache-2.0
/// Live flows of one partition: where they are kept, how they are found, and when they are due.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "flow/flow.hpp"

namespace vedette {

/// What a flow waits for. Within a list the time-out is the same, so the list is in order of due
/// time and only its head need be looked at.
enum class Waiting : std::uint8_t {
  closing,    ///< TCP, closed: late packets may still come
  attempt,    ///< TCP without an answer
  one_sided,  ///< anything else without an answer
  talking,
};
inline constexpr std::size_t kWaitings = 4;

inline constexpr std::uint32_t kNoFlow = 0xffffffff;
/// Of LiveFlow::touched: in no list.
inline constexpr TimeNs kNotWaiting = std::numeric_limits<TimeNs>::min();

/// A live flow and its places in the lists.
struct LiveFlow {
  TimeNs touched = kNotWaiting;  ///< clock of the input at its last packet
  TimeNs started = 0;            ///< and at the first one of this piece
  std::uint32_t hash = 0;
  std::uint32_t previous = kNoFlow;  ///< in the list of its `waiting`
  std::uint32_t next = kNoFlow;
  std::uint32_t older = kNoFlow;  ///< in the list by age
  std::uint32_t younger = kNoFlow;
  Waiting waiting = Waiting::talking;
  bool aging = false;  ///< is in the list by age
  bool reported_early = false;
  Flow flow{};  ///< last: the lists need only the first cache line
};

/// Flows in slabs that never move, found through an open-addressing table (linear probing,
/// deletion by shifting back), linked into lists by last packet and by age. With its share of the
/// table a live flow takes at most `kMostBytes`. Not thread-safe.
class FlowPool {
 public:
  static constexpr std::size_t kMostBytes = 1'000;

  [[nodiscard]] std::size_t size() const { return live_; }
  /// Memory of all flows there were at a time, at most, and of the table.
  [[nodiscard]] std::size_t bytes() const {
    return slabs_.size() * sizeof(Slab) + slots_.capacity() * sizeof(Slot);
  }
  [[nodiscard]] LiveFlow& at(std::uint32_t index) {
    return (*slabs_[index / kSlab])[index % kSlab];
  }
  [[nodiscard]] const LiveFlow& at(std::uint32_t index) const {
    return (*slabs_[index / kSlab])[index % kSlab];
  }

  /// kNoFlow when there is none.
  [[nodiscard]] std::uint32_t find(const FlowKey& key, std::uint32_t hash);
  /// Brings what find() will touch into the cache.
  void prefetch(std::uint32_t hash) const;
  /// The same for the flows that wait behind this one: the slot of the next, the place of the one
  /// after it.
  void prefetch_after(std::uint32_t index) const;
  /// The same for the flow itself, once its slot is there.
  void prefetch_flow(std::uint32_t hash) const;
  /// Adds a flow that is not in the table yet, to no list.
  std::uint32_t insert(const Flow& flow, std::uint32_t hash);
  /// Takes a flow out of the table and all lists; its memory stays as it is until release().
  void remove(std::uint32_t index);
  void release(std::uint32_t index);

  /// Moves a flow to the young end of a list.
  void wait(std::uint32_t index, Waiting waiting, TimeNs now);
  /// The flow that has waited longest; kNoFlow when the list is empty.
  [[nodiscard]] std::uint32_t longest_waiting(Waiting waiting) const {
    return heads_[static_cast<std::size_t>(waiting)];
  }
  void start_aging(std::uint32_t index);
  void stop_aging(std::uint32_t index);
  [[nodiscard]] std::uint32_t oldest() const { return oldest_; }

 private:
  static constexpr std::size_t kSlab = 128;
  using Slab = std::array<LiveFlow, kSlab>;
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t index = kNoFlow;
  };
  // The table is at most three quarters full and grows by a quarter: just after that a flow has 5/3
  // slots. It never doubles, as a power of two must.
  static_assert(sizeof(LiveFlow) + sizeof(Slot) * 5 / 3 + 1 <= kMostBytes);

  /// Where the search for a hash begins: slots are in the order of hashes, but for collisions.
  [[nodiscard]] std::size_t home_of(std::uint32_t hash) const {
    return std::uint64_t{hash} * slots_.size() >> 32;
  }
  [[nodiscard]] std::size_t after(std::size_t slot) const {
    return slot + 1 == slots_.size() ? 0 : slot + 1;
  }
  /// Steps from one slot to another.
  [[nodiscard]] std::size_t distance(std::size_t from, std::size_t to) const {
    return to >= from ? to - from : to + slots_.size() - from;
  }
  void add_slab();
  void grow();
  void place(const Slot& slot);
  void erase_slot(std::uint32_t index);
  void unlink(LiveFlow& flow);

  std::vector<std::unique_ptr<Slab>> slabs_{};
  std::uint32_t free_ = kNoFlow;  ///< first of a list through `next`
  std::vector<Slot> slots_ = std::vector<Slot>(64);
  std::array<std::uint32_t, kWaitings> heads_{kNoFlow, kNoFlow, kNoFlow, kNoFlow};
  std::array<std::uint32_t, kWaitings> tails_{kNoFlow, kNoFlow, kNoFlow, kNoFlow};
  std::uint32_t oldest_ = kNoFlow;
  std::uint32_t youngest_ = kNoFlow;
  std::size_t live_ = 0;
};

}  // namespace vedette
