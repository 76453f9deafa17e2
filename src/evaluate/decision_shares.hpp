// SPDX-License-Identifier: Apache-2.0
/// What a confusion matrix with a benign class 0 says of attack against benign. Private to this
/// module.
#pragma once

#include "evaluate/metrics.hpp"

namespace vedette {

/// Benign rows that were decided as any attack.
[[nodiscard]] Share false_positive_share(const ConfusionMatrix& confusion);
/// Attack rows that were decided as any attack, the right one or not.
[[nodiscard]] Share detection_share(const ConfusionMatrix& confusion);

}  // namespace vedette
