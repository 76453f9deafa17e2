// SPDX-License-Identifier: Apache-2.0
// Breaking in and moving on: requests that exploit web applications, and one workstation reaching
// for others.
#include <fmt/format.h>

#include "simulate/catalog.hpp"
#include "simulate/office_talk.hpp"
#include "simulate/planner.hpp"
#include "simulate/web_attack.hpp"
#include "simulate/web_talk.hpp"
#include "wire/http.hpp"

namespace vedette {
namespace {

void plan_lateral_movement(Planner& planner) {
  for (const TimeSpan& campaign : planner.campaigns()) {
    const Host& client = planner.any(HostRole::infected);
    for (std::int64_t left = planner.integer("connections"); left > 0; --left) {
      Draws& draws = planner.draws();
      const bool shares = draws.chance(0.65);
      const AccessAnswer answer = draws.chance(0.5) ? AccessAnswer::granted : AccessAnswer::refused;
      const auto steps = static_cast<std::int64_t>(draws.pareto(0.9, {2, 60}));
      const double target = draws.uniform(0, 1);
      const double state = draws.uniform(0, 1);
      planner.tcp({.at = planner.moment(campaign),
                   .client = &client,
                   .server = target < 0.6
                                 ? &planner.network().another(HostRole::workstation, client, draws)
                             : target < 0.8 ? &planner.any(HostRole::file_server)
                                            : &planner.any(HostRole::terminal_server),
                   .server_port = static_cast<std::uint16_t>(shares ? 445 : 3389),
                   .talk =
                       [=](Dialogue& talk, Draws& own) {
                         (shares ? share_files : use_desktop)(talk, own, answer, steps);
                       },
                   .listener = state < 0.8   ? Listener::open
                               : state < 0.9 ? Listener::closed
                                             : Listener::silent});
    }
  }
}

/// Kinds of hostile input, each with room for something drawn.
std::string hostile_request(Draws& draws, std::string_view host, std::string_view agent) {
  const std::string drawn = draws.hex(draws.size(10, 0.8, {2, 200}));
  HttpRequest request = {.host = host, .path = some_path(draws), .agent = agent};
  switch (draws.whole(0, 4)) {
    case 0:
      request.path += "?id=1%27%20OR%20%271%27=%271%27--%20" + drawn;
      break;
    case 1:
      request.path = "/static/..%2f..%2f..%2fetc/passwd?" + drawn;
      break;
    case 2:
      request.path += "?q=%3Cscript%3Edocument.title=%22" + drawn + "%22%3C/script%3E";
      break;
    case 3:
      request.method = "POST";
      request.body = "cmd=;cat%20/etc/hostname%20%23" + draws.hex(draws.size(120, 1.2, {4, 6'000}));
      break;
    default:
      request.method = "POST";
      request.body_type = "application/xml";
      request.body = fmt::format(
          "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY e SYSTEM "
          "\"file:///etc/hostname\">]><r>&e;{}</r>",
          drawn);
      break;
  }
  return to_bytes(request, draws);
}

void exploit(Dialogue& talk, Draws& draws, std::string_view host) {
  static const std::vector<std::string_view> kStatuses = {
      "200 OK", "200 OK", "403 Forbidden", "404 Not Found", "500 Internal Server Error"};
  const std::string_view agent = some_browser(draws);
  for (std::int64_t left = draws.whole(1, 7); left > 0; --left) {
    const bool harmless = draws.chance(0.25);  // looks around first
    talk.client(
        harmless
            ? to_bytes(HttpRequest{.host = host, .path = some_path(draws), .agent = agent}, draws)
            : hostile_request(draws, host, agent),
        draws.log_normal(0.3, 1.5, {0.001, 20}));
    talk.server(to_bytes(HttpResponse{.status = draws.pick(kStatuses),
                                      .body_bytes = draws.size(1'500, 1.4, {100, 60'000})},
                         draws),
                draws.log_normal(0.015, 1.0, {0.0005, 3}));
  }
  const double how = draws.uniform(0, 1);
  talk.end(how < 0.5    ? Ending::client_closes
           : how < 0.75 ? Ending::server_closes
                        : Ending::client_resets,
           draws.log_normal(0.5, 2.0, {0.001, 60}));
}

void plan_web_exploitation(Planner& planner) { plan_web_attack(planner, exploit); }

}  // namespace

ScenarioEntry lateral_movement_scenario() {
  return {.name = "lateral_movement",
          .summary = "An infected workstation tries shares and desktops of others",
          .intent = Intent::attack,
          .attempted = AttemptRule::no_payload,
          .options = {campaigns_option(), count_option("connections", 45, "Connections tried")},
          .plan = plan_lateral_movement};
}

ScenarioEntry web_exploitation_scenario() {
  return {.name = "web_exploitation",
          .summary = "Requests that inject commands, queries and scripts, or climb out of a folder",
          .intent = Intent::attack,
          .attempted = AttemptRule::no_payload,
          .options = {campaigns_option(), count_option("connections", 60, "Connections")},
          .plan = plan_web_exploitation};
}

}  // namespace vedette
