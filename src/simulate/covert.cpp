// SPDX-License-Identifier: Apache-2.0
// What infected workstations send home: beacons, tunnels, stolen data.
#include <fmt/format.h>

#include <algorithm>

#include "simulate/catalog.hpp"
#include "simulate/dns_talk.hpp"
#include "simulate/planner.hpp"
#include "simulate/web_talk.hpp"
#include "wire/tls.hpp"

namespace vedette {
namespace {

/// Data in the names of questions and in the text of answers.
void tunnel(Dialogue& talk, Draws& draws) {
  constexpr std::string_view kBase32 = "abcdefghijklmnopqrstuvwxyz234567";
  std::int64_t left = draws.chance(0.7) ? 1 : draws.whole(2, 15);
  for (; left > 0; --left) {
    const std::string data = draws.letters(draws.size(42, 0.6, {8, 63}), kBase32);
    const std::string more =
        draws.chance(0.5) ? "." + draws.letters(draws.size(30, 0.6, {4, 63}), kBase32) : "";
    const bool text = draws.chance(0.5);
    const DnsQuestion question = {draws.bits16(), fmt::format("{}{}.t.zone7.example", data, more),
                                  text ? DnsType::txt : DnsType::a};
    const std::string answer =
        text ? dns_text(draws.letters(draws.size(90, 0.8, {4, 250}), kBase32)) : draws.bytes(4);
    ask(talk, draws, question, {{question.type, answer}});
  }
}

void plan_dns_tunnel(Planner& planner) {
  for (const TimeSpan& campaign : planner.campaigns()) {
    const Host& client = planner.any(HostRole::infected);
    const bool direct = planner.draws().chance(0.4);  // past the site's own name server
    const Host& server = planner.any(direct ? HostRole::reflector : HostRole::name_server);
    for (std::int64_t left = planner.integer("conversations"); left > 0; --left)
      planner.udp({.at = planner.moment(campaign),
                   .client = &client,
                   .server = &server,
                   .server_port = 53,
                   .talk = tunnel});
  }
}

/// Asks for orders; mostly there are none.
TlsExchange beacon_sizes(Draws& draws, std::size_t bytes) {
  return {.request_bytes = draws.size(static_cast<double>(bytes), 0.3),
          .response_bytes = draws.chance(0.9) ? draws.size(150, 0.8, {10, 3'000})
                                              : draws.size(20'000, 0.9, {2'000, 200'000}),
          .thinking_s = draws.log_normal(0.02, 0.8)};
}

void plan_c2_beacon(Planner& planner) {
  const Host& controller = planner.any(HostRole::controller);
  for (const Host* client : planner.network().of(HostRole::infected)) {
    Draws& draws = planner.draws();
    const double interval_s = planner.real("interval") * draws.log_normal(1, 0.3);
    const double jitter = planner.real("jitter");
    const std::size_t bytes = draws.size(300, 0.5, {60, 2'000});
    const WebScheme scheme = draws.chance(0.7) ? WebScheme::https : WebScheme::http;
    TimeNs at = planner.span().start + seconds(draws.uniform(0, interval_s));
    while (at < planner.span().end) {
      planner.tcp({.at = at,
                   .client = client,
                   .server = &controller,
                   .server_port = port_of(scheme),
                   .talk =
                       [=, name = controller.name](Dialogue& talk, Draws& own) {
                         report(talk, own, scheme, name, beacon_sizes(own, bytes));
                       },
                   .listener = draws.chance(0.95) ? Listener::open : Listener::silent});
      at += seconds(interval_s * std::max(0.05, draws.uniform(1 - jitter, 1 + jitter)));
    }
  }
}

/// Uploads in pieces, so that no one flow stands out.
void steal(Dialogue& talk, Draws& draws, std::string_view host, std::size_t bytes) {
  constexpr std::size_t kPiece = 48 * 1024;
  tls_handshake(talk, draws, host);
  tls_exchange(talk, draws, {.request_bytes = draws.size(600, 0.4), .response_bytes = 300});
  for (; bytes > 0; bytes -= std::min(bytes, kPiece))
    talk.client(tls_data(draws, std::min(bytes, kPiece)), draws.log_normal(0.02, 1.2, {0.0005, 5}));
  talk.server(tls_data(draws, draws.size(250, 0.5)), draws.log_normal(0.1, 0.8));
  tls_close(talk, draws, draws.exponential(0.3));
}

void plan_exfiltration(Planner& planner) {
  for (const TimeSpan& campaign : planner.campaigns()) {
    const Host& client = planner.any(HostRole::infected);
    const Host& server =
        planner.any(planner.draws().chance(0.5) ? HostRole::controller : HostRole::content_network);
    for (std::int64_t left = planner.integer("uploads"); left > 0; --left) {
      const auto bytes = static_cast<std::size_t>(planner.draws().pareto(0.7, {15'000, 1'500'000}));
      planner.tcp({.at = planner.moment(campaign),
                   .client = &client,
                   .server = &server,
                   .server_port = 443,
                   .talk = [bytes, name = server.name](Dialogue& talk, Draws& own) {
                     steal(talk, own, name, bytes);
                   }});
    }
  }
}

}  // namespace

ScenarioEntry dns_tunnel_scenario() {
  return {.name = "dns_tunnel",
          .summary = "Data hidden in DNS questions and answers",
          .intent = Intent::attack,
          .options = {campaigns_option(), count_option("conversations", 80, "Flows of questions")},
          .plan = plan_dns_tunnel};
}

ScenarioEntry c2_beacon_scenario() {
  return {.name = "c2_beacon",
          .summary = "Infected workstations ask a controller for orders, at intervals with jitter",
          .intent = Intent::attack,
          .attempted = AttemptRule::no_payload,
          .options = {{.name = "interval",
                       .type = OptionType::real,
                       .unit = "seconds",
                       .standard = 45.0,
                       .help = "Between two beacons of a host, in the middle",
                       .low = 0.1,
                       .high = 86'400},
                      {.name = "jitter",
                       .type = OptionType::real,
                       .standard = 0.25,
                       .help = "Share by which an interval may differ",
                       .low = 0,
                       .high = 1}},
          .plan = plan_c2_beacon};
}

ScenarioEntry exfiltration_scenario() {
  return {.name = "exfiltration",
          .summary = "Stolen data leaves in uploads over TLS, large and small",
          .intent = Intent::attack,
          .attempted = AttemptRule::no_payload,
          .options = {campaigns_option(), count_option("uploads", 20, "Uploads in each campaign")},
          .plan = plan_exfiltration};
}

}  // namespace vedette
