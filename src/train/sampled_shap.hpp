// SPDX-License-Identifier: Apache-2.0
/// Shapley values of any function by sampling: columns change from a background row's values to
/// the explained row's in random order, and each is given the step that it causes (Strumbelj and
/// Kononenko, "Explaining prediction models and individual predictions with feature
/// contributions", 2014). Every order is walked in both directions, which cancels much of the
/// chance.
#pragma once

#include <span>

#include "train/attribution.hpp"

namespace vedette {

/// A function of a row that is asked for its value after one column at a time.
class RowWalk {
 public:
  virtual ~RowWalk() = default;
  /// The output for a row.
  virtual double start(std::span<const float> row) = 0;
  /// The output after one column of the row has got another value.
  virtual double change(std::size_t column, float value) = 0;
};

/// Orders that are walked in both directions.
inline constexpr std::size_t kShapOrders = 64;

/// Explains `walk` for all rows; each row is compared with the same background rows, drawn with a
/// fixed seed, so its numbers do not depend on other rows. `background` has at least one row.
/// The caller fills in the unit.
[[nodiscard]] Attribution sampled_shap(RowWalk& walk, const Matrix& rows, const Matrix& background);

}  // namespace vedette
