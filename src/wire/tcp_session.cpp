// SPDX-License-Identifier: Apache-2.0
// Two TCP endpoints, the paths between them and the script of what they say, driven by one queue
// of events.
#include <algorithm>
#include <array>
#include <queue>

#include "base/error.hpp"
#include "wire/calls.hpp"
#include "wire/path.hpp"
#include "wire/tcp_endpoint.hpp"
#include "wire/tcp_options.hpp"

namespace vedette {
namespace {

constexpr int kMostEvents = 10'000'000;

struct Arrival {
  Segment segment{};
  std::uint32_t timestamp = 0;
};

struct Event {
  enum class Kind : std::uint8_t { arrival, timer, message, ending, answer_to_fin } kind;
  CallSide side = CallSide::client;  ///< who it happens to
  TimeNs time = 0;
  std::uint64_t order = 0;  ///< of equal times, the one pushed first comes first
  Arrival arrival{};

  [[nodiscard]] bool operator>(const Event& that) const {
    return time != that.time ? time > that.time : order > that.order;
  }
};

/// What one side's packets need beyond the endpoint's state.
struct Wire {
  const TcpStack* stack = nullptr;
  std::uint32_t first_sequence = 0;
  std::uint32_t clock_offset = 0;    ///< of TCP timestamps
  std::uint32_t peer_timestamp = 0;  ///< last one received
  std::uint16_t packet_id = 0;
  std::string stream{};  ///< everything written so far
  std::optional<TimeNs> timer_set_for{};
};

class TcpSession {
 public:
  TcpSession(const Conversation& call, Draws draws)
      : call_(call),
        draws_(std::move(draws)),
        stacks_{
            call.client_stack != nullptr ? call.client_stack : &stack_of(call.ends.client->system),
            &stack_of(call.ends.server->system)},
        agreed_(agree(*stacks_[0], *stacks_[1])),
        paths_{Path(*call.ends.client, *call.ends.server),
               Path(*call.ends.server, *call.ends.client)},
        ends_{endpoint(CallSide::client), endpoint(CallSide::server)} {
    for (const CallSide side : {CallSide::client, CallSide::server}) {
      Wire& wire = wires_[index(side)];
      wire.stack = stacks_[index(side)];
      wire.first_sequence = draws_.bits32();
      wire.clock_offset = draws_.bits32();
      wire.packet_id = draws_.bits16();
    }
  }

  std::vector<TimedFrame> run() {
    end_of(CallSide::client).connect(call_.start);
    flush(CallSide::client, call_.start);
    // Whoever forges senders sends each packet once and hears no answer.
    if (call_.manner == ClientManner::spoofed) end_of(CallSide::client).vanish();
    for (int events = 0; !events_.empty(); ++events) {
      check(events < kMostEvents, "a connection ends");
      const Event event = events_.top();
      events_.pop();
      handle(event);
    }
    std::ranges::stable_sort(frames_, {}, &TimedFrame::time);
    return std::move(frames_);
  }

 private:
  static std::size_t index(CallSide side) { return static_cast<std::size_t>(side); }
  TcpEndpoint& end_of(CallSide side) { return ends_[index(side)]; }

  TcpEndpoint endpoint(CallSide side) const {
    return {*stacks_[index(side)], agreed_.payload_bytes(call_.ends.use_ipv6()),
            round_trip_s(*call_.ends.client, *call_.ends.server)};
  }

  void push(Event::Kind kind, CallSide side, TimeNs time, Arrival arrival = {}) {
    events_.push({kind, side, time, pushed_++, std::move(arrival)});
  }

  void handle(const Event& event) {
    switch (event.kind) {
      case Event::Kind::arrival:
        on_arrival(event);
        break;
      case Event::Kind::timer:
        end_of(event.side).on_time(event.time);
        break;
      case Event::Kind::message:
        on_message(event);
        break;
      case Event::Kind::ending:
        on_ending(event);
        break;
      case Event::Kind::answer_to_fin:
        end_of(event.side).close(event.time);
        break;
    }
    flush(event.side, event.time);
    go_on(event.time);
  }

  void on_arrival(const Event& event) {
    const Segment& segment = event.arrival.segment;
    TcpEndpoint& end = end_of(event.side);
    const bool is_syn = (segment.flags & kSyn) != 0;
    if (event.side == CallSide::server && is_syn && call_.listener != Listener::open) {
      if (call_.listener == Listener::closed) end.refuse();
      return;
    }
    if (event.side == CallSide::client && is_syn && call_.manner != ClientManner::ordinary) {
      if (call_.manner == ClientManner::half_open) end.reset();
      return;
    }
    wires_[index(event.side)].peer_timestamp = event.arrival.timestamp;
    const bool was_closed = end.peer_closed();
    end.receive(segment, event.time);
    if (end.peer_closed() && !was_closed && event.side != closer())
      push(Event::Kind::answer_to_fin, event.side,
           event.time + seconds(draws_.exponential(0.0004)));
  }

  void on_message(const Event& event) {
    const Message& message = call_.dialogue.messages()[said_++];
    waiting_ = false;
    wires_[index(event.side)].stream += message.bytes;
    end_of(event.side).write(message.bytes.size(), event.time);
  }

  void on_ending(const Event& event) {
    switch (call_.dialogue.ending()) {
      case Ending::client_closes:
      case Ending::server_closes:
        end_of(event.side).close(event.time);
        break;
      case Ending::client_resets:
      case Ending::server_resets:
        end_of(event.side).reset();
        break;
      case Ending::abandoned:
        end_of(CallSide::client).vanish();
        end_of(CallSide::server).vanish();
        break;
    }
  }

  [[nodiscard]] CallSide closer() const {
    const Ending ending = call_.dialogue.ending();
    const bool server = ending == Ending::server_closes || ending == Ending::server_resets;
    return server ? CallSide::server : CallSide::client;
  }

  /// Plans the next message, or the end, once the side whose turn it is has heard everything.
  void go_on(TimeNs now) {
    const std::vector<Message>& messages = call_.dialogue.messages();
    if (waiting_ || ended_) return;
    const bool done = said_ == messages.size();
    const CallSide turn = done ? closer() : messages[said_].from;
    const TcpEndpoint& speaker = end_of(turn);
    if (!speaker.established() || speaker.dead()) return;
    if (speaker.bytes_in_order() != end_of(other(turn)).bytes_written()) return;
    const double delay = done ? call_.dialogue.ending_delay_s() : messages[said_].delay_s;
    push(done ? Event::Kind::ending : Event::Kind::message, turn, now + seconds(delay));
    (done ? ended_ : waiting_) = true;
  }

  /// Sends what an endpoint has produced and sets its timer.
  void flush(CallSide side, TimeNs now) {
    for (const Segment& segment : end_of(side).take_output()) transmit(side, segment, now);
    Wire& wire = wires_[index(side)];
    const std::optional<TimeNs> deadline = end_of(side).deadline();
    if (!deadline || deadline == wire.timer_set_for) return;
    wire.timer_set_for = deadline;
    push(Event::Kind::timer, side, *deadline);
  }

  void transmit(CallSide side, const Segment& segment, TimeNs now) {
    const std::uint32_t timestamp = clock_of(side, now);
    FrameBytes bytes = frame_of(side, segment, timestamp);
    const Transit transit = paths_[index(side)].send(now, bytes.size(), draws_);
    if (transit.is_delivered)
      push(Event::Kind::arrival, other(side), transit.arrives, {segment, timestamp});
    if (!transit.is_captured) return;
    const bool unreachable = call_.listener == Listener::unreachable && side == CallSide::client;
    if (unreachable) {
      const TimeNs back = transit.captured + seconds(draws_.uniform(0.001, 0.02));
      frames_.push_back(icmp_error(call_, bytes, back - back % kMicrosecond));
      end_of(CallSide::client).vanish();
    }
    frames_.push_back({transit.captured, kTcp, std::move(bytes)});
  }

  [[nodiscard]] std::uint32_t clock_of(CallSide side, TimeNs now) const {
    return wires_[index(side)].clock_offset + static_cast<std::uint32_t>(now / kMillisecond);
  }

  FrameBytes frame_of(CallSide side, const Segment& segment, std::uint32_t timestamp) {
    Wire& own = wires_[index(side)];
    const Wire& peer = wires_[index(other(side))];
    const bool acknowledges = (segment.flags & kAck) != 0;
    TcpHeader header = ports_from(side);
    header.sequence = own.first_sequence + static_cast<std::uint32_t>(segment.sequence);
    if (acknowledges)
      header.acknowledgement =
          peer.first_sequence + static_cast<std::uint32_t>(segment.acknowledgement);
    header.flags = segment.flags;
    header.window = raw_window(agreed_, *own.stack, segment);
    header.options = options_of(agreed_, *own.stack, segment,
                                {.own_time = timestamp,
                                 .peer_time = acknowledges ? own.peer_timestamp : 0,
                                 .peer_first_sequence = peer.first_sequence,
                                 .is_ipv6 = call_.ends.use_ipv6()});
    const std::string_view payload =
        segment.payload_bytes == 0
            ? std::string_view()
            : std::string_view(own.stream).substr(segment.sequence - 1, segment.payload_bytes);
    return tcp_frame(route_of(call_.ends, side, own.packet_id++), header, payload);
  }

  [[nodiscard]] TcpHeader ports_from(CallSide side) const {
    TcpHeader header;
    const bool client = side == CallSide::client;
    header.source_port = client ? call_.ends.client_port : call_.ends.server_port;
    header.destination_port = client ? call_.ends.server_port : call_.ends.client_port;
    return header;
  }

  const Conversation& call_;
  Draws draws_;
  std::array<const TcpStack*, 2> stacks_;
  AgreedOptions agreed_;
  std::array<Path, 2> paths_;
  std::array<TcpEndpoint, 2> ends_;
  std::array<Wire, 2> wires_{};
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_{};
  std::vector<TimedFrame> frames_{};
  std::uint64_t pushed_ = 0;
  std::size_t said_ = 0;
  bool waiting_ = false;
  bool ended_ = false;
};

}  // namespace

std::vector<TimedFrame> run_tcp(const Conversation& call, Draws draws) {
  return TcpSession(call, std::move(draws)).run();
}

}  // namespace vedette
