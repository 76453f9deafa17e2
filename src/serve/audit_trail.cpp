// SPDX-License-Identifier: Apache-2.0
#include "serve/audit_trail.hpp"

#include <nlohmann/json.hpp>

#include "serve/world.hpp"

namespace vedette {

void record_action(const Call& call, std::string_view action, std::string_view target,
                   std::string_view outcome, std::string_view detail) {
  const bool is_local = call.who.kind == Principal::Kind::local;
  const Result<AuditEntry> entry = call.world.audit.append(
      {.actor = is_local ? "local" : call.who.user,
       .peer = call.request.head.peer,
       .action = std::string(action),
       .target = std::string(target),
       .outcome = std::string(outcome),
       .detail = std::string(detail)});
  if (!entry)
    call.world.log.write(LogLevel::error, "audit.not_written",
                         {{"action", action}, {"error", to_string(entry.error())}});
}

}  // namespace vedette
