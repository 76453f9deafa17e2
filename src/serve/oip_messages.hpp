// SPDX-License-Identifier: Apache-2.0
/// Messages of the Open Inference Protocol's gRPC service, to and from our own values. For
/// oip_grpc.cpp only: nobody else should need the generated headers.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include <inference.pb.h>
#include "serve/oip.hpp"
#include "serve/tensor_json.hpp"

namespace vedette {

/// The inputs of a request, whichever way it carries them. Errors: `invalid_argument` naming the
/// tensor.
[[nodiscard]] Result<std::vector<Tensor>> tensors_in(const inference::ModelInferRequest& request);

/// Outputs travel as bytes where `form` is binary, and otherwise in the fields of their types.
[[nodiscard]] inference::ModelInferResponse to_message(const InferResponse& response,
                                                       TensorForm form);

[[nodiscard]] inference::ModelMetadataResponse to_message(const OipModelFacts& facts);

}  // namespace vedette
