// SPDX-License-Identifier: Apache-2.0
/// The curves of an evaluation in the form in which they are drawn.
#pragma once

#include "base/json.hpp"
#include "evaluate/evaluation.hpp"

namespace vedette {

/// Most points of each curve.
inline constexpr std::size_t kMostCurvePoints = 201;

/// {roc [[fpr, recall, threshold]], pr [[recall, precision, threshold]],
/// calibration [{mean_score, share, share_interval [low, high], rows}],
/// thresholds [{threshold, tp, fp, fn, tn, frozen}]}, all of the rows of the evaluation, highest
/// threshold first; the first threshold is one step above 1, where nothing is an attack, and the
/// frozen one is always among them. Intervals are Wilson's, 95 %. `null` when no class is benign,
/// or when benign or attack rows are lacking.
[[nodiscard]] Json curves_to_json(const Evaluation& evaluation);

}  // namespace vedette
