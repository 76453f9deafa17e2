// SPDX-License-Identifier: Apache-2.0
/// The request target taken apart and decoded (RFC 9112, 3.2; RFC 3986), strictly: what two readers
/// could understand differently is refused.
#pragma once

#include <string>
#include <string_view>

#include "http/fault.hpp"
#include "http/message.hpp"

namespace vedette {

struct RequestTarget {
  std::string path;
  Fields query{};
  std::string authority{};  ///< of the absolute form, which overrules the Host field
};

/// Takes origin form (`/a?b=c`), absolute form (`http://host/a`) and, for OPTIONS, `*`. Faults are
/// 400: bad percent codes, encoded slashes, control characters, and `.` or `..` segments.
[[nodiscard]] OrFault<RequestTarget> parse_target(HttpMethod method, std::string_view target);

}  // namespace vedette
