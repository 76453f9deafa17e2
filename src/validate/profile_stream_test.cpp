// SPDX-License-Identifier: Apache-2.0
#include "validate/profile_stream.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <numeric>

#include "base/random.hpp"
#include "validate/test_tables.hpp"

namespace vedette {
namespace {

/// Counts a histogram's rows again, bin by bin, from all values.
void expect_exact(const std::vector<double>& values) {
  NumberHistogram histogram;
  for (const double value : values) histogram.add(value);
  const NumberHistogram::Bins bins = histogram.bins();
  ASSERT_LE(bins.counts.size(), 24U);
  ASSERT_EQ(bins.edges.size(), bins.counts.size() + 1);
  ASSERT_TRUE(std::ranges::is_sorted(bins.edges));
  std::int64_t beyond = 0;
  for (std::size_t b = 0; b < bins.counts.size(); ++b) {
    const auto inside = std::ranges::count_if(
        values, [&](double v) { return v >= bins.edges[b] && v < bins.edges[b + 1]; });
    // Values at an edge may stand on either side of it by rounding.
    beyond += std::abs(inside - bins.counts[b]);
  }
  EXPECT_LE(beyond, static_cast<std::int64_t>(values.size() / 200 + 2));
  EXPECT_EQ(std::accumulate(bins.counts.begin(), bins.counts.end(), std::int64_t{0}),
            static_cast<std::int64_t>(values.size()));
}

TEST(NumberHistogram, counts_every_value_once_whatever_the_range) {
  Random random(3);
  const auto normal = [&](std::size_t) { return random.normal(); };
  const auto heavy = [&](std::size_t) { return std::exp(4 * random.normal()); };
  const auto rising = [](std::size_t i) { return 1.7e18 + 1e9 * static_cast<double>(i); };
  const auto falling = [](std::size_t i) { return -3.0 * static_cast<double>(i); };
  expect_exact(each(100, normal));
  expect_exact(each(30'000, normal));
  expect_exact(each(30'000, heavy));
  expect_exact(each(30'000, rising));
  expect_exact(each(30'000, falling));
}

TEST(NumberHistogram, one_value_makes_one_bin_and_none_makes_none) {
  NumberHistogram same;
  for (int i = 0; i < 20'000; ++i) same.add(7);
  EXPECT_EQ(same.bins().counts, std::vector<std::int64_t>{20'000});
  NumberHistogram none;
  none.add(std::nan(""));
  none.add(HUGE_VAL);
  EXPECT_TRUE(none.bins().counts.empty());
  EXPECT_TRUE(none.bins().edges.empty());
}

TEST(NumberHistogram, heavy_tails_get_bins_of_growing_width) {
  NumberHistogram histogram;
  Random random(1);
  for (int i = 0; i < 20'000; ++i) histogram.add(std::exp(3 * random.normal()));
  const NumberHistogram::Bins bins = histogram.bins();
  EXPECT_LT(bins.edges[1] - bins.edges[0], 0.1 * (bins.edges.end()[-1] - bins.edges.end()[-2]));
}

TEST(ValueCounts, are_exact_up_to_their_limit_and_say_so_beyond) {
  ValueCounts counts;
  for (std::size_t i = 0; i < ValueCounts::kMost; ++i) counts.add("v" + std::to_string(i));
  counts.add("v3");
  EXPECT_FALSE(counts.overflowed());
  EXPECT_EQ(counts.top(1), (std::vector<std::pair<std::string, std::int64_t>>{{"v3", 2}}));
  counts.add("another");
  EXPECT_TRUE(counts.overflowed());
  EXPECT_EQ(counts.distinct(), ValueCounts::kMost);
}

Table rows() {
  return {{ints("bytes", {1, 2, 2, 4}), texts("proto", {"tcp", "tcp", "", "udp"}),
           doubles("rate", {0.5, std::nan(""), 1, 2}),
           texts("label", {"benign", "neptune", " neptune", ""})}};
}

TEST(ProfileStream, has_the_members_of_the_interface) {
  Schema schema = schema_for(rows());
  schema.label.rules = {{"neptune", "dos", "dos"}};
  ProfileStream profile(schema);
  profile.add(rows());
  const Json json = profile.to_json();
  EXPECT_EQ(json["rows"], 4);
  EXPECT_EQ(json["label"]["column"], "label");
  EXPECT_EQ(dump_json(json["label"]["classes"]),
            R"([{"name":"dos","rows":2},{"name":"","rows":1},{"name":"benign","rows":1}])");
  const Json& bytes = json["columns"][0];
  EXPECT_EQ(bytes["type"], "int64");
  EXPECT_EQ(bytes["role"], "feature");
  EXPECT_EQ(bytes["distinct"], 3);
  EXPECT_TRUE(bytes["top"].is_null());
  const Json& proto = json["columns"][1];
  EXPECT_EQ(proto["missing"], 1);
  EXPECT_TRUE(proto["histogram"].is_null());
  EXPECT_EQ(dump_json(proto["top"]), R"([{"value":"tcp","rows":2},{"value":"udp","rows":1}])");
  EXPECT_EQ(json["columns"][2]["missing"], 1);
}

TEST(ProfileStream, batches_make_no_difference_and_absent_columns_are_missing) {
  const Schema schema = schema_for(rows());
  ProfileStream whole(schema);
  ProfileStream parts(schema);
  whole.add(rows());
  for (std::uint32_t row = 0; row < 4; ++row) parts.add(rows().select(std::vector{row}));
  EXPECT_EQ(dump_json(parts.to_json()), dump_json(whole.to_json()));
  Table without = rows();
  without.columns.erase(without.columns.begin());
  whole.add(without);
  EXPECT_EQ(whole.to_json()["columns"][0]["missing"], 4);
  EXPECT_EQ(whole.to_json()["rows"], 8);
}

TEST(ProfileStream, without_rows_or_label_there_is_little_to_tell) {
  Schema schema = schema_for(rows());
  spec_of(schema, "label").role = Role::ignored;
  const Json json = ProfileStream(schema).to_json();
  EXPECT_EQ(json["rows"], 0);
  EXPECT_TRUE(json["label"].is_null());
  EXPECT_TRUE(json["columns"][0]["histogram"].is_null());
}

}  // namespace
}  // namespace vedette
