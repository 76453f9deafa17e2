// SPDX-License-Identifier: Apache-2.0
/// Learners and the models they make: one interface over our own trees, libxgboost, liblinear and
/// libsvm.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/options.hpp"
#include "base/progress.hpp"
#include "data/matrix.hpp"
#include "train/attribution.hpp"

namespace vedette {

/// A trained classifier: immutable, and safe to call from several threads at once.
class Model {
 public:
  virtual ~Model() = default;
  /// Class shares for each row, the same bits whatever the batch size and thread count.
  /// Errors: `schema_mismatch` when the number of columns is not `columns()`.
  [[nodiscard]] virtual Result<Scores> predict(const Matrix& rows) const = 0;
  [[nodiscard]] virtual std::size_t columns() const = 0;
  [[nodiscard]] virtual std::size_t classes() const = 0;
  /// Data-only bytes from which the catalogue entry's `load` makes an equal model.
  [[nodiscard]] virtual std::string to_bytes() const = 0;
  /// Facts for people: trees, nodes, support vectors, rounds ...
  [[nodiscard]] virtual Json describe() const = 0;
  /// What each column adds to the output of one class, for each row; a row's numbers do not
  /// depend on other rows. Errors: `invalid_argument` when there is no such class;
  /// `schema_mismatch` when a width is not `columns()`; `unsupported` when this model cannot be
  /// explained, or not without background rows.
  [[nodiscard]] virtual Result<Attribution> explain(const ExplainRequest& request) const;
};

/// Facts that other code needs in order to feed a learner.
struct LearnerTraits {
  bool handles_missing = false;     ///< NaN may stand in the matrix
  bool wants_scaled_input = false;  ///< plan TransformPlan::for_linear()
  bool handles_categories = false;  ///< ordinal codes with Matrix::categorical set
  bool calibrated = false;          ///< scores are probabilities by themselves
  std::size_t max_rows = 0;         ///< 0: no limit; above it `train` refuses with too_large
};

struct TrainRequest {
  const Matrix& rows;  ///< with classes
  std::size_t classes = 2;
  const Options& options;  ///< made from the entry's table
  std::uint64_t seed = 1;
  const WorkContext& work;
};

/// One row of the catalogue.
struct LearnerEntry {
  std::string name;  ///< random_forest, decision_tree, adaboost, gradient_boosting,
                     ///< logistic_regression, linear_svm, kernel_svm
  std::string summary;
  std::vector<OptionSpec> options;  ///< with search ranges
  LearnerTraits traits;
  /// Same request, same bits, whatever `work.threads`. Errors: `invalid_argument` (no rows, a
  /// class without rows, NaN for a learner that cannot take it), `too_large`, `cancelled`.
  Result<std::unique_ptr<Model>> (*train)(const TrainRequest& request);
  /// Never crashes on hostile bytes. Errors: `malformed`, `unsupported` (newer format).
  Result<std::unique_ptr<Model>> (*load)(std::string_view bytes);
};

/// The catalogue of this build (train/catalog.cpp).
[[nodiscard]] std::span<const LearnerEntry> learner_catalog();
/// Errors: `invalid_argument` with the nearest name.
[[nodiscard]] Result<const LearnerEntry*> find_learner(std::string_view name);

}  // namespace vedette
