// SPDX-License-Identifier: Apache-2.0
/// The number that contenders are ordered by.
#pragma once

#include "evaluate/evaluation.hpp"
#include "select/select.hpp"

namespace vedette {

/// Higher is better; minus infinity where the figure does not exist (one class only).
[[nodiscard]] double metric_value(const Evaluation& evaluation, SelectionMetric metric);

}  // namespace vedette
