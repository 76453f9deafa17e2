// SPDX-License-Identifier: Apache-2.0
// Denial of service: too many connections, datagrams or answers, or connections held open.
#include <fmt/format.h>

#include "simulate/catalog.hpp"
#include "simulate/planner.hpp"
#include "simulate/web_attack.hpp"
#include "wire/datagrams.hpp"
#include "wire/dns_message.hpp"
#include "wire/http.hpp"

namespace vedette {
namespace {

/// Forged senders all come from this block, where no host of the network is.
constexpr const char* kForgedBlock = "198.19.128.0/17";

/// A sender that exists only in the packets of a flood. They live as long as the program: plans
/// point to hosts, and a flood must not need memory for each of its senders.
const Host& forged_sender(Draws& draws) {
  static const std::vector<Host> pool = [] {
    constexpr std::size_t kSenders = 2'000;
    Draws own(Random::for_task(0, kSenders));
    std::vector<Host> hosts(kSenders);
    for (Host& host : hosts) {
      const std::uint8_t bytes[] = {198, 19, static_cast<std::uint8_t>(own.whole(128, 255)),
                                    static_cast<std::uint8_t>(own.whole(1, 254))};
      host.ipv4 = Address::ipv4(bytes);
      host.mac = {0x02, 0x00, 0x5e, 0x00, 0x00, 0x01};
      host.one_way_s = own.log_normal(0.05, 0.5, {0.005, 0.2});
      host.system = own.chance(0.5) ? System::windows : System::linux_server;
      host.hops = static_cast<std::uint8_t>(own.whole(6, 20));
    }
    return hosts;
  }();
  return draws.pick(pool);
}

void plan_syn_flood(Planner& planner) {
  for (const TimeSpan& campaign : planner.campaigns()) {
    const Host& victim = planner.any(HostRole::web_server);
    planner.label_as_campaign({.protocol = "tcp",
                               .initiator = kForgedBlock,
                               .responder = to_string(victim.ipv4),
                               .responder_port = "443"});
    for (std::int64_t left = planner.integer("senders"); left > 0; --left) {
      Draws& draws = planner.draws();
      planner.tcp(
          {.at = planner.moment(campaign),
           .client = &forged_sender(draws),
           .server = &victim,
           .server_port = 443,
           .client_port = static_cast<std::uint16_t>(draws.whole(1'024, 65'535)),
           .listener = draws.chance(0.7) ? Listener::open : Listener::silent,
           .manner = ClientManner::spoofed,
           .client_stack = &stack_of(draws.chance(0.6) ? System::linux_server : System::raw_tool)});
    }
  }
}

void plan_udp_flood(Planner& planner) {
  for (const TimeSpan& campaign : planner.campaigns()) {
    const Host& victim = planner.any(HostRole::web_server);
    for (std::int64_t left = planner.integer("streams"); left > 0; --left) {
      Draws& draws = planner.draws();
      planner.udp({.at = planner.moment(campaign),
                   .client = &planner.any(HostRole::attacker),
                   .server = &victim,
                   .server_port = static_cast<std::uint16_t>(2 * draws.whole(8'000, 12'000)),
                   .talk =
                       [](Dialogue& talk, Draws& own) {
                         const double gap_s = own.log_normal(0.008, 0.9, {0.0002, 0.1});
                         const double bytes = own.log_normal(170, 0.9, {16, 1'400});
                         for (auto i = static_cast<int>(own.pareto(0.7, {3, 150})); i > 0; --i)
                           talk.client(filler(own, own.size(bytes, 0.1, {8, 1'450})),
                                       own.exponential(gap_s));
                       },
                   .listener = draws.chance(0.5) ? Listener::silent : Listener::open});
    }
  }
}

/// The victim's address was forged in questions that the capture never sees; here are the answers.
void reflect(Dialogue& talk, Draws& draws) {
  const DnsQuestion question = {draws.bits16(), fmt::format("zone{}.example", draws.whole(1, 40)),
                                DnsType::txt};
  const std::size_t bytes = draws.size(900, 0.5, {200, 1'300});
  const std::string answer =
      dns_response(question, DnsStatus::ok, {{DnsType::txt, dns_text(draws.hex(bytes))}});
  for (auto i = static_cast<int>(draws.pareto(0.8, {1, 60})); i > 0; --i)
    talk.client(answer, draws.log_normal(0.05, 1.5, {0.0005, 5}));
}

void plan_dns_amplification(Planner& planner) {
  for (const TimeSpan& campaign : planner.campaigns()) {
    Draws& draws = planner.draws();
    const Host& victim =
        planner.any(draws.chance(0.5) ? HostRole::web_server : HostRole::name_server);
    for (std::int64_t left = planner.integer("reflectors"); left > 0; --left)
      planner.udp({.at = planner.moment(campaign),
                   .client = &planner.any(HostRole::reflector),
                   .server = &victim,
                   .server_port = static_cast<std::uint16_t>(draws.whole(1'024, 65'535)),
                   .client_port = 53,
                   .talk = reflect,
                   .listener = draws.chance(0.7) ? Listener::silent : Listener::closed});
  }
}

/// A request whose header never ends, line by line.
void dawdle(Dialogue& talk, Draws& draws, std::string_view host) {
  std::string request = to_bytes(HttpRequest{.host = host, .agent = some_browser(draws)}, draws);
  request.resize(request.size() - 2);  // without the empty line
  talk.client(request, draws.log_normal(0.01, 1.0));
  const double pause_s = draws.uniform(4, 20);
  for (std::int64_t lines = draws.whole(1, 12); lines > 0; --lines)
    talk.client(fmt::format("X-{}: {}\r\n", draws.hex(4), draws.hex(draws.size(6, 0.6, {2, 40}))),
                pause_s * draws.uniform(0.8, 1.2));
  const double how = draws.uniform(0, 1);
  if (how < 0.4)
    talk.server(to_bytes(HttpResponse{.status = "408 Request Timeout", .body_bytes = 140}, draws),
                5);
  talk.end(how < 0.6   ? Ending::server_closes
           : how < 0.8 ? Ending::client_resets
                       : Ending::abandoned,
           how < 0.4 ? 0.001 : draws.uniform(1, 15));
}

void plan_slowloris(Planner& planner) { plan_web_attack(planner, dawdle); }

}  // namespace

ScenarioEntry syn_flood_scenario() {
  return {.name = "syn_flood",
          .summary = "SYNs with forged senders at one server, which answers in vain",
          .intent = Intent::attack,
          .options = {campaigns_option(), count_option("senders", 110, "Forged senders")},
          .plan = plan_syn_flood};
}

ScenarioEntry udp_flood_scenario() {
  return {.name = "udp_flood",
          .summary = "Streams of datagrams at one server from several attackers",
          .intent = Intent::attack,
          .options = {campaigns_option(), count_option("streams", 60, "Streams")},
          .plan = plan_udp_flood};
}

ScenarioEntry dns_amplification_scenario() {
  return {.name = "dns_amplification",
          .summary = "Large DNS answers that nobody inside asked for",
          .intent = Intent::attack,
          .options = {campaigns_option(), count_option("reflectors", 60, "Streams of answers")},
          .plan = plan_dns_amplification};
}

ScenarioEntry slowloris_scenario() {
  return {.name = "slowloris",
          .summary = "Requests that never end hold a web server's connections",
          .intent = Intent::attack,
          .attempted = AttemptRule::no_payload,
          .options = {campaigns_option(), count_option("connections", 50, "Connections held")},
          .plan = plan_slowloris};
}

}  // namespace vedette
