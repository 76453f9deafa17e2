// SPDX-License-Identifier: Apache-2.0
// Name resolution that is not part of another scenario.
#include <fmt/format.h>

#include "simulate/catalog.hpp"
#include "simulate/dns_talk.hpp"
#include "simulate/planner.hpp"

namespace vedette {
namespace {

double answer_delay(Draws& draws) {
  return draws.chance(0.6) ? draws.log_normal(0.0004, 0.5)
                           : draws.log_normal(0.04, 0.9, {0.002, 4.0});
}

std::vector<DnsAnswer> addresses(Draws& draws, DnsType type) {
  std::vector<DnsAnswer> answers;
  const std::size_t bytes = type == DnsType::a ? 4 : 16;
  for (std::int64_t left = draws.whole(1, 5); left > 0; --left)
    answers.push_back({type, draws.bytes(bytes)});
  return answers;
}

/// Names that carry data without being a tunnel: keys of mail servers, reputation of files.
void ask_for_record(Dialogue& talk, Draws& draws) {
  const bool key = draws.chance(0.4);
  const std::string name =
      key ? fmt::format("s{}._domainkey.mx{}.example", draws.whole(1, 99), draws.whole(1, 12))
          : fmt::format("{}.{}.files.reputation.example", draws.hex(32), draws.hex(24));
  const DnsQuestion question = {draws.bits16(), name, DnsType::txt};
  const std::size_t bytes = key ? draws.size(300, 0.3, {150, 420}) : draws.size(40, 0.7, {8, 250});
  ask(talk, draws, question, {{DnsType::txt, dns_text(draws.hex(bytes))}});
}

void ask_backwards(Dialogue& talk, Draws& draws) {
  const DnsQuestion question = {
      draws.bits16(),
      fmt::format("{}.{}.18.198.in-addr.arpa", draws.whole(1, 254), draws.whole(0, 200)),
      DnsType::ptr};
  if (draws.chance(0.4))
    ask_in_vain(talk, draws, question);
  else
    ask(talk, draws, question,
        {{DnsType::ptr, dns_name(fmt::format("site{}.example", draws.whole(1, 99)))}});
}

/// Stub resolvers that reuse their socket ask several things in one flow.
void ask_some(Dialogue& talk, Draws& draws) {
  std::int64_t left = draws.chance(0.75) ? 1 : draws.whole(2, 12);
  for (; left > 0; --left) {
    const double kind = draws.uniform(0, 1);
    if (kind < 0.50) {
      ask_for_address(talk, draws, fmt::format("www.site{}.example", draws.whole(1, 400)));
    } else if (kind < 0.72) {
      ask_for_address(talk, draws, long_name(draws));
    } else if (kind < 0.84) {
      ask_for_record(talk, draws);
    } else if (kind < 0.94) {
      ask_backwards(talk, draws);
    } else {
      ask_in_vain(talk, draws,
                  {draws.bits16(), fmt::format("{}.example", draws.hex(10)), DnsType::a});
    }
  }
}

void plan(Planner& planner) {
  for (const TimeNs at : planner.arrivals()) {
    const double who = planner.draws().uniform(0, 1);
    const HostRole role = who < 0.8   ? HostRole::workstation
                          : who < 0.9 ? HostRole::mail_server
                                      : HostRole::iot_device;
    planner.udp({.at = at,
                 .client = &planner.any(role),
                 .server = &planner.any(HostRole::name_server),
                 .server_port = 53,
                 .talk = ask_some});
    // The name server asks outside for what it does not know.
    if (planner.draws().chance(0.25))
      planner.udp({.at = at + seconds(0.001),
                   .client = &planner.any(HostRole::name_server),
                   .server = &planner.any(planner.draws().chance(0.5) ? HostRole::reflector
                                                                      : HostRole::site),
                   .server_port = 53,
                   .talk = ask_some});
  }
}

}  // namespace

void ask(Dialogue& talk, Draws& draws, const DnsQuestion& question,
         const std::vector<DnsAnswer>& answers) {
  talk.client(dns_query(question), draws.exponential(0.02));
  talk.server(dns_response(question, DnsStatus::ok, answers), answer_delay(draws));
}

void ask_in_vain(Dialogue& talk, Draws& draws, const DnsQuestion& question) {
  talk.client(dns_query(question), draws.exponential(0.02));
  talk.server(dns_response(question, DnsStatus::no_such_name, {}), answer_delay(draws));
}

void ask_for_address(Dialogue& talk, Draws& draws, const std::string& name) {
  const DnsType type = draws.chance(0.7) ? DnsType::a : DnsType::aaaa;
  ask(talk, draws, {draws.bits16(), name, type}, addresses(draws, type));
}

std::string long_name(Draws& draws) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789-";
  return fmt::format("x{}x.{}.delivery-eu{}.edge{}.example",
                     draws.letters(draws.size(14, 0.6, {4, 50}), kLetters),
                     draws.hex(draws.size(10, 0.5, {4, 40})), draws.whole(1, 9), draws.whole(1, 6));
}

ScenarioEntry dns_scenario() {
  return {.name = "dns",
          .summary = "Name resolution: short and long names, missing ones, keys, reverse look-ups",
          .options = {rate_option(170, "Conversations with a name server")},
          .plan = plan};
}

}  // namespace vedette
