// SPDX-License-Identifier: Apache-2.0
/// Packets from network interfaces, through libpcap (TPACKET_V3 on Linux).
#pragma once

#include "capture/packet_source.hpp"

namespace vedette {

struct LiveOptions {
  std::vector<std::string> interfaces{};  ///< `any` is all of them
  std::string filter{};                   ///< of libpcap (BPF); empty: everything
  int snap_length = 256;                  ///< bytes of a packet that are looked at: headers
  int buffer_bytes = 16 << 20;            ///< per interface, in the kernel
  std::string record{};                   ///< keep what came in this capture file; empty: no
};

/// What libpcap counts. What the kernel had no room for never reaches us; once here, no packet is
/// dropped: a slow consumer makes the kernel's buffer fill up.
struct LiveCounters {
  std::uint64_t received = 0;              ///< handed out
  std::uint64_t dropped_by_kernel = 0;     ///< its buffer was full
  std::uint64_t dropped_by_interface = 0;  ///< by the card or its driver, where it tells
};

/// Packets come in the order of their times, whatever the interface: the two directions of a tap may
/// come in by one each. To that end those of several interfaces are held back for up to a fifth of a
/// second (`PacketMerge`). Opening needs CAP_NET_RAW; reading does not, so privileges can be dropped in between.
class LiveSource final : public PacketSource {
 public:
  /// Errors: `not_found` for an interface, `invalid_argument` for a filter, `io` with what to do
  /// where permission is lacking.
  [[nodiscard]] static Result<LiveSource> open(const LiveOptions& options);
  ~LiveSource() override;
  LiveSource(LiveSource&&) noexcept;
  LiveSource& operator=(LiveSource&&) noexcept;

  /// Waits at most a tenth of a second. Of several interfaces a batch may hold more than
  /// `max_packets`. Errors: `io` when an interface goes away.
  [[nodiscard]] Result<std::optional<Packets>> next(std::size_t max_packets) override;
  [[nodiscard]] Packets rest() override;
  [[nodiscard]] bool holds_back() const override;
  [[nodiscard]] std::uint64_t bytes_read() const override;
  [[nodiscard]] std::uint64_t bytes_total() const override { return 0; }
  [[nodiscard]] LiveCounters counters() const;

 private:
  struct State;
  explicit LiveSource(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vedette
