// SPDX-License-Identifier: Apache-2.0
#include "train/attribution.hpp"

#include <fmt/format.h>

#include "train/learner.hpp"
#include "train/training_rows.hpp"

namespace vedette {

Result<Attribution> Model::explain(const ExplainRequest& request) const {
  VEDETTE_TRY(check_request(*this, request));
  return fail(ErrorCode::unsupported, "models of this learner cannot be explained");
}

Result<> check_request(const Model& model, const ExplainRequest& request) {
  if (request.cls >= model.classes())
    return fail(ErrorCode::invalid_argument,
                fmt::format("the model has {} classes, there is no class number {}",
                            model.classes(), request.cls));
  if (request.background.rows > 0) VEDETTE_TRY(check_width(request.background, model.columns()));
  return check_width(request.rows, model.columns());
}

Result<> check_background(const ExplainRequest& request) {
  if (request.background.rows == 0)
    return fail(ErrorCode::unsupported,
                "this model cannot be explained without background rows, and there are none",
                "train it again: new models keep what is needed");
  return check_complete(request.background, request.rows.columns);
}

}  // namespace vedette
