// SPDX-License-Identifier: Apache-2.0
#include "simulate/traffic_config.hpp"

#include <gmock/gmock.h>

#include "simulate/scenario.hpp"

namespace vedette {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

TEST(TrafficConfig, without_a_file_everything_has_its_default) {
  const TrafficConfig config = read_traffic_config("", "").value();
  EXPECT_EQ(config.network.integer("workstations"), 40);
  EXPECT_EQ(config.scenarios.size(), scenario_catalog().size());
}

TEST(TrafficConfig, names_override_single_options) {
  const TrafficConfig config = read_traffic_config(
                                   "network: {loss: 0.1}\n"
                                   "scenarios:\n"
                                   "  dns: {rate: 3}\n"
                                   "  syn_scan: {probes: 12}\n",
                                   "t.yaml")
                                   .value();
  EXPECT_EQ(config.network.real("loss"), 0.1);
  EXPECT_EQ(config.scenarios.at("dns").real("rate"), 3);
  EXPECT_EQ(config.scenarios.at("syn_scan").integer("probes"), 12);
  EXPECT_EQ(config.scenarios.at("syn_scan").real("campaigns"), 6);
}

TEST(TrafficConfig, mistakes_are_refused_with_a_suggestion) {
  const struct {
    const char* yaml;
    const char* says;
  } cases[] = {
      {"netwrok: {}", "did you mean 'network'?"},
      {"network: {los: 0.1}", "did you mean 'loss'?"},
      {"network: {loss: 0.9}", "from 0 to 0.2"},
      {"network: {workstations: 0}", "from 4 to 4000"},
      {"network: 3", "mapping"},
      {"- a\n- b", "mapping"},
      {"scenarios: {syn_scn: {}}", "did you mean 'syn_scan'?"},
      {"scenarios: {syn_scan: {probe: 1}}", "did you mean 'probes'?"},
      {"scenarios: {syn_scan: {probes: 0}}", "from 1 to 100000"},
      {"scenarios: {syn_scan: {probes: many}}", "whole number"},
      {"scenarios: {dns: {rate: -1}}", "reading scenario 'dns'"},
      {"network: {loss: 0.1", "not valid YAML"},
  };
  for (const auto& [yaml, says] : cases) {
    const auto config = read_traffic_config(yaml, "t.yaml");
    ASSERT_FALSE(config) << yaml;
    EXPECT_THAT(to_string(config.error()), HasSubstr(says)) << yaml;
    EXPECT_THAT(to_string(config.error()), HasSubstr("t.yaml")) << yaml;
  }
}

TEST(ChooseScenarios, takes_names_and_kinds_and_leaves_out_others) {
  EXPECT_EQ(choose_scenarios("", "").value().size(), scenario_catalog().size());
  EXPECT_THAT(choose_scenarios("dns,ntp", "").value(), testing::ElementsAre("dns", "ntp"));
  const auto benign = choose_scenarios("benign", "").value();
  EXPECT_THAT(benign, Contains("web"));
  EXPECT_THAT(benign, Not(Contains("syn_scan")));
  const auto rest = choose_scenarios("", "benign,dns_tunnel").value();
  EXPECT_THAT(rest, Contains("syn_scan"));
  EXPECT_THAT(rest, Not(Contains("dns_tunnel")));
}

TEST(ChooseScenarios, refuses_unknown_names_and_an_empty_choice) {
  const auto unknown = choose_scenarios("dsn_tunnel", "");
  ASSERT_FALSE(unknown);
  EXPECT_THAT(to_string(unknown.error()), HasSubstr("did you mean 'dns_tunnel'?"));
  EXPECT_FALSE(choose_scenarios("", "benign,attacks"));
  EXPECT_FALSE(choose_scenarios("dns,", "dns"));
}

}  // namespace
}  // namespace vedette
