// SPDX-License-Identifier: Apache-2.0
/// Reads the trees out of a model in XGBoost's JSON form.
#pragma once

#include "train/boosted_model.hpp"

namespace vedette {

/// Trees, cover and importance of a model with `columns` columns whose base margin is 0, as
/// `train_xgboost` makes them. Errors: `malformed` naming the tree and what is wrong with it.
[[nodiscard]] Result<BoostedEnsemble> read_xgboost_json(std::string_view json, std::size_t columns,
                                                        std::size_t classes);

}  // namespace vedette
