// SPDX-License-Identifier: Apache-2.0
/// The door to liblinear (Fan et al., "LIBLINEAR: A library for large linear classification",
/// JMLR 2008). Primal solvers only: with more rows than columns the dual ones are slower by two
/// orders of magnitude and may not converge.
#pragma once

#include "train/class_costs.hpp"
#include "train/learner.hpp"
#include "train/linear_model.hpp"

namespace vedette {

enum class LinearSolver {
  l2_logistic,       ///< L2R_LR: trust-region Newton
  l1_logistic,       ///< L1R_LR: coordinate descent
  l2_squared_hinge,  ///< L2R_L2LOSS_SVC: trust-region Newton
};

struct LiblinearOptions {
  LinearSolver solver = LinearSolver::l2_logistic;
  double tolerance = 1e-3;
  std::uint64_t seed = 1;
};

/// Weights of each task; the intercept is the weight of a column of ones, and shrunk like the
/// others. `rows` are complete (no NaN). Asks `work` whether to stop before each task.
/// Errors: `cancelled`, `invalid_argument` when liblinear refuses its parameters.
[[nodiscard]] Result<LinearWeights> train_liblinear(const Matrix& rows,
                                                    std::span<const OneVsRest> tasks,
                                                    const LiblinearOptions& options,
                                                    const WorkContext& work);

}  // namespace vedette
