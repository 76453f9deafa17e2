// SPDX-License-Identifier: Apache-2.0
/// Why a row got its score: what each input column adds, and what is usual for it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/progress.hpp"
#include "data/table.hpp"
#include "registry/bundle.hpp"
#include "validate/sketch.hpp"

namespace vedette {

/// Of the training rows.
struct NormalRange {
  double low = 0;     ///< 5 % of the values are at most this
  double median = 0;
  double high = 0;    ///< 95 % are
};

/// One input column of the model.
struct Contribution {
  std::string feature;
  Json value;                           ///< number, text, boolean, or null where missing
  double contribution = 0;              ///< in the unit of the explanation
  double standard_error = 0;            ///< of the contribution; 0 where it is exact
  std::optional<NormalRange> normal{};  ///< of a number, where the bundle tells
  std::optional<double> percentile{};   ///< share of training values up to this one, [0, 1]
  std::vector<std::string> usual{};     ///< the most frequent categories, at most five
};

/// `base` and all contributions add up to `output`.
struct Explanation {
  std::size_t cls = 0;               ///< index into the bundle's classes
  std::string method;                ///< `tree_shap`, `linear_shap`, `sampled_shap`
  std::string unit;                  ///< `probability`, `log_odds`, `margin`: see Attribution
  double base = 0;
  double output = 0;
  std::vector<Contribution> features;  ///< largest |contribution| first
};

/// Explains rows by one bundle. Immutable, and safe to use from several threads at once.
class Explainer {
 public:
  /// Reads the bundle's reference once. Errors: `malformed` when that is damaged.
  [[nodiscard]] static Result<Explainer> make(std::shared_ptr<const Bundle> bundle);

  /// The class that is explained when none is asked for: of the attack classes the one with the
  /// highest score; the highest of all where no class is benign.
  [[nodiscard]] Result<std::vector<std::size_t>> classes_to_explain(const Table& rows) const;
  /// One explanation per row; without `cls` of `classes_to_explain`. A row's numbers do not depend
  /// on the others. Errors: `schema_mismatch` naming the feature column that is missing;
  /// `invalid_argument` when there is no such class; `unsupported` when the model cannot be
  /// explained.
  [[nodiscard]] Result<std::vector<Explanation>> explain(
      const Table& rows, std::optional<std::size_t> cls = std::nullopt) const;

  [[nodiscard]] const Bundle& bundle() const { return *bundle_; }
  /// Of the training rows; without columns where the bundle keeps none.
  [[nodiscard]] const ReferenceSketch& reference() const { return reference_; }

 private:
  Explainer(std::shared_ptr<const Bundle> bundle, ReferenceSketch reference, Matrix background)
      : bundle_(std::move(bundle)),
        reference_(std::move(reference)),
        background_(std::move(background)) {}

  /// Explains all rows as one class.
  [[nodiscard]] Result<std::vector<Explanation>> explain_class(const Table& rows,
                                                               const Matrix& matrix,
                                                               std::size_t cls) const;
  [[nodiscard]] Contribution describe(const Table& rows, std::size_t row,
                                      const std::string& feature) const;

  std::shared_ptr<const Bundle> bundle_;
  ReferenceSketch reference_;
  Matrix background_;
};

/// {class, unit, method, base, output, features [{feature, value, contribution, standard_error,
/// normal {low, median, high} or null, percentile or null, usual [...] or null}]}; only the first
/// `most` features when that is given. `standard_error` stands only where the method samples.
[[nodiscard]] Json to_json(const Explanation& explanation, const Bundle& bundle,
                           std::optional<std::size_t> most = std::nullopt);

/// Share of all |contribution| that each input column has over rows that the model explains, on
/// at most `kImportanceRows` of the rows, evenly spaced (fewer where it has to sample):
/// [{feature, importance}], largest first, adding up to 1. Empty when the model cannot be
/// explained or nothing contributes. Same bits on any number of threads.
inline constexpr std::size_t kImportanceRows = 128;
inline constexpr std::size_t kSampledImportanceRows = 16;
[[nodiscard]] Result<Json> feature_importance(const Explainer& explainer, const Table& rows,
                                              const WorkContext& work);

}  // namespace vedette
