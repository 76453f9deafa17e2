// SPDX-License-Identifier: Apache-2.0
/// What every learner does before it learns: checks the request and settles the row weights.
#pragma once

#include <optional>

#include "train/learner.hpp"

namespace vedette {

/// Whether NaN may stand in the rows of a learner.
enum class MissingValues { allowed, refused };

/// The option `class_weight`: `none`, or `balanced`, which gives each class the same total
/// weight (King and Zeng 2001: the weight of a class is rows / (classes * rows of the class)).
[[nodiscard]] OptionSpec class_weight_option();

/// Checked rows, with the weights to learn from. Borrows the matrix of the request where nothing
/// has to change, so it must not outlive it.
class TrainingRows {
 public:
  /// Rows of weight 0 are left out, so that they change nothing in any learner. Reads the option
  /// `class_weight`. Errors: `invalid_argument` (no rows or columns, no classes, a class without
  /// rows, a negative or non-finite weight, an infinite value, NaN where refused), `cancelled`.
  [[nodiscard]] static Result<TrainingRows> make(const TrainRequest& request,
                                                 MissingValues missing);

  [[nodiscard]] const Matrix& matrix() const { return changed_ ? *changed_ : *given_; }

 private:
  explicit TrainingRows(const Matrix& given) : given_(&given) {}
  const Matrix* given_;
  std::optional<Matrix> changed_;
};

/// The error of work that was told to stop.
[[nodiscard]] tl::unexpected<Error> cancelled_training();

/// Errors: those of `Model::explain` that hold for every model.
[[nodiscard]] Result<> check_request(const Model& model, const ExplainRequest& request);
/// For models that need background rows. Errors: `unsupported` without any, `invalid_argument`
/// when they have missing values.
[[nodiscard]] Result<> check_background(const ExplainRequest& request);

/// Errors: `schema_mismatch` when `rows` has not `columns` columns.
[[nodiscard]] Result<> check_width(const Matrix& rows, std::size_t columns);

/// Errors: `schema_mismatch` for a wrong width, `invalid_argument` for NaN.
[[nodiscard]] Result<> check_complete(const Matrix& rows, std::size_t columns);

}  // namespace vedette
