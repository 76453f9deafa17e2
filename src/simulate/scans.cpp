// SPDX-License-Identifier: Apache-2.0
// Reconnaissance: looking for open ports, fast or slowly, with or without the operating system.
#include "simulate/catalog.hpp"
#include "simulate/dns_talk.hpp"
#include "simulate/planner.hpp"
#include "wire/datagrams.hpp"
#include "wire/http.hpp"
#include "wire/tls.hpp"

namespace vedette {
namespace {

const std::vector<std::uint16_t> kTcpPorts = {21,   22,   23,   25,   53,   80,   110,  135,
                                              139,  143,  443,  445,  993,  1433, 1723, 3306,
                                              3389, 5432, 5900, 6379, 8000, 8080, 8443, 9200};
const std::vector<std::uint16_t> kUdpPorts = {53,  67,  69,   111,  123,  137,  161,  500,
                                              514, 520, 1194, 1900, 4500, 5060, 5353, 11211};
const std::vector<std::uint16_t> kUdpPortsThatAnswer = {53, 123, 161};

const std::vector<HostRole> kTargets = {
    HostRole::web_server,   HostRole::mail_server, HostRole::file_server,
    HostRole::shell_server, HostRole::ftp_server,  HostRole::terminal_server,
    HostRole::database,     HostRole::workstation, HostRole::iot_device};

Listener tcp_state(Draws& draws) {
  const double state = draws.uniform(0, 1);
  return state < 0.3 ? Listener::open : state < 0.8 ? Listener::closed : Listener::silent;
}

/// What an open port shows: some services greet, others answer a question.
void grab_banner(Dialogue& talk, Draws& draws, std::uint16_t port) {
  switch (port) {
    case 21:
    case 25:
      talk.server("220 ready " + draws.hex(draws.size(20, 0.7, {4, 120})) + "\r\n",
                  draws.log_normal(0.01, 1.0));
      break;
    case 22:
      talk.server("SSH-2.0-OpenSSH_9.2p1\r\n", draws.log_normal(0.01, 1.0));
      break;
    case 80:
    case 8000:
    case 8080:
      talk.client(to_bytes(HttpRequest{.host = "10.20.10.21", .agent = "scan/1.0"}, draws), 0.01);
      talk.server(to_bytes(HttpResponse{.body_bytes = draws.size(600, 1.2, {0, 9'000})}, draws),
                  draws.log_normal(0.01, 1.0));
      break;
    case 443:
    case 993:
    case 8443:
      tls_handshake(talk, draws, "scan.example");
      break;
    default:
      break;
  }
  talk.end(draws.chance(0.5) ? Ending::client_closes : Ending::client_resets,
           draws.log_normal(0.05, 1.5, {0.0005, 8}));
}

CallPlan probe_of(Planner& planner, const Host& attacker, TimeNs at,
                  const std::vector<std::uint16_t>& ports) {
  return {.at = at,
          .client = &attacker,
          .server = &planner.any(planner.draws().pick(kTargets)),
          .server_port = planner.draws().pick(ports)};
}

/// Probes come in bursts: a scanner keeps several in flight and waits for answers.
std::vector<TimeNs> bursts(Planner& planner, const TimeSpan& within) {
  std::vector<TimeNs> times;
  Draws& draws = planner.draws();
  for (std::int64_t left = planner.integer("probes"); left > 0;) {
    TimeNs at = planner.moment(within);
    for (std::int64_t burst = draws.whole(5, 30); burst > 0 && left > 0; --burst, --left) {
      times.push_back(at);
      at += seconds(draws.exponential(0.01));
    }
  }
  return times;
}

void plan_syn_scan(Planner& planner) {
  for (const TimeSpan& campaign : planner.campaigns()) {
    const Host& attacker = planner.any(HostRole::attacker);
    for (const TimeNs at : bursts(planner, campaign)) {
      CallPlan call = probe_of(planner, attacker, at, kTcpPorts);
      call.listener = tcp_state(planner.draws());
      call.manner = ClientManner::half_open;
      call.client_stack = &stack_of(System::raw_tool);
      planner.tcp(std::move(call));
    }
  }
}

void plan_connect_scan(Planner& planner) {
  for (const TimeSpan& campaign : planner.campaigns()) {
    const bool inside = planner.draws().chance(0.4);
    const Host& attacker = planner.any(inside ? HostRole::infected : HostRole::attacker);
    for (const TimeNs at : bursts(planner, campaign)) {
      CallPlan call = probe_of(planner, attacker, at, kTcpPorts);
      call.listener = tcp_state(planner.draws());
      call.talk = [port = call.server_port](Dialogue& talk, Draws& own) {
        grab_banner(talk, own, port);
      };
      if (call.server != &attacker) planner.tcp(std::move(call));
    }
  }
}

void plan_slow_scan(Planner& planner) {
  for (const TimeSpan& ignored : planner.campaigns()) {
    static_cast<void>(ignored);  // slow: over the whole span
    const Host& attacker = planner.any(HostRole::attacker);
    for (std::int64_t left = planner.integer("probes"); left > 0; --left) {
      CallPlan call = probe_of(planner, attacker, planner.moment(planner.span()), kTcpPorts);
      call.listener = tcp_state(planner.draws());
      call.talk = [port = call.server_port](Dialogue& talk, Draws& own) {
        grab_banner(talk, own, port);
      };
      planner.tcp(std::move(call));
    }
  }
}

/// Scanners know how to ask the common services; all others get an empty datagram.
void ask_service(Dialogue& talk, Draws& draws, std::uint16_t port) {
  const double pause_s = draws.exponential(0.8);
  for (std::int64_t tries = draws.whole(1, 3); tries > 0; --tries) {
    switch (port) {
      case 53:
        ask_for_address(talk, draws, draws.hex(draws.size(9, 0.4, {3, 40})) + ".example");
        break;
      case 123:
        ask_the_time(talk, draws, pause_s);
        break;
      case 161:
        ask_by_snmp(talk, draws, pause_s);
        break;
      case 514:
        talk.client(log_line(draws), pause_s);
        break;
      default:
        talk.client("", pause_s);
        break;
    }
  }
}

void plan_udp_scan(Planner& planner) {
  for (const TimeSpan& campaign : planner.campaigns()) {
    const Host& attacker = planner.any(HostRole::attacker);
    for (const TimeNs at : bursts(planner, campaign)) {
      CallPlan call = probe_of(planner, attacker, at, kUdpPorts);
      const double state = planner.draws().uniform(0, 1);
      call.listener = state < 0.25  ? Listener::open
                      : state < 0.6 ? Listener::closed
                                    : Listener::silent;
      if (call.listener == Listener::open)
        call.server_port = planner.draws().pick(kUdpPortsThatAnswer);
      call.talk = [port = call.server_port](Dialogue& talk, Draws& own) {
        ask_service(talk, own, port);
      };
      planner.udp(std::move(call));
    }
  }
}

std::vector<OptionSpec> scan_options(std::int64_t probes) {
  return {campaigns_option(), count_option("probes", probes, "Ports probed in each campaign")};
}

}  // namespace

ScenarioEntry syn_scan_scenario() {
  return {.name = "syn_scan",
          .summary = "Half-open scan of many ports and hosts with a raw tool",
          .intent = Intent::attack,
          .options = scan_options(110),
          .plan = plan_syn_scan};
}

ScenarioEntry connect_scan_scenario() {
  return {.name = "connect_scan",
          .summary = "Scan by full connections that reads banners, from outside or inside",
          .intent = Intent::attack,
          .options = scan_options(90),
          .plan = plan_connect_scan};
}

ScenarioEntry slow_scan_scenario() {
  return {.name = "slow_scan",
          .summary = "Scan by full connections, spread thinly over the whole time",
          .intent = Intent::attack,
          .options = scan_options(40),
          .plan = plan_slow_scan};
}

ScenarioEntry udp_scan_scenario() {
  return {.name = "udp_scan",
          .summary = "Scan of UDP services: some answer, closed ports report by ICMP",
          .intent = Intent::attack,
          .options = scan_options(70),
          .plan = plan_udp_scan};
}

}  // namespace vedette
