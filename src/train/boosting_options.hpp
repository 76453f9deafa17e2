// SPDX-License-Identifier: Apache-2.0
/// Option rows of gradient boosting.
#pragma once

#include "base/options.hpp"
#include "train/libxgboost.hpp"

namespace vedette {

/// Without `class_weight`.
[[nodiscard]] std::vector<OptionSpec> boosting_options();
/// Reads the values of `boosting_options`; each name is preceded by `prefix`.
[[nodiscard]] BoostingOptions read_boosting_options(const Options& options,
                                                    std::string_view prefix = "");

/// The learner `gradient_boosting` on checked rows: also part of `blend`.
/// Errors: those of `train_xgboost`; `invalid_argument` for category codes that are not whole
/// numbers from 0 to 2^24 - 1.
[[nodiscard]] Result<std::unique_ptr<Model>> train_boosting(const Matrix& rows, std::size_t classes,
                                                            const BoostingOptions& options,
                                                            std::uint64_t seed,
                                                            const WorkContext& work);

}  // namespace vedette
