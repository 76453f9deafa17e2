// SPDX-License-Identifier: Apache-2.0
// The second half of a connection: from the whole request to the last byte of its response.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "http/connection.hpp"
#include "http/text.hpp"

namespace vedette {
namespace {

constexpr std::size_t kKeptBody = std::size_t{16} << 10;  // memory that an idle connection may hold

constexpr std::size_t kShortBody = std::size_t{2} << 10;  // copied, as one piece is sent sooner

bool has_no_body(unsigned status) { return status == 204 || status == 304 || status < 200; }

bool is_sent(std::span<const std::string_view> pieces) {
  return std::ranges::all_of(pieces, [](std::string_view piece) { return piece.empty(); });
}

void remove_sent(std::span<std::string_view> pieces, std::size_t bytes) {
  for (std::string_view& piece : pieces) {
    const std::size_t part = std::min(piece.size(), bytes);
    piece.remove_prefix(part);
    bytes -= part;
  }
}

/// When even the application's own words for faults fail.
Response plain_fault(unsigned status) {
  Response response;
  response.status = status;
  response.content_type = "text/plain";
  response.body = std::string(reason_phrase(status)) + "\n";
  return response;
}

}  // namespace

void Connection::post(void (Connection::*what)()) {
  loop_->post([self = shared_from_this(), what] { ((*self).*what)(); });
}

bool Connection::respond() {
  if (plan_.answer) return send(std::move(*plan_.answer));
  if (plan_.where == RequestPlan::Where::worker) return to_worker();
  return send(respond_safely());
}

Response Connection::respond_safely() {
  try {
    return site_.shared().application.respond(request_, plan_);
  } catch (const std::exception& exception) {
    site_.shared().log.write(LogLevel::error, "http.exception",
                             {{"request", request_.head.id}, {"what", exception.what()}});
  } catch (...) {
    site_.shared().log.write(LogLevel::error, "http.exception", {{"request", request_.head.id}});
  }
  return fault_response(500, "The request failed inside the server");
}

Response Connection::fault_response(unsigned status, const std::string& detail) {
  const RequestHead* head = request_.head.id.empty() ? nullptr : &request_.head;
  try {
    Response response = site_.shared().application.fault(status, detail, head);
    if (status == 503) response.fields.emplace_back("Retry-After", "1");
    return response;
  } catch (...) {
    return plain_fault(status);
  }
}

bool Connection::refuse_request(const HttpFault& fault) {
  receiver_.reset();
  Response response = fault_response(fault.status, fault.detail);
  response.close = true;
  return send(std::move(response));
}

bool Connection::to_worker() {
  const auto work = [self = shared_from_this()] {
    self->response_ = self->respond_safely();
    self->post(&Connection::on_worker_response);
  };
  enter(Phase::working);  // before the worker can be done
  if (site_.shared().workers.offer(work)) return false;
  site_.shared().refused.fetch_add(1);
  return send(fault_response(503, "The server has too much to do"));
}

void Connection::on_worker_response() {
  if (phase_ == Phase::closed) {
    response_.body = {};
    return report();
  }
  if (send(std::move(response_))) advance();
}

bool Connection::send(Response response) {
  response_ = std::move(response);
  ++requests_;
  const RequestFraming& framing = parser_.framing();
  keep_ = framing.keep_alive && !response_.close && parser_.is_done() && !site_.draining() &&
          requests_ < site_.shared().config.limits.requests_per_connection;
  outcome_.status = response_.status;
  out_ = {""};  // where the header will be
  if (const auto* text = std::get_if<std::string>(&response_.body))
    out_.push_back(*text);
  else if (const auto* parts = std::get_if<BodyParts>(&response_.body))
    out_.insert(out_.end(), parts->begin(), parts->end());
  else if (const auto* shared = std::get_if<SharedBody>(&response_.body))
    out_.push_back(shared->bytes);
  else
    return send_pieces();
  return send_whole();
}

/// Writes the header in front of what is to be sent.
void Connection::frame(std::uint64_t length, BodyFraming framing) {
  framing_ = framing;
  std::string_view connection = keep_ ? "" : "close";
  if (keep_ && !parser_.framing().http_1_1) connection = "keep-alive";
  const std::string made = request_.head.id.empty() ? site_.new_id() : std::string();
  front_.clear();
  append_response_head(front_, response_,
                       {.framing = framing,
                        .length = length,
                        .date = site_.date(system_clock()()),
                        .request_id = request_.head.id.empty() ? made : request_.head.id,
                        .connection = connection,
                        .always = site_.shared().fields});
}

/// The body follows in `out_`.
bool Connection::send_whole() {
  const bool empty = has_no_body(response_.status);
  const std::size_t length = total_size(out_);
  frame(length, empty ? BodyFraming::none : BodyFraming::length);
  if (empty || request_.head.method == HttpMethod::head) {
    out_.resize(1);
  } else if (length <= kShortBody) {
    for (const std::string_view part : out_) front_ += part;
    out_.resize(1);
  }
  out_.front() = front_;
  after_ = After::next_request;
  enter(Phase::sending);
  // After what other connections have to read: then answers go out together, and who waits for
  // several of them wakes up once.
  post(&Connection::advance);
  return false;
}

bool Connection::send_pieces() {
  const bool chunks = parser_.framing().http_1_1;
  keep_ = keep_ && chunks;
  const bool empty = has_no_body(response_.status);
  frame(0, empty ? BodyFraming::none : chunks ? BodyFraming::chunks : BodyFraming::close);
  out_ = {front_};
  after_ = After::next_request;
  if (!empty && request_.head.method != HttpMethod::head) {
    const auto* events = std::get_if<std::shared_ptr<EventStream>>(&response_.body);
    after_ = events != nullptr ? After::next_event : After::next_piece;
    if (events != nullptr)
      (*events)->notify([weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->wake();
      });
  }
  enter(Phase::sending);
  return true;
}

bool Connection::step_sending() {
  while (!is_sent(out_)) {
    const std::optional<std::size_t> sent = channel_.write(out_);
    if (!sent) return closed();
    if (*sent == 0) break;
    remove_sent(out_, *sent);
    outcome_.bytes_out += *sent;
    if (!is_sent(out_)) since_ = coarse_now();
  }
  const std::optional<bool> clear = channel_.flush();
  if (!clear) return closed();
  if (is_sent(out_) && *clear) return after_sending();
  if (!std::exchange(waits_writable_, true)) channel_.wait_writable(shared_from_this());
  return false;
}

void Connection::on_writable() {
  waits_writable_ = false;
  if (phase_ == Phase::sending) {
    since_ = coarse_now();
    advance();
  }
}

bool Connection::after_sending() {
  switch (after_) {
    case After::next_request: return end_response();
    case After::next_piece: return request_piece();
    case After::read_body: enter(Phase::body); return true;
    case After::next_event: enter(Phase::events); return true;
  }
  return false;
}

bool Connection::end_response() {
  report();
  framing_ = BodyFraming::length;
  if (!keep_) return linger();
  if (request_.body.capacity() > kKeptBody) request_.body = {};
  request_.body.clear();
  request_.file.reset();
  request_.head.id.clear();
  request_.head.method = HttpMethod::get;
  response_ = {};
  parser_.next();
  input_.shrink();
  head_begun_ = false;
  enter(Phase::head);
  if (!site_.draining()) return true;
  return closed();
}

/// Closing with unread input would make the kernel throw away what was just sent.
bool Connection::linger() {
  std::string body = std::move(request_.body);
  request_ = {};
  if (reading_ && in_place_) request_.body = std::move(body);  // a read under way writes there
  response_ = {};
  channel_.shut_down_sending();
  enter(Phase::lingering);
  return true;
}

void Connection::report() {
  if (!std::exchange(planned_, false)) return;
  outcome_.took = std::chrono::steady_clock::now() - started_;
  try {
    site_.shared().application.finished(request_.head, plan_, outcome_);
  } catch (...) {
    site_.shared().log.write(LogLevel::error, "http.exception", {{"request", request_.head.id}});
  }
  plan_ = {};
}

bool Connection::request_piece() {
  enter(Phase::working);
  site_.shared().workers.go_on([self = shared_from_this()] {
    try {
      self->piece_ = std::get<std::unique_ptr<BodyStream>>(self->response_.body)->next();
    } catch (...) {
      self->piece_ = fail(ErrorCode::internal, "the body could not be made");
    }
    self->post(&Connection::on_worker_piece);
  });
  return false;
}

void Connection::on_worker_piece() {
  if (phase_ == Phase::closed) {
    response_.body = {};
    return report();
  }
  if (!*piece_) {
    site_.shared().log.write(
        LogLevel::error, "http.body",
        {{"request", request_.head.id}, {"error", to_string(piece_->error())}});
    enter(Phase::sending);  // the worker is done with it
    return close();
  }
  const bool more = total_size(**piece_) == 0 ? send_last_piece() : send_piece();
  if (more) advance();
}

/// `piece_` as a chunk (RFC 9112, 7.1), or as it is where the end of the connection ends the body.
bool Connection::send_piece() {
  const BodyParts& parts = **piece_;
  out_.assign(parts.begin(), parts.end());
  if (framing_ != BodyFraming::close) {
    front_ = fmt::format("{:x}\r\n", total_size(parts));
    out_.insert(out_.begin(), front_);
    out_.push_back("\r\n");
  }
  enter(Phase::sending);
  return true;
}

bool Connection::send_last_piece() {
  out_ = {framing_ == BodyFraming::close ? std::string_view{} : "0\r\n\r\n"};
  framing_ = BodyFraming::length;  // whole now
  response_.body = {};
  keep_ = keep_ && !site_.draining();
  after_ = After::next_request;
  enter(Phase::sending);
  return true;
}

bool Connection::step_events() {
  auto& events = std::get<std::shared_ptr<EventStream>>(response_.body);
  if (site_.draining()) return send_last_piece();
  std::optional<std::string> bytes;
  try {
    bytes = events->take();
  } catch (...) {
    return closed();
  }
  if (!bytes) return send_last_piece();
  if (bytes->empty()) return await_input();
  piece_.emplace()->push_back(std::move(*bytes));
  return send_piece();
}

void Connection::wake() {
  if (!woken_.exchange(true))
    loop_->post([weak = weak_from_this()] {
      const auto self = weak.lock();
      if (!self) return;
      self->woken_ = false;
      if (self->phase_ == Phase::events) self->advance();
    });
}

}  // namespace vedette
