// SPDX-License-Identifier: Apache-2.0
/// Models on the radial kernel: sums over support vectors, then a link to class shares.
#pragma once

#include "train/decision_link.hpp"
#include "train/learner.hpp"

namespace vedette {

/// Support vectors shared by all outputs, so that each kernel value is computed once per row.
struct SupportVectors {
  std::size_t columns = 0;
  std::size_t outputs = 0;
  double gamma = 1;
  std::vector<float> vectors;        ///< count * columns
  std::vector<double> coefficients;  ///< count * outputs
  std::vector<double> intercepts;    ///< outputs

  [[nodiscard]] std::size_t count() const { return vectors.size() / columns; }
  /// Sums in double precision and in order: a row's bits depend on nothing else.
  [[nodiscard]] Decisions decide(const Matrix& rows) const;
};

[[nodiscard]] std::unique_ptr<Model> make_kernel_model(SupportVectors support, DecisionLink link);
/// Errors: `malformed`, `unsupported`.
[[nodiscard]] Result<std::unique_ptr<Model>> load_kernel_model(std::string_view bytes);

}  // namespace vedette
