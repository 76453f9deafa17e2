// SPDX-License-Identifier: Apache-2.0
#include "cli/service_manager.hpp"

#include <fmt/format.h>
#include <systemd/sd-daemon.h>

#include <ctime>
#include <string>

namespace vedette {
namespace {

// A service manager that does not listen is not our trouble.
void tell(const std::string& state) { static_cast<void>(sd_notify(0, state.c_str())); }

/// Type=notify-reload wants the monotonic clock, so that it can tell this reload from an old one.
std::int64_t monotonic_microseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000;
}

}  // namespace

void tell_ready(std::string_view status) { tell(fmt::format("READY=1\nSTATUS={}", status)); }

void tell_reloading() {
  tell(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", monotonic_microseconds()));
}

void tell_stopping() { tell("STOPPING=1\nSTATUS=finishing requests under way"); }

std::uint64_t watchdog_period() {
  std::uint64_t period = 0;
  return sd_watchdog_enabled(0, &period) > 0 ? period : 0;
}

void tell_alive() { tell("WATCHDOG=1"); }

}  // namespace vedette
