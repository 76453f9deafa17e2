// SPDX-License-Identifier: Apache-2.0
/// One class against the rest, as liblinear and libsvm learn it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "data/matrix.hpp"

namespace vedette {

/// `positive` rows cost `positive_cost` each when they are wrong, the others `negative_cost`.
struct OneVsRest {
  std::vector<std::uint8_t> positive;  ///< per row
  double positive_cost = 1;
  double negative_cost = 1;
};

/// The tasks that make a classifier: one for two classes (class 1 is positive), else one per
/// class. A side's cost is `cost` times the mean weight of its rows.
[[nodiscard]] std::vector<OneVsRest> one_vs_rest(const Matrix& rows, std::size_t classes,
                                                 double cost);

/// True when all rows of each class have the same weight, which is all that costs can express.
[[nodiscard]] bool weights_are_per_class(const Matrix& rows, std::size_t classes);

/// Errors: `unsupported` when `weights_are_per_class` is false.
[[nodiscard]] Result<> require_class_weights(const Matrix& rows, std::size_t classes,
                                             std::string_view learner);

}  // namespace vedette
