// SPDX-License-Identifier: Apache-2.0
#include "train/lbfgs.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace vedette {
namespace {

/// Sum of k * (x_k - k)^2 over k = 1, 2, ...: an ill-scaled bowl.
LossAndGradient bowl(std::span<const double> point) {
  LossAndGradient at{0, std::vector<double>(point.size())};
  for (std::size_t i = 0; i < point.size(); ++i) {
    const double k = static_cast<double>(i * i + 1);
    const double off = point[i] - static_cast<double>(i);
    at.loss += k * off * off;
    at.gradient[i] = 2 * k * off;
  }
  return at;
}

/// log(exp(x + 3y - 0.1) + exp(x - 3y - 0.1) + exp(-x - 0.1)): Boyd and Vandenberghe, section 9.
LossAndGradient log_sum_exp(std::span<const double> point) {
  const double a = std::exp(point[0] + 3 * point[1] - 0.1);
  const double b = std::exp(point[0] - 3 * point[1] - 0.1);
  const double c = std::exp(-point[0] - 0.1);
  return {std::log(a + b + c), {(a + b - c) / (a + b + c), 3 * (a - b) / (a + b + c)}};
}

TEST(Lbfgs, finds_the_bottom_of_an_ill_scaled_bowl) {
  LbfgsOptions options;
  options.tolerance = 1e-10;
  const LbfgsResult found = minimise_lbfgs(bowl, std::vector<double>(20, -7.0), options).value();
  EXPECT_TRUE(found.converged);
  for (std::size_t i = 0; i < 20; ++i) EXPECT_NEAR(found.point[i], static_cast<double>(i), 1e-6);
}

TEST(Lbfgs, finds_the_known_minimum_of_log_sum_exp) {
  LbfgsOptions options;
  options.tolerance = 1e-10;
  const LbfgsResult found = minimise_lbfgs(log_sum_exp, {2.0, -1.5}, options).value();
  EXPECT_NEAR(found.point[0], -std::log(2.0) / 2, 1e-6);
  EXPECT_NEAR(found.point[1], 0, 1e-6);
}

TEST(Lbfgs, stops_at_once_at_a_minimum) {
  const LbfgsResult found = minimise_lbfgs(bowl, {0.0, 1.0, 2.0}, {}).value();
  EXPECT_EQ(found.steps, 0U);
  EXPECT_TRUE(found.converged);
}

TEST(Lbfgs, says_when_the_steps_ran_out) {
  LbfgsOptions options;
  options.most_steps = 2;
  EXPECT_FALSE(minimise_lbfgs(bowl, std::vector<double>(20, -7.0), options)->converged);
}

TEST(Lbfgs, a_stop_ends_it) {
  std::stop_source source;
  source.request_stop();
  LbfgsOptions options;
  options.stop = source.get_token();
  EXPECT_EQ(minimise_lbfgs(bowl, {5.0}, options).error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace vedette
