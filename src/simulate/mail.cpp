// SPDX-License-Identifier: Apache-2.0
// Mail: messages in and out by SMTP (RFC 5321), mailboxes read by IMAP over TLS.
#include <fmt/format.h>

#include "simulate/catalog.hpp"
#include "simulate/planner.hpp"
#include "simulate/web_talk.hpp"
#include "wire/tls.hpp"

namespace vedette {
namespace {

double reply_delay(Draws& draws) {
  return draws.log_normal(0.015, 1.0, {0.001, 5});
}

/// A line each way.
void say(Dialogue& talk, Draws& draws, std::string command, std::string reply) {
  talk.client(command + "\r\n", draws.exponential(0.002));
  talk.server(reply + "\r\n", reply_delay(draws));
}

std::string mail_body(Draws& draws) {
  const std::size_t bytes = draws.chance(0.8) ? draws.size(6'000, 1.0, {600, 80'000})
                                              : draws.size(150'000, 0.8, {30'000, 1'000'000});
  std::string body = "Subject: " + draws.hex(12) + "\r\nMIME-Version: 1.0\r\n\r\n";
  constexpr std::size_t kLine = 76;
  while (body.size() < bytes)
    body +=
        draws.letters(kLine, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") +
        "\r\n";
  return body + ".\r\n";
}

void send_mail(Dialogue& talk, Draws& draws) {
  talk.server("220 mail.example ESMTP\r\n", draws.log_normal(0.05, 1.2, {0.001, 8}));
  say(talk, draws, fmt::format("EHLO mx{}.example", draws.whole(1, 12)),
      "250-mail.example\r\n250-SIZE 52428800\r\n250 8BITMIME");
  for (std::int64_t left = draws.chance(0.85) ? 1 : draws.whole(2, 5); left > 0; --left) {
    say(talk, draws, fmt::format("MAIL FROM:<{}@site.example>", draws.hex(8)), "250 2.1.0 Ok");
    if (draws.chance(0.08)) {
      say(talk, draws, "RCPT TO:<nobody@corp.example>", "550 5.1.1 User unknown");
      continue;
    }
    say(talk, draws, fmt::format("RCPT TO:<{}@corp.example>", draws.hex(6)), "250 2.1.5 Ok");
    say(talk, draws, "DATA", "354 End data with <CR><LF>.<CR><LF>");
    talk.client(mail_body(draws), 0.001);
    talk.server("250 2.0.0 Ok: queued as " + draws.hex(10) + "\r\n",
                draws.log_normal(0.2, 0.8, {0.01, 5}));
  }
  say(talk, draws, "QUIT", "221 2.0.0 Bye");
  talk.end(Ending::server_closes);
}

void read_mailbox(Dialogue& talk, Draws& draws) {
  tls_handshake(talk, draws, "mail.corp.example");
  for (std::int64_t left = draws.whole(4, 16); left > 0; --left)
    tls_exchange(
        talk, draws,
        {.request_bytes = draws.size(40, 0.5, {10, 200}),
         .response_bytes =
             draws.chance(0.8) ? draws.size(180, 0.8) : draws.size(12'000, 1.2, {500, 300'000}),
         .pause_s = draws.chance(0.8) ? draws.exponential(0.01) : draws.log_normal(8, 0.8, {1, 55}),
         .thinking_s = reply_delay(draws)});
  tls_close(talk, draws, draws.exponential(0.5));
}

void plan(Planner& planner) {
  for (const TimeNs at : planner.arrivals()) {
    const double kind = planner.draws().uniform(0, 1);
    const Host& server = planner.any(HostRole::mail_server);
    const Host& peer = planner.any(HostRole::mail_peer);
    if (kind < 0.35)
      planner.tcp(
          {.at = at, .client = &peer, .server = &server, .server_port = 25, .talk = send_mail});
    else if (kind < 0.55)
      planner.tcp(
          {.at = at, .client = &server, .server = &peer, .server_port = 25, .talk = send_mail});
    else
      planner.tcp({.at = at,
                   .client = &planner.any(HostRole::workstation),
                   .server = &server,
                   .server_port = 993,
                   .talk = read_mailbox});
  }
}

}  // namespace

ScenarioEntry mail_scenario() {
  return {.name = "mail",
          .summary = "Messages in and out by SMTP, mailboxes read by IMAP over TLS",
          .options = {rate_option(9, "Connections")},
          .plan = plan};
}

}  // namespace vedette
