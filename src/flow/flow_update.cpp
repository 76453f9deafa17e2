// SPDX-License-Identifier: Apache-2.0
#include "flow/flow_update.hpp"

#include <algorithm>

namespace vedette {
namespace {

constexpr std::uint32_t kBulkPackets = 4;

bool is_pure_syn(const PacketFacts& packet) {
  return (packet.tcp_flags & (kSyn | kAck)) == kSyn;
}

bool is_syn_ack(const PacketFacts& packet) {
  return (packet.tcp_flags & (kSyn | kAck)) == (kSyn | kAck);
}

void restart_run(Side& side, const PacketFacts& packet) {
  side.run_start = packet.time;
  side.run_last = packet.time;
  side.run_packets = 1;
  side.run_bytes = packet.payload_bytes;
}

std::uint64_t span_ns(TimeNs from, TimeNs to) {
  return to > from ? static_cast<std::uint64_t>(to - from) : 0;
}

/// Adds a payload packet to the run; from the fourth on it is a bulk.
void extend_run(Side& side, const PacketFacts& packet, std::uint64_t gap) {
  Bulks& bulks = side.bulks;
  if (side.run_packets <= kBulkPackets) ++side.run_packets;
  if (side.run_packets <= kBulkPackets) side.run_bytes += packet.payload_bytes;
  if (side.run_packets == kBulkPackets) {
    ++bulks.count;
    bulks.packets += kBulkPackets;
    bulks.bytes += side.run_bytes;
    bulks.time_ns += span_ns(side.run_start, packet.time);
  } else if (side.run_packets > kBulkPackets) {
    ++bulks.packets;
    bulks.bytes += packet.payload_bytes;
    bulks.time_ns += gap;
  }
  side.run_last = std::max(side.run_last, packet.time);
}

/// Any packet of this side ends its run when the other side has sent payload since the run began.
void update_run(Side& mine, const Side& other, const PacketFacts& packet) {
  if (other.run_last > mine.run_start) mine.run_packets = 0;
  if (packet.payload_bytes == 0) return;
  const std::uint64_t gap = span_ns(mine.run_last, packet.time);
  if (mine.run_packets == 0 || gap > kLongGapNs)
    restart_run(mine, packet);
  else
    extend_run(mine, packet, gap);
}

/// Serial numbers wrap (RFC 9293, 3.4), so they are compared by their difference.
bool is_after(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::int32_t>(a - b) > 0;
}

void add_tcp(Side& side, const PacketFacts& packet) {
  for (std::size_t bit = 0; bit < side.flags.size(); ++bit)
    side.flags[bit] += packet.tcp_flags >> bit & 1;
  if (side.packets == 0) side.first_window = packet.window;
  side.largest_window = std::max(side.largest_window, packet.window);
  side.zero_windows += packet.window == 0 && (packet.tcp_flags & kRst) == 0 ? 1 : 0;
  if (packet.mss > 0) side.mss = packet.mss;
  if ((packet.tcp_flags & kSyn) != 0) side.syn_sequence = packet.sequence;
  const std::uint32_t extra = (packet.tcp_flags & (kSyn | kFin)) != 0 ? 1 : 0;
  const std::uint32_t next = packet.sequence + packet.payload_bytes + extra;
  if (packet.payload_bytes > 0 && side.sequence_known && !is_after(next, side.next_sequence))
    ++side.retransmissions;
  if (!side.sequence_known || is_after(next, side.next_sequence)) side.next_sequence = next;
  side.sequence_known = true;
}

void add_to_side(Side& side, const PacketFacts& packet) {
  if (packet.protocol == kTcp && packet.fragment != Fragment::later) add_tcp(side, packet);
  if (side.packets > 0) side.gaps.add(span_ns(side.last, packet.time));
  side.last = side.packets == 0 ? packet.time : std::max(side.last, packet.time);
  ++side.packets;
  side.wire_bytes += packet.wire_bytes;
  side.ip_bytes += packet.ip_bytes;
  side.header_bytes += packet.header_bytes;
  side.payload.add(packet.payload_bytes);
  if (packet.fragment != Fragment::later)
    side.least_header = std::min(side.least_header, packet.header_bytes);
  side.least_ttl = std::min(side.least_ttl, packet.ttl);
  side.most_ttl = std::max(side.most_ttl, packet.ttl);
}

std::uint16_t event_of(const Flow& flow, const PacketFacts& packet, bool forward) {
  unsigned event = 0;
  if ((packet.tcp_flags & kRst) != 0) event |= forward ? kFwdRst : kBwdRst;
  if ((packet.tcp_flags & kFin) != 0) event |= forward ? kFwdFin : kBwdFin;
  if (is_pure_syn(packet)) event |= forward ? kFwdSyn : kBwdSyn;
  if (is_syn_ack(packet) && !forward) event |= kBwdSynAck;
  const bool plain_ack = (packet.tcp_flags & (kSyn | kRst | kAck)) == kAck;
  if (plain_ack && forward && (flow.tcp_events & kBwdSynAck) != 0) event |= kFwdAck;
  return static_cast<std::uint16_t>(event);
}

void note_tcp(Flow& flow, const PacketFacts& packet, bool forward) {
  const unsigned before = flow.tcp_events;
  const unsigned after = before | event_of(flow, packet, forward);
  const unsigned news = after & ~before;
  flow.tcp_events = static_cast<std::uint16_t>(after);
  if ((news & kFwdSyn) != 0) flow.syn_time = packet.time;
  if ((news & kBwdSynAck) != 0) flow.syn_ack_time = packet.time;
  if ((news & kFwdAck) != 0) flow.handshake_ack_time = packet.time;
}

void add_gap(Flow& flow, const PacketFacts& packet) {
  const std::uint64_t gap = span_ns(flow.last, packet.time);
  flow.gaps.add(gap);
  flow.gap_lengths.add(gap / 1'000);
  flow.long_gaps += gap > kLongGapNs ? 1 : 0;
  if (gap <= kIdleGapNs) return;
  if (const std::uint64_t burst = span_ns(flow.burst_start(), flow.last); burst > 0) {
    flow.active.add(burst);
    ++flow.actives;
  }
  flow.idle.add(gap);
  ++flow.idles;
}

void note_early(Flow& flow, const PacketFacts& packet, bool forward) {
  const std::uint64_t number = flow.packets();
  if (number >= kEarlyPackets) return;
  const std::uint64_t gap_us = number == 0 ? 0 : span_ns(flow.last, packet.time) / 1'000;
  flow.early_gaps_us[number] =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(gap_us, 0xffffffff));
  flow.early_payloads[number] = static_cast<std::uint16_t>(std::min(packet.payload_bytes, 0xffffU));
  flow.early_forward = static_cast<std::uint8_t>(flow.early_forward | unsigned{forward} << number);
}

}  // namespace

std::string_view to_string(EndReason reason) {
  constexpr std::string_view kNames[kEndReasons] = {"idle",    "active",   "closed", "replaced",
                                                    "evicted", "finished", "so_far"};
  return kNames[static_cast<int>(reason)];
}

Flow open_flow(const OrientedKey& key, const PacketFacts& packet) {
  const bool tcp = packet.protocol == kTcp;
  const bool answer = tcp && is_syn_ack(packet);
  Flow flow;
  flow.key = key.key;
  flow.forward_from_low = key.from_low != answer;
  flow.icmp_type = packet.icmp_type;
  flow.icmp_code = packet.icmp_code;
  flow.vlan = packet.vlan;
  flow.tunnels = packet.tunnels;
  flow.connection_first = packet.time;
  if (tcp && (packet.tcp_flags & kSyn) == 0) flow.tcp_events = kMidstream;
  return flow;
}

void add_packet(Flow& flow, const PacketFacts& packet, bool forward) {
  const bool opening = flow.packets() == 0;
  note_early(flow, packet, forward);
  if (opening)
    flow.first = flow.last = packet.time;
  else
    add_gap(flow, packet);
  Side& mine = forward ? flow.forward : flow.backward;
  Side& other = forward ? flow.backward : flow.forward;
  update_run(mine, other, packet);
  add_to_side(mine, packet);
  flow.last = std::max(flow.last, packet.time);
  flow.payload_lengths.add(packet.payload_bytes);
  flow.fragments += packet.fragment != Fragment::none ? 1 : 0;
  TimeNs& first_data = forward ? flow.first_fwd_data : flow.first_bwd_data;
  if (packet.payload_bytes > 0 && mine.payload.nonzero == 1) first_data = packet.time;
  if (packet.protocol == kTcp && packet.fragment != Fragment::later)
    note_tcp(flow, packet, forward);
}

bool is_closed(const Flow& flow) {
  constexpr unsigned kBothFins = kFwdFin | kBwdFin;
  return (flow.tcp_events & kBothFins) == kBothFins || (flow.tcp_events & (kFwdRst | kBwdRst)) != 0;
}

bool opens_anew(const Flow& flow, const PacketFacts& packet, bool forward) {
  if (packet.protocol != kTcp || !is_pure_syn(packet)) return false;
  if (is_closed(flow)) return true;
  const Side& side = forward ? flow.forward : flow.backward;
  const unsigned own_syn = forward ? unsigned{kFwdSyn} : kBwdSyn | kBwdSynAck;
  const bool known = (flow.tcp_events & own_syn) != 0 && packet.sequence == side.syn_sequence;
  const bool established = (flow.tcp_events & (kFwdAck | kMidstream)) != 0;
  return established && !known;
}

Flow continuation_of(const Flow& flow) {
  Flow next;
  next.key = flow.key;
  next.forward_from_low = flow.forward_from_low;
  next.icmp_type = flow.icmp_type;
  next.icmp_code = flow.icmp_code;
  next.vlan = flow.vlan;
  next.tunnels = flow.tunnels;
  next.tcp_events = flow.tcp_events;
  next.piece = flow.piece + 1;
  next.connection_first = flow.connection_first;
  for (const auto& [to, from] :
       {std::pair{&next.forward, &flow.forward}, std::pair{&next.backward, &flow.backward}}) {
    to->syn_sequence = from->syn_sequence;
    to->next_sequence = from->next_sequence;
    to->sequence_known = from->sequence_known;
  }
  return next;
}

}  // namespace vedette
