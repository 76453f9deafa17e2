// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "registry/example_for_test.hpp"
#include "serve/call_for_test.hpp"
#include "validate/sketch.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;

/// Rows of the example's schema as CSV; `shift` moves their numbers.
std::string csv(std::size_t rows, std::uint64_t seed, double shift = 0) {
  const Table table = example::table(rows, seed);
  std::string text = "flow_id,seconds,bytes,protocol,label\n";
  for (std::size_t i = 0; i < rows; ++i) {
    const double seconds = table.columns[1].number(i);
    text += fmt::format("f{},{},{},{},{}\n", i,
                        std::isnan(seconds) ? "" : fmt::format("{}", seconds + shift),
                        table.columns[2].text(i), table.columns[3].text(i),
                        table.columns[4].text(i));
  }
  return text;
}

class DriftRoutes : public testing::Test {
 protected:
  void ingest(const std::string& name, const std::string& text) {
    const std::string path = "/api/v1/datasets/" + name;
    ASSERT_EQ(api.ask(HttpMethod::put, path + "/schema", to_yaml(example::schema())).status, 200U);
    const CallAnswer added = api.post(path + "/files", text);
    ASSERT_EQ(added.status, 201U) << added.body;
  }
  CallWorld api;
};

TEST_F(DriftRoutes, equal_rows_are_green_and_moved_ones_red) {
  ingest("monday", csv(3000, 1));
  ingest("tuesday", csv(3000, 2));
  ingest("moved", csv(3000, 3, 10));
  const Json calm = api.get("/api/v1/drift?left=monday&right=tuesday").json();
  EXPECT_EQ(calm["light"], "green") << calm;
  EXPECT_EQ(calm["left"], (Json{{"name", "monday"}, {"rows", 3000}}));
  const Json moved = api.get("/api/v1/drift?left=monday&right=moved").json();
  EXPECT_EQ(moved["light"], "red");
  EXPECT_EQ(moved["columns"][0]["name"], "seconds") << "largest index first";
}

TEST_F(DriftRoutes, what_was_found_is_kept_until_either_side_changes) {
  ingest("monday", csv(3000, 1));
  ingest("tuesday", csv(3000, 2));
  const std::string question = "/api/v1/drift?left=monday&right=tuesday";
  const CallAnswer first = api.get(question);
  EXPECT_TRUE(std::filesystem::exists(api.home().root / "reports" / "tuesday.drift.json"));
  EXPECT_EQ(api.get(question).body, first.body);
  EXPECT_EQ(api.get("/api/v1/drift?left=tuesday&right=tuesday").json()["left"]["name"], "tuesday");
  ingest("monday", csv(1000, 5));
  EXPECT_EQ(api.get(question).json()["left"]["rows"], 4000);
}

TEST_F(DriftRoutes, a_model_is_compared_with_a_data_set_and_with_what_it_predicted) {
  Bundle bundle = example::bundle();
  const Table learned = example::table(2000);
  bundle.reference = to_json(make_sketch(learned, bundle.schema, example::all_rows(learned)));
  ASSERT_TRUE(api.registry().publish(bundle));
  ingest("moved", csv(3000, 3, 10));
  const Json with_rows = api.get("/api/v1/drift?model=example&dataset=moved").json();
  EXPECT_EQ(with_rows["left"]["name"], "example@1");
  EXPECT_EQ(with_rows["right"]["rows"], 3000);
  const CallAnswer nothing_yet = api.get("/api/v1/drift?model=example");
  ASSERT_EQ(nothing_yet.status, 200U) << nothing_yet.body;
  EXPECT_EQ(nothing_yet.json()["light"], "none");
  EXPECT_THAT(nothing_yet.json()["notes"].dump(), HasSubstr("nothing was predicted"));
  const LiveModelPtr live = api.world().models.find("example").value();
  live->recent().offer(example::table(1000, 9));
  EXPECT_EQ(api.get("/api/v1/drift?model=example").json()["right"]["rows"], 1000);
}

TEST_F(DriftRoutes, a_model_without_a_reference_says_so) {
  Bundle bundle = example::bundle();
  ASSERT_TRUE(api.registry().publish(bundle));
  const CallAnswer answer = api.get("/api/v1/drift?model=example");
  EXPECT_EQ(answer.status, 404U);
  EXPECT_THAT(answer.body, HasSubstr("keeps no reference"));
}

TEST_F(DriftRoutes, large_data_sets_are_looked_at_through_samples) {
  ingest("large", csv(60'000, 1));
  ingest("small", csv(1000, 2));
  const Json drift = api.get("/api/v1/drift?left=large&right=small").json();
  EXPECT_EQ(drift["left"]["rows"], 50'000);
  EXPECT_THAT(drift["notes"].dump(), HasSubstr("drawn at random from 60000"));
}

TEST_F(DriftRoutes, asks_for_one_comparison) {
  for (const auto& [query, status] : std::vector<std::pair<std::string, unsigned>>{
           {"", 400},
           {"?left=a", 400},
           {"?model=m&left=a&right=b", 400},
           {"?dataset=a", 400},
           {"?left=a&right=b", 404},
           {"?model=none", 404}})
    EXPECT_EQ(api.get("/api/v1/drift" + query).status, status) << query;
}

}  // namespace
}  // namespace vedette
