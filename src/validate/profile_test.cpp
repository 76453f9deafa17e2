// SPDX-License-Identifier: Apache-2.0
#include "validate/profile.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <limits>

#include "base/random.hpp"
#include "validate/test_tables.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;

ColumnProfile profile_of(const Column& column, const RowClasses& classes = {}) {
  const ColumnSpec spec{.name = column.name, .type = column.type};
  return profile_column(column, spec, code_column(column), classes);
}

std::int64_t rows_in(const std::vector<Bin>& bins) {
  std::int64_t rows = 0;
  for (const Bin& bin : bins)
    for (const std::int64_t count : bin.per_class) rows += count;
  return rows;
}

TEST(Profile, numbers_are_those_of_the_definitions) {
  const ColumnProfile profile = profile_of(doubles("x", {4, 1, std::nan(""), 1, 2}));
  EXPECT_EQ(profile.missing, 1);
  EXPECT_EQ(profile.distinct, 3);
  EXPECT_EQ(profile.numbers->min, 1);
  EXPECT_EQ(profile.numbers->max, 4);
  EXPECT_DOUBLE_EQ(profile.numbers->mean, 2);
  EXPECT_DOUBLE_EQ(profile.numbers->deviation, std::sqrt(1.5));
  EXPECT_EQ(profile.numbers->quantiles[3], 1);
}

TEST(Profile, quantiles_are_the_nearest_ranks) {
  Random random(2);
  auto values = each(501, [&](std::size_t) { return std::floor(random.normal() * 20); });
  const ColumnProfile profile = profile_of(doubles("x", values));
  std::sort(values.begin(), values.end());
  for (std::size_t q = 0; q < std::size(kQuantileShares); ++q) {
    const auto rank = static_cast<std::size_t>(std::ceil(kQuantileShares[q] * 501));
    EXPECT_EQ(profile.numbers->quantiles[q], values[rank - 1]) << kQuantileShares[q];
  }
}

TEST(Profile, every_finite_row_is_in_exactly_one_bin) {
  Random random(8);
  const double inf = std::numeric_limits<double>::infinity();
  const auto values = each(3000, [&](std::size_t i) {
    return i % 100 == 0 ? inf : std::exp(random.normal() * 6);
  });
  const ColumnProfile heavy = profile_of(doubles("x", values));
  EXPECT_EQ(heavy.scale, BinScale::logarithmic);
  EXPECT_EQ(heavy.infinite, 30);
  EXPECT_EQ(rows_in(heavy.histogram), 2970);
  const ColumnProfile even =
      profile_of(doubles("x", each(100, [](std::size_t i) { return static_cast<double>(i); })));
  EXPECT_EQ(even.scale, BinScale::linear);
  EXPECT_EQ(rows_in(even.histogram), 100);
  EXPECT_EQ(even.histogram.size(), 24U);
}

TEST(Profile, few_values_get_a_bin_each) {
  const ColumnProfile profile = profile_of(ints("x", {-1, 0, 1, 1}));
  EXPECT_EQ(profile.scale, BinScale::values);
  ASSERT_EQ(profile.histogram.size(), 3U);
  EXPECT_EQ(profile.histogram[2].low, 1);
  EXPECT_THAT(profile.histogram[2].per_class, ElementsAre(2));
}

TEST(Profile, bins_and_categories_are_split_by_class) {
  const Table table{{ints("x", {1, 1, 2}), texts("p", {"tcp", "udp", "tcp"}),
                     texts("label", {"benign", "dos", ""})}};
  Schema schema = schema_for(table);
  const Table labels{{texts("label", {"benign", "dos", ""})}};
  const RowClasses classes = classify_rows(labels, schema);
  EXPECT_THAT(profile_of(table.columns[0], classes).histogram[0].per_class, ElementsAre(1, 1, 0));
  const ColumnProfile text = profile_of(table.columns[1], classes);
  EXPECT_EQ(text.top[0].value, "tcp");
  EXPECT_THAT(text.top[0].per_class, ElementsAre(1, 0, 1));
}

TEST(Profile, only_the_most_frequent_categories_are_kept) {
  const ColumnProfile profile = profile_of(
      texts("p", each(100, [](std::size_t i) { return std::to_string(i < 40 ? 7 : i % 30); })));
  EXPECT_EQ(profile.top.size(), 12U);
  EXPECT_EQ(profile.top[0].value, "7");
  EXPECT_EQ(profile.distinct, 30);
}

TEST(Profile, columns_without_finite_values_have_no_numbers) {
  EXPECT_FALSE(profile_of(doubles("x", {std::nan("")})).numbers);
  EXPECT_FALSE(profile_of(doubles("x", {HUGE_VAL})).numbers);
  EXPECT_FALSE(profile_of(ints("x", {})).numbers);
}

TEST(Profile, large_times_keep_their_mean) {
  const ColumnProfile profile = profile_of(times("t", {1'500'000'000, 1'500'000'002}));
  EXPECT_NEAR(profile.numbers->mean, 1'500'000'001e9, 1e3);
  EXPECT_NEAR(profile.numbers->deviation, 1e9, 1e3);
}

}  // namespace
}  // namespace vedette
