// SPDX-License-Identifier: Apache-2.0
/// What systemd is told of a service (sd_notify(3)); nothing where there is no service manager.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace vedette {

/// A listening TCP socket that was opened for this program.
struct GivenSocket {
  int descriptor = -1;
  std::string address;
  std::uint16_t port = 0;
};

/// What socket activation hands over (sd_listen_fds(3)); none without it. To be called once, before
/// there are threads. Errors: `invalid_argument` for more than one, or another kind of socket.
[[nodiscard]] Result<std::optional<GivenSocket>> take_given_socket();

void tell_ready(std::string_view status);
void tell_reloading();
void tell_stopping();
/// Microseconds within which `tell_alive()` must come; 0: nobody waits for it.
[[nodiscard]] std::uint64_t watchdog_period();
void tell_alive();

}  // namespace vedette
