// SPDX-License-Identifier: Apache-2.0
#include "serve/account_json.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace vedette {
namespace {

Json time_json(const std::optional<TimeNs>& time) {
  return time ? Json(format_time(*time)) : Json(nullptr);
}

}  // namespace

Json to_json(const UserInfo& user) {
  return {{"name", user.name},
          {"role", to_string(user.role)},
          {"created_at", format_time(user.created_at)},
          {"last_sign_in_at", time_json(user.last_sign_in_at)},
          {"disabled", user.disabled},
          {"must_change_password", user.must_change_password}};
}

Json to_json(const TokenInfo& token) {
  return {{"id", token.id},
          {"name", token.name},
          {"owner", token.owner},
          {"scopes", scope_names(token.scopes)},
          {"created_at", format_time(token.created_at)},
          {"expires_at", time_json(token.expires_at)},
          {"last_used_at", time_json(token.last_used_at)}};
}

Json to_json(const AuditEntry& entry) {
  return {{"seq", entry.seq},
          {"time", entry.time},
          {"actor", entry.event.actor},
          {"peer", entry.event.peer},
          {"action", entry.event.action},
          {"target", entry.event.target},
          {"outcome", entry.event.outcome},
          {"detail", entry.event.detail}};
}

Json fault_list(const AuditReport& report) {
  Json list = Json::array();
  for (const AuditFault& fault : report.faults)
    list.push_back(fmt::format("line {}: {}", fault.line, fault.what));
  return list;
}

}  // namespace vedette
