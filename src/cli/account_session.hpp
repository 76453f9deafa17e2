// SPDX-License-Identifier: Apache-2.0
/// Accounts and audit log of the home, as commands use them.
#pragma once

#include <string_view>

#include "accounts/accounts.hpp"
#include "accounts/audit.hpp"
#include "cli/session.hpp"

namespace vedette {

[[nodiscard]] Result<Accounts> open_accounts(Session& session);
[[nodiscard]] Result<AuditLog> open_audit(Session& session);

/// Writes down what the user of the operating system has changed.
[[nodiscard]] Result<> record_change(Session& session, std::string_view action,
                                     std::string_view target, std::string_view detail = {});

}  // namespace vedette
