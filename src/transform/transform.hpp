// SPDX-License-Identifier: Apache-2.0
/// From typed columns to the numbers that learners see: steps fitted on training rows only, kept
/// in the bundle, applied identically everywhere.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>  // StepPlan holds a value of it
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/options.hpp"
#include "data/matrix.hpp"
#include "data/schema.hpp"
#include "data/table.hpp"

namespace vedette {

/// One step of a plan: what to do with which columns.
struct StepPlan {
  std::string step;                  ///< catalogue name: impute, clip, log1p, standard_scale,
                                     ///< robust_scale, one_hot, ordinal
  std::vector<std::string> columns;  ///< names, or the selectors "numeric", "text", "all": what
                                     ///< the columns are when the step's turn comes
  Json options;                      ///< of the step's option table, or null
};

struct TransformPlan {
  std::vector<StepPlan> steps;

  /// For learners that take missing values and categories as they are (trees, boosting): text
  /// becomes ordinal codes, nothing else.
  [[nodiscard]] static TransformPlan for_trees();
  /// For learners on distances and dot products: log1p on long-tailed columns (chosen when
  /// fitting), median imputation, standard scaling, clip to 10 deviations, one-hot with rare
  /// categories pooled.
  [[nodiscard]] static TransformPlan for_linear();
  [[nodiscard]] Json to_json() const;
  /// Errors: `malformed`; `invalid_argument` for a step or option that is not in the catalogue.
  [[nodiscard]] static Result<TransformPlan> from_json(const Json& json);
};

/// Fitted steps; applying never changes them, and a row's result does not depend on other rows:
/// one row gives the same bits as the same row among many.
///
/// How values become numbers: booleans 0 and 1, times seconds since 1970-01-01 UTC, text through
/// `ordinal` or `one_hot`. Infinite numbers (rates over no time) count as missing. Steps work in
/// double precision; the matrix is single precision, so whole numbers above 2^24 and times are
/// rounded to 24 significant bits, and numbers beyond its range become its largest.
class Transform {
 public:
  /// Uses only `train_rows` of `table`. Columns are the schema's features, in schema order. A
  /// column with no value at all in the training rows is dropped and listed in `dropped()`; a
  /// constant one stays (trees ignore it, scaling makes it 0).
  /// Errors: `invalid_argument` (no training rows; the plan names an unknown step, column or
  /// option, or leaves a text column without numbers), `schema_mismatch` (the table lacks a
  /// feature or has it with another type).
  [[nodiscard]] static Result<Transform> fit(const TransformPlan& plan, const Table& table,
                                             const Schema& schema,
                                             std::span<const std::uint32_t> train_rows);

  /// Feature columns are found by name; others are ignored. `rows` empty means all rows.
  /// The matrix has row_ids; classes and weights are the caller's. Safe from several threads.
  /// Errors: `schema_mismatch` naming a feature column that is absent or of another type, or a text
  /// value not seen in training when the policy of its step is `refuse`.
  [[nodiscard]] Result<Matrix> apply(const Table& table,
                                     std::span<const std::uint32_t> rows) const;

  [[nodiscard]] const std::vector<std::string>& output_names() const;
  /// Feature columns that `apply` looks for.
  [[nodiscard]] const std::vector<std::string>& input_names() const;
  /// Per output, the place in `input_names()` of the column that it was made from.
  [[nodiscard]] const std::vector<std::size_t>& input_of_output() const;
  /// Feature columns that were dropped when fitting, each with the reason.
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& dropped() const;

  [[nodiscard]] Json to_json() const;  ///< all fitted numbers, exactly
  /// Never crashes on hostile values. Errors: `malformed`, `unsupported` (a newer format).
  [[nodiscard]] static Result<Transform> from_json(const Json& json);

  Transform(Transform&&) noexcept;
  Transform& operator=(Transform&&) noexcept;
  ~Transform();

 private:
  struct State;
  explicit Transform(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// The catalogue of steps (transform/catalog.cpp): name, summary, options.
struct StepDescription {
  std::string name;
  std::string summary;
  std::vector<OptionSpec> options;
};
[[nodiscard]] std::vector<StepDescription> step_catalog();

}  // namespace vedette
