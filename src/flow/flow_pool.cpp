// SPDX-License-Identifier: Apache-2.0
#include "flow/flow_pool.hpp"

#include <utility>

namespace vedette {

std::uint32_t FlowPool::find(const FlowKey& key, std::uint32_t hash) {
  for (std::size_t i = home_of(hash); slots_[i].index != kNoFlow; i = after(i))
    if (slots_[i].hash == hash && at(slots_[i].index).flow.key == key) return slots_[i].index;
  return kNoFlow;
}

void FlowPool::prefetch(std::uint32_t hash) const {
  __builtin_prefetch(&slots_[home_of(hash)]);
}

void FlowPool::prefetch_after(std::uint32_t index) const {
  const std::uint32_t next = at(index).next;
  if (next == kNoFlow) return;
  prefetch(at(next).hash);
  const std::uint32_t after = at(next).next;
  if (after != kNoFlow) __builtin_prefetch(&at(after), 1);
}

void FlowPool::prefetch_flow(std::uint32_t hash) const {
  constexpr std::size_t kLine = 64;
  std::size_t i = home_of(hash);
  while (slots_[i].index != kNoFlow && slots_[i].hash != hash) i = after(i);
  if (slots_[i].index == kNoFlow) return;
  const auto* bytes = reinterpret_cast<const char*>(&at(slots_[i].index));
  for (std::size_t offset = 0; offset < sizeof(LiveFlow); offset += kLine)
    __builtin_prefetch(bytes + offset, 1);
}

void FlowPool::place(const Slot& slot) {
  std::size_t i = home_of(slot.hash);
  while (slots_[i].index != kNoFlow) i = after(i);
  slots_[i] = slot;
}

void FlowPool::grow() {
  const std::size_t wanted = slots_.size() + slots_.size() / 4;
  const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(wanted));
  for (const Slot& slot : old)
    if (slot.index != kNoFlow) place(slot);
}

void FlowPool::add_slab() {
  const auto first = static_cast<std::uint32_t>(slabs_.size() * kSlab);
  slabs_.push_back(std::make_unique<Slab>());
  for (std::uint32_t i = kSlab; i > 0; --i) release(first + i - 1);
}

std::uint32_t FlowPool::insert(const Flow& flow, std::uint32_t hash) {
  if ((live_ + 1) * 4 > slots_.size() * 3) grow();
  if (free_ == kNoFlow) add_slab();
  const std::uint32_t index = free_;
  LiveFlow& live = at(index);
  free_ = live.next;
  live.hash = hash;
  live.touched = kNotWaiting;
  live.aging = false;
  live.reported_early = false;
  live.flow = flow;
  place({hash, index});
  ++live_;
  return index;
}

void FlowPool::erase_slot(std::uint32_t index) {
  std::size_t hole = home_of(at(index).hash);
  while (slots_[hole].index != index) hole = after(hole);
  for (std::size_t i = after(hole); slots_[i].index != kNoFlow; i = after(i)) {
    const std::size_t home = home_of(slots_[i].hash);
    if (distance(home, i) < distance(hole, i)) continue;  // may not move before its home
    slots_[hole] = slots_[i];
    hole = i;
  }
  slots_[hole] = {};
}

void FlowPool::unlink(LiveFlow& live) {
  const auto list = static_cast<std::size_t>(live.waiting);
  if (live.touched == kNotWaiting) return;
  (live.previous == kNoFlow ? heads_[list] : at(live.previous).next) = live.next;
  (live.next == kNoFlow ? tails_[list] : at(live.next).previous) = live.previous;
  live.touched = kNotWaiting;
}

void FlowPool::remove(std::uint32_t index) {
  LiveFlow& live = at(index);
  erase_slot(index);
  unlink(live);
  stop_aging(index);
  --live_;
}

void FlowPool::release(std::uint32_t index) {
  at(index).next = free_;
  free_ = index;
}

void FlowPool::wait(std::uint32_t index, Waiting waiting, TimeNs now) {
  LiveFlow& live = at(index);
  unlink(live);
  const auto list = static_cast<std::size_t>(waiting);
  live.waiting = waiting;
  live.touched = now;
  live.previous = tails_[list];
  live.next = kNoFlow;
  (tails_[list] == kNoFlow ? heads_[list] : at(tails_[list]).next) = index;
  tails_[list] = index;
}

void FlowPool::start_aging(std::uint32_t index) {
  stop_aging(index);
  LiveFlow& live = at(index);
  live.aging = true;
  live.older = youngest_;
  live.younger = kNoFlow;
  (youngest_ == kNoFlow ? oldest_ : at(youngest_).younger) = index;
  youngest_ = index;
}

void FlowPool::stop_aging(std::uint32_t index) {
  LiveFlow& live = at(index);
  if (!live.aging) return;
  (live.older == kNoFlow ? oldest_ : at(live.older).younger) = live.younger;
  (live.younger == kNoFlow ? youngest_ : at(live.younger).older) = live.older;
  live.aging = false;
}

}  // namespace vedette
