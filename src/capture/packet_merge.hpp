// SPDX-License-Identifier: Apache-2.0
/// Packets of several interfaces in the order of their times.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "capture/packet_source.hpp"

namespace vedette {

/// Each interface hands its packets over in order, but late: the kernel keeps those of a quiet one
/// in a buffer for a while. So a packet has to wait until every interface has shown a later one, or
/// for `kHold`. Of one interface nothing waits. Copies the packets. Not thread-safe.
class PacketMerge {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr auto kHold = std::chrono::milliseconds(200);

  explicit PacketMerge(std::size_t interfaces) : queues_(interfaces) {}

  /// `now` is when it was read.
  void add(std::size_t interface, const PacketView& packet, Time now);
  /// Whether reading stopped before everything was read that the interface had.
  void set_more(std::size_t interface, bool more) { queues_[interface].more = more; }

  /// What need not wait any more; valid until the next call.
  [[nodiscard]] PacketSource::Packets take(Time now);
  /// Everything.
  [[nodiscard]] PacketSource::Packets take_all();
  [[nodiscard]] bool empty() const;

 private:
  struct Copy {
    PacketView view{};
    std::vector<std::uint8_t> bytes{};
    Time arrived{};
  };
  struct Queue {
    std::deque<std::unique_ptr<Copy>> waiting{};
    bool more = false;
  };
  [[nodiscard]] Queue* next();
  [[nodiscard]] bool may_be_overtaken() const;
  void release();
  void hand_out(Queue& queue);

  std::vector<Queue> queues_;
  std::vector<std::unique_ptr<Copy>> handed_{};
  std::vector<std::unique_ptr<Copy>> spare_{};
  std::vector<PacketView> packets_{};
};

}  // namespace vedette
