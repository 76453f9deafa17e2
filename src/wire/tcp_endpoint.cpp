// SPDX-License-Identifier: Apache-2.0
#include "wire/tcp_endpoint.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "net/packet.hpp"

namespace vedette {
namespace {

constexpr int kMostDataAttempts = 6;
constexpr double kLeastTimeoutS = 0.2;

bool has_flag(const Segment& segment, std::uint8_t flag) {
  return (segment.flags & flag) != 0;
}

}  // namespace

TcpEndpoint::TcpEndpoint(const TcpStack& stack, std::uint32_t segment_bytes, double round_trip_s)
    : stack_(&stack),
      segment_bytes_(segment_bytes),
      base_timeout_(seconds(2 * round_trip_s + kLeastTimeoutS)),
      smoothed_round_trip_s_(round_trip_s),
      round_trip_variation_s_(round_trip_s / 2),
      congestion_window_(stack.initial_segments * segment_bytes) {}

void TcpEndpoint::connect(TimeNs now) {
  connecting_ = true;
  next_ = 1;
  Segment syn = outgoing(kSyn, 0);
  syn.window = stack_->syn_window;
  emit(std::move(syn));
  restart_timer(now);
}

void TcpEndpoint::write(std::size_t bytes, TimeNs now) {
  written_ += bytes;
  send_what_fits(now);
}

void TcpEndpoint::close(TimeNs now) {
  closing_ = true;
  send_what_fits(now);
}

void TcpEndpoint::reset() {
  if (dead_) return;
  emit(outgoing(established_ ? kRst | kAck : kRst, next_));
  vanish();
}

void TcpEndpoint::refuse() {
  Segment segment;
  segment.flags = kRst | kAck;
  segment.acknowledgement = 1;
  emit(std::move(segment));
  vanish();
}

void TcpEndpoint::vanish() {
  dead_ = true;
  resend_at_.reset();
  acknowledge_at_.reset();
}

std::vector<Segment> TcpEndpoint::take_output() {
  return std::exchange(output_, {});
}

std::uint64_t TcpEndpoint::bytes_in_order() const {
  if (expected_ == 0) return 0;
  return expected_ - 1 - (peer_closed_ ? 1 : 0);
}

std::optional<TimeNs> TcpEndpoint::deadline() const {
  if (!resend_at_) return acknowledge_at_;
  if (!acknowledge_at_) return resend_at_;
  return std::min(*resend_at_, *acknowledge_at_);
}

std::uint64_t TcpEndpoint::usable_window() const {
  const auto window = std::min(static_cast<std::uint64_t>(congestion_window_), peer_window_);
  return window > in_flight() ? window - in_flight() : 0;
}

/// Receive buffers are tuned upwards while data comes in.
std::uint32_t TcpEndpoint::advertised_window() const {
  const std::uint64_t grown = stack_->receive_window + 2 * (expected_ / 4);
  std::uint64_t held = 0;
  for (const auto& [begin, end] : early_) held += end - begin;
  const std::uint64_t window = std::min<std::uint64_t>(grown, stack_->most_window);
  return static_cast<std::uint32_t>(window > held ? window - held : 0);
}

Segment TcpEndpoint::outgoing(std::uint8_t flags, std::uint64_t sequence) const {
  Segment segment;
  segment.sequence = sequence;
  segment.flags = flags;
  segment.window = advertised_window();
  if (!has_flag(segment, kAck)) return segment;
  segment.acknowledgement = expected_;
  for (const auto& [begin, end] : early_)
    if (segment.selective.size() < 3) segment.selective.push_back({begin, end});
  return segment;
}

void TcpEndpoint::emit(Segment segment) {
  if (dead_) return;
  if (has_flag(segment, kAck)) {  // whatever goes out takes the acknowledgement along
    acknowledge_at_.reset();
    unanswered_segments_ = 0;
  }
  output_.push_back(std::move(segment));
}

void TcpEndpoint::acknowledge() {
  emit(outgoing(kAck, next_));
}

void TcpEndpoint::restart_timer(TimeNs now) {
  if (dead_ || in_flight() == 0) {
    resend_at_.reset();
    return;
  }
  const TimeNs base = established_ ? base_timeout_ : seconds(stack_->first_timeout_s);
  resend_at_ = now + (base << std::min(attempts_, 6));
}

void TcpEndpoint::send_data(std::uint64_t sequence, std::uint64_t bytes) {
  const bool last = sequence + bytes == fin_sequence();
  Segment segment = outgoing(last ? kPsh | kAck : kAck, sequence);
  segment.payload_bytes = static_cast<std::uint32_t>(bytes);
  emit(std::move(segment));
}

void TcpEndpoint::send_what_fits(TimeNs now) {
  if (!established_ || dead_) return;
  const bool idle = in_flight() == 0;
  while (next_ < fin_sequence()) {
    const std::uint64_t bytes = std::min<std::uint64_t>(segment_bytes_, fin_sequence() - next_);
    if (usable_window() < bytes && in_flight() > 0) break;
    sent_[next_] = static_cast<std::uint32_t>(bytes);
    if (timed_ == 0) {
      timed_ = next_ + bytes;
      timed_at_ = now;
    }
    send_data(next_, bytes);
    next_ += bytes;
  }
  if (closing_ && next_ == fin_sequence()) {
    emit(outgoing(kFin | kAck, next_));
    ++next_;
  }
  if (idle) restart_timer(now);
}

void TcpEndpoint::resend_oldest() {
  timed_ = 0;  // which of the two is acknowledged cannot be told (Karn)
  if (unacknowledged_ == 0) {
    Segment again = outgoing(connecting_ ? kSyn : kSyn | kAck, 0);
    again.window = stack_->syn_window;
    emit(std::move(again));
  } else if (unacknowledged_ == fin_sequence()) {
    emit(outgoing(kFin | kAck, unacknowledged_));
  } else {
    const auto segment = sent_.find(unacknowledged_);
    check(segment != sent_.end(), "receivers acknowledge whole segments");
    send_data(segment->first, segment->second);  // with the bounds it had
  }
}

void TcpEndpoint::receive(const Segment& segment, TimeNs now) {
  if (dead_) return;
  if (has_flag(segment, kRst)) {
    vanish();
    return;
  }
  if (has_flag(segment, kSyn)) {
    const bool first = expected_ == 0;
    expected_ = std::max<std::uint64_t>(expected_, 1);
    if (!connecting_) {  // a listener answers; a repeated SYN gets the answer repeated
      Segment answer = outgoing(kSyn | kAck, 0);
      answer.window = stack_->syn_window;
      next_ = std::max<std::uint64_t>(next_, 1);
      emit(std::move(answer));
      if (first) restart_timer(now);
      return;
    }
    if (!first) {  // the acknowledgement was lost
      acknowledge();
      return;
    }
  }
  if (has_flag(segment, kAck)) on_acknowledgement(segment, now);
  if (connecting_ && has_flag(segment, kSyn)) acknowledge();
  if (segment.payload_bytes > 0) on_payload(segment, now);
  if (has_flag(segment, kFin)) on_fin(segment);
}

void TcpEndpoint::on_acknowledgement(const Segment& segment, TimeNs now) {
  peer_window_ = segment.window;
  const std::uint64_t acknowledged = segment.acknowledgement;
  if (acknowledged > 0) established_ = true;
  if (acknowledged > unacknowledged_) {
    on_new_acknowledgement(acknowledged, now);
  } else if (in_flight() > 0 && segment.payload_bytes == 0 && !has_flag(segment, kFin | kSyn)) {
    on_repeated_acknowledgement(now);
  }
  send_what_fits(now);
}

/// RFC 6298, with Linux's floor above the smoothed time instead of one second.
void TcpEndpoint::measure_round_trip(std::uint64_t acknowledged, TimeNs now) {
  if (timed_ == 0 || acknowledged < timed_) return;
  timed_ = 0;
  const double sample_s = static_cast<double>(now - timed_at_) / static_cast<double>(kSecond);
  const double error_s = sample_s - smoothed_round_trip_s_;
  smoothed_round_trip_s_ += error_s / 8;
  round_trip_variation_s_ += (std::abs(error_s) - round_trip_variation_s_) / 4;
  base_timeout_ =
      seconds(smoothed_round_trip_s_ + std::max(kLeastTimeoutS, 4 * round_trip_variation_s_));
}

void TcpEndpoint::on_new_acknowledgement(std::uint64_t acknowledged, TimeNs now) {
  const auto gained = static_cast<double>(acknowledged - unacknowledged_);
  measure_round_trip(acknowledged, now);
  unacknowledged_ = acknowledged;
  sent_.erase(sent_.begin(), sent_.lower_bound(acknowledged));
  next_ = std::max(next_, acknowledged);
  repeated_ = 0;
  attempts_ = 0;
  if (recovering_ && acknowledged < recover_) {
    resend_oldest();  // a partial acknowledgement shows the next hole (RFC 6582)
  } else {
    recovering_ = false;
    congestion_window_ +=
        congestion_window_ < threshold_ ? gained : gained * segment_bytes_ / congestion_window_;
  }
  restart_timer(now);
}

void TcpEndpoint::on_repeated_acknowledgement(TimeNs now) {
  constexpr int kFastRetransmit = 3;
  if (++repeated_ != kFastRetransmit || recovering_) return;
  recovering_ = true;
  recover_ = next_;
  threshold_ = std::max(congestion_window_ / 2, 2.0 * segment_bytes_);
  congestion_window_ = threshold_;
  resend_oldest();
  restart_timer(now);
}

void TcpEndpoint::on_payload(const Segment& segment, TimeNs now) {
  if (take_payload(segment) == Urgency::at_once || ++unanswered_segments_ >= 2) {
    acknowledge();
  } else if (!acknowledge_at_) {
    acknowledge_at_ = now + seconds(stack_->delayed_ack_s);
  }
}

TcpEndpoint::Urgency TcpEndpoint::take_payload(const Segment& segment) {
  const std::uint64_t end = segment.sequence + segment.payload_bytes;
  if (end <= expected_) return Urgency::at_once;
  if (segment.sequence > expected_) {
    keep_early(segment.sequence, end);
    return Urgency::at_once;
  }
  const bool filled_hole = !early_.empty();
  expected_ = end;
  swallow_early_ranges();
  return filled_hole ? Urgency::at_once : Urgency::can_wait;
}

void TcpEndpoint::keep_early(std::uint64_t begin, std::uint64_t end) {
  std::uint64_t& known_end = early_[begin];
  known_end = std::max(known_end, end);
  for (auto range = early_.begin(); std::next(range) != early_.end();) {
    const auto after = std::next(range);
    if (after->first > range->second) {
      range = after;
      continue;
    }
    range->second = std::max(range->second, after->second);
    early_.erase(after);
  }
}

void TcpEndpoint::swallow_early_ranges() {
  while (!early_.empty() && early_.begin()->first <= expected_) {
    expected_ = std::max(expected_, early_.begin()->second);
    early_.erase(early_.begin());
  }
  if (peer_fin_ && *peer_fin_ == expected_) {
    peer_closed_ = true;
    ++expected_;
  }
}

void TcpEndpoint::on_fin(const Segment& segment) {
  peer_fin_ = segment.sequence + segment.payload_bytes;
  if (!peer_closed_) swallow_early_ranges();
  acknowledge();
}

void TcpEndpoint::on_time(TimeNs now) {
  if (acknowledge_at_ && *acknowledge_at_ <= now) acknowledge();
  if (resend_at_ && *resend_at_ <= now) on_timeout(now);
}

void TcpEndpoint::on_timeout(TimeNs now) {
  const int most = established_ ? kMostDataAttempts : stack_->syn_attempts;
  if (++attempts_ >= most) {
    vanish();
    return;
  }
  threshold_ = std::max(static_cast<double>(in_flight()) / 2, 2.0 * segment_bytes_);
  congestion_window_ = segment_bytes_;
  recovering_ = true;
  recover_ = next_;
  resend_oldest();
  restart_timer(now);
}

}  // namespace vedette
