// SPDX-License-Identifier: Apache-2.0
/// Small helpers that handlers share: answers in JSON, bodies and parameters out of requests.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"
#include "http/message.hpp"
#include "serve/route.hpp"

namespace vedette {

[[nodiscard]] Response json_answer(const Json& body, unsigned status = 200);
/// Ready-made text.
[[nodiscard]] Response text_answer(std::string body, std::string content_type,
                                   unsigned status = 200);
/// 204.
[[nodiscard]] Response empty_answer();

/// The media type of the body, in lower case and without parameters.
[[nodiscard]] std::string media_type(const RequestHead& head);
/// Whether the caller would rather have `type` than JSON (RFC 9110, 12.5.1, without weights).
[[nodiscard]] bool accepts(const RequestHead& head, std::string_view type);

/// The body as a JSON object. Errors: `malformed`.
[[nodiscard]] Result<Json> json_body(const Request& request);

/// A query parameter as a whole number. Errors: `invalid_argument` naming it and the range.
[[nodiscard]] Result<std::int64_t> query_integer(const RequestHead& head, std::string_view name,
                                                 std::int64_t otherwise, std::int64_t low,
                                                 std::int64_t high);

/// `?limit=&cursor=`: the cursor is the place of the first item, in an opaque form.
struct Page {
  std::int64_t offset = 0;
  std::int64_t limit = 50;
};
/// Errors: `invalid_argument`.
[[nodiscard]] Result<Page> page_of(const RequestHead& head, std::int64_t most = 1000);
/// `{"items", "next"}`; `more` tells that items follow after these.
[[nodiscard]] Json page_json(Json items, const Page& page, bool more);

/// A segment of a route's path, for route tables.
[[nodiscard]] RouteParameter path_parameter(std::string name, std::string help,
                                            std::string example = {});

/// The parameters of a list, for route tables.
[[nodiscard]] std::vector<RouteParameter> page_parameters();

}  // namespace vedette
