// SPDX-License-Identifier: Apache-2.0
/// One connection: reads requests, has them answered, writes the responses, one after the other.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/body_receiver.hpp"
#include "http/channel.hpp"
#include "http/input_buffer.hpp"
#include "http/request_parser.hpp"
#include "http/response_head.hpp"
#include "http/site.hpp"

namespace vedette {

/// A state machine on the thread of its loop. `advance()` takes steps until one has to wait for the
/// socket, a worker or an event; a request that is answered in place costs one read and one write.
/// While a worker has the request (phase `working`), nothing here touches what it works on.
class Connection final : public SocketUser, public std::enable_shared_from_this<Connection> {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  Connection(ConnectionSite& site, Channel channel);
  ~Connection() override;

  /// On the loop's thread, as all that follows.
  void start();
  [[nodiscard]] bool is_late(SteadyTime now) const;
  /// Answers 408 where somebody may still read it, else closes.
  void on_late();
  void drain();
  /// True when a request was under way.
  bool cut();

  void on_read(std::size_t raw) override;
  void on_writable() override;

 private:
  enum class Phase {
    head,       ///< between requests, or a header is coming in
    body,       ///< a body is coming in
    working,    ///< a worker makes the response, or its next piece
    sending,    ///< `out_` goes out
    events,     ///< an event stream has nothing to say
    lingering,  ///< all is said; the other end may still be sending
    closed,
  };
  /// What to do when `out_` has gone out.
  enum class After { next_request, read_body, next_piece, next_event };

  // connection.cpp: requests
  void advance();
  [[nodiscard]] bool step();
  [[nodiscard]] bool step_head();
  [[nodiscard]] bool step_body();
  [[nodiscard]] bool await_input();
  void choose_room();
  void take(std::size_t bytes);
  [[nodiscard]] bool begin_request();
  [[nodiscard]] bool begin_body();
  [[nodiscard]] bool receive_body(const BodyRules& rules);
  [[nodiscard]] std::string request_id() const;
  [[nodiscard]] std::size_t most_input() const;
  [[nodiscard]] bool head_is_late(SteadyTime now) const;
  [[nodiscard]] bool body_is_late(SteadyTime now) const;
  void close();
  [[nodiscard]] bool closed();
  void enter(Phase phase);

  // connection_response.cpp: responses
  [[nodiscard]] bool respond();
  [[nodiscard]] Response respond_safely();
  [[nodiscard]] bool refuse_request(const HttpFault& fault);
  [[nodiscard]] Response fault_response(unsigned status, const std::string& detail);
  [[nodiscard]] bool send(Response response);
  void frame(std::uint64_t length, BodyFraming framing);
  [[nodiscard]] bool send_whole();
  [[nodiscard]] bool send_pieces();
  [[nodiscard]] bool step_sending();
  [[nodiscard]] bool after_sending();
  [[nodiscard]] bool end_response();
  [[nodiscard]] bool linger();
  void report();
  [[nodiscard]] bool to_worker();
  void on_worker_response();
  [[nodiscard]] bool request_piece();
  void on_worker_piece();
  [[nodiscard]] bool send_piece();
  [[nodiscard]] bool step_events();
  [[nodiscard]] bool send_last_piece();
  void wake();
  void post(void (Connection::*what)());

  ConnectionSite& site_;
  std::shared_ptr<NetLoop> loop_;  // a late wake-up may hold the connection longest of all
  Channel channel_;
  InputBuffer input_{};
  RequestParser parser_;
  Phase phase_ = Phase::head;
  After after_ = After::next_request;
  SteadyTime since_{};     // start of the phase; of `sending`: last progress
  bool head_begun_ = true;  // a new connection owes a request in the time for headers
  bool reading_ = false;
  bool ended_ = false;
  bool waits_writable_ = false;
  std::span<char> room_{};   // where bytes are read to
  bool in_place_ = false;    // which is the body itself

  Request request_{};
  RequestPlan plan_{};
  bool planned_ = false;
  std::optional<BodyReceiver> receiver_{};
  SteadyTime started_{};
  RequestOutcome outcome_{};
  std::uint64_t requests_ = 0;

  Response response_{};
  BodyFraming framing_ = BodyFraming::length;
  bool keep_ = false;
  std::optional<Result<BodyParts>> piece_{};
  std::string front_{};
  std::vector<std::string_view> out_{};
  std::atomic<bool> woken_{false};
};

}  // namespace vedette
