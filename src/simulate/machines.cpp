// SPDX-License-Identifier: Apache-2.0
// What machines say unasked: things that report, clocks that are set, monitoring that probes
// everything, checks at fixed intervals.
#include <fmt/format.h>

#include <algorithm>

#include "simulate/catalog.hpp"
#include "simulate/planner.hpp"
#include "simulate/web_talk.hpp"
#include "wire/byte_text.hpp"
#include "wire/datagrams.hpp"

namespace vedette {
namespace {

/// An MQTT control packet (OASIS MQTT 3.1.1, 2.2) of less than 128 bytes of body.
std::string mqtt(std::uint8_t kind, std::string_view body) {
  return ByteText().u8(kind).u8(body.size()).text(body).str();
}

/// Connects, then publishes or pings at its interval until `length_s` is over.
void report_by_mqtt(Dialogue& talk, Draws& draws, double interval_s, double length_s) {
  const std::string name = "sensor-" + draws.hex(6);
  talk.client(mqtt(0x10, ByteText().text16("MQTT").u8(4).u8(2).u16(60).text16(name).str()), 0.01);
  talk.server(mqtt(0x20, std::string_view("\0\0", 2)), 0.002);
  for (double at = 0; at < length_s; at += interval_s) {
    const double wait = interval_s * draws.uniform(0.97, 1.03);
    if (draws.chance(0.6)) {
      const std::string value =
          fmt::format("{{\"t\":{:.1f},\"id\":\"{}\"}}", draws.uniform(15, 30), name);
      talk.client(mqtt(0x30, ByteText().text16("site/temperature").text(value).str()), wait);
    } else {
      talk.client(mqtt(0xc0, ""), wait);
      talk.server(mqtt(0xd0, ""), 0.0005);
    }
  }
  if (draws.chance(0.5)) talk.client(mqtt(0xe0, ""), 0.01);
  talk.end(draws.chance(0.3) ? Ending::abandoned : Ending::client_closes);
}

/// The moments of something periodic, with a share of jitter, from a drawn first one on.
std::vector<TimeNs> ticks(Planner& planner, double interval_s, double jitter) {
  std::vector<TimeNs> times;
  Draws& draws = planner.draws();
  TimeNs at = planner.span().start + seconds(draws.uniform(0, interval_s));
  for (; at < planner.span().end;
       at += seconds(interval_s * std::max(0.05, draws.uniform(1 - jitter, 1 + jitter))))
    times.push_back(at);
  return times;
}

TlsExchange report_sizes(Draws& draws, std::size_t bytes) {
  return {.request_bytes = draws.size(static_cast<double>(bytes), 0.2),
          .response_bytes = draws.size(140, 0.8, {10, 4'000}),
          .thinking_s = draws.log_normal(0.02, 0.8)};
}

void plan_device(Planner& planner, const Host& device) {
  Draws& draws = planner.draws();
  const Host& cloud = planner.any(HostRole::iot_cloud);
  const double interval_s = planner.real("interval") * draws.log_normal(1, 0.5);
  const double kind = draws.uniform(0, 1);
  if (kind < 0.4) {
    for (const TimeNs at : ticks(planner, draws.uniform(60, 400), 0.3))
      planner.tcp(
          {.at = at,
           .client = &device,
           .server = &cloud,
           .server_port = 1883,
           .talk = [interval_s, length = draws.uniform(30, 280)](Dialogue& talk, Draws& own) {
             report_by_mqtt(talk, own, interval_s, length);
           }});
    return;
  }
  const std::size_t bytes = draws.size(260, 0.7, {40, 3'000});
  const WebScheme scheme = draws.chance(0.7) ? WebScheme::https : WebScheme::http;
  for (const TimeNs at : ticks(planner, interval_s, draws.uniform(0, 0.2)))
    if (kind < 0.8)
      planner.tcp({.at = at,
                   .client = &device,
                   .server = &cloud,
                   .server_port = port_of(scheme),
                   .talk = [=, name = cloud.name](Dialogue& talk, Draws& own) {
                     report(talk, own, scheme, name, report_sizes(own, bytes));
                   }});
    else  // several lines in one flow, never answered
      planner.udp({.at = at,
                   .client = &device,
                   .server = &planner.any(HostRole::monitor),
                   .server_port = 514,
                   .talk = [](Dialogue& talk, Draws& own) {
                     for (std::int64_t left = own.whole(1, 30); left > 0; --left)
                       talk.client(log_line(own), own.exponential(0.05));
                   }});
}

void plan_iot(Planner& planner) {
  for (const Host* device : planner.network().of(HostRole::iot_device))
    plan_device(planner, *device);
}

void plan_ntp(Planner& planner) {
  for (const TimeNs at : planner.arrivals()) {
    const HostRole role =
        planner.draws().chance(0.8) ? HostRole::workstation : HostRole::iot_device;
    planner.udp({.at = at,
                 .client = &planner.any(role),
                 .server = &planner.any(HostRole::time_server),
                 .server_port = 123,
                 .talk = [](Dialogue& talk, Draws& own) {
                   for (std::int64_t left = own.chance(0.7) ? 1 : own.whole(2, 6); left > 0; --left)
                     ask_the_time(talk, own, own.exponential(1.5));
                 }});
  }
}

struct Probe {
  std::uint16_t port;
  const char* greeting;  ///< what the server says first
};

/// Connects, reads the greeting if there is one, closes: seen from outside, a scan.
void probe_port(Planner& planner, TimeNs at, const Host& monitor, const Host& target) {
  static const std::vector<Probe> kProbes = {{22, "SSH-2.0-OpenSSH_9.2p1\r\n"},
                                             {25, "220 mail ESMTP\r\n"},
                                             {21, "220 ready\r\n"},
                                             {80, ""},
                                             {443, ""},
                                             {445, ""},
                                             {3306, ""},
                                             {3389, ""},
                                             {5432, ""},
                                             {8080, ""},
                                             {53, ""}};
  Draws& draws = planner.draws();
  const Probe probe = draws.pick(kProbes);
  const double state = draws.uniform(0, 1);
  planner.tcp({.at = at,
               .client = &monitor,
               .server = &target,
               .server_port = probe.port,
               .talk =
                   [probe](Dialogue& talk, Draws& own) {
                     if (*probe.greeting != '\0')
                       talk.server(probe.greeting, own.exponential(0.01));
                     talk.end(own.chance(0.5) ? Ending::client_closes : Ending::client_resets,
                              0.0005);
                   },
               .listener = state < 0.55   ? Listener::open
                           : state < 0.85 ? Listener::closed
                                          : Listener::silent,
               .manner = draws.chance(0.3) ? ClientManner::half_open : ClientManner::ordinary,
               .client_stack = draws.chance(0.4) ? &stack_of(System::raw_tool) : nullptr});
}

const Host& monitored(Planner& planner) {
  static const std::vector<HostRole> kTargets = {HostRole::web_server,  HostRole::mail_server,
                                                 HostRole::file_server, HostRole::shell_server,
                                                 HostRole::ftp_server,  HostRole::terminal_server,
                                                 HostRole::database,    HostRole::name_server,
                                                 HostRole::workstation, HostRole::iot_device};
  return planner.any(planner.draws().pick(kTargets));
}

void plan_monitoring(Planner& planner) {
  const Host& monitor = planner.any(HostRole::monitor);
  for (const TimeNs round : ticks(planner, 60, 0.02)) {
    TimeNs at = round;
    for (std::int64_t left = planner.integer("targets"); left > 0; --left) {
      Draws& draws = planner.draws();
      at += seconds(draws.chance(0.5) ? draws.exponential(0.02) : draws.exponential(1.0));
      const double kind = draws.uniform(0, 1);
      const Host& target = monitored(planner);
      if (kind < 0.75)
        probe_port(planner, at, monitor, target);
      else if (kind < 0.9)
        planner.udp({.at = at,
                     .client = &monitor,
                     .server = &target,
                     .server_port = 161,
                     .talk =
                         [](Dialogue& talk, Draws& own) {
                           for (std::int64_t i = own.whole(1, 10); i > 0; --i)
                             ask_by_snmp(talk, own, own.exponential(0.01));
                         },
                     .listener = draws.chance(0.6)   ? Listener::open
                                 : draws.chance(0.5) ? Listener::closed
                                                     : Listener::silent});
      else
        planner.ping({.at = at,
                      .client = &monitor,
                      .server = &target,
                      .talk = [](Dialogue& talk, Draws& own) {
                        for (std::int64_t i = own.whole(1, 4); i > 0; --i) {
                          const std::string data = own.bytes(56);
                          talk.client(data, 1.0);
                          talk.server(data, 0.0001);
                        }
                      }});
    }
  }
}

/// Programs that ask a service outside whether there is something new, like a beacon.
void plan_health_checks(Planner& planner) {
  for (std::int64_t left = planner.integer("programs"); left > 0; --left) {
    Draws& draws = planner.draws();
    const Host& client = planner.any(HostRole::workstation);
    const Host& server =
        planner.any(draws.chance(0.5) ? HostRole::site : HostRole::content_network);
    const double interval_s = draws.log_normal(30, 0.5, {8, 120});
    const std::size_t bytes = draws.size(300, 0.6, {60, 2'000});
    const WebScheme scheme = draws.chance(0.7) ? WebScheme::https : WebScheme::http;
    for (const TimeNs at : ticks(planner, interval_s, draws.uniform(0, 0.3)))
      planner.tcp({.at = at,
                   .client = &client,
                   .server = &server,
                   .server_port = port_of(scheme),
                   .talk = [=, name = server.name](Dialogue& talk, Draws& own) {
                     report(talk, own, scheme, name, report_sizes(own, bytes));
                   }});
  }
}

void plan_failures(Planner& planner) {
  static const std::vector<std::uint16_t> kPorts = {22,   25,   80,   110,  443,  445,  631, 993,
                                                    3306, 3389, 5000, 5900, 8080, 8443, 9100};
  const Host& router = planner.any(HostRole::router);
  for (const TimeNs at : planner.arrivals()) {
    Draws& draws = planner.draws();
    const double kind = draws.uniform(0, 1);
    const bool inside = draws.chance(0.4);
    CallPlan call = {.at = at,
                     .client = &planner.any(inside || draws.chance(0.7) ? HostRole::workstation
                                                                        : HostRole::visitor),
                     .server = inside ? &monitored(planner) : &planner.any(HostRole::site),
                     .server_port = draws.pick(kPorts)};
    if (call.client == call.server) continue;
    call.listener = kind < 0.45   ? Listener::closed
                    : kind < 0.75 ? Listener::silent
                                  : Listener::unreachable;
    call.router = &router;
    if (!draws.chance(0.25)) {
      planner.tcp(std::move(call));
      continue;
    }
    call.server_port = static_cast<std::uint16_t>(draws.whole(30'000, 49'000));
    call.talk = [](Dialogue& talk, Draws& own) {
      for (std::int64_t i = own.whole(1, 3); i > 0; --i)
        talk.client(filler(own, own.size(40, 0.8, {1, 600})), own.exponential(1.0));
    };
    planner.udp(std::move(call));
  }
}

}  // namespace

ScenarioEntry iot_scenario() {
  return {.name = "iot",
          .summary = "Devices report: MQTT sessions with keep-alives, small uploads, system logs",
          .options = {{.name = "interval",
                       .type = OptionType::real,
                       .unit = "seconds",
                       .standard = 20.0,
                       .help = "Between two reports of a device, in the middle",
                       .low = 0.1,
                       .high = 3'600}},
          .plan = plan_iot};
}

ScenarioEntry ntp_scenario() {
  return {.name = "ntp",
          .summary = "Clocks are set",
          .options = {rate_option(25, "Conversations with a time server")},
          .plan = plan_ntp};
}

ScenarioEntry monitoring_scenario() {
  return {.name = "monitoring",
          .summary = "A monitoring system probes ports of many hosts each minute, like a scan",
          .options = {count_option("targets", 70, "Probes each minute")},
          .plan = plan_monitoring};
}

ScenarioEntry health_checks_scenario() {
  return {.name = "health_checks",
          .summary = "Programs ask outside at fixed intervals for news, like a beacon",
          .options = {count_option("programs", 16, "Programs that do so")},
          .plan = plan_health_checks};
}

ScenarioEntry failures_scenario() {
  return {.name = "failures",
          .summary = "Connections that fail: closed ports, no answer, hosts that cannot be reached",
          .options = {rate_option(40, "Attempts")},
          .plan = plan_failures};
}

}  // namespace vedette
