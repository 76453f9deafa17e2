// SPDX-License-Identifier: Apache-2.0
/// Additive explanations of a model's output: what each column adds for one row (Shapley values;
/// Lundberg and Lee, "A unified approach to interpreting model predictions", 2017).
#pragma once

#include <string>
#include <vector>

#include "data/matrix.hpp"

namespace vedette {

struct ExplainRequest {
  const Matrix& rows;
  std::size_t cls = 0;       ///< the class whose output is explained
  const Matrix& background;  ///< typical rows: what a column that is not known is taken from, where
                             ///< a model keeps nothing of its training rows
};

/// For each row, `base` and its contributions add up to its output.
struct Attribution {
  std::string method;  ///< `tree_shap`, `linear_shap`: exact; `sampled_shap`: estimated
  std::string unit;    ///< of the output: `probability` of the class; `log_odds` of the class;
                       ///< `margin`: what the model computes before it is made a probability
  std::size_t columns = 0;
  double base = 0;                     ///< the output when nothing is known of a row
  std::vector<double> contributions{};  ///< rows x columns
  std::vector<double> standard_error{};  ///< rows x columns; empty where exact

  /// `base` and all contributions of a row.
  [[nodiscard]] double output(std::size_t row) const {
    double sum = base;
    for (std::size_t j = 0; j < columns; ++j) sum += contributions[row * columns + j];
    return sum;
  }
  /// Explains the output times -1 instead.
  void turn() {
    base = -base;
    for (double& value : contributions) value = -value;
  }
};

}  // namespace vedette
