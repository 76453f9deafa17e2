// SPDX-License-Identifier: Apache-2.0
#include "flow/meter.hpp"

#include <algorithm>
#include <deque>
#include <limits>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "flow/partition.hpp"

namespace vedette {
namespace {

/// Fixed, so that rows do not depend on the number of threads.
constexpr std::size_t kPartitions = 16;
constexpr TimeNs kClockJumpNs = 60'000'000'000;
/// Packets may come so much too late and still belong to the flow.
static_assert(kLongestActiveNs + kClockJumpNs <= TimeNs{SpanStats::kLongest});
constexpr TimeNs kNoTime = std::numeric_limits<TimeNs>::min();
/// Below this a batch is not worth starting threads for.
constexpr std::size_t kParallelBatch = 4'096;
/// Flows that one call of `finish()` ends.
constexpr std::size_t kPortion = 4'096;

bool in_report_order(const FlowReport& a, const FlowReport& b) {
  if (a.reported != b.reported) return a.reported < b.reported;
  if (a.packet != b.packet) return a.packet < b.packet;
  if (a.first_packet != b.first_packet) return a.first_packet < b.first_packet;
  return a.reason == EndReason::so_far && b.reason != EndReason::so_far;
}

std::deque<Partition> make_partitions(const MeterOptions& options) {
  const std::size_t share = std::max<std::size_t>(1, options.max_flows / kPartitions);
  std::deque<Partition> partitions;
  for (std::size_t i = 0; i < kPartitions; ++i) partitions.emplace_back(options, share);
  return partitions;
}

}  // namespace

struct FlowMeter::State {
  MeterOptions options;
  std::deque<Partition> partitions;
  std::array<std::vector<RoutedPacket>, kPartitions> routed{};
  std::vector<FlowReport> reports{};
  MeterCounters counters{};
  TimeNs clock = kNoTime;
  TimeNs last_time = kNoTime;

  void count(const PacketFacts& packet);
  void route(const PacketFacts& packet);
  void take(std::span<const PacketFacts> packets);
  void run_partitions();
  void end_oldest(std::size_t most);
  void end_all();
  void collect();
  void clear();
};

void FlowMeter::State::count(const PacketFacts& packet) {
  ++counters.packets;
  ++counters.outcomes[static_cast<std::size_t>(packet.outcome)];
  counters.wire_bytes += packet.wire_bytes;
  counters.reordered += packet.time < last_time ? 1 : 0;
  last_time = packet.time;
}

void FlowMeter::State::route(const PacketFacts& packet) {
  clock = std::max(clock, packet.time);
  if (packet.outcome != Outcome::ok) return;
  const std::uint16_t vlan = options.flows_by_vlan ? packet.vlan : std::uint16_t{0};
  const OrientedKey key = key_of(packet, vlan);
  const std::uint64_t hash = hash_of(key.key);
  routed[hash >> 60].push_back(
      {&packet, key, static_cast<std::uint32_t>(hash), counters.packets - 1, clock});
}

void FlowMeter::State::take(std::span<const PacketFacts> packets) {
  for (const PacketFacts& packet : packets) {
    if (clock != kNoTime && packet.time < clock - kClockJumpNs) {
      run_partitions();
      end_all();
      ++counters.clock_jumps;
    }
    count(packet);
    route(packet);
  }
}

void FlowMeter::State::run_partitions() {
  std::size_t waiting = 0;
  for (const auto& packets : routed) waiting += packets.size();
  const int threads = waiting < kParallelBatch ? 1 : options.threads;
  parallel_for(kPartitions, threads, [this](std::size_t i) {
    partitions[i].add(routed[i]);
    partitions[i].advance(clock);
    routed[i].clear();
  });
}

/// In the order of their first packets, which is that of their reports.
void FlowMeter::State::end_oldest(std::size_t most) {
  for (; most > 0; --most) {
    Partition& next = *std::ranges::min_element(partitions, {}, &Partition::oldest_packet);
    if (next.oldest_packet() == kNoPacket) return;
    next.end_oldest(clock);
  }
}

void FlowMeter::State::end_all() {
  for (Partition& partition : partitions) partition.finish(clock);
  clock = kNoTime;
  collect();
}

/// Appends the new reports of all partitions, in one order.
void FlowMeter::State::collect() {
  const auto known = static_cast<std::ptrdiff_t>(reports.size());
  counters.most_live = 0;
  for (Partition& partition : partitions) {
    const std::vector<FlowReport> taken = partition.take_reports();
    reports.insert(reports.end(), taken.begin(), taken.end());
    counters.most_live += partition.most_live();
  }
  const std::span<FlowReport> fresh(reports.begin() + known, reports.end());
  std::ranges::sort(fresh, in_report_order);
  for (const FlowReport& report : fresh) {
    ++counters.reasons[static_cast<std::size_t>(report.reason)];
    counters.flows += report.reason == EndReason::so_far ? 0 : 1;
  }
}

void FlowMeter::State::clear() {
  reports.clear();
  for (Partition& partition : partitions) partition.release_reported();
}

FlowMeter::FlowMeter(const MeterOptions& options)
    : state_(std::make_unique<State>(
          State{.options = options, .partitions = make_partitions(options)})) {
  check(options.active_timeout_ns <= kLongestActiveNs, "flows must end before their sums overflow");
}
FlowMeter::~FlowMeter() = default;
FlowMeter::FlowMeter(FlowMeter&&) noexcept = default;
FlowMeter& FlowMeter::operator=(FlowMeter&&) noexcept = default;

std::span<const FlowReport> FlowMeter::add(std::span<const PacketFacts> packets) {
  state_->clear();
  state_->take(packets);
  state_->run_partitions();
  state_->collect();
  return state_->reports;
}

std::span<const FlowReport> FlowMeter::advance(TimeNs now) {
  state_->clear();
  state_->clock = std::max(state_->clock, now);
  state_->run_partitions();
  state_->collect();
  return state_->reports;
}

std::span<const FlowReport> FlowMeter::finish(std::span<const PacketFacts> last) {
  state_->clear();
  state_->take(last);
  state_->run_partitions();
  state_->end_oldest(kPortion);
  state_->collect();
  if (state_->reports.empty()) state_->end_all();
  return state_->reports;
}

const MeterCounters& FlowMeter::counters() const {
  return state_->counters;
}

std::size_t FlowMeter::live_flows() const {
  std::size_t live = 0;
  for (const Partition& partition : state_->partitions) live += partition.live();
  return live;
}

}  // namespace vedette
