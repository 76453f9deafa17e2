// SPDX-License-Identifier: Apache-2.0
/// The part of the flow meter that owns the flows of one share of the keys.
#pragma once

#include <deque>
#include <utility>
#include <vector>

#include "flow/flow_pool.hpp"
#include "flow/meter.hpp"

namespace vedette {

/// A packet on its way to its partition.
struct RoutedPacket {
  const PacketFacts* facts = nullptr;
  OrientedKey key{};
  std::uint32_t hash = 0;
  std::uint64_t number = 0;  ///< in the input
  TimeNs clock = 0;          ///< largest packet time of the input so far
};

/// A time, and the packet that came then.
struct Moment {
  TimeNs time = 0;
  std::uint64_t packet = kNoPacket;
};

/// Single-threaded; partitions share nothing.
class Partition {
 public:
  Partition(const MeterOptions& options, std::size_t max_flows);

  void add(std::span<const RoutedPacket> packets);
  /// Reports what is due by `now`.
  void advance(TimeNs now);
  /// Number of the first packet of the oldest flow; kNoPacket when there is none.
  [[nodiscard]] std::uint64_t oldest_packet() const {
    const std::uint32_t oldest = pool_.oldest();
    return oldest == kNoFlow ? kNoPacket : pool_.at(oldest).flow.first_packet;
  }
  void end_oldest(TimeNs now) { end(pool_.oldest(), {now}, EndReason::finished); }
  void finish(TimeNs now);

  /// New reports, in no particular order; their flows stay until release_reported().
  [[nodiscard]] std::vector<FlowReport> take_reports() { return std::exchange(reports_, {}); }
  void release_reported();
  [[nodiscard]] std::size_t live() const { return pool_.size(); }
  [[nodiscard]] std::size_t most_live() const { return most_live_; }

 private:
  /// When an early record by age is due, unless the flow is gone by then.
  struct EarlyDue {
    TimeNs due;
    std::uint64_t first_packet;
    std::uint32_t index;
  };

  void add_one(const RoutedPacket& packet);
  /// The live flow of a packet: found, continued or new.
  [[nodiscard]] std::uint32_t flow_for(const RoutedPacket& packet);
  void start_piece(std::uint32_t index, const RoutedPacket& packet);
  void wait(std::uint32_t index, TimeNs now);
  void due_at(TimeNs when) { next_due_ = std::min(next_due_, when); }
  void make_room(const Moment& now);

  void report_early(LiveFlow& live, const Moment& when);
  void report_copy(const Flow& flow, const Moment& when, EndReason reason);
  void end(std::uint32_t index, const Moment& when, EndReason reason);

  void expire_waiting(TimeNs now, Waiting waiting);
  void cut_aged(TimeNs now);
  void report_early_by_age(TimeNs now);
  [[nodiscard]] TimeNs timeout_of(Waiting waiting) const;

  const MeterOptions options_;
  const std::size_t max_flows_;
  FlowPool pool_{};
  std::size_t most_live_ = 0;
  TimeNs next_due_ = std::numeric_limits<TimeNs>::max();  ///< nothing is due before it
  std::deque<EarlyDue> early_due_{};
  std::vector<FlowReport> reports_{};
  std::vector<std::uint32_t> ended_{};  ///< flows whose memory the reports still use
  std::deque<Flow> copies_{};           ///< of flows that were reported and go on
};

}  // namespace vedette
