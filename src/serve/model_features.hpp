// SPDX-License-Identifier: Apache-2.0
/// What a form, a chart or a legend must know of a model.
#pragma once

#include <cstddef>

#include "base/json.hpp"
#include "registry/bundle.hpp"

namespace vedette {

/// One object per column that the model reads: name, type, unit, range, categories, quantiles of
/// the training data, importance; null where the bundle does not know.
[[nodiscard]] Json feature_list(const Bundle& bundle);
/// ROC, precision-recall, calibration and thresholds on the test rows; null for bundles without.
[[nodiscard]] Json curves_of(const Bundle& bundle);
/// A list of rows, made from the training reference.
[[nodiscard]] Json example_rows_of(const Bundle& bundle, std::size_t count);

}  // namespace vedette
