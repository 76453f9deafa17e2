// SPDX-License-Identifier: Apache-2.0
/// What a model asks for, column by column, and rows to try it with: what a form for predictions
/// is made of.
#pragma once

#include "base/json.hpp"
#include "score/explain.hpp"

namespace vedette {

/// The input columns of the model, in the order of its schema: [{name, type, unit, description,
/// required, categories [...] or null, range [low, high] or null, quantiles {p01, p05, p25, p50,
/// p75, p95, p99} or null, importance or null}]. `categories` are those of the schema, or else the
/// most frequent texts of the training rows; an end of a range that the schema leaves open is
/// null; `required` columns had no missing value in training.
[[nodiscard]] Json features_json(const Explainer& explainer);

/// Up to `count` rows [{column: value}] with values from the training rows' distributions, but
/// none of those rows: in turn for each class the one of many made-up rows that has the highest
/// score for it. Always the same. Empty where the bundle keeps no reference.
/// Errors: those of scoring.
[[nodiscard]] Result<Json> example_rows(const Explainer& explainer, std::size_t count);

}  // namespace vedette
