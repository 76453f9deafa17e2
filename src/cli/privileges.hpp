// SPDX-License-Identifier: Apache-2.0
/// Giving up root once what needs it is open.
#pragma once

#include <string>

#include "base/error.hpp"

namespace vedette {

/// Becomes that user, for good, with its group and no others. Does nothing where the process is
/// not root. Errors: `not_found` for the user, `io` where the system refuses.
[[nodiscard]] Result<> drop_privileges(const std::string& user);

}  // namespace vedette
