// SPDX-License-Identifier: Apache-2.0
/// AdaBoost for any number of classes: SAMME of Zhu, Zou, Rosset and Hastie, "Multi-class
/// AdaBoost" (2009), the discrete form, which counts votes. (SAMME.R, which sums log shares, is
/// not offered: it overfits noisy labels faster and others have withdrawn it.)
#pragma once

#include "trees/forest.hpp"

namespace vedette {

struct AdaBoostOptions {
  std::uint32_t rounds = 50;
  double learning_rate = 1;     ///< factor of every tree's say, > 0
  std::uint32_t max_depth = 1;  ///< of each tree, at least 1
  Criterion criterion = Criterion::gini;
};

/// A forest whose leaves hold votes: 1 for the tree's class and -1 / (classes - 1) for the others,
/// times the tree's share of all say, over classes - 1; scores are the softmax of their sum.
/// Ends early after a tree without error, and before one that is no better than chance (unless it
/// is the first). Trees ask all columns, so nothing is random but the order among equal splits.
/// Errors: `invalid_argument`, `too_large`, `cancelled`.
[[nodiscard]] Result<Forest> train_adaboost(const Matrix& matrix, int classes,
                                            const AdaBoostOptions& options, std::uint64_t seed,
                                            const WorkContext& work);

}  // namespace vedette
