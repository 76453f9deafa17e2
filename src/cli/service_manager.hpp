// SPDX-License-Identifier: Apache-2.0
/// What systemd is told of a service (sd_notify(3)); nothing where there is no service manager.
#pragma once

#include <cstdint>
#include <string_view>

namespace vedette {

void tell_ready(std::string_view status);
void tell_reloading();
void tell_stopping();
/// Microseconds within which `tell_alive()` must come; 0: nobody waits for it.
[[nodiscard]] std::uint64_t watchdog_period();
void tell_alive();

}  // namespace vedette
