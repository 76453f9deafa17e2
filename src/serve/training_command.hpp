// SPDX-License-Identifier: Apache-2.0
/// A request for training as the arguments of `vedette train`.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "serve/training_queue.hpp"

namespace vedette {

/// What is wrong with a request, and where: a JSON Pointer into it.
struct RequestFault {
  std::string pointer;
  Error error;
};

/// From the body of `POST /api/v1/runs`: every member checked as training itself would check it.
[[nodiscard]] tl::expected<TrainingRequest, RequestFault> training_request_from(const Json& body);

/// The same as JSON: what the run was asked for, as far as it was said.
[[nodiscard]] Json to_json(const TrainingRequest& request);

/// `train --dataset=lan ...`: one argument per option that was given. Errors: `invalid_argument`.
[[nodiscard]] Result<std::vector<std::string>> train_arguments(const TrainingRequest& request);

}  // namespace vedette
