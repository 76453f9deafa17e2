// SPDX-License-Identifier: Apache-2.0
/// Turning scores into probabilities. Fit on rows that the model was not trained on: scores of
/// training rows are too sure of themselves, and a calibration learned from them keeps that.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "data/matrix.hpp"

namespace vedette {

/// p = 1 / (1 + exp(-(slope * score + intercept))).
struct Sigmoid {
  double slope = 1;
  double intercept = 0;
  [[nodiscard]] double operator()(double score) const;
  bool operator==(const Sigmoid&) const = default;
};

/// Platt's sigmoid with smoothed targets, by the Newton method of Lin, Lin and Weng, "A note on
/// Platt's probabilistic outputs for support vector machines" (2007). `scores` are decision
/// values or log-odds; `positive` has a 1 where the row is of the class; `weights` may be empty.
/// Never fails: without scores, or with rows of one side only, the targets' prior decides.
[[nodiscard]] Sigmoid fit_sigmoid(std::span<const double> scores,
                                  std::span<const std::uint8_t> positive,
                                  std::span<const float> weights = {});

/// A non-decreasing map: straight lines between points, constant outside them.
struct IsotonicMap {
  std::vector<double> scores;  ///< ascending
  std::vector<double> shares;  ///< as long as `scores`, non-decreasing, in [0, 1]
  [[nodiscard]] double operator()(double score) const;
  bool operator==(const IsotonicMap&) const = default;
};

/// Isotonic regression by pool-adjacent-violators (Zadrozny and Elkan, "Transforming classifier
/// scores into accurate multiclass probability estimates", KDD 2002). Needs at least one score
/// with a weight above 0.
[[nodiscard]] IsotonicMap fit_isotonic(std::span<const double> scores,
                                       std::span<const std::uint8_t> positive,
                                       std::span<const float> weights = {});

enum class CalibrationMethod { none, sigmoid, isotonic };
[[nodiscard]] std::string_view to_string(CalibrationMethod method);
/// Errors: `invalid_argument` with the list of methods.
[[nodiscard]] Result<CalibrationMethod> calibration_method_from(std::string_view name);

/// Calibration of class shares: one map per class, one against the rest, then normalised to add
/// up to 1 (two classes need only one map, that of class 1). Sigmoids work on the log-odds of the
/// share. An immutable value.
class Calibration {
 public:
  /// Leaves scores as they are.
  Calibration() = default;

  /// `held_out` are scores of rows that the model has not seen; `classes` and `weights` (may be
  /// empty) are per row. Errors: `invalid_argument` when there are no rows or a class has none.
  [[nodiscard]] static Result<Calibration> fit(CalibrationMethod method, const Scores& held_out,
                                               std::span<const std::int32_t> classes,
                                               std::span<const float> weights = {});

  /// Errors: `schema_mismatch` when the number of classes differs.
  [[nodiscard]] Result<Scores> apply(const Scores& scores) const;

  [[nodiscard]] CalibrationMethod method() const { return method_; }
  /// All fitted numbers, exactly: {"method": ..., "classes": n, "maps": [...]}.
  [[nodiscard]] Json to_json() const;
  /// Errors: `malformed` for anything that `to_json` would not write.
  [[nodiscard]] static Result<Calibration> from_json(const Json& json);
  bool operator==(const Calibration&) const = default;

 private:
  [[nodiscard]] double mapped(std::size_t map, double share) const;

  CalibrationMethod method_ = CalibrationMethod::none;
  std::size_t classes_ = 0;
  std::vector<Sigmoid> sigmoids_;
  std::vector<IsotonicMap> isotonics_;
};

}  // namespace vedette
