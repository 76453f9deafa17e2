// SPDX-License-Identifier: Apache-2.0
#include "validate/sketch.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace vedette {
namespace {

/// Values 10, 20, 20, 40 of four rows.
ColumnSketch four() {
  return {.name = "x", .rows = 4, .points = {{10, 0, 0.25}, {20, 0.25, 0.75}, {40, 0.75, 1}}};
}

TEST(ColumnSketch, quantiles_are_values_that_occurred) {
  for (const auto& [share, value] : std::vector<std::pair<double, double>>{
           {0, 10}, {0.25, 10}, {0.26, 20}, {0.5, 20}, {0.75, 20}, {0.95, 40}, {1, 40}})
    EXPECT_EQ(four().quantile(share), value) << share;
  EXPECT_TRUE(std::isnan(ColumnSketch{}.quantile(0.5)));
}

TEST(ColumnSketch, shares_are_exact_at_points_and_straight_between_them) {
  for (const auto& [value, share] : std::vector<std::pair<double, double>>{
           {9, 0}, {10, 0.25}, {15, 0.25}, {20, 0.75}, {30, 0.75}, {40, 1}, {99, 1}})
    EXPECT_EQ(four().share_up_to(value), share) << value;
  ColumnSketch thinned = four();
  thinned.points = {{10, 0, 0.25}, {40, 0.75, 1}};
  EXPECT_EQ(thinned.share_up_to(25), 0.5);
  thinned.points.push_back({HUGE_VAL, 1, 1});
  EXPECT_EQ(thinned.share_up_to(1e6), 1);
  EXPECT_TRUE(std::isnan(four().share_up_to(std::nan(""))));
  EXPECT_TRUE(std::isnan(ColumnSketch{}.share_up_to(1)));
}

TEST(ReferenceSketch, finds_columns_by_name) {
  const ReferenceSketch sketch{4, {four()}};
  EXPECT_EQ(sketch.find("x")->points.size(), 3U);
  EXPECT_EQ(sketch.find("y"), nullptr);
}

}  // namespace
}  // namespace vedette
