// SPDX-License-Identifier: Apache-2.0
#include "http/trace_context.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vedette {
namespace {

constexpr std::size_t kTraceDigits = 32;
constexpr std::size_t kParentDigits = 16;
constexpr std::size_t kLength = 3 + kTraceDigits + 1 + kParentDigits + 1 + 2;

bool is_hex(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_id(std::string_view text) {
  return is_hex(text) && text.find_first_not_of('0') != std::string_view::npos;
}

unsigned hex_digit(char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); }

/// Never zero, which the format forbids.
std::uint64_t id_part(Random& random) { return std::max<std::uint64_t>(random.next(), 1); }

}  // namespace

std::optional<TraceContext> parse_traceparent(std::string_view text) {
  if (text.size() < kLength) return std::nullopt;
  const std::string_view version = text.substr(0, 2);
  const std::string_view trace = text.substr(3, kTraceDigits);
  const std::string_view parent = text.substr(4 + kTraceDigits, kParentDigits);
  const std::string_view flags = text.substr(kLength - 2, 2);
  if (!is_hex(version) || version == "ff" || !is_id(trace) || !is_id(parent) || !is_hex(flags))
    return std::nullopt;
  if (text[2] != '-' || text[3 + kTraceDigits] != '-' || text[kLength - 3] != '-')
    return std::nullopt;
  if (text.size() > kLength && (version == "00" || text[kLength] != '-')) return std::nullopt;
  return TraceContext{std::string(trace), std::string(parent),
                      static_cast<std::uint8_t>(hex_digit(flags[0]) << 4 | hex_digit(flags[1]))};
}

std::string to_traceparent(const TraceContext& context) {
  return fmt::format("00-{}-{}-{:02x}", context.trace_id, context.parent_id, context.flags);
}

TraceContext next_trace(const std::optional<TraceContext>& parent, Random& random) {
  TraceContext context = parent.value_or(TraceContext{});
  if (!parent) context.trace_id = fmt::format("{:016x}{:016x}", id_part(random), id_part(random));
  context.parent_id = fmt::format("{:016x}", id_part(random));
  return context;
}

}  // namespace vedette
