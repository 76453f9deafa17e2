// SPDX-License-Identifier: Apache-2.0
/// What boosting descends: the log loss of class shares, as gradients of the margins.
#pragma once

#include <vector>

#include "data/matrix.hpp"

namespace vedette {

/// Per row and output, row-major (one output for two classes, else one per class).
struct Gradients {
  std::vector<float> first;
  std::vector<float> second;  ///< > 0
};

/// First and second derivatives of the weighted log loss: logistic for two classes, softmax for
/// more (the second one doubled, as is usual, since the outputs of a row move together).
///
/// All are multiples of one power of two, so small that it only touches digits no split depends
/// on, and so large that sums over all rows are exact in double precision. Exact sums do not
/// depend on their order: histograms, and so trees, are the same bits on any number of threads.
class BoostingLoss {
 public:
  /// `rows` must outlive the object and have classes; `classes` is at least 2.
  BoostingLoss(const Matrix& rows, std::size_t classes);

  [[nodiscard]] std::size_t outputs() const { return outputs_; }
  /// `margins`: rows x outputs.
  [[nodiscard]] Gradients gradients(std::span<const float> margins, int threads) const;
  /// The power of two.
  [[nodiscard]] double grid() const { return grid_; }

 private:
  void row_gradients(std::size_t row, std::span<const float> margins, Gradients& into) const;
  [[nodiscard]] float on_grid(double value) const;

  const Matrix& rows_;
  std::size_t outputs_;
  double grid_;
};

}  // namespace vedette
