// SPDX-License-Identifier: Apache-2.0
#include "capture/packet_merge.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace vedette {

void PacketMerge::add(std::size_t interface, const PacketView& packet, Time now) {
  if (spare_.empty()) spare_.push_back(std::make_unique<Copy>());
  std::unique_ptr<Copy> copy = std::move(spare_.back());
  spare_.pop_back();
  copy->arrived = now;
  copy->bytes.assign(packet.bytes.begin(), packet.bytes.end());
  copy->view = packet;
  copy->view.bytes = copy->bytes;
  queues_[interface].waiting.push_back(std::move(copy));
}

/// The queue whose first packet is the earliest; null when all are empty.
PacketMerge::Queue* PacketMerge::next() {
  Queue* earliest = nullptr;
  for (Queue& queue : queues_)
    if (!queue.waiting.empty() &&
        (earliest == nullptr ||
         queue.waiting.front()->view.time < earliest->waiting.front()->view.time))
      earliest = &queue;
  return earliest;
}

/// Whether there is an interface that may come up with an earlier packet than the next one.
bool PacketMerge::may_be_overtaken() const {
  return std::ranges::any_of(queues_, [](const Queue& queue) { return queue.waiting.empty(); });
}

void PacketMerge::release() {
  std::ranges::move(handed_, std::back_inserter(spare_));
  handed_.clear();
  packets_.clear();
}

void PacketMerge::hand_out(Queue& queue) {
  handed_.push_back(std::move(queue.waiting.front()));
  queue.waiting.pop_front();
  packets_.push_back(handed_.back()->view);
}

PacketSource::Packets PacketMerge::take(Time now) {
  release();
  const auto is_unread = [](const Queue& queue) { return queue.waiting.empty() && queue.more; };
  while (Queue* queue = next()) {
    // One of a single interface never waits: none is empty as long as there is a next packet.
    if (may_be_overtaken() && now - queue->waiting.front()->arrived < kHold) break;
    if (std::ranges::any_of(queues_, is_unread)) break;
    hand_out(*queue);
  }
  return packets_;
}

PacketSource::Packets PacketMerge::take_all() {
  release();
  while (Queue* queue = next()) hand_out(*queue);
  return packets_;
}

bool PacketMerge::empty() const {
  return std::ranges::all_of(queues_, [](const Queue& queue) { return queue.waiting.empty(); });
}

}  // namespace vedette
