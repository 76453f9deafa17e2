// SPDX-License-Identifier: Apache-2.0
#include "cli/account_session.hpp"

#include <pwd.h>
#include <unistd.h>

namespace vedette {
namespace {

std::string system_user() {
  const uid_t id = ::getuid();
  const passwd* entry = ::getpwuid(id);
  return entry == nullptr ? std::to_string(id) : entry->pw_name;
}

}  // namespace

Result<Accounts> open_accounts(Session& session) {
  const Home home = VEDETTE_TRY(session.home());
  return Accounts::open(home.accounts(), session.clock());
}

Result<AuditLog> open_audit(Session& session) {
  const Home home = VEDETTE_TRY(session.home());
  return AuditLog::open(home.accounts() / "audit.jsonl", session.clock());
}

Result<> record_change(Session& session, std::string_view action, std::string_view target,
                       std::string_view detail) {
  const AuditLog log = VEDETTE_TRY(open_audit(session));
  Result<AuditEntry> entry = log.append({.actor = "cli:" + system_user(),
                                         .action = std::string(action),
                                         .target = std::string(target),
                                         .detail = std::string(detail)});
  if (!entry)
    return tl::unexpected(std::move(entry).error().during("writing down a change that is made"));
  return {};
}

}  // namespace vedette
