// SPDX-License-Identifier: Apache-2.0
/// Passwords come from a file, a pipe or a person at the terminal; never from the command line,
/// which every user of the machine can read.
#pragma once

#include <stop_token>
#include <string>

#include "accounts/secret.hpp"
#include "base/error.hpp"

namespace vedette {

/// The first line of `file` (`-`: of standard input), without its end. With an empty `file`: of
/// standard input, and a person there is asked twice, without echo.
/// Errors: `io`, `not_found`, `invalid_argument` (two answers that differ), `cancelled`.
[[nodiscard]] Result<SecretText> read_password(const std::string& file,
                                               const std::stop_token& stop);

}  // namespace vedette
