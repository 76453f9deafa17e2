// SPDX-License-Identifier: Apache-2.0
// What must hold for every scenario of the catalogue.
#include "simulate/scenario.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "net/decode.hpp"
#include "net/protocol_names.hpp"
#include "simulate/simulator.hpp"

namespace vedette {
namespace {

constexpr TimeNs kStart = 1'767'600'000 * kSecond;

struct Captured {
  std::vector<PacketFacts> packets{};
  Simulation simulation{};
};

Captured capture(const SimulationRequest& request) {
  Captured all;
  const FrameSink sink = [&](TimeNs time, std::span<const std::uint8_t> frame) -> Result<> {
    all.packets.push_back(decode({.time = time,
                                  .bytes = frame,
                                  .wire_bytes = static_cast<std::uint32_t>(frame.size()),
                                  .link_type = 1},
                                 {}));
    return {};
  };
  all.simulation = simulate(request, sink, {}).value();
  return all;
}

SimulationRequest request_for(std::string_view only, double length_s) {
  return {.seed = 11,
          .start = kStart,
          .duration = seconds(length_s),
          .config = read_traffic_config("", "").value(),
          .scenarios = choose_scenarios(only, "").value()};
}

/// A row of the schedule as its reader sees it.
struct Rule {
  TimeNs first;
  TimeNs last;
  std::uint8_t protocol;
  AddressBlock initiator;
  AddressBlock responder;
  std::string initiator_port;
  std::string responder_port;
};

std::vector<Rule> rules_of(const LabelSchedule& schedule) {
  std::vector<Rule> rules;
  for (const auto& [p, first, last] : schedule.rows())
    rules.push_back({first, last, protocol_from(p.protocol).value(),
                     AddressBlock::parse(p.initiator).value(),
                     AddressBlock::parse(p.responder).value(), p.initiator_port, p.responder_port});
  return rules;
}

bool fits(const std::string& pattern, std::uint16_t port) {
  return pattern == "*" || pattern == std::to_string(port);
}

/// Whether the rule means the flow of this packet, in either direction.
bool means(const Rule& rule, const PacketFacts& packet) {
  const auto one_way = [&](const Endpoint& from, const Endpoint& to) {
    return rule.initiator.contains(from.address) && rule.responder.contains(to.address) &&
           fits(rule.initiator_port, from.port) && fits(rule.responder_port, to.port);
  };
  return packet.time >= rule.first && packet.time <= rule.last &&
         rule.protocol == packet.protocol &&
         (one_way(packet.source, packet.destination) || one_way(packet.destination, packet.source));
}

std::uint64_t count_meant(const std::vector<PacketFacts>& packets, const std::vector<Rule>& rules) {
  return static_cast<std::uint64_t>(std::ranges::count_if(packets, [&](const PacketFacts& packet) {
    return std::ranges::any_of(rules, [&](const Rule& rule) { return means(rule, packet); });
  }));
}

class EveryScenario : public testing::TestWithParam<std::string> {};

TEST_P(EveryScenario, makes_packets_that_a_decoder_accepts) {
  const Captured all = capture(request_for(GetParam(), 60));
  ASSERT_FALSE(all.packets.empty());
  for (const PacketFacts& packet : all.packets) {
    ASSERT_EQ(packet.outcome, Outcome::ok);
    ASSERT_LE(packet.wire_bytes, 1'514U);
    ASSERT_GT(packet.ttl, 20);
    ASSERT_NE(packet.source, packet.destination);
  }
}

TEST_P(EveryScenario, is_labelled_packet_by_packet_if_it_is_an_attack_and_not_otherwise) {
  const Captured all = capture(request_for(GetParam(), 20));
  const bool attack = (*find_scenario(GetParam()))->intent == Intent::attack;
  EXPECT_EQ(count_meant(all.packets, rules_of(all.simulation.labels)),
            attack ? all.packets.size() : 0);
  for (const LabelRow& row : all.simulation.labels.rows()) EXPECT_EQ(row.pattern.label, GetParam());
}

TEST_P(EveryScenario, has_a_description_and_sound_defaults) {
  const ScenarioEntry& entry = **find_scenario(GetParam());
  EXPECT_GT(entry.summary.size(), 10U);
  EXPECT_NE(entry.summary.back(), '.');
  EXPECT_FALSE(entry.options.empty());
  const Options defaults = Options::make(entry.options, Json(nullptr)).value();
  EXPECT_EQ(Options::make(entry.options, defaults.to_json()).value(), defaults);
}

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const ScenarioEntry& entry : scenario_catalog()) all.push_back(entry.name);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryScenario, testing::ValuesIn(names()),
                         [](const auto& one) { return one.param; });

TEST(Scenarios, have_names_of_their_own) {
  const std::vector<std::string> all = names();
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), all.size());
}

TEST(Scenarios, rows_mean_the_packets_of_attacks_and_no_others) {
  const Captured all = capture(request_for("", 15));
  std::uint64_t hostile = 0;
  for (const auto& [name, count] : all.simulation.scenarios)
    if ((*find_scenario(name))->intent == Intent::attack) hostile += count.packets;
  EXPECT_GT(hostile, 100U);
  EXPECT_LT(hostile, all.packets.size() * 9 / 10);
  EXPECT_EQ(count_meant(all.packets, rules_of(all.simulation.labels)), hostile);
}

}  // namespace
}  // namespace vedette
