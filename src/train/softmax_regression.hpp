// SPDX-License-Identifier: Apache-2.0
/// Multinomial logistic regression, for what liblinear has no solver for: more than two classes
/// at once, and weights per row.
#pragma once

#include "train/learner.hpp"
#include "train/linear_model.hpp"

namespace vedette {

struct SoftmaxOptions {
  double cost = 1;          ///< C: weight of the loss against |weights|^2 / 2
  double tolerance = 1e-5;  ///< share of the first gradient's length
};

/// Minimises |W|^2 / 2 + C * sum of weight * -log(share of the row's class), over one weight
/// vector per class (for two classes over their difference, as liblinear does), the intercept
/// included as in liblinear. Rows are complete. The bits do not depend on `work.threads`.
/// Errors: `cancelled`.
[[nodiscard]] Result<LinearWeights> train_softmax(const Matrix& rows, std::size_t classes,
                                                  const SoftmaxOptions& options,
                                                  const WorkContext& work);

}  // namespace vedette
