// SPDX-License-Identifier: Apache-2.0
/// Models on dot products: one weight vector per output, then a link to class shares.
#pragma once

#include "train/decision_link.hpp"
#include "train/learner.hpp"

namespace vedette {

/// Weights per output: `columns` numbers, then the intercept.
struct LinearWeights {
  std::size_t columns = 0;
  std::vector<double> values;  ///< outputs * (columns + 1)

  [[nodiscard]] std::size_t outputs() const { return values.size() / (columns + 1); }
  /// Dot products in double precision and column order, so that a row's bits depend on nothing
  /// else. `rows` has `columns` columns.
  [[nodiscard]] Decisions decide(const Matrix& rows) const;
};

/// `learner` is the catalogue name written into the bytes.
[[nodiscard]] std::unique_ptr<Model> make_linear_model(std::string learner, LinearWeights weights,
                                                       DecisionLink link);
/// Errors: `malformed`, `unsupported`.
[[nodiscard]] Result<std::unique_ptr<Model>> load_linear_model(std::string_view learner,
                                                               std::string_view bytes);

}  // namespace vedette
