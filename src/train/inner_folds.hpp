// SPDX-License-Identifier: Apache-2.0
/// Folds inside the training rows, for learners that calibrate themselves.
#pragma once

#include <functional>
#include <vector>

#include "train/decision_link.hpp"

namespace vedette {

/// A fold number per row, below `folds`. Rows with equal values share a fold, or calibration
/// would see rows that the model was trained on; each class is in every fold.
struct InnerFolds {
  std::uint32_t folds = 1;
  std::vector<std::uint32_t> fold_of_row;
};

/// At most `wanted` folds; fewer, down to 1, when a class has fewer distinct rows.
[[nodiscard]] InnerFolds make_inner_folds(const Matrix& rows, std::size_t classes,
                                          std::uint32_t wanted, std::uint64_t seed);

/// Trains on the first matrix and gives decision values for the second.
using TrainAndDecide =
    std::function<Result<Decisions>(const Matrix& training, const Matrix& held_out)>;

/// A sigmoid per output, fitted on decision values of rows that were held out (3 folds). Where a
/// class has a single distinct row nothing can be held out: then the values of the training rows
/// serve, softened by Platt's targets. Errors: those of `train`, `cancelled`.
[[nodiscard]] Result<std::vector<Sigmoid>> held_out_sigmoids(const Matrix& rows,
                                                             std::size_t classes,
                                                             std::uint64_t seed,
                                                             const TrainAndDecide& train);

}  // namespace vedette
