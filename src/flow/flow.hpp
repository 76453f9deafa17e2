// SPDX-License-Identifier: Apache-2.0
/// A flow: what two endpoints said to each other, as sums, counts and a few first packets. A plain
/// value, filled in one pass; the features are functions of it. Its members leave no holes, as there
/// may be a million flows and a packet should touch few cache lines.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

#include "flow/exact_stats.hpp"
#include "flow/histogram.hpp"
#include "net/flow_key.hpp"

namespace vedette {

/// Why a flow was reported.
enum class EndReason : std::uint8_t {
  idle,      ///< nothing for the idle time-out
  active,    ///< older than the active time-out; a continuation may follow
  closed,    ///< TCP: both FINs, or a RST, and the linger time passed
  replaced,  ///< TCP: a new connection took the same endpoints
  evicted,   ///< the memory cap was reached
  finished,  ///< the input ended
  so_far,    ///< not ended: an early record
};
inline constexpr int kEndReasons = 7;
[[nodiscard]] std::string_view to_string(EndReason reason);

/// Runs of payload packets of one side with no gap above one second and none from the other side in
/// between; they count from the fourth packet on.
struct Bulks {
  std::uint64_t bytes = 0;
  std::uint64_t time_ns = 0;
  std::uint32_t count = 0;
  std::uint32_t packets = 0;
};

/// One direction. Packets of length zero count as packets.
struct Side {
  std::uint64_t packets = 0;
  std::uint64_t wire_bytes = 0;    ///< whole frames
  std::uint64_t ip_bytes = 0;      ///< IP packets
  std::uint64_t header_bytes = 0;  ///< transport headers
  TimeNs last = 0;
  TimeNs run_start = 0;  ///< of the run of payload packets that goes on and may become a bulk
  TimeNs run_last = 0;
  Bulks bulks{};
  LengthStats payload{};  ///< of all packets, in bytes after the transport header
  /// Packets with the TCP flag of that bit, FIN first.
  std::array<std::uint32_t, 8> flags{};
  std::uint32_t run_bytes = 0;        ///< until the run is a bulk
  std::uint32_t retransmissions = 0;  ///< TCP payload that ends at or before what was already sent
  std::uint32_t zero_windows = 0;
  std::uint32_t syn_sequence = 0;
  std::uint32_t next_sequence = 0;  ///< TCP: one after the highest byte seen
  std::int32_t first_window = -1;   ///< TCP window of the first packet; -1 when there is none
  SpanStats gaps{};                 ///< packets - 1 of them
  std::uint16_t largest_window = 0;
  std::uint16_t least_header = 0xffff;
  std::uint16_t mss = 0;  ///< as offered in the SYN
  std::uint8_t least_ttl = 255;
  std::uint8_t most_ttl = 0;
  std::uint8_t run_packets = 0;  ///< not counted beyond the fifth
  bool sequence_known = false;
};

/// How far a TCP connection came, one bit per event; what Zeek calls conn_state is made of them.
enum TcpEvent : std::uint16_t {
  kFwdSyn = 1,
  kBwdSynAck = 2,
  kFwdAck = 4,  ///< the third packet of the handshake
  kFwdFin = 8,
  kBwdFin = 16,
  kFwdRst = 32,
  kBwdRst = 64,
  kMidstream = 128,  ///< the first packet seen was no SYN
  kBwdSyn = 256,     ///< without ACK: simultaneous open, or two connections crossed
};

/// A moment that did not come. Captures may begin at time 0.
inline constexpr TimeNs kNotSeen = std::numeric_limits<TimeNs>::min();

/// The first packets are kept one by one.
inline constexpr std::size_t kEarlyPackets = 8;

/// Up to the largest IP packet, and up to 36 minutes.
using LengthHistogram = Histogram<32, 2>;
using GapHistogram = Histogram<32, 1>;

struct Flow {
  FlowKey key{};
  bool forward_from_low = true;  ///< forward is the initiator's direction
  EndReason end = EndReason::finished;
  std::uint8_t icmp_type = 0;  ///< of the first packet
  std::uint8_t icmp_code = 0;
  std::uint16_t vlan = 0;  ///< of the first packet
  std::uint16_t tcp_events = 0;
  std::uint8_t tunnels = 0;
  std::uint8_t early_forward = 0;  ///< of the first packets: one bit each, lowest first
  std::array<std::uint16_t, kEarlyPackets> early_payloads{};  ///< at most 65,535 each
  SpanStats gaps{};    ///< between neighbouring packets of both directions
  SpanStats active{};  ///< bursts that an idle gap ended, in nanoseconds
  SpanStats idle{};    ///< gaps above five seconds
  std::uint32_t piece = 0;         ///< 0, or the how-manieth continuation after a time-out
  std::uint64_t first_packet = 0;  ///< number of its first packet in the input, from 0
  TimeNs connection_first = 0;     ///< of its first piece
  TimeNs first = 0;
  TimeNs last = 0;
  Side forward{};
  Side backward{};
  TimeNs syn_time = kNotSeen;  ///< TCP handshake
  TimeNs syn_ack_time = kNotSeen;
  TimeNs handshake_ack_time = kNotSeen;
  TimeNs first_fwd_data = kNotSeen;  ///< first payload of each side
  TimeNs first_bwd_data = kNotSeen;
  std::uint32_t actives = 0;
  std::uint32_t idles = 0;
  std::uint32_t long_gaps = 0;  ///< gaps above one second
  std::uint32_t fragments = 0;
  std::array<std::uint32_t, kEarlyPackets> early_gaps_us{};  ///< since the packet before
  LengthHistogram payload_lengths{};                         ///< of both directions
  GapHistogram gap_lengths{};  ///< of both directions, in microseconds

  [[nodiscard]] std::uint64_t packets() const { return forward.packets + backward.packets; }
  [[nodiscard]] const Endpoint& initiator() const { return forward_from_low ? key.low : key.high; }
  [[nodiscard]] const Endpoint& responder() const { return forward_from_low ? key.high : key.low; }
  [[nodiscard]] std::uint64_t duration_ns() const {
    return static_cast<std::uint64_t>(last - first);
  }
  /// Of the burst that goes on: bursts and idle gaps follow each other from the first packet on.
  [[nodiscard]] TimeNs burst_start() const {
    return first + static_cast<TimeNs>(active.sum + idle.sum);
  }
};

}  // namespace vedette
