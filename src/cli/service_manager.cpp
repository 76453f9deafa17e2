// SPDX-License-Identifier: Apache-2.0
#include "cli/service_manager.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>

#include <charconv>
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

Result<GivenSocket> describe(int descriptor) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  auto* address = reinterpret_cast<sockaddr*>(&storage);
  char host[NI_MAXHOST];
  char service[NI_MAXSERV];
  const bool is_known = ::getsockname(descriptor, address, &size) == 0 &&
                        ::getnameinfo(address, size, host, sizeof host, service, sizeof service,
                                      NI_NUMERICHOST | NI_NUMERICSERV) == 0;
  if (!is_known) return fail(ErrorCode::io, "the socket that was handed over has no address");
  GivenSocket socket{descriptor, host, 0};
  std::from_chars(service, service + std::string_view(service).size(), socket.port);
  return socket;
}

}  // namespace

Result<std::optional<GivenSocket>> take_given_socket() {
  constexpr int kUnsetEnvironment = 1;  // or processes that are started here would take it for theirs
  const int count = sd_listen_fds(kUnsetEnvironment);
  if (count <= 0) return std::nullopt;
  const int descriptor = SD_LISTEN_FDS_START;
  const bool fits =
      count == 1 && sd_is_socket_inet(descriptor, AF_UNSPEC, SOCK_STREAM, 1, 0) > 0;
  if (!fits)
    return fail(ErrorCode::invalid_argument,
                fmt::format("the service manager handed over {}, where one listening TCP socket is "
                            "taken",
                            count == 1 ? "something else" : fmt::format("{} sockets", count)),
                "let the socket unit have one ListenStream= with address and port");
  return VEDETTE_TRY(describe(descriptor));
}

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
