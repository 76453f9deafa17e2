// SPDX-License-Identifier: Apache-2.0
/// The door to libsvm (Chang and Lin, "LIBSVM: A library for support vector machines", 2011).
/// Its own probabilities are never asked for: they cost five times the training and are fitted
/// with random folds that know nothing of equal rows.
#pragma once

#include "train/class_costs.hpp"
#include "train/learner.hpp"

namespace vedette {

struct LibsvmOptions {
  double gamma = 1;  ///< of the kernel exp(-gamma * |x - y|^2)
  double tolerance = 1e-3;
  double cache_mb = 200;
  std::uint64_t seed = 1;
};

/// decision(x) = sum of coefficient * kernel(support row, x) + intercept
struct SvmSolution {
  std::vector<std::uint32_t> support_rows;  ///< numbers of training rows
  std::vector<double> coefficients;         ///< one per support row
  double intercept = 0;
};

/// C-SVC with the radial kernel for one task. `rows` are complete. It cannot be stopped once it
/// runs. Errors: `invalid_argument` when libsvm refuses its parameters.
[[nodiscard]] Result<SvmSolution> train_libsvm(const Matrix& rows, const OneVsRest& task,
                                               const LibsvmOptions& options);

}  // namespace vedette
