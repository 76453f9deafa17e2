// SPDX-License-Identifier: Apache-2.0
// Web traffic: people of the site browsing outside, people outside using the site's servers, and
// a search engine's crawler.
#include <fmt/format.h>

#include "simulate/catalog.hpp"
#include "simulate/planner.hpp"
#include "simulate/web_talk.hpp"
#include "wire/http.hpp"
#include "wire/tls.hpp"

namespace vedette {
namespace {

std::size_t object_bytes(Draws& draws) {
  if (draws.chance(0.85)) return draws.size(3'500, 1.3, {80, 60'000});
  return static_cast<std::size_t>(draws.pareto(1.3, {15'000, 400'000}));
}

double between_objects(Draws& draws) {
  return draws.chance(0.85) ? draws.log_normal(0.03, 1.0) : draws.log_normal(2.5, 1.0, {0.1, 40});
}

double server_thinking(Draws& draws) {
  return draws.log_normal(0.012, 1.0, {0.0005, 3});
}

/// Browsers keep a connection for a while and then close it, servers after their own time-out.
void end_some_way(Dialogue& talk, Draws& draws) {
  const double how = draws.uniform(0, 1);
  if (how < 0.45)
    talk.end(Ending::client_closes, draws.log_normal(1.0, 2.0, {0.001, 60}));
  else if (how < 0.75)
    talk.end(Ending::server_closes, draws.chance(0.5) ? 5 : draws.log_normal(0.5, 2, {0.001, 65}));
  else if (how < 0.9)
    talk.end(Ending::client_resets, draws.log_normal(0.5, 2.0, {0.001, 60}));
  else
    talk.end(Ending::abandoned);
}

/// One visit: names are looked up and several connections opened.
void plan_visit(Planner& planner, TimeNs at) {
  Draws& draws = planner.draws();
  const Host& client = planner.any(HostRole::workstation);
  TimeNs next = at;
  for (std::int64_t left = 1 + draws.whole(0, 3); left > 0; --left) {
    const HostRole role = draws.chance(0.3) ? HostRole::content_network : HostRole::site;
    const Host& server = planner.any(role);
    planner.look_up(next, client, "www." + server.name);
    next += seconds(draws.log_normal(0.03, 0.8));
    const bool tls = draws.chance(0.85);
    const auto objects = static_cast<std::int64_t>(draws.pareto(1.1, {1, 14}));
    planner.tcp({.at = next,
                 .client = &client,
                 .server = &server,
                 .server_port = static_cast<std::uint16_t>(tls ? 443 : 80),
                 .talk = [tls, objects, name = server.name](Dialogue& talk, Draws& own) {
                   (tls ? fetch_page_tls : fetch_page)(talk, own, name, objects);
                 }});
    next += seconds(draws.exponential(0.4));
  }
}

void plan_web(Planner& planner) {
  for (const TimeNs at : planner.arrivals()) plan_visit(planner, at);
}

void plan_web_service(Planner& planner) {
  for (const TimeNs at : planner.arrivals()) {
    Draws& draws = planner.draws();
    const double kind = draws.uniform(0, 1);
    const bool clear = kind < 0.35;
    const bool login = kind > 0.65;
    const auto objects = static_cast<std::int64_t>(draws.pareto(1.2, {1, 10}));
    const LoginAnswer answer = draws.chance(0.85) ? LoginAnswer::accepted : LoginAnswer::refused;
    const Host& server = planner.any(HostRole::web_server);
    planner.tcp({.at = at,
                 .client = &planner.any(HostRole::visitor),
                 .server = &server,
                 .server_port = static_cast<std::uint16_t>(clear ? 80 : 443),
                 .talk = [=, name = server.name](Dialogue& talk, Draws& own) {
                   if (login) return log_in_tls(talk, own, name, answer);
                   (clear ? fetch_page : fetch_page_tls)(talk, own, name, objects);
                 }});
  }
}

/// Many pages of one server by one client, politely spaced.
void crawl(Dialogue& talk, Draws& draws, std::string_view host) {
  for (std::int64_t left = draws.whole(1, 8); left > 0; --left) {
    const bool missing = draws.chance(0.15);
    talk.client(to_bytes(HttpRequest{.host = host,
                                     .path = some_path(draws) +
                                             "?id=" + draws.hex(draws.size(8, 0.9, {2, 300})),
                                     .agent = "Mozilla/5.0 (compatible; examplebot/2.1)"},
                         draws),
                draws.log_normal(0.8, 1.0, {0.01, 20}));
    talk.server(to_bytes(missing ? HttpResponse{.status = "404 Not Found", .body_bytes = 162}
                                 : HttpResponse{.body_bytes = object_bytes(draws)},
                         draws),
                server_thinking(draws));
  }
  end_some_way(talk, draws);
}

void plan_crawler(Planner& planner) {
  const Host& crawler = planner.any(HostRole::site);
  for (const TimeNs at : planner.arrivals()) {
    const Host& server = planner.any(HostRole::web_server);
    planner.tcp(
        {.at = at,
         .client = &crawler,
         .server = &server,
         .server_port = 80,
         .talk = [name = server.name](Dialogue& talk, Draws& own) { crawl(talk, own, name); }});
  }
}

}  // namespace

void tls_exchange(Dialogue& talk, Draws& draws, const TlsExchange& exchange) {
  talk.client(tls_data(draws, exchange.request_bytes), exchange.pause_s);
  talk.server(tls_data(draws, exchange.response_bytes), exchange.thinking_s);
}

void report(Dialogue& talk, Draws& draws, WebScheme scheme, std::string_view host,
            const TlsExchange& exchange) {
  if (scheme == WebScheme::https) {
    tls_handshake(talk, draws, host);
    tls_exchange(talk, draws, exchange);
    return tls_close(talk, draws, draws.log_normal(0.05, 1.8, {0.001, 20}));
  }
  talk.client(to_bytes(HttpRequest{.method = "POST",
                                   .host = host,
                                   .path = "/v1/report",
                                   .agent = some_browser(draws),
                                   .body = draws.hex(exchange.request_bytes),
                                   .body_type = "text/plain"},
                       draws),
              exchange.pause_s);
  talk.server(to_bytes(HttpResponse{.body_bytes = exchange.response_bytes}, draws),
              exchange.thinking_s);
  talk.end(Ending::client_closes, draws.log_normal(0.02, 1.5));
}

void fetch_page(Dialogue& talk, Draws& draws, std::string_view host, std::int64_t objects) {
  const std::string_view agent = some_browser(draws);
  for (std::int64_t i = 0; i < objects; ++i) {
    talk.client(
        to_bytes(HttpRequest{.host = host, .path = some_path(draws), .agent = agent}, draws),
        i == 0 ? 0.0005 : between_objects(draws));
    talk.server(to_bytes(HttpResponse{.body_bytes = object_bytes(draws)}, draws),
                server_thinking(draws));
  }
  end_some_way(talk, draws);
}

void fetch_page_tls(Dialogue& talk, Draws& draws, std::string_view host, std::int64_t objects) {
  tls_handshake(talk, draws, host);
  for (std::int64_t i = 0; i < objects; ++i)
    tls_exchange(talk, draws,
                 {.request_bytes = draws.size(420, 0.7, {60, 4'000}),
                  .response_bytes = object_bytes(draws),
                  .pause_s = i == 0 ? 0.0005 : between_objects(draws),
                  .thinking_s = server_thinking(draws)});
  end_some_way(talk, draws);
}

void log_in_tls(Dialogue& talk, Draws& draws, std::string_view host, LoginAnswer answer) {
  tls_handshake(talk, draws, host);
  if (draws.chance(0.6))  // the form first
    tls_exchange(talk, draws,
                 {.request_bytes = draws.size(350, 0.5),
                  .response_bytes = draws.size(4'500, 0.5),
                  .thinking_s = server_thinking(draws)});
  const bool accepted = answer == LoginAnswer::accepted;
  tls_exchange(talk, draws,
               {.request_bytes = draws.size(620, 0.4),
                .response_bytes = accepted ? draws.size(900, 0.9) : draws.size(1'300, 0.7),
                .pause_s = draws.log_normal(1.2, 1.3, {0.01, 25}),
                .thinking_s = draws.log_normal(0.15, 0.6)});
  if (accepted && draws.chance(0.7))
    tls_exchange(talk, draws,
                 {.request_bytes = draws.size(500, 0.5),
                  .response_bytes = object_bytes(draws),
                  .pause_s = between_objects(draws),
                  .thinking_s = server_thinking(draws)});
  end_some_way(talk, draws);
}

ScenarioEntry web_scenario() {
  return {.name = "web",
          .summary = "People browse: look-ups, HTTP and TLS connections with several objects",
          .options = {rate_option(18, "Visits of a site")},
          .plan = plan_web};
}

ScenarioEntry web_service_scenario() {
  return {.name = "web_service",
          .summary = "Visitors use the site's own web servers, and log in, now and then wrongly",
          .options = {rate_option(36, "Connections")},
          .plan = plan_web_service};
}

ScenarioEntry crawler_scenario() {
  return {.name = "crawler",
          .summary = "A search engine reads the site's pages, missing ones too",
          .options = {rate_option(8, "Connections")},
          .plan = plan_crawler};
}

}  // namespace vedette
