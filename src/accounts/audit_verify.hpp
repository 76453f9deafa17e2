// SPDX-License-Identifier: Apache-2.0
/// Follows the chain of an audit log.
#pragma once

#include "accounts/audit.hpp"
#include "accounts/audit_file.hpp"

namespace vedette {

/// Errors: `io`.
[[nodiscard]] Result<AuditReport> verify_lines(ForwardLines& lines);

}  // namespace vedette
