// SPDX-License-Identifier: Apache-2.0
/// Option rows that the tree learners share.
#pragma once

#include "base/options.hpp"
#include "trees/forest.hpp"

namespace vedette {

/// Options of a random forest, without `class_weight`.
[[nodiscard]] std::vector<OptionSpec> random_forest_options();
/// Options of a single tree, without `class_weight`.
[[nodiscard]] std::vector<OptionSpec> decision_tree_options();

/// Reads the values of `random_forest_options`; each name is preceded by `prefix`.
[[nodiscard]] ForestOptions read_random_forest_options(const Options& options,
                                                       std::string_view prefix = "");
[[nodiscard]] ForestOptions read_decision_tree_options(const Options& options);

}  // namespace vedette
