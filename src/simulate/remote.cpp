// SPDX-License-Identifier: Apache-2.0
// People and scripts on other machines: ssh, file shares, remote desktops, FTP.
#include <fmt/format.h>

#include "simulate/catalog.hpp"
#include "simulate/office_talk.hpp"
#include "simulate/planner.hpp"
#include "wire/ssh.hpp"

namespace vedette {
namespace {

constexpr std::string_view kOpenSsh = "OpenSSH_9.2p1 Debian-2+deb12u3";

/// Keystrokes with their echoes, and commands with their output.
void type_commands(Dialogue& talk, Draws& draws, std::int64_t commands) {
  for (std::int64_t i = 0; i < commands; ++i) {
    for (std::int64_t key = draws.whole(2, 14); key > 0; --key) {
      talk.client(ssh_packet(draws, 8), draws.log_normal(0.16, 0.6, {0.02, 6}));
      talk.server(ssh_packet(draws, 8), 0.0006);
    }
    talk.server(ssh_packet(draws, draws.size(500, 1.3, {16, 30'000})),
                draws.log_normal(0.02, 1.2, {0.001, 10}));
    if (draws.chance(0.3)) talk.client(ssh_packet(draws, 8), draws.log_normal(6, 0.9, {1, 55}));
  }
}

/// What configuration tools and version control do: one command, its output, goodbye.
void run_one_command(Dialogue& talk, Draws& draws) {
  talk.client(ssh_packet(draws, draws.size(120, 0.8, {32, 4'000})), draws.exponential(0.01));
  talk.server(ssh_packet(draws, draws.size(600, 1.4, {16, 60'000})),
              draws.log_normal(0.2, 1.2, {0.005, 20}));
}

void ssh_session(Dialogue& talk, Draws& draws, std::int64_t mistakes) {
  ssh_handshake(talk, draws, kOpenSsh);
  for (std::int64_t i = 0; i < mistakes; ++i)
    ssh_password(talk, draws, SshAnswer::refused, draws.log_normal(2.5, 0.7, {0.3, 20}));
  const bool gives_up = mistakes > 0 && draws.chance(0.35);
  if (!gives_up) {
    ssh_password(talk, draws, SshAnswer::accepted, draws.log_normal(0.4, 1.5, {0.001, 15}));
    if (draws.chance(0.65))
      run_one_command(talk, draws);
    else
      type_commands(talk, draws, draws.whole(2, 12));
  }
  talk.end(draws.chance(0.8) ? Ending::client_closes : Ending::server_closes,
           draws.log_normal(0.02, 1.5));
}

void plan_ssh_with(Planner& planner, std::int64_t most_mistakes) {
  for (const TimeNs at : planner.arrivals()) {
    Draws& draws = planner.draws();
    const double from = draws.uniform(0, 1);
    const HostRole role = from < 0.5   ? HostRole::workstation
                          : from < 0.8 ? HostRole::visitor
                                       : HostRole::partner;
    const std::int64_t mistakes = most_mistakes == 0 ? 0 : draws.whole(1, most_mistakes);
    planner.tcp(
        {.at = at,
         .client = &planner.any(role),
         .server = &planner.any(HostRole::shell_server),
         .server_port = 22,
         .talk = [mistakes](Dialogue& talk, Draws& own) { ssh_session(talk, own, mistakes); }});
  }
}

void plan_ssh(Planner& planner) {
  plan_ssh_with(planner, 0);
}
void plan_mistyped(Planner& planner) {
  plan_ssh_with(planner, 3);
}

void plan_file_sharing(Planner& planner) {
  for (const TimeNs at : planner.arrivals()) {
    Draws& draws = planner.draws();
    const AccessAnswer answer = draws.chance(0.92) ? AccessAnswer::granted : AccessAnswer::refused;
    const auto operations = static_cast<std::int64_t>(draws.pareto(0.9, {2, 40}));
    const bool between_desks = draws.chance(0.2);
    const Host& client = planner.any(HostRole::workstation);
    planner.tcp({.at = at,
                 .client = &client,
                 .server = between_desks
                               ? &planner.network().another(HostRole::workstation, client, draws)
                               : &planner.any(HostRole::file_server),
                 .server_port = 445,
                 .talk = [answer, operations](Dialogue& talk, Draws& own) {
                   share_files(talk, own, answer, operations);
                 }});
  }
}

void plan_remote_desktop(Planner& planner) {
  for (const TimeNs at : planner.arrivals()) {
    Draws& draws = planner.draws();
    const AccessAnswer answer = draws.chance(0.85) ? AccessAnswer::granted : AccessAnswer::refused;
    const auto screens = static_cast<std::int64_t>(draws.pareto(0.7, {4, 200}));
    planner.tcp({.at = at,
                 .client = &planner.any(HostRole::workstation),
                 .server = &planner.any(HostRole::terminal_server),
                 .server_port = 3389,
                 .talk = [answer, screens](Dialogue& talk, Draws& own) {
                   use_desktop(talk, own, answer, screens);
                 }});
  }
}

/// The data of one transfer travels over a connection of its own, to a port the server names.
std::uint16_t plan_ftp_data(Planner& planner, TimeNs at, const Host& client, const Host& server) {
  const auto port = static_cast<std::uint16_t>(planner.draws().whole(40'000, 50'000));
  planner.tcp({.at = at,
               .client = &client,
               .server = &server,
               .server_port = port,
               .talk = [](Dialogue& talk, Draws& own) {
                 talk.server(own.bytes(own.size(9'000, 1.6, {60, 800'000})), 0.005);
                 talk.end(Ending::server_closes);
               }});
  return port;
}

void plan_ftp(Planner& planner) {
  for (const TimeNs at : planner.arrivals()) {
    Draws& draws = planner.draws();
    const Host& client = planner.any(draws.chance(0.5) ? HostRole::partner : HostRole::visitor);
    const Host& server = planner.any(HostRole::ftp_server);
    const std::int64_t mistakes = draws.chance(0.25) ? draws.whole(1, 2) : 0;
    std::vector<std::uint16_t> ports;
    for (std::int64_t left = draws.whole(0, 3); left > 0; --left)
      ports.push_back(plan_ftp_data(planner, at + seconds(draws.uniform(2, 12)), client, server));
    planner.tcp({.at = at,
                 .client = &client,
                 .server = &server,
                 .server_port = 21,
                 .talk = [mistakes, ports](Dialogue& talk, Draws& own) {
                   ftp_log_in(talk, own, mistakes, FtpEnd::logs_in);
                   for (const std::uint16_t port : ports) {
                     talk.client("EPSV\r\n", own.log_normal(0.5, 1.2, {0.001, 10}));
                     talk.server(
                         fmt::format("229 Entering Extended Passive Mode (|||{}|).\r\n", port),
                         0.001);
                     talk.client(fmt::format("RETR {}.csv\r\n", own.hex(8)), 0.002);
                     talk.server("150 Opening BINARY mode data connection.\r\n", 0.002);
                     talk.server("226 Transfer complete.\r\n", own.log_normal(0.3, 1.0));
                   }
                   talk.client("QUIT\r\n", own.log_normal(0.5, 1.5, {0.001, 30}));
                   talk.server("221 Goodbye.\r\n", 0.001);
                   talk.end(Ending::server_closes);
                 }});
  }
}

}  // namespace

ScenarioEntry ssh_scenario() {
  return {.name = "ssh",
          .summary = "Shell sessions: people who type, scripts that run one command",
          .options = {rate_option(6, "Connections")},
          .plan = plan_ssh};
}

ScenarioEntry ssh_mistyped_scenario() {
  return {.name = "ssh_mistyped",
          .summary = "People mistype their ssh password and get in at a later attempt, or give up",
          .options = {rate_option(4, "Connections")},
          .plan = plan_mistyped};
}

ScenarioEntry file_sharing_scenario() {
  return {.name = "file_sharing",
          .summary = "Workstations open shares of file servers and of each other",
          .options = {rate_option(8, "Connections")},
          .plan = plan_file_sharing};
}

ScenarioEntry remote_desktop_scenario() {
  return {.name = "remote_desktop",
          .summary = "Sessions on terminal servers",
          .options = {rate_option(2, "Connections")},
          .plan = plan_remote_desktop};
}

ScenarioEntry ftp_scenario() {
  return {.name = "ftp",
          .summary = "Partners fetch files by FTP, with passive data connections",
          .options = {rate_option(4, "Control connections")},
          .plan = plan_ftp};
}

}  // namespace vedette
