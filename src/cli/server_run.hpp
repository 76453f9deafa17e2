// SPDX-License-Identifier: Apache-2.0
/// What a server tells the program when it starts it for a run of its own.
#pragma once

#include "base/error.hpp"
#include "cli/session.hpp"
#include "cli/settings.hpp"

namespace vedette {

/// Takes over the run that the environment names (`kRunIdVariable`), and makes this process end
/// with the server that started it (`kRunServerVariable`). Without them, does nothing.
/// Errors: `invalid_argument`; `cancelled` where the server is gone already.
[[nodiscard]] Result<> join_server_run(Session& session, const Environment& environment);

}  // namespace vedette
