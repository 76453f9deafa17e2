// SPDX-License-Identifier: Apache-2.0
/// Inference requests and responses of the Open Inference Protocol v2 as HTTP bodies: JSON, and
/// behind it the bytes of those tensors that travel in the binary form (Triton's extension
/// "binary_tensor_data").
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "serve/tensors.hpp"

namespace vedette {

enum class TensorForm { json, binary };

struct RequestedOutput {
  std::string name;
  std::optional<TensorForm> form{};  ///< none: as the request says for all
};

struct InferRequest {
  std::optional<std::string> id{};
  std::vector<Tensor> inputs;
  std::vector<RequestedOutput> outputs{};  ///< empty: all
  TensorForm output_form = TensorForm::json;
};

/// `json_bytes`: how much of the body is JSON; none: all of it. Elements are exact: a number that
/// is not of its datatype is an error, and `null` in a floating-point tensor is NaN. FP32 numbers
/// are the nearest float, as the datatype says. Errors: `malformed`, `invalid_argument`, `too_large`.
[[nodiscard]] Result<InferRequest> parse_infer_request(std::string_view body,
                                                       std::optional<std::size_t> json_bytes);

struct InferResponse {
  std::string model;
  std::string version;
  std::optional<std::string> id{};
  std::optional<float> threshold{};  ///< told as a parameter
  std::vector<Tensor> outputs;
  std::vector<TensorForm> forms;     ///< of each output
};

struct InferBody {
  std::string bytes;
  std::optional<std::size_t> json_bytes{};  ///< where binary tensors follow
};

[[nodiscard]] InferBody write_infer_response(const InferResponse& response);

}  // namespace vedette
