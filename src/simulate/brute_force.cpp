// SPDX-License-Identifier: Apache-2.0
// Guessing passwords: ssh, FTP, and stolen credentials tried at a web form.
#include "simulate/catalog.hpp"
#include "simulate/office_talk.hpp"
#include "simulate/planner.hpp"
#include "simulate/web_talk.hpp"
#include "wire/ssh.hpp"

namespace vedette {
namespace {

void guess_by_ssh(Dialogue& talk, Draws& draws) {
  ssh_handshake(talk, draws,
                draws.chance(0.5) ? "libssh2_1.10.0" : "OpenSSH_9.2p1 Debian-2+deb12u3");
  // Tools type at once; patient ones wait like people.
  const double pause_s = draws.chance(0.5) ? 0.005 : 1.0;
  for (std::int64_t left = draws.whole(1, 5); left > 0; --left)
    ssh_password(talk, draws, SshAnswer::refused, draws.log_normal(pause_s, 0.8, {0.0005, 10}));
  if (draws.chance(0.02)) {  // a guess that was right is looked at by a command
    ssh_password(talk, draws, SshAnswer::accepted, pause_s);
    talk.client(ssh_packet(draws, 40), 0.01);
    talk.server(ssh_packet(draws, draws.size(300, 0.8)), 0.05);
  }
  const double how = draws.uniform(0, 1);
  talk.end(how < 0.6   ? Ending::client_closes
           : how < 0.9 ? Ending::server_closes
                       : Ending::client_resets,
           draws.log_normal(0.01, 1.5));
}

void guess_by_ftp(Dialogue& talk, Draws& draws) {
  ftp_log_in(talk, draws, draws.whole(1, 3), FtpEnd::gives_up);
  if (draws.chance(0.6)) {
    talk.client("QUIT\r\n", draws.log_normal(0.02, 1.5));
    talk.server("221 Goodbye.\r\n", 0.001);
  }
  talk.end(draws.chance(0.6) ? Ending::server_closes : Ending::client_closes,
           draws.log_normal(0.05, 1.5));
}

struct Target {
  HostRole role;
  std::uint16_t port;
  Talk talk;
};

/// Attempts follow one another, as fast as answers come, with longer rests.
void plan_guesses(Planner& planner, const Target& target) {
  for (const TimeSpan& campaign : planner.campaigns()) {
    const Host& attacker = planner.any(HostRole::attacker);
    const Host& victim = planner.any(target.role);
    const double busy = planner.draws().chance(0.1) ? 0.1 : 0;  // sometimes the server is full
    for (std::int64_t left = planner.integer("connections"); left > 0; --left)
      planner.tcp({.at = planner.moment(campaign),
                   .client = &attacker,
                   .server = &victim,
                   .server_port = target.port,
                   .talk = target.talk,
                   .listener = planner.draws().chance(busy) ? Listener::silent : Listener::open});
  }
}

void plan_ssh(Planner& planner) {
  plan_guesses(planner, {HostRole::shell_server, 22, guess_by_ssh});
}
void plan_ftp(Planner& planner) {
  plan_guesses(planner, {HostRole::ftp_server, 21, guess_by_ftp});
}

/// Stolen pairs of names and passwords, from several addresses.
void plan_credentials(Planner& planner) {
  for (const TimeSpan& campaign : planner.campaigns()) {
    const Host& victim = planner.any(HostRole::web_server);
    for (std::int64_t left = planner.integer("connections"); left > 0; --left) {
      const LoginAnswer answer =
          planner.draws().chance(0.03) ? LoginAnswer::accepted : LoginAnswer::refused;
      planner.tcp({.at = planner.moment(campaign),
                   .client = &planner.any(HostRole::attacker),
                   .server = &victim,
                   .server_port = 443,
                   .talk = [answer, name = victim.name](Dialogue& talk, Draws& own) {
                     log_in_tls(talk, own, name, answer);
                   }});
    }
  }
}

ScenarioEntry entry(std::string name, std::string summary, std::int64_t connections,
                    void (*plan)(Planner&)) {
  return {.name = std::move(name),
          .summary = std::move(summary),
          .intent = Intent::attack,
          .attempted = AttemptRule::no_payload,
          .options = {campaigns_option(),
                      count_option("connections", connections, "Connections in each campaign")},
          .plan = plan};
}

}  // namespace

ScenarioEntry ssh_brute_force_scenario() {
  return entry("ssh_brute_force", "Passwords guessed over ssh, a few in each connection", 70,
               plan_ssh);
}

ScenarioEntry ftp_brute_force_scenario() {
  return entry("ftp_brute_force", "Passwords guessed over FTP", 50, plan_ftp);
}

ScenarioEntry credential_stuffing_scenario() {
  return entry("credential_stuffing", "Stolen credentials tried at a web form over TLS", 70,
               plan_credentials);
}

}  // namespace vedette
