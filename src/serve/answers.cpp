// SPDX-License-Identifier: Apache-2.0
#include "serve/answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "http/text.hpp"

namespace vedette {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return result;
}

std::string_view without_parameters(std::string_view field) {
  return trimmed(field.substr(0, field.find(';')));
}

constexpr std::string_view kCursorPrefix = "o";

}  // namespace

Response json_answer(const Json& body, unsigned status) {
  return {.status = status, .content_type = "application/json", .body = dump_json(body)};
}

Response text_answer(std::string body, std::string content_type, unsigned status) {
  return {.status = status, .content_type = std::move(content_type), .body = std::move(body)};
}

Response empty_answer() { return {.status = 204}; }

std::string media_type(const RequestHead& head) {
  return lower(without_parameters(head.field("Content-Type")));
}

bool accepts(const RequestHead& head, std::string_view type) {
  std::string_view rest = head.field("Accept");
  while (!rest.empty())
    if (same_token(without_parameters(next_part(rest, ',')), type)) return true;
  return false;
}

Result<Json> json_body(const Request& request) {
  Json body = VEDETTE_TRY(parse_json(request.body));
  if (!body.is_object()) return fail(ErrorCode::malformed, "the body is not a JSON object");
  return body;
}

Result<std::int64_t> query_integer(const RequestHead& head, std::string_view name,
                                   std::int64_t otherwise, std::int64_t low, std::int64_t high) {
  const std::string_view text = head.query_value(name);
  if (text.empty()) return otherwise;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < low || value > high)
    return fail(ErrorCode::invalid_argument,
                fmt::format("`{}` must be a whole number from {} to {}", name, low, high));
  return value;
}

Result<Page> page_of(const RequestHead& head, std::int64_t most) {
  Page page;
  page.limit = VEDETTE_TRY(query_integer(head, "limit", std::min<std::int64_t>(50, most), 1, most));
  std::string_view cursor = head.query_value("cursor");
  if (cursor.empty()) return page;
  const bool known = cursor.starts_with(kCursorPrefix);
  cursor.remove_prefix(known ? kCursorPrefix.size() : 0);
  const auto [end, error] =
      std::from_chars(cursor.data(), cursor.data() + cursor.size(), page.offset);
  // The page after it must have an offset too.
  const bool fits = page.offset >= 0 && page.offset <= INT64_MAX - page.limit;
  if (!known || error != std::errc() || end != cursor.data() + cursor.size() || !fits)
    return fail(ErrorCode::invalid_argument, "`cursor` is not one that this server gave",
                "take it from `next` of the page before");
  return page;
}

Json page_json(Json items, const Page& page, bool more) {
  const Json next =
      more ? Json(fmt::format("{}{}", kCursorPrefix, page.offset + page.limit)) : Json(nullptr);
  return {{"items", std::move(items)}, {"next", next}};
}

RouteParameter path_parameter(std::string name, std::string help, std::string example) {
  return {.in = RouteParameter::In::path,
          .name = std::move(name),
          .help = std::move(help),
          .example = std::move(example),
          .required = true};
}

std::vector<RouteParameter> page_parameters() {
  return {{.name = "limit", .type = "integer", .help = "Most items to answer with"},
          {.name = "cursor", .help = "`next` of the page before"}};
}

}  // namespace vedette
