// SPDX-License-Identifier: Apache-2.0
#include "http/connection.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "http/request_rules.hpp"
#include "http/text.hpp"

namespace vedette {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kBodyInput = std::size_t{64} << 10;
constexpr std::size_t kAhead = std::size_t{1} << 20;  ///< of long bodies, before they are read
constexpr std::uint64_t kSkippedBody = std::uint64_t{64} << 10;
constexpr milliseconds kLingerTime{1000};
constexpr char kTlsHandshake = 0x16;  // RFC 8446, 5.1

}  // namespace

Connection::Connection(ConnectionSite& site, Channel channel)
    : site_(site),
      loop_(site.loop()),
      channel_(std::move(channel)),
      parser_(site.shared().config.limits.header_bytes) {}

Connection::~Connection() = default;

void Connection::start() {
  site_.add(shared_from_this());
  enter(Phase::head);
  if (site_.draining()) return close();
  advance();
}

void Connection::enter(Phase phase) {
  phase_ = phase;
  since_ = coarse_now();
}

void Connection::advance() {
  while (step()) {
  }
}

bool Connection::step() {
  switch (phase_) {
    case Phase::head: return step_head();
    case Phase::body: return step_body();
    case Phase::sending: return step_sending();
    case Phase::events: return step_events();
    case Phase::lingering: return await_input();
    case Phase::working:
    case Phase::closed: return false;
  }
  return false;
}

std::size_t Connection::most_input() const {
  return std::max(kBodyInput, site_.shared().config.limits.header_bytes);
}

/// True when there is more input at once, as TLS may have; else reads and `on_read()` goes on.
bool Connection::await_input() {
  if (reading_) return false;
  if (phase_ == Phase::lingering) input_.consume(input_.bytes().size());
  choose_room();
  if (room_.empty()) return false;  // whoever sends ahead while events go out has to wait
  const ChannelInput waiting = ended_ ? ChannelInput{.ended = true} : channel_.take_waiting(room_);
  take(waiting.bytes);
  if (waiting.bytes > 0) return phase_ != Phase::events || await_input();
  if (waiting.ended) return closed();
  reading_ = true;
  channel_.read(room_, shared_from_this());
  return false;
}

/// The body itself, once nothing that was read with its head stands before it.
void Connection::choose_room() {
  room_ = phase_ == Phase::body && input_.empty() ? receiver_->room() : std::span<char>();
  in_place_ = !room_.empty();
  if (!in_place_) room_ = input_.room(most_input());
}

/// So many bytes came into `room_`.
void Connection::take(std::size_t bytes) {
  if (!in_place_) return input_.commit(bytes);
  if (phase_ != Phase::body || bytes == 0) return;  // it has been refused meanwhile
  const OrFault<BodyPiece> piece = parser_.read_body({room_.data(), bytes});
  check(piece && piece->data.size() == bytes, "a body of known length is all there is in it");
  receiver_->commit(bytes);
  outcome_.bytes_in += bytes;
}

void Connection::on_read(std::size_t raw) {
  reading_ = false;
  if (phase_ == Phase::closed) return;
  const ChannelInput input = channel_.received(raw, room_);
  take(input.bytes);
  ended_ = ended_ || input.ended;
  if (phase_ == Phase::sending || phase_ == Phase::working) return;
  if (ended_ && (input.bytes == 0 || phase_ == Phase::events)) return close();
  if (phase_ != Phase::events) return advance();
  static_cast<void>(await_input());  // only to hear when the other end leaves
}

bool Connection::step_head() {
  if (!head_begun_ && !input_.empty()) {
    head_begun_ = true;
    since_ = coarse_now();
  }
  while (input_.bytes().starts_with("\r\n")) input_.consume(2);  // RFC 9112, 2.2
  if (!input_.empty() && input_.bytes().front() == kTlsHandshake) return closed();
  const OrFault<std::size_t> used = parser_.read_head(input_.bytes());
  if (!used) return refuse_request(used.error());
  if (*used == 0) return await_input();
  input_.consume(*used);
  outcome_ = {.bytes_in = *used};
  return begin_request();
}

std::string Connection::request_id() const {
  const std::string_view given = request_.head.field("X-Request-Id");
  return is_request_id(given) ? std::string(given) : site_.new_id();
}

bool Connection::begin_request() {
  std::swap(request_.head, parser_.head());
  RequestHead& head = request_.head;
  head.peer = channel_.peer();
  head.encrypted = channel_.encrypted();
  head.received_at = system_clock()();
  head.id = request_id();
  started_ = std::chrono::steady_clock::now();
  try {
    plan_ = site_.shared().application.plan(head);
    planned_ = true;
  } catch (...) {
    return refuse_request({500, "The request could not be planned"});
  }
  return parser_.framing().has_body ? begin_body() : respond();
}

/// A body that nobody wants is read all the same when it is small, so that the connection lives on.
bool Connection::begin_body() {
  const ServerConfig& config = site_.shared().config;
  const RequestFraming& framing = parser_.framing();
  BodyRules rules{.max_bytes = plan_.max_body,
                  .decompression_ratio = config.limits.decompression_ratio};
  if (plan_.answer) {
    if (framing.expects_continue) return respond();
    if (request_.head.content_length.value_or(0) > kSkippedBody) return respond();
    rules.keep = BodyRules::Keep::nothing;
    rules.max_bytes = kSkippedBody;
  } else if (plan_.body == RequestPlan::Body::refuse) {
    return refuse_request({400, "This request takes no body"});
  } else if (plan_.body == RequestPlan::Body::spool) {
    rules.keep = BodyRules::Keep::file;
    rules.spool = config.spool;
  }
  return receive_body(rules);
}

bool Connection::receive_body(const BodyRules& rules) {
  auto receiver = BodyReceiver::start(request_, rules);
  if (!receiver) return refuse_request(receiver.error());
  receiver_.emplace(std::move(*receiver));
  const bool is_long = request_.head.content_length.value_or(kBodyInput) > InputBuffer::kSmall;
  if (is_long && !receiver_->has_room()) input_.enlarge(kBodyInput);
  if (is_long) channel_.allow_ahead(kAhead);
  enter(Phase::body);
  if (!parser_.framing().expects_continue || !input_.empty()) return true;
  front_ = "HTTP/1.1 100 Continue\r\n\r\n";
  out_ = {front_};
  after_ = After::read_body;
  enter(Phase::sending);
  return true;
}

bool Connection::step_body() {
  while (!parser_.is_done()) {
    const OrFault<BodyPiece> piece = parser_.read_body(input_.bytes());
    if (!piece) return refuse_request(piece.error());
    if (piece->used == 0) {
      if (input_.bytes().size() >= kBodyInput)
        return refuse_request({400, "A chunk header of the body is too long"});
      return await_input();
    }
    outcome_.bytes_in += piece->used;
    const OrFault<> kept = piece->data.empty() ? OrFault<>{} : receiver_->add(piece->data);
    if (!kept) return plan_.answer ? respond() : refuse_request(kept.error());
    input_.consume(piece->used);
  }
  const OrFault<> whole = receiver_->finish();
  receiver_.reset();
  return whole ? respond() : refuse_request(whole.error());
}

bool Connection::head_is_late(SteadyTime now) const {
  const ServerLimits& limits = site_.shared().config.limits;
  return now - since_ > (head_begun_ ? limits.header_time : limits.idle_time);
}

bool Connection::body_is_late(SteadyTime now) const {
  const ServerLimits& limits = site_.shared().config.limits;
  const std::chrono::duration<double> taken = now - since_;
  return taken > limits.body_grace &&
         static_cast<double>(receiver_->received()) <
             taken.count() * static_cast<double>(limits.body_bytes_per_second);
}

bool Connection::is_late(SteadyTime now) const {
  switch (phase_) {
    case Phase::head: return head_is_late(now);
    case Phase::body: return body_is_late(now);
    case Phase::sending: return now - since_ > site_.shared().config.limits.write_time;
    case Phase::lingering: return now - since_ > kLingerTime;
    case Phase::working:
    case Phase::events:
    case Phase::closed: return false;
  }
  return false;
}

void Connection::on_late() {
  const bool owes_answer = phase_ == Phase::body || (phase_ == Phase::head && !input_.empty());
  if (!owes_answer) return close();
  if (refuse_request({408, "The request came in too slowly"})) advance();
}

void Connection::drain() {
  if (phase_ == Phase::head) close();
  if (phase_ == Phase::events && send_last_piece()) advance();
}

bool Connection::cut() {
  const bool under_way =
      phase_ == Phase::body || phase_ == Phase::working || phase_ == Phase::sending;
  close();
  return under_way;
}

void Connection::close() {
  if (phase_ == Phase::closed) return;
  const bool with_worker = phase_ == Phase::working;
  phase_ = Phase::closed;
  // Half an answer must not look like a whole one where only the end of the connection shows it.
  if (framing_ == BodyFraming::close && planned_) channel_.abort();
  channel_.close();
  const auto self = shared_from_this();
  site_.remove(self);
  if (with_worker) return;  // it reports when the worker is done
  response_.body = {};
  report();
}

bool Connection::closed() {
  close();
  return false;
}

}  // namespace vedette
