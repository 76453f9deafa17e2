// SPDX-License-Identifier: Apache-2.0
#include "transform/statistics.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/random.hpp"

namespace vedette {
namespace {

const double kNaN = std::nan("");

TEST(Statistics, sorted_values_leave_missing_ones_out) {
  const std::vector<double> values{3, kNaN, 1, 2};
  EXPECT_THAT(sorted_values(values), testing::ElementsAre(1, 2, 3));
}

TEST(Statistics, quantiles_interpolate_as_numpy_does) {
  const std::vector<double> sorted{1, 2, 4, 8};
  EXPECT_DOUBLE_EQ(quantile(sorted, 0), 1);
  EXPECT_DOUBLE_EQ(quantile(sorted, 1), 8);
  EXPECT_DOUBLE_EQ(quantile(sorted, 0.5), 3);
  EXPECT_DOUBLE_EQ(quantile(sorted, 0.25), 1.75);
  EXPECT_DOUBLE_EQ(quantile(sorted, 0.9), 6.8);
  EXPECT_DOUBLE_EQ(median(std::vector<double>{7}), 7);
}

TEST(Statistics, the_mode_is_the_smallest_of_the_most_frequent) {
  EXPECT_EQ(mode(std::vector<double>{1, 2, 2, 3, 3}), 2);
  EXPECT_EQ(mode(std::vector<double>{5}), 5);
}

TEST(Statistics, moments_equal_their_definitions) {
  Random random(4);
  std::vector<double> values;
  for (int i = 0; i < 500; ++i) values.push_back(std::exp(random.normal()));
  double mean = 0;
  for (const double value : values) mean += value / 500;
  double second = 0;
  double third = 0;
  for (const double value : values) {
    second += std::pow(value - mean, 2) / 500;
    third += std::pow(value - mean, 3) / 500;
  }
  values.push_back(kNaN);
  const Moments figures = moments(values);
  EXPECT_NEAR(figures.mean, mean, 1e-12);
  EXPECT_NEAR(figures.deviation, std::sqrt(second), 1e-12);
  EXPECT_NEAR(figures.skewness, third / std::pow(second, 1.5), 1e-9);
}

TEST(Statistics, a_constant_column_has_no_deviation_whatever_the_rounding) {
  const Moments figures = moments(std::vector<double>(1000, 0.1));
  EXPECT_EQ(figures.mean, 0.1);
  EXPECT_EQ(figures.deviation, 0);
  EXPECT_EQ(figures.skewness, 0);
}

TEST(Statistics, huge_and_tiny_numbers_stay_finite) {
  for (const double unit : {1e308, 1e-308}) {
    const Moments figures = moments(std::vector<double>{unit, -unit, unit, unit});
    EXPECT_NEAR(figures.mean / unit, 0.5, 1e-12);
    EXPECT_TRUE(std::isfinite(figures.deviation));
    EXPECT_TRUE(std::isfinite(figures.skewness));
  }
  EXPECT_EQ(moments(std::vector<double>{kNaN}).mean, 0);
}

}  // namespace
}  // namespace vedette
