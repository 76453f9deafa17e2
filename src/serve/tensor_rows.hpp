// SPDX-License-Identifier: Apache-2.0
/// From tensors to the rows that a model scores, and from verdicts to tensors: the same for HTTP
/// and gRPC, and the same rows as JSON would give.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "data/records.hpp"
#include "registry/bundle.hpp"
#include "score/score.hpp"
#include "serve/tensors.hpp"

namespace vedette {

/// More rows than this do not go into one request.
inline constexpr std::size_t kMostTensorRows = 200'000;

/// One described tensor of shape [-1] per column that the model reads: FP64, INT64, BOOL, and BYTES
/// for texts and times. `scoring` is `scoring_schema()` of the bundle.
[[nodiscard]] std::vector<Tensor> described_inputs(const Schema& scoring);
/// `label`, `decision`, `attack_score` and `scores`.
[[nodiscard]] std::vector<Tensor> described_outputs(const Bundle& bundle);

/// Rows from either style of request:
/// - one tensor per column, of shape [n] or [n, 1], by any name that the schema has for it; a
///   column without a tensor is missing in all rows, one that the model does not read is not
///   looked at;
/// - one tensor by another name, of shape [n, F]: the columns in schema order, all numbers.
///
/// Values are taken exactly or refused: numbers go to columns that can hold them, texts (BYTES) to
/// texts and times. Missing is NaN, an empty text, or what the schema says is missing.
/// Errors: `invalid_argument` naming row and column; `too_large`.
[[nodiscard]] Result<Batch> batch_from_tensors(const Schema& scoring,
                                               std::span<const Tensor> inputs);

/// The output of that name. All predictions have verdicts. Errors: `invalid_argument` with the
/// names there are.
[[nodiscard]] Result<Tensor> output_tensor(const Bundle& bundle,
                                           std::span<const Prediction> predictions,
                                           std::string_view name);

}  // namespace vedette
