// SPDX-License-Identifier: Apache-2.0
/// Models that are forests of our own trees: random forest, decision tree, AdaBoost.
#pragma once

#include "train/learner.hpp"
#include "trees/forest.hpp"

namespace vedette {

/// `learner` is the catalogue name written into the bytes.
[[nodiscard]] std::unique_ptr<Model> make_forest_model(std::string learner, Forest forest);
/// Errors: `malformed`, `unsupported`.
[[nodiscard]] Result<std::unique_ptr<Model>> load_forest_model(std::string_view learner,
                                                               std::string_view bytes);

}  // namespace vedette
