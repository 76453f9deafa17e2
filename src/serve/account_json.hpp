// SPDX-License-Identifier: Apache-2.0
/// Users, tokens and audit entries as the API shows them. No secret is in any of them.
#pragma once

#include "accounts/accounts.hpp"
#include "accounts/audit.hpp"
#include "base/json.hpp"

namespace vedette {

[[nodiscard]] Json to_json(const UserInfo& user);
[[nodiscard]] Json to_json(const TokenInfo& token);
[[nodiscard]] Json to_json(const AuditEntry& entry);
/// A sentence for each damaged line.
[[nodiscard]] Json fault_list(const AuditReport& report);

}  // namespace vedette
