// SPDX-License-Identifier: Apache-2.0
/// One end of a TCP connection: handshake, slow start, delayed acknowledgements, fast retransmit,
/// retransmission time-outs, orderly and abrupt ends (RFC 9293, RFC 5681, RFC 6298, RFC 6582),
/// as far as a capture shows them. Knows no clock and no network: the session drives it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "wire/draws.hpp"
#include "wire/tcp_segment.hpp"
#include "wire/tcp_stack.hpp"

namespace vedette {

class TcpEndpoint {
 public:
  TcpEndpoint(const TcpStack& stack, std::uint32_t segment_bytes, double round_trip_s);

  // What the program does. Each may leave segments in `take_output()`.
  void connect(TimeNs now);
  void write(std::size_t bytes, TimeNs now);
  void close(TimeNs now);  ///< FIN after what was written
  void reset();
  void refuse();  ///< answers a SYN with a RST
  void vanish();  ///< sends nothing any more, whatever happens

  // What the network and time do.
  void receive(const Segment& segment, TimeNs now);
  void on_time(TimeNs now);

  /// When `on_time` wants to be called next; nullopt: never.
  [[nodiscard]] std::optional<TimeNs> deadline() const;
  [[nodiscard]] std::vector<Segment> take_output();

  [[nodiscard]] bool established() const { return established_; }
  [[nodiscard]] bool dead() const { return dead_; }
  [[nodiscard]] bool peer_closed() const { return peer_closed_; }
  /// Bytes of the peer's stream that have arrived in order.
  [[nodiscard]] std::uint64_t bytes_in_order() const;
  /// Bytes the program wrote so far.
  [[nodiscard]] std::uint64_t bytes_written() const { return written_; }
  [[nodiscard]] std::uint32_t segment_bytes() const { return segment_bytes_; }

 private:
  enum class Urgency { can_wait, at_once };

  [[nodiscard]] std::uint64_t fin_sequence() const { return written_ + 1; }
  [[nodiscard]] std::uint64_t in_flight() const { return next_ - unacknowledged_; }
  [[nodiscard]] std::uint64_t usable_window() const;
  [[nodiscard]] std::uint32_t advertised_window() const;
  [[nodiscard]] Segment outgoing(std::uint8_t flags, std::uint64_t sequence) const;

  void emit(Segment segment);
  void send_what_fits(TimeNs now);
  void send_data(std::uint64_t sequence, std::uint64_t bytes);
  void resend_oldest();
  void acknowledge();
  void restart_timer(TimeNs now);

  void on_acknowledgement(const Segment& segment, TimeNs now);
  void measure_round_trip(std::uint64_t acknowledged, TimeNs now);
  void on_new_acknowledgement(std::uint64_t acknowledged, TimeNs now);
  void on_repeated_acknowledgement(TimeNs now);
  void on_payload(const Segment& segment, TimeNs now);
  [[nodiscard]] Urgency take_payload(const Segment& segment);
  void keep_early(std::uint64_t begin, std::uint64_t end);
  void swallow_early_ranges();
  void on_fin(const Segment& segment);
  void on_timeout(TimeNs now);

  const TcpStack* stack_;
  std::uint32_t segment_bytes_;
  TimeNs base_timeout_;
  double smoothed_round_trip_s_;
  double round_trip_variation_s_;

  // Sending.
  std::uint64_t written_ = 0;
  std::uint64_t unacknowledged_ = 0;  ///< oldest sequence number not yet acknowledged
  std::uint64_t next_ = 0;            ///< next new sequence number
  std::uint64_t timed_ = 0;           ///< sequence number whose acknowledgement is being timed
  TimeNs timed_at_ = 0;
  std::map<std::uint64_t, std::uint32_t> sent_{};  ///< payload bytes of segments in flight
  double congestion_window_ = 0;                   ///< bytes
  double threshold_ = 1e12;                        ///< slow start ends here
  std::uint64_t peer_window_ = 65'535;
  std::uint64_t recover_ = 0;  ///< recovery ends when this is acknowledged
  int repeated_ = 0;
  int attempts_ = 0;
  bool recovering_ = false;
  bool closing_ = false;
  std::optional<TimeNs> resend_at_{};

  // Receiving.
  std::uint64_t expected_ = 0;
  std::map<std::uint64_t, std::uint64_t> early_{};  ///< out-of-order ranges, begin to end
  std::optional<std::uint64_t> peer_fin_{};
  int unanswered_segments_ = 0;
  std::optional<TimeNs> acknowledge_at_{};

  bool connecting_ = false;
  bool established_ = false;
  bool peer_closed_ = false;
  bool dead_ = false;
  std::vector<Segment> output_{};
};

}  // namespace vedette
