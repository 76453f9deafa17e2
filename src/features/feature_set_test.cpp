// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <bit>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "base/file.hpp"
#include "base/random.hpp"
#include "data/schema.hpp"
#include "features/conversations_for_test.hpp"
#include "features/describe.hpp"
#include "features/flow_table.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(FeatureSet, has_three_names_and_no_other) {
  const std::size_t cic = FeatureSet::named("cic").value().features().size();
  const std::size_t ours = FeatureSet::named("vedette").value().features().size();
  EXPECT_EQ(cic, cic_features().size());
  EXPECT_EQ(ours, vedette_features().size());
  EXPECT_EQ(FeatureSet::named("all").value().features().size(), cic + ours);
  const auto unknown = FeatureSet::named("kdd");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::invalid_argument);
  EXPECT_THAT(unknown.error().message, HasSubstr("'kdd'"));
}

TEST(FeatureSet, names_every_feature_once_with_a_unit_a_side_and_a_meaning) {
  const std::set<std::string_view> units = {"",         "s",    "us",      "bytes", "bytes^2",
                                            "packets",  "1/s",  "bytes/s", "bits",  "flows",
                                            "hosts",    "ports"};
  const std::set<std::string_view> sides = {"fwd", "bwd", "both"};
  std::set<std::string_view> names;
  const FeatureSet all = FeatureSet::named("all").value();
  for (const FeatureSpec* spec : all.features()) {
    EXPECT_TRUE(names.insert(spec->name).second) << spec->name;
    EXPECT_TRUE(units.contains(spec->unit)) << spec->name;
    EXPECT_TRUE(sides.contains(spec->side)) << spec->name;
    EXPECT_FALSE(spec->meaning.empty()) << spec->name;
    EXPECT_FALSE(spec->meaning.ends_with('.')) << spec->name;
    EXPECT_NE(spec->needs, 0U) << spec->name;
    EXPECT_EQ(spec->needs & ~kAllFacets, 0U) << spec->name;
  }
}

TEST(FeatureSet, fingerprint_tells_any_two_choices_apart) {
  const FeatureSet ours = FeatureSet::named("vedette").value();
  std::set<std::string> fingerprints = {
      ours.fingerprint(), FeatureSet::named("cic").value().fingerprint(),
      FeatureSet::named("all").value().fingerprint(), ours.limited_to(kTimes).fingerprint(),
      ours.limited_to(kTimes | kPacketCounts).fingerprint()};
  EXPECT_EQ(fingerprints.size(), 5U);
  EXPECT_EQ(ours.fingerprint(), FeatureSet::named("vedette").value().fingerprint());
  EXPECT_EQ(ours.limited_to(kAllFacets).fingerprint(), ours.fingerprint());
  EXPECT_EQ(ours.fingerprint().size(), 64U);
}

TEST(FeatureSet, limited_keeps_only_what_can_be_computed) {
  const FeatureSet ours = FeatureSet::named("vedette").value();
  std::vector<std::string_view> names;
  const FeatureSet limited = ours.limited_to(kTimes | kPacketTotal);
  for (const FeatureSpec* spec : limited.features()) names.push_back(spec->name);
  EXPECT_THAT(names, ElementsAre("duration", "packets_per_second", "gap_mean"));
  EXPECT_TRUE(ours.limited_to(0).features().empty());
}

/// Up to 20 packets of any length in any order of directions, flags and gaps.
Flow random_flow(Random& random) {
  std::vector<PacketShape> shapes(1 + random.below(20));
  TimeNs time = 0;
  for (PacketShape& shape : shapes) {
    time += static_cast<TimeNs>(random.below(8'000)) * kMs * (random.below(4) == 0 ? 1 : 0);
    shape.time = time;
    shape.from_client = &shape == &shapes[0] || random.below(2) == 0;
    shape.flags = static_cast<std::uint8_t>(random.below(256));
    shape.payload = static_cast<std::uint32_t>(random.below(3) * random.below(1'460));
    shape.sequence = static_cast<std::uint32_t>(random.below(5'000));
    shape.window = static_cast<std::uint16_t>(random.below(3) * random.below(20'000));
  }
  std::vector<PacketFacts> packets;
  for (const PacketShape& shape : shapes) packets.push_back(packet_of(shape));
  return flow_from(packets);
}

TEST(FeatureSet, values_of_all_rows_are_those_of_each_row_to_the_last_bit) {
  Random random(7);
  std::vector<Flow> flows = {Flow{}, tcp_conversation(), lone_datagram(), lone_ping()};
  for (int i = 0; i < 300; ++i) flows.push_back(random_flow(random));
  const HostCounts hosts{.initiator = {.flows = 7, .peers = 3, .ports = 2, .unanswered = 1},
                         .responder = {.flows = 5, .same_port = 4, .rejected = 2}};
  const FeatureSet all = FeatureSet::named("all").value();
  for (const FeatureSet& set : {all, FeatureSet::named("cic").value(),
                                FeatureSet::named("vedette").value(), all.limited_to(kPackets)}) {
    std::vector<double> values(set.features().size());
    for (const Flow& flow : flows) {
      set.values(values, {flow, hosts});
      for (std::size_t i = 0; i < values.size(); ++i)
        ASSERT_EQ(std::bit_cast<std::uint64_t>(values[i]),
                  std::bit_cast<std::uint64_t>(set.features()[i]->get({flow, hosts})))
            << set.features()[i]->name;
    }
  }
}

TEST(FeatureSet, names_its_facets) {
  EXPECT_THAT(names_of(kTimes | kPackets | kEndReason),
              ElementsAre("times", "each packet", "end reason"));
  EXPECT_EQ(names_of(kAllFacets).size(), 12U);
}

TEST(FeatureDescription, as_json_has_a_row_for_each_feature) {
  const FeatureSet cic = FeatureSet::named("cic").value();
  const Json json = describe(cic);
  EXPECT_EQ(json["set"], "cic");
  EXPECT_EQ(json["fingerprint"], cic.fingerprint());
  EXPECT_EQ(json["definition_version"], kDefinitionVersion);
  ASSERT_EQ(json["features"].size(), cic.features().size());
  EXPECT_EQ(json["features"][0]["name"], "Flow Duration");
  EXPECT_EQ(json["features"][0]["needs"], Json::array({"times"}));
}

/// Compares line by line, so that a difference is told in one.
void expect_file(const std::string& name, const std::string& text) {
  std::istringstream recorded(read_file(VEDETTE_SOURCE_DIR + name).value());
  std::istringstream made(text);
  std::string expected;
  for (std::string line; std::getline(made, line);) {
    ASSERT_TRUE(std::getline(recorded, expected)) << name << " ends before: " << line;
    ASSERT_EQ(expected, line) << name;
  }
  EXPECT_FALSE(std::getline(recorded, expected)) << name << " goes on with: " << expected;
}

TEST(FeatureDescription, is_the_page_in_the_documentation) {
  expect_file("/docs/features.md", features_page());  // vedette features --markdown
}

TEST(FeatureDescription, is_the_schema_that_ships) {
  expect_file("/schemas/flows.yaml", flow_schema_yaml());  // vedette features --schema
}

TEST(FeatureDescription, schema_has_the_columns_of_the_rows_in_their_order) {
  const Schema schema = parse_schema(flow_schema_yaml(), "flows.yaml").value();
  FlowTable rows({all_id_columns().begin(), all_id_columns().end()},
                 FeatureSet::named("vedette").value(), LabelColumn::present);
  ASSERT_EQ(schema.columns.size(), rows.table().columns.size());
  for (std::size_t i = 0; i < schema.columns.size(); ++i) {
    EXPECT_EQ(schema.columns[i].name, rows.table().columns[i].name);
    EXPECT_EQ(schema.columns[i].type, rows.table().columns[i].type) << schema.columns[i].name;
  }
  EXPECT_EQ(schema.with_role(Role::label)->name, "label");
  EXPECT_EQ(schema.with_role(Role::time)->name, "timestamp");
  EXPECT_EQ(schema.label.benign, "benign");
}

TEST(FeatureDescription, schema_does_not_learn_from_what_names_a_host_or_a_moment) {
  const Schema schema = parse_schema(flow_schema_yaml(), "flows.yaml").value();
  const std::vector<std::string> features = schema.feature_names();
  std::set<std::string> allowed = {"dst_port", "protocol", "connection_state"};
  for (const FeatureSpec& spec : vedette_features()) allowed.insert(std::string(spec.name));
  EXPECT_EQ(std::set<std::string>(features.begin(), features.end()), allowed);
}

}  // namespace
}  // namespace vedette
