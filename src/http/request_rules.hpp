// SPDX-License-Identifier: Apache-2.0
/// The rules of RFC 9112 that guard against request smuggling, as pure functions. They are stricter
/// than the parser: what a proxy in front of us could read differently is refused.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "http/fault.hpp"
#include "http/message.hpp"

namespace vedette {

constexpr std::size_t kMostTargetBytes = 8192;  ///< RFC 9112, 3 asks for at least 8000

enum class HttpVersion { http_1_0, http_1_1 };

/// Of a complete head with its empty line: bare CR or LF, control bytes, folded lines, spaces
/// around names, and versions other than 1.0 and 1.1.
[[nodiscard]] std::optional<HttpFault> fault_in_lines(std::string_view head);

/// Of the fields together: Host, Content-Length and Transfer-Encoding.
[[nodiscard]] std::optional<HttpFault> fault_in_fields(const Fields& fields, HttpVersion version);

/// Of an unfinished head that has no room left: what is too long about it.
[[nodiscard]] HttpFault fault_of_long_head(std::string_view head);

/// Whether an id that a caller gave (`X-Request-Id`) is plain enough to be taken over.
[[nodiscard]] bool is_request_id(std::string_view id);

/// Whether the connection may go on after this request (RFC 9112, 9.3).
[[nodiscard]] bool wants_keep_alive(const Fields& fields, HttpVersion version);

}  // namespace vedette
