// SPDX-License-Identifier: Apache-2.0
/// What forests and boosting ask of their input alike; inside the module only.
#pragma once

#include "trees/forest.hpp"

namespace vedette {

/// Errors: `invalid_argument`, `too_large`; see `train_forest`.
[[nodiscard]] Result<> check_training_rows(const Matrix& matrix, int classes);

/// Rows of positive weight, in order, with the matrix's weights.
[[nodiscard]] std::vector<Sample> every_sample(const Matrix& matrix);

}  // namespace vedette
