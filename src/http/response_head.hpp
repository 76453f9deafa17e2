// SPDX-License-Identifier: Apache-2.0
/// The header of a response as bytes (RFC 9112, 4), written straight into a buffer that is used
/// again: this is on the path of every request.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "http/message.hpp"

namespace vedette {

/// How the end of a body is known.
enum class BodyFraming {
  none,    ///< 204 and 304: there is no body and no length
  length,  ///< Content-Length
  chunks,  ///< Transfer-Encoding: chunked
  close,   ///< until the connection ends (HTTP/1.0)
};

struct ResponseFrame {
  BodyFraming framing = BodyFraming::length;
  std::uint64_t length = 0;      ///< for `length`
  std::string_view date{};       ///< RFC 9110, 5.6.7
  std::string_view request_id{};
  std::string_view connection{};  ///< `close`, `keep-alive` or empty: no such field
  std::string_view always{};      ///< `field_lines()` of what every response has
};

/// Status line, fields and the empty line, appended to `out`. Control characters in values
/// become spaces: an application cannot split a response by accident.
void append_response_head(std::string& out, const Response& response, const ResponseFrame& frame);

/// Fields as bytes, each with its line end; control characters as above.
[[nodiscard]] std::string field_lines(const Fields& fields);

/// The standard phrase of a status; empty for unknown ones.
[[nodiscard]] std::string_view reason_phrase(unsigned status);

/// `Sun, 06 Nov 1994 08:49:37 GMT`.
[[nodiscard]] std::string http_date(TimeNs time);

}  // namespace vedette
