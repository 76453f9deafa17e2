// SPDX-License-Identifier: Apache-2.0
#include "flow/partition.hpp"

#include <algorithm>

#include "flow/flow_update.hpp"

namespace vedette {
namespace {

constexpr std::size_t kAhead = 8;  // packets between a prefetch and its use
constexpr Waiting kAllWaitings[] = {Waiting::closing, Waiting::attempt, Waiting::one_sided,
                                    Waiting::talking};

Waiting waiting_of(const Flow& flow) {
  if (is_closed(flow)) return Waiting::closing;
  const bool answered = flow.piece > 0 || (flow.forward.packets > 0 && flow.backward.packets > 0);
  if (answered) return Waiting::talking;
  const bool attempt = flow.key.protocol == kTcp && (flow.tcp_events & kMidstream) == 0;
  return attempt ? Waiting::attempt : Waiting::one_sided;
}

}  // namespace

Partition::Partition(const MeterOptions& options, std::size_t max_flows)
    : options_(options), max_flows_(max_flows) {}

TimeNs Partition::timeout_of(Waiting waiting) const {
  switch (waiting) {
    case Waiting::closing:
      return options_.linger_ns;
    case Waiting::attempt:
      return std::min(options_.attempt_timeout_ns, options_.idle_timeout_ns);
    case Waiting::one_sided:
    case Waiting::talking:
      break;
  }
  return options_.idle_timeout_ns;
}

void Partition::add(std::span<const RoutedPacket> packets) {
  for (std::size_t i = 0; i < packets.size(); ++i) {
    if (i + 2 * kAhead < packets.size()) pool_.prefetch(packets[i + 2 * kAhead].hash);
    if (i + kAhead < packets.size()) pool_.prefetch_flow(packets[i + kAhead].hash);
    add_one(packets[i]);
  }
}

void Partition::add_one(const RoutedPacket& packet) {
  advance(packet.clock);
  const std::uint32_t index = flow_for(packet);
  LiveFlow& live = pool_.at(index);
  if (live.flow.packets() == 0) start_piece(index, packet);
  const bool forward = packet.key.from_low == live.flow.forward_from_low;
  add_packet(live.flow, *packet.facts, forward);
  wait(index, packet.clock);
  if (options_.early_packets > 0 && live.flow.packets() == options_.early_packets)
    report_early(live, {packet.clock, packet.number});
}

std::uint32_t Partition::flow_for(const RoutedPacket& packet) {
  const std::uint32_t found = pool_.find(packet.key.key, packet.hash);
  if (found != kNoFlow) {
    const Flow& flow = pool_.at(found).flow;
    const bool forward = packet.key.from_low == flow.forward_from_low;
    if (!opens_anew(flow, *packet.facts, forward)) return found;
    end(found, {packet.clock, packet.number}, EndReason::replaced);
  }
  make_room({packet.clock, packet.number});
  most_live_ = std::max(most_live_, pool_.size() + 1);
  return pool_.insert(open_flow(packet.key, *packet.facts), packet.hash);
}

void Partition::start_piece(std::uint32_t index, const RoutedPacket& packet) {
  LiveFlow& live = pool_.at(index);
  live.flow.first_packet = packet.number;
  live.started = packet.clock;
  pool_.start_aging(index);
  due_at(live.started + options_.active_timeout_ns);
  const bool never_early = options_.early_ns == 0 || options_.early_ns > options_.active_timeout_ns;
  if (never_early || live.flow.piece > 0) return;
  early_due_.push_back({live.started + options_.early_ns, packet.number, index});
  due_at(early_due_.front().due);
}

void Partition::wait(std::uint32_t index, TimeNs now) {
  const Waiting waiting = waiting_of(pool_.at(index).flow);
  pool_.wait(index, waiting, now);
  due_at(now + timeout_of(waiting));
}

void Partition::make_room(const Moment& now) {
  if (pool_.size() < max_flows_) return;
  for (const Waiting waiting : kAllWaitings)
    if (const std::uint32_t index = pool_.longest_waiting(waiting); index != kNoFlow)
      return end(index, now, EndReason::evicted);
}

void Partition::report_copy(const Flow& flow, const Moment& when, EndReason reason) {
  Flow& copy = copies_.emplace_back(flow);
  copy.end = reason;
  reports_.push_back({when.time, when.packet, copy.first_packet, reason, &copy});
}

void Partition::report_early(LiveFlow& live, const Moment& when) {
  if (live.reported_early || live.flow.piece > 0) return;
  live.reported_early = true;
  report_copy(live.flow, when, EndReason::so_far);
}

void Partition::end(std::uint32_t index, const Moment& when, EndReason reason) {
  LiveFlow& live = pool_.at(index);
  pool_.remove(index);
  ended_.push_back(index);
  if (live.flow.packets() == 0) return;  // nothing came after the last piece
  live.flow.end = reason;
  reports_.push_back({when.time, when.packet, live.flow.first_packet, reason, &live.flow});
}

void Partition::advance(TimeNs now) {
  if (now <= next_due_) return;
  next_due_ = std::numeric_limits<TimeNs>::max();
  report_early_by_age(now);
  cut_aged(now);
  for (const Waiting waiting : kAllWaitings) expire_waiting(now, waiting);
}

void Partition::expire_waiting(TimeNs now, Waiting waiting) {
  const TimeNs timeout = timeout_of(waiting);
  const EndReason reason = waiting == Waiting::closing ? EndReason::closed : EndReason::idle;
  while (true) {
    const std::uint32_t index = pool_.longest_waiting(waiting);
    if (index == kNoFlow) return;
    const TimeNs due = pool_.at(index).touched + timeout;
    if (now <= due) return due_at(due);
    pool_.prefetch_after(index);
    end(index, {due}, reason);
  }
}

void Partition::cut_aged(TimeNs now) {
  while (true) {
    const std::uint32_t index = pool_.oldest();
    if (index == kNoFlow) return;
    LiveFlow& live = pool_.at(index);
    const TimeNs due = live.started + options_.active_timeout_ns;
    if (now <= due) return due_at(due);
    pool_.stop_aging(index);
    const TimeNs idle_due = live.touched + timeout_of(live.waiting);
    if (idle_due <= due) continue;  // it was over before it was old
    report_copy(live.flow, {due}, EndReason::active);
    live.flow = continuation_of(live.flow);
  }
}

void Partition::report_early_by_age(TimeNs now) {
  for (; !early_due_.empty(); early_due_.pop_front()) {
    const EarlyDue& next = early_due_.front();
    if (now <= next.due) return due_at(next.due);
    LiveFlow& live = pool_.at(next.index);
    const bool same = live.touched != kNotWaiting && live.flow.first_packet == next.first_packet;
    if (same && live.touched + timeout_of(live.waiting) > next.due) report_early(live, {next.due});
  }
}

void Partition::finish(TimeNs now) {
  advance(now);
  for (const Waiting waiting : kAllWaitings)
    while (pool_.longest_waiting(waiting) != kNoFlow)
      end(pool_.longest_waiting(waiting), {now}, EndReason::finished);
  early_due_.clear();
}

void Partition::release_reported() {
  copies_.clear();
  for (const std::uint32_t index : ended_) pool_.release(index);
  ended_.clear();
}

}  // namespace vedette
