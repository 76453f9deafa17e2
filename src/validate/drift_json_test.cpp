// SPDX-License-Identifier: Apache-2.0
#include "validate/drift_json.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <numeric>

#include "base/random.hpp"
#include "validate/test_tables.hpp"

namespace vedette {
namespace {

/// A number, a heavy-tailed number and a category; `shift` moves the first two.
Table made_up(std::size_t rows, double shift, std::uint64_t seed = 1) {
  Random random(seed);
  return {{doubles("x", each(rows, [&](std::size_t) { return random.normal() + shift; })),
           doubles("bytes", each(rows, [&](std::size_t) {
                     return std::exp(3 * random.normal() + shift);
                   })),
           texts("proto", each(rows, [&](std::size_t) {
                   return std::string(random.below(3) == 0 ? "udp" : "tcp");
                 }))}};
}

ReferenceSketch sketch_of(const Table& table) {
  std::vector<std::uint32_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  return make_sketch(table, schema_for(table), rows);
}

Json drift_json(const Table& left, const Table& right) {
  return to_json(compare(sketch_of(left), right), {"model@1", "today"});
}

double sum_of(const Json& counts) {
  double sum = 0;
  for (const Json& count : counts) sum += count.get<double>();
  return sum;
}

TEST(DriftJson, lights_follow_the_index_and_the_worst_one_counts) {
  const Table table = made_up(3000, 0);
  const struct {
    double shift;
    const char* light;
  } cases[] = {{0, "green"}, {0.4, "amber"}, {2, "red"}};
  for (const auto& c : cases) {
    const Json json = drift_json(table, made_up(3000, c.shift, 2));
    EXPECT_EQ(json["light"], c.light) << c.shift;
    EXPECT_EQ(json["columns"][0]["light"], c.light) << "largest PSI first";
    for (const Json& column : json["columns"]) {
      if (column["name"] == "proto") {
        EXPECT_EQ(column["light"], "green");
      }
    }
  }
}

TEST(DriftJson, few_rows_get_no_light_and_a_note) {
  const Json json = drift_json(made_up(3000, 0), made_up(199, 3));
  EXPECT_EQ(json["light"], "none");
  EXPECT_EQ(json["columns"][0]["light"], "none");
  EXPECT_EQ(json["notes"].size(), 1U);
  EXPECT_EQ(drift_json(made_up(3000, 0), made_up(200, 3))["light"], "red");
  EXPECT_EQ(drift_json(made_up(100, 0), made_up(3000, 3))["light"], "none");
}

TEST(DriftJson, both_sides_have_all_their_rows_in_the_same_bins) {
  const Json json = drift_json(made_up(3000, 0), made_up(1000, 1, 2));
  EXPECT_EQ(json["left"]["name"], "model@1");
  EXPECT_EQ(json["left"]["rows"], 3000);
  EXPECT_EQ(json["right"]["rows"], 1000);
  for (const Json& column : json["columns"]) {
    const char* key = column["kind"] == "number" ? "edges" : "values";
    EXPECT_EQ(column["left"][key], column["right"][key]) << column["name"];
    EXPECT_NEAR(sum_of(column["left"]["counts"]), 3000, 1);
    EXPECT_NEAR(sum_of(column["right"]["counts"]), 1000, 1);
    EXPECT_EQ(column["ks"].is_null(), column["kind"] == "category");
  }
}

TEST(DriftJson, counts_of_a_shipped_sketch_are_near_those_of_the_rows) {
  const Table table = made_up(5000, 0);
  const Json json = drift_json(table, table);
  for (const Json& column : json["columns"])
    for (std::size_t bin = 0; bin < column["left"]["counts"].size(); ++bin)
      EXPECT_NEAR(column["left"]["counts"][bin].get<double>(),
                  column["right"]["counts"][bin].get<double>(), 5000.0 / 64)
          << column["name"] << " bin " << bin;
}

TEST(DriftJson, a_side_without_values_has_no_histogram) {
  const Table table = made_up(300, 0);
  Table empty = table;
  empty.columns[0] = doubles("x", std::vector<double>(300, std::nan("")));
  const Json json = drift_json(table, empty);
  for (const Json& column : json["columns"]) {
    if (column["name"] != "x") continue;
    EXPECT_TRUE(column["left"].is_null());
    EXPECT_EQ(column["right_missing"], 300);
  }
  Table lacking = table;
  lacking.columns.erase(lacking.columns.begin());
  EXPECT_THAT(drift_json(table, lacking)["notes"][0].get<std::string>(), testing::HasSubstr(": x"));
}

TEST(DriftJson, constant_columns_have_one_bin) {
  const Table same{{doubles("x", std::vector<double>(300, 4.0))}};
  const Json json = drift_json(same, same);
  EXPECT_EQ(json["columns"][0]["left"]["counts"], Json::array({300.0}));
  EXPECT_EQ(json["light"], "green");
}

}  // namespace
}  // namespace vedette
