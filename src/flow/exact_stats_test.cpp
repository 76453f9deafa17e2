// SPDX-License-Identifier: Apache-2.0
#include "flow/exact_stats.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "base/random.hpp"

namespace vedette {
namespace {

/// In two passes and more digits.
double variance_in_two_passes(const std::vector<std::uint64_t>& values) {
  if (values.size() < 2) return 0;
  long double sum = 0;
  for (const std::uint64_t value : values) sum += static_cast<long double>(value);
  const long double mean = sum / static_cast<long double>(values.size());
  long double squares = 0;
  for (const std::uint64_t value : values) {
    const long double off = static_cast<long double>(value) - mean;
    squares += off * off;
  }
  return static_cast<double>(squares / static_cast<long double>(values.size() - 1));
}

TEST(ExactStats, give_the_variance_of_any_series_of_lengths) {
  Random random(1);
  for (int round = 0; round < 500; ++round) {
    LengthStats stats;
    std::vector<std::uint64_t> values(random.below(200));
    for (std::uint64_t& value : values) {
      value = random.below(65'536);
      stats.add(static_cast<std::uint32_t>(value));
    }
    const double expected = variance_in_two_passes(values);
    EXPECT_NEAR(stats.variance(values.size()), expected, expected * 1e-12);
  }
}

TEST(ExactStats, hold_lengths_of_any_offloaded_packets) {
  LengthStats stats;
  std::vector<std::uint64_t> values;
  for (std::uint32_t i = 0; i < 5'000; ++i) {
    const std::uint32_t value = i % 2 == 0 ? 0xffff'ffffU - i : 60 + i;
    values.push_back(value);
    stats.add(value);
  }
  const double expected = variance_in_two_passes(values);
  EXPECT_NEAR(stats.variance(values.size()), expected, expected * 1e-12);
}

TEST(ExactStats, lose_nothing_where_large_gaps_hardly_differ) {
  // Gaps of 18 minutes that differ by nanoseconds: their squares need 80 bits. They add up to less
  // than 78 hours.
  Random random(2);
  for (int round = 0; round < 500; ++round) {
    SpanStats stats;
    std::vector<std::uint64_t> values(2 + random.below(120));
    const std::uint64_t spread = std::uint64_t{1} << random.below(40);
    for (std::uint64_t& value : values) {
      value = (std::uint64_t{1} << 40) + random.below(spread + 1);
      stats.add(value);
    }
    const double expected = variance_in_two_passes(values);
    EXPECT_NEAR(stats.variance(values.size()), expected, expected * 1e-9 + 1e-6) << spread;
  }
}

TEST(ExactStats, do_not_depend_on_the_order_of_values) {
  std::vector<std::uint32_t> values;
  Random random(3);
  for (int i = 0; i < 100; ++i) values.push_back(static_cast<std::uint32_t>(random.below(1'000)));
  LengthStats first;
  for (const std::uint32_t value : values) first.add(value);
  random.shuffle(std::span(values));
  LengthStats second;
  for (const std::uint32_t value : values) second.add(value);
  EXPECT_EQ(first.variance(100), second.variance(100));
  EXPECT_EQ(first.least, second.least);
  EXPECT_EQ(first.most, second.most);
}

TEST(ExactStats, hold_what_adds_up_to_the_longest_span) {
  SpanStats one;
  one.add(SpanStats::kLongest);
  EXPECT_EQ(one.sum, SpanStats::kLongest);
  EXPECT_EQ(one.least, SpanStats::kLongest);
  EXPECT_EQ(one.most, SpanStats::kLongest);
  EXPECT_TRUE(Wide{one.squares} == Wide{SpanStats::kLongest} * SpanStats::kLongest);
  SpanStats two;
  two.add(SpanStats::kLongest - 3);
  two.add(3);
  EXPECT_EQ(two.sum, SpanStats::kLongest);
  EXPECT_EQ(two.least, 3U);
  const auto apart = static_cast<double>(SpanStats::kLongest - 6);
  EXPECT_DOUBLE_EQ(two.variance(2), apart * apart / 2);
}

TEST(ExactStats, numbers_in_two_parts_carry_from_the_low_into_the_high) {
  StoredSpan span = 0xffff'ffffU;
  span += 1;
  EXPECT_EQ(span, std::uint64_t{1} << 32);
  span += 0xffff'ffffU;
  EXPECT_EQ(span, 0x1'ffff'ffffU);
  StoredSquares squares = ~std::uint64_t{0};
  squares += 2;
  EXPECT_TRUE(squares == (Wide{1} << 64) + 1);
  EXPECT_EQ(sizeof(span), 6U);
  EXPECT_EQ(sizeof(squares), 12U);
}

TEST(ExactStats, count_lengths_above_zero) {
  LengthStats stats;
  for (const std::uint32_t value : {0U, 7U, 0U, 1U}) stats.add(value);
  EXPECT_EQ(stats.nonzero, 2U);
  EXPECT_EQ(stats.sum, 8U);
}

TEST(ExactStats, have_no_variance_below_two_values) {
  SpanStats stats;
  EXPECT_EQ(stats.variance(0), 0);
  stats.add(1'000'000);
  EXPECT_EQ(stats.variance(1), 0);
}

TEST(ExactStats, of_equal_values_have_the_variance_zero) {
  SpanStats stats;
  for (int i = 0; i < 200; ++i) stats.add((std::uint64_t{1} << 40) + 1);
  EXPECT_EQ(stats.variance(200), 0);
}

TEST(ExactStats, hold_a_day_of_nanoseconds_in_millions_of_gaps) {
  constexpr std::uint64_t kDay = 86'400'000'000'000;
  SpanStats stats;
  stats.add(kDay);
  for (int i = 0; i < 1'000'000; ++i) stats.add(0);
  // n values, all but one of them zero: variance x^2 / n.
  const double expected = static_cast<double>(kDay) * static_cast<double>(kDay) / 1'000'001.0;
  EXPECT_NEAR(stats.variance(1'000'001), expected, expected * 1e-12);
}

}  // namespace
}  // namespace vedette
