// SPDX-License-Identifier: Apache-2.0
#include "validate/statistics.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace vedette {
namespace {

TEST(ChiSquare, agrees_with_closed_forms) {
  // Two degrees: exp(-x/2). One degree: erfc(sqrt(x/2)). Four: exp(-x/2)(1 + x/2).
  for (const double x : {0.01, 0.5, 1.0, 3.0, 10.0, 60.0, 500.0}) {
    EXPECT_NEAR(chi_square_p(x, 2), std::exp(-x / 2), 1e-12) << x;
    EXPECT_NEAR(chi_square_p(x, 1), std::erfc(std::sqrt(x / 2)), 1e-12) << x;
    EXPECT_NEAR(chi_square_p(x, 4), std::exp(-x / 2) * (1 + x / 2), 1e-12) << x;
  }
}

TEST(ChiSquare, tabled_five_percent_points_hold) {
  EXPECT_NEAR(chi_square_p(3.841458821, 1), 0.05, 1e-9);
  EXPECT_NEAR(chi_square_p(18.30703805, 10), 0.05, 1e-9);
  EXPECT_NEAR(chi_square_p(124.3421134, 100), 0.05, 1e-9);
}

TEST(ChiSquare, extremes_are_one_and_zero) {
  EXPECT_EQ(chi_square_p(0, 3), 1);
  EXPECT_NEAR(chi_square_p(1e6, 3), 0, 1e-300);
}

TEST(KolmogorovSmirnov, tabled_critical_distances_hold) {
  // Large samples: 1.3581 at 5 %, 1.6276 at 1 %, over sqrt(nm / (n + m)).
  const double root = std::sqrt(5e9);
  EXPECT_NEAR(kolmogorov_smirnov_p(1.3581 / root, 1e10, 1e10), 0.05, 1e-5);
  EXPECT_NEAR(kolmogorov_smirnov_p(1.6276 / root, 1e10, 1e10), 0.01, 1e-5);
}

TEST(KolmogorovSmirnov, falls_with_distance_and_ends_at_one_and_zero) {
  EXPECT_EQ(kolmogorov_smirnov_p(0, 100, 100), 1);
  EXPECT_EQ(kolmogorov_smirnov_p(1, 0, 100), 1);
  double last = 1;
  for (double distance = 0.02; distance <= 1; distance += 0.02) {
    const double p = kolmogorov_smirnov_p(distance, 80, 120);
    EXPECT_LE(p, last + 1e-9) << distance;
    last = p;
  }
  EXPECT_LT(last, 1e-12);
}

}  // namespace
}  // namespace vedette
