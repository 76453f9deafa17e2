// SPDX-License-Identifier: Apache-2.0
/// Who changed what, into the audit log.
#pragma once

#include <string>
#include <string_view>

#include "serve/route.hpp"

namespace vedette {

/// After a change that was made. `action` is a stable dotted name, `target` what was changed. A
/// log that cannot be written does not undo the change; the server's own log then says so.
void record_action(const Call& call, std::string_view action, std::string_view target,
                   std::string_view outcome = "ok", std::string_view detail = "");

}  // namespace vedette
