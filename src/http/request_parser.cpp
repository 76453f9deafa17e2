// SPDX-License-Identifier: Apache-2.0
// Beast 1.81 asserts that a last chunk always follows another one, which is not so for an empty
// body that arrives in small pieces; what comes after that assertion is right for it too.
#define BOOST_DISABLE_ASSERTS

#include "http/request_parser.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <limits>
#include <optional>

#include "http/request_rules.hpp"
#include "http/target.hpp"
#include "http/text.hpp"

namespace vedette {
namespace {

namespace beast = boost::beast;
using BeastError = beast::error_code;
using BeastView = beast::string_view;

std::string_view view(BeastView text) { return {text.data(), text.size()}; }

HttpMethod method_of(beast::http::verb verb) {
  switch (verb) {
    case beast::http::verb::get: return HttpMethod::get;
    case beast::http::verb::head: return HttpMethod::head;
    case beast::http::verb::post: return HttpMethod::post;
    case beast::http::verb::put: return HttpMethod::put;
    case beast::http::verb::patch: return HttpMethod::patch;
    case beast::http::verb::delete_: return HttpMethod::delete_;
    case beast::http::verb::options: return HttpMethod::options;
    default: return HttpMethod::other;
  }
}

/// Collects what Beast finds. Beast calls back; nothing here can fail.
class Collector final : public beast::http::basic_parser<true> {
 public:
  explicit Collector(RequestHead& head) : head_(head) {
    header_limit(std::numeric_limits<std::uint32_t>::max());  // `read_head()` limits it
    body_limit(boost::none);
  }
  std::string_view take_piece() { return std::exchange(piece_, {}); }
  [[nodiscard]] beast::http::verb verb() const { return verb_; }

 private:
  void on_request_impl(beast::http::verb verb, BeastView, BeastView target, int,
                       BeastError&) override {
    verb_ = verb;
    head_.method = method_of(verb);
    head_.target = view(target);
  }
  void on_response_impl(int, BeastView, int, BeastError&) override {}
  void on_field_impl(beast::http::field, BeastView name, BeastView value, BeastError&) override {
    // Fields after the last chunk are dropped (RFC 9112, 7.1.2 allows it).
    if (!in_body_) head_.fields.emplace_back(view(name), view(value));
  }
  void on_header_impl(BeastError&) override { in_body_ = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, BeastError&) override {}
  std::size_t on_body_impl(BeastView body, BeastError&) override {
    piece_ = view(body);
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t, BeastView, BeastError&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, BeastView body, BeastError&) override {
    piece_ = view(body);
    return body.size();
  }
  void on_finish_impl(BeastError&) override {}

  RequestHead& head_;
  std::string_view piece_{};
  beast::http::verb verb_ = beast::http::verb::unknown;
  bool in_body_ = false;
};

OrFault<> apply_target(RequestHead& head) {
  if (head.target.size() > kMostTargetBytes) return refuse(414, "The request target is too long");
  auto parts = parse_target(head.method, head.target);
  if (!parts) return tl::unexpected(std::move(parts).error());
  head.path = std::move(parts->path);
  head.query = std::move(parts->query);
  if (parts->authority.empty()) return {};
  for (auto& [name, value] : head.fields)
    if (same_token(name, "Host")) value = parts->authority;
  return {};
}

}  // namespace

struct RequestParser::State {
  explicit State(std::size_t limit) : header_bytes(limit) {}
  std::size_t header_bytes;
  RequestHead head;
  RequestFraming framing;
  std::optional<Collector> collector;

  OrFault<> finish_head(HttpVersion version);
};

OrFault<> RequestParser::State::finish_head(HttpVersion version) {
  const auto verb = collector->verb();
  if (verb == beast::http::verb::trace || verb == beast::http::verb::connect)
    return refuse(501, "This method is not served here");
  const OrFault<> target = apply_target(head);
  if (!target) return target;
  if (auto fault = fault_in_fields(head.fields, version)) return tl::unexpected(std::move(*fault));
  if (const auto length = collector->content_length()) head.content_length = *length;
  framing.http_1_1 = version == HttpVersion::http_1_1;
  framing.keep_alive = wants_keep_alive(head.fields, version);
  framing.has_body = !collector->is_done() && head.content_length != 0U;
  framing.expects_continue =
      framing.http_1_1 && same_token(head.field("Expect"), "100-continue");
  return {};
}

RequestParser::RequestParser(std::size_t header_bytes)
    : state_(std::make_unique<State>(header_bytes)) {
  next();
}
RequestParser::~RequestParser() = default;

void RequestParser::next() {
  RequestHead& head = state_->head;
  Fields fields = std::move(head.fields);
  fields.clear();  // keeps its storage
  head = RequestHead{};
  head.fields = std::move(fields);
  state_->framing = {};
  state_->collector.emplace(head);
}

RequestHead& RequestParser::head() { return state_->head; }
const RequestFraming& RequestParser::framing() const { return state_->framing; }
bool RequestParser::is_done() const { return state_->collector->is_done(); }

OrFault<std::size_t> RequestParser::read_head(std::string_view bytes) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  const std::size_t end = bytes.substr(0, state_->header_bytes).find(kEnd);
  if (end == std::string_view::npos) {
    if (bytes.size() < state_->header_bytes) return 0;
    return tl::unexpected(fault_of_long_head(bytes));
  }
  const std::string_view text = bytes.substr(0, end + kEnd.size());
  if (auto fault = fault_in_lines(text)) return tl::unexpected(std::move(*fault));
  BeastError error;
  const std::size_t used =
      state_->collector->put(boost::asio::const_buffer(text.data(), text.size()), error);
  if (error || !state_->collector->is_header_done() || used != text.size())
    return refuse(400, "The header is malformed");
  const bool new_form = text.substr(0, text.find('\r')).ends_with("1.1");
  auto rest = state_->finish_head(new_form ? HttpVersion::http_1_1 : HttpVersion::http_1_0);
  if (!rest) return tl::unexpected(std::move(rest).error());
  return used;
}

OrFault<BodyPiece> RequestParser::read_body(std::string_view bytes) {
  BodyPiece piece;
  // Beast stops after each chunk header; wanted are data, the end, or all bytes used.
  while (piece.used < bytes.size() && piece.data.empty() && !is_done()) {
    BeastError error;
    const std::size_t used = state_->collector->put(
        boost::asio::const_buffer(bytes.data() + piece.used, bytes.size() - piece.used), error);
    piece.used += used;
    piece.data = state_->collector->take_piece();
    if (error == beast::http::error::need_more) break;
    if (error) return refuse(400, "The body's chunks are malformed");
    if (used == 0 && piece.data.empty()) break;
  }
  return piece;
}

}  // namespace vedette
