// SPDX-License-Identifier: Apache-2.0
/// W3C Trace Context, level 1 (https://www.w3.org/TR/trace-context-1/): which trace a request
/// belongs to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"

namespace vedette {

struct TraceContext {
  std::string trace_id;   ///< 32 lower-case hexadecimal digits, not all zero
  std::string parent_id;  ///< 16 of them, not all zero
  std::uint8_t flags = 0;
};

/// Reads a `traceparent` field; nullopt for anything malformed, which is to be ignored. Later
/// versions are read as far as this one goes.
[[nodiscard]] std::optional<TraceContext> parse_traceparent(std::string_view text);

/// `00-<trace id>-<parent id>-<flags>`.
[[nodiscard]] std::string to_traceparent(const TraceContext& context);

/// A new trace, or with `parent` the next step in that one.
[[nodiscard]] TraceContext next_trace(const std::optional<TraceContext>& parent, Random& random);

}  // namespace vedette
