// SPDX-License-Identifier: Apache-2.0
/// Captured packets in, finished flows out: decoder, fragment table and flow meter in a row. Files
/// and live interfaces go through this one class, so both give the same rows.
#pragma once

#include <span>
#include <vector>

#include "flow/meter.hpp"
#include "net/decode.hpp"
#include "net/fragments.hpp"

namespace vedette {

class PacketMeter {
 public:
  PacketMeter(const DecodeOptions& decode, const MeterOptions& meter);

  /// Packets in the order of the capture; they need not outlive the call. The reports are valid
  /// until the next call.
  [[nodiscard]] std::span<const FlowReport> add(std::span<const PacketView> packets);
  /// Lets the clock of a live capture go on without packets.
  [[nodiscard]] std::span<const FlowReport> advance(TimeNs now) { return meter_.advance(now); }
  /// The input is over: ends all flows.
  /// As `FlowMeter::finish()`: to be called until it tells none.
  [[nodiscard]] std::span<const FlowReport> finish();

  [[nodiscard]] const MeterCounters& counters() const { return meter_.counters(); }
  [[nodiscard]] std::size_t live_flows() const { return meter_.live_flows(); }
  /// Packets that fill a batch worth cutting up among threads.
  [[nodiscard]] std::size_t batch_packets() const;

 private:
  void decode_all(std::span<const PacketView> packets);
  void resolve_fragments();

  DecodeOptions decode_;
  int threads_;
  std::vector<PacketFacts> facts_{};
  FragmentTable fragments_{};
  FlowMeter meter_;
};

}  // namespace vedette
