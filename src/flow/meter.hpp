// SPDX-License-Identifier: Apache-2.0
/// The flow meter: packets in, flows out, in an order that depends on nothing but the packets.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>

#include "flow/flow.hpp"

namespace vedette {

/// Flows must be cut within three days: their sums of times are kept in 48 bits of nanoseconds.
inline constexpr TimeNs kLongestActiveNs = TimeNs{3} * 86'400 * 1'000'000'000;

struct MeterOptions {
  TimeNs idle_timeout_ns = 120'000'000'000;      ///< without a packet
  TimeNs active_timeout_ns = 1'800'000'000'000;  ///< since the first packet; the rest goes on
  TimeNs attempt_timeout_ns = 30'000'000'000;    ///< TCP without an answer, without a packet
  TimeNs linger_ns = 5'000'000'000;              ///< after both FINs or a RST, without a packet
  std::uint32_t early_packets = 0;               ///< an early record at so many packets; 0: none
  TimeNs early_ns = 0;                           ///< an early record at this age, unless the flow
                                                 ///< was cut or over before it; 0: none
  std::size_t max_flows = 1'000'000;             ///< live at a time, at most 1,000 bytes each
  bool flows_by_vlan = false;                    ///< the same endpoints in two VLANs are two flows
  int threads = 1;                               ///< rows do not depend on it
};

/// No packet made it happen, but the passing of time, or the end of the input.
inline constexpr std::uint64_t kNoPacket = std::numeric_limits<std::uint64_t>::max();

/// A flow that ended, or an early record of one that goes on.
struct FlowReport {
  TimeNs reported = 0;               ///< when it was known, by the clock of the capture
  std::uint64_t packet = kNoPacket;  ///< number of the packet that ended it, in the input
  std::uint64_t first_packet = 0;    ///< as the flow has it, like the reason: to sort without it
  EndReason reason = EndReason::finished;
  const Flow* flow = nullptr;
};

struct MeterCounters {
  std::uint64_t packets = 0;  ///< all that were added: of all outcomes
  std::array<std::uint64_t, kOutcomes> outcomes{};
  std::uint64_t wire_bytes = 0;
  std::uint64_t flows = 0;  ///< reported, without early records
  std::array<std::uint64_t, kEndReasons> reasons{};
  std::uint64_t clock_jumps = 0;  ///< the capture's clock went back so far that all flows ended
  std::uint64_t reordered = 0;    ///< packets with a time before the packet before them
  std::size_t most_live = 0;  ///< at a time, at most: the sum of what each partition held
};

/// Time is the largest packet time so far; the wall clock plays no part. Flows are reported in the
/// order of (when they ended, which packet ended them, number of their first packet): whatever a
/// packet ends comes before what time ends at that moment, so where batches end plays no part. Work
/// is cut into a fixed number of partitions by flow, so rows are the same for any number of threads,
/// also when the cap evicts: then closed flows go first, then those without an answer, then those
/// quiet for longest, each within its partition. Where the clock jumps back by more than a minute
/// (captures joined in the wrong order) all flows end and it starts again. Not thread-safe.
class FlowMeter {
 public:
  explicit FlowMeter(const MeterOptions& options);
  ~FlowMeter();
  FlowMeter(FlowMeter&&) noexcept;
  FlowMeter& operator=(FlowMeter&&) noexcept;

  /// Takes packets in the order of the capture and tells which flows ended. The reports are valid
  /// until the next call.
  [[nodiscard]] std::span<const FlowReport> add(std::span<const PacketFacts> packets);
  /// Lets the clock go on without a packet, as live capture must.
  [[nodiscard]] std::span<const FlowReport> advance(TimeNs now);
  /// The input is over: takes the last packets, then ends all flows, some thousands with each call.
  /// Call it until it tells none (a report for every live flow at once would need memory beside
  /// that of the flows); then the meter can be used again.
  [[nodiscard]] std::span<const FlowReport> finish(std::span<const PacketFacts> last = {});

  [[nodiscard]] const MeterCounters& counters() const;
  [[nodiscard]] std::size_t live_flows() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vedette
