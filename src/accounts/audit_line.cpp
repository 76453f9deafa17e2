// SPDX-License-Identifier: Apache-2.0
#include "accounts/audit_line.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/hash.hpp"
#include "base/json.hpp"

namespace vedette {
namespace {

constexpr std::size_t kLongestText = 512;
constexpr std::string_view kHashKey = ",\"hash\":\"";
constexpr std::size_t kHashLength = 64;
constexpr std::string_view kLineEnd = "\"}";

std::string cut(const std::string& text) {
  return text.size() <= kLongestText ? text : text.substr(0, kLongestText) + "...";
}

Result<AuditLine> read_members(const Json& json) {
  AuditLine line;
  line.entry.seq = VEDETTE_TRY(json_integer(json, "seq"));
  line.entry.time = VEDETTE_TRY(json_text(json, "time"));
  AuditEvent& event = line.entry.event;
  event.actor = VEDETTE_TRY(json_text(json, "actor"));
  event.peer = VEDETTE_TRY(json_text(json, "peer"));
  event.action = VEDETTE_TRY(json_text(json, "action"));
  event.target = VEDETTE_TRY(json_text(json, "target"));
  event.outcome = VEDETTE_TRY(json_text(json, "outcome"));
  event.detail = VEDETTE_TRY(json_text(json, "detail"));
  line.prev = VEDETTE_TRY(json_text(json, "prev"));
  line.hash = VEDETTE_TRY(json_text(json, "hash"));
  return line;
}

}  // namespace

std::string to_text(const AuditEntry& entry, const ChainEnd& end) {
  const AuditEvent& event = entry.event;
  const Json json = {{"seq", entry.seq},
                     {"time", entry.time},
                     {"actor", cut(event.actor)},
                     {"peer", cut(event.peer)},
                     {"action", cut(event.action)},
                     {"target", cut(event.target)},
                     {"outcome", cut(event.outcome)},
                     {"detail", cut(event.detail)},
                     {"prev", end.hash}};
  std::string body = dump_json(json);
  body.pop_back();  // the brace, which comes after the hash
  return fmt::format("{}{}{}{}\n", body, kHashKey, sha256_hex(body), kLineEnd);
}

std::optional<AuditLine> parse_audit_line(std::string_view line) {
  constexpr std::size_t kTail = kHashKey.size() + kHashLength + kLineEnd.size();
  if (line.size() < kTail) return std::nullopt;
  const std::string_view body = line.substr(0, line.size() - kTail);
  const std::string_view tail = line.substr(body.size());
  if (!tail.starts_with(kHashKey) || !tail.ends_with(kLineEnd) ||
      tail.substr(kHashKey.size(), kHashLength) != sha256_hex(body))
    return std::nullopt;
  const Result<Json> json = parse_json(line);
  if (!json) return std::nullopt;
  Result<AuditLine> members = read_members(*json);
  return members ? std::optional(std::move(*members)) : std::nullopt;
}

std::string torn_detail(std::string_view torn) {
  return fmt::format("{} bytes, sha256 {}", torn.size(), sha256_hex(torn));
}

}  // namespace vedette
