// SPDX-License-Identifier: Apache-2.0
/// Minimises smooth functions of many variables.
#pragma once

#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "base/error.hpp"

namespace vedette {

struct LossAndGradient {
  double loss = 0;
  std::vector<double> gradient;
};

struct LbfgsOptions {
  std::size_t memory = 10;  ///< pairs of steps and gradient changes that are kept
  std::size_t most_steps = 300;
  double tolerance = 1e-5;  ///< stop when |gradient| falls below this share of the first
  std::stop_token stop{};
};

struct LbfgsResult {
  std::vector<double> point;
  std::size_t steps = 0;
  bool converged = false;
};

/// Limited-memory BFGS (Nocedal 1980; Liu and Nocedal 1989) with a backtracking line search, for
/// a function that is convex and has a minimum. Errors: `cancelled`.
[[nodiscard]] Result<LbfgsResult> minimise_lbfgs(
    const std::function<LossAndGradient(std::span<const double>)>& function,
    std::vector<double> start, const LbfgsOptions& options);

}  // namespace vedette
