// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>

#include "base/error.hpp"
#include "wire/calls.hpp"
#include "wire/path.hpp"

namespace vedette {
namespace {

constexpr double kErrorDelayS = 0.0003;

/// Where each side stands: when it last sent, and when it has heard everything said to it.
struct Standing {
  TimeNs last_sent = 0;
  TimeNs heard = 0;
  std::uint16_t packet_id = 0;
};

class DatagramSession {
 public:
  DatagramSession(const Conversation& call, Draws draws)
      : call_(call),
        draws_(std::move(draws)),
        paths_{Path(*call.ends.client, *call.ends.server),
               Path(*call.ends.server, *call.ends.client)} {
    for (Standing& side : sides_)
      side = {.last_sent = call.start, .heard = call.start, .packet_id = draws_.bits16()};
  }

  std::vector<TimedFrame> run_udp() {
    for (const Message& message : call_.dialogue.messages()) {
      if (message.from == CallSide::server && call_.listener != Listener::open) continue;
      if (unheard_ && message.from != *unheard_) continue;
      const bool client = message.from == CallSide::client;
      const UdpPorts ports = client ? UdpPorts{call_.ends.client_port, call_.ends.server_port}
                                    : UdpPorts{call_.ends.server_port, call_.ends.client_port};
      FrameBytes bytes = udp_frame(next_route(message.from), ports, message.bytes);
      const FrameBytes sent = bytes;
      const Transit transit = send(message.from, message.delay_s, kUdp, std::move(bytes));
      report_if_refused(message.from, sent, transit);
    }
    return sorted();
  }

  std::vector<TimedFrame> run_ping() {
    const bool v6 = call_.ends.use_ipv6();
    const std::uint32_t identifier = static_cast<std::uint32_t>(draws_.bits16()) << 16;
    std::uint32_t number = 0;
    for (const Message& message : call_.dialogue.messages()) {
      const bool asks = message.from == CallSide::client;
      if (!asks && (call_.listener == Listener::silent || unheard_)) continue;
      if (asks) ++number;
      const std::uint8_t type = v6 ? (asks ? 128 : 129) : (asks ? 8 : 0);
      send(message.from, message.delay_s, v6 ? kIcmpv6 : kIcmp,
           icmp_frame(next_route(message.from), {.type = type, .rest = identifier | number},
                      message.bytes));
    }
    return sorted();
  }

 private:
  static std::size_t index(CallSide side) { return static_cast<std::size_t>(side); }

  FrameRoute next_route(CallSide from) {
    return route_of(call_.ends, from, sides_[index(from)].packet_id++);
  }

  Transit send(CallSide from, double delay_s, std::uint8_t protocol, FrameBytes bytes) {
    Standing& own = sides_[index(from)];
    own.last_sent = std::max(own.last_sent, own.heard) + seconds(delay_s);
    const Transit transit = paths_[index(from)].send(own.last_sent, bytes.size(), draws_);
    Standing& peer = sides_[index(other(from))];
    peer.heard = std::max(peer.heard, transit.arrives);
    unheard_.reset();
    if (!transit.is_delivered) unheard_ = from;
    if (transit.is_captured) frames_.push_back({transit.captured, protocol, std::move(bytes)});
    return transit;
  }

  void report_if_refused(CallSide from, const FrameBytes& sent, const Transit& transit) {
    const bool reported =
        call_.listener == Listener::closed || call_.listener == Listener::unreachable;
    if (from != CallSide::client || !reported || !transit.is_delivered) return;
    const TimeNs back = transit.arrives + seconds(call_.ends.server->one_way_s + kErrorDelayS);
    frames_.push_back(icmp_error(call_, sent, back - back % kMicrosecond));
  }

  std::vector<TimedFrame> sorted() {
    std::ranges::stable_sort(frames_, {}, &TimedFrame::time);
    return std::move(frames_);
  }

  const Conversation& call_;
  Draws draws_;
  std::array<Path, 2> paths_;
  std::array<Standing, 2> sides_{};
  std::optional<CallSide> unheard_{};  ///< whose last datagram got lost: nobody answers it
  std::vector<TimedFrame> frames_{};
};

}  // namespace

std::vector<TimedFrame> run_udp(const Conversation& call, Draws draws) {
  return DatagramSession(call, std::move(draws)).run_udp();
}

std::vector<TimedFrame> run_ping(const Conversation& call, Draws draws) {
  return DatagramSession(call, std::move(draws)).run_ping();
}

TimedFrame icmp_error(const Conversation& call, const FrameBytes& frame, TimeNs time) {
  const bool v6 = call.ends.use_ipv6();
  const bool from_router = call.listener == Listener::unreachable;
  FrameRoute route = route_of(call.ends, CallSide::server, 0);
  if (from_router) {
    check(call.router != nullptr && call.router->ipv6, "a router reports what cannot be reached");
    route.source = v6 ? *call.router->ipv6 : call.router->ipv4;
    route.source_mac = call.router->mac;
    route.ttl = stack_of(call.router->system).ttl;
  }
  constexpr std::uint8_t kHost = 1, kPort = 3;      // codes of ICMP type 3
  constexpr std::uint8_t kHostV6 = 3, kPortV6 = 4;  // codes of ICMPv6 type 1
  const IcmpHeader header = v6 ? IcmpHeader{1, from_router ? kHostV6 : kPortV6, 0}
                               : IcmpHeader{3, from_router ? kHost : kPort, 0};
  return {time, v6 ? kIcmpv6 : kIcmp, icmp_frame(route, header, quoted_packet(frame))};
}

}  // namespace vedette
