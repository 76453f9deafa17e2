// SPDX-License-Identifier: Apache-2.0
/// Bodies of MLflow's scoring protocol (version 2.0 and later) as rows.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "data/schema.hpp"

namespace vedette {

/// What `params: {"output": ...}` asks for, of each row.
enum class MlflowOutput {
  label,         ///< name of the class
  decision,      ///< benign, attack, abstain
  attack_score,  ///< number
  scores,        ///< {class: number}
  full,          ///< the whole prediction, as `vedette predict` writes it in JSON Lines
};

/// Errors: `invalid_argument` with the names there are.
[[nodiscard]] Result<MlflowOutput> mlflow_output_from(std::string_view name);

struct MlflowRequest {
  std::string rows;  ///< JSON: a list of objects, for `LiveModel::decode()`
  MlflowOutput output = MlflowOutput::label;
};

/// Exactly one of
/// - `dataframe_split`: {"columns"?, "data": [[...]...], "index"?},
/// - `dataframe_records`: [{column: value}...],
/// - `instances` and `inputs`: a list of records or of lists of values, or {column: [values]};
///
/// values without names are the model's inputs in schema order. The bare word NaN is taken as
/// `null` (MLflow's clients write it). Errors: `malformed`, `invalid_argument`.
[[nodiscard]] Result<MlflowRequest> parse_mlflow_request(std::string_view body,
                                                         const Schema& scoring);

}  // namespace vedette
