// SPDX-License-Identifier: Apache-2.0
#include "serve/oip_messages.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

namespace vedette {
namespace {

using Contents = inference::InferTensorContents;
using Input = inference::ModelInferRequest::InferInputTensor;

tl::unexpected<Error> bad(std::string what) {
  return fail(ErrorCode::invalid_argument, std::move(what));
}

Result<Tensor> described_tensor(const Input& input) {
  return Tensor{.name = input.name(),
                .type = VEDETTE_TRY(tensor_type_from(input.datatype())),
                .shape = {input.shape().begin(), input.shape().end()}};
}

Result<Tensor> check_count(Tensor tensor, int given) {
  const std::size_t count = VEDETTE_TRY(element_count(tensor));
  if (std::cmp_not_equal(count, given))
    return bad(fmt::format("the contents of tensor '{}' of {} are not of the shape [{}]",
                           tensor.name, to_string(tensor.type), fmt::join(tensor.shape, ", ")));
  return tensor;
}

template <class Value, class Field>
Result<Tensor> with_values(Tensor tensor, const Field& field) {
  tensor.data = std::vector<Value>(field.begin(), field.end());
  return check_count(std::move(tensor), field.size());
}

/// The small integers share a field that is wider than they are.
template <class Field>
Result<Tensor> with_integers(Tensor tensor, const Field& field) {
  const IntegerRange range = integer_range(tensor.type);
  for (const auto value : field)
    if (std::cmp_less(value, range.low) || std::cmp_greater(value, range.high))
      return bad(fmt::format("tensor '{}' of {} has the element {}", tensor.name,
                             to_string(tensor.type), value));
  return with_values<std::int64_t>(std::move(tensor), field);
}

Result<Tensor> with_texts(Tensor tensor, const Contents& contents) {
  TextValues texts;
  for (const std::string& text : contents.bytes_contents()) texts.push_back(text);
  tensor.data = std::move(texts);
  return check_count(std::move(tensor), contents.bytes_contents_size());
}

Result<Tensor> with_contents(Tensor tensor, const Contents& contents) {
  switch (tensor.type) {
    case TensorType::boolean:
      return with_values<std::uint8_t>(std::move(tensor), contents.bool_contents());
    case TensorType::int8:
    case TensorType::int16:
    case TensorType::int32:
      return with_integers(std::move(tensor), contents.int_contents());
    case TensorType::uint8:
    case TensorType::uint16:
    case TensorType::uint32:
      return with_integers(std::move(tensor), contents.uint_contents());
    case TensorType::int64:
      return with_values<std::int64_t>(std::move(tensor), contents.int64_contents());
    case TensorType::uint64:
      return with_values<std::uint64_t>(std::move(tensor), contents.uint64_contents());
    case TensorType::fp32:
      return with_values<float>(std::move(tensor), contents.fp32_contents());
    case TensorType::fp64:
      return with_values<double>(std::move(tensor), contents.fp64_contents());
    case TensorType::bytes:
      break;
  }
  return with_texts(std::move(tensor), contents);
}

/// Outputs are texts and floats only.
Contents contents_of(const Tensor& tensor) {
  Contents contents;
  if (const auto* texts = std::get_if<TextValues>(&tensor.data)) {
    for (std::size_t i = 0; i < texts->size(); ++i)
      contents.add_bytes_contents(std::string((*texts)[i]));
    return contents;
  }
  const auto& values = std::get<std::vector<float>>(tensor.data);
  contents.mutable_fp32_contents()->Add(values.begin(), values.end());
  return contents;
}

template <class Message>
void describe(const Tensor& tensor, Message& message) {
  message.set_name(tensor.name);
  message.set_datatype(std::string(to_string(tensor.type)));
  message.mutable_shape()->Add(tensor.shape.begin(), tensor.shape.end());
}

}  // namespace

Result<std::vector<Tensor>> tensors_in(const inference::ModelInferRequest& request) {
  const bool is_raw = request.raw_input_contents_size() > 0;
  if (is_raw && request.raw_input_contents_size() != request.inputs_size())
    return bad(fmt::format("there are {} inputs, and raw contents of {}", request.inputs_size(),
                           request.raw_input_contents_size()));
  std::vector<Tensor> tensors;
  for (int i = 0; i < request.inputs_size(); ++i) {
    const Input& input = request.inputs(i);
    Tensor described = VEDETTE_TRY(described_tensor(input));
    if (is_raw && input.has_contents())
      return bad(fmt::format("tensor '{}' has both contents and raw contents", input.name()));
    tensors.push_back(VEDETTE_TRY(
        is_raw ? tensor_from_bytes(std::move(described), request.raw_input_contents(i))
               : with_contents(std::move(described), input.contents())));
  }
  return tensors;
}

inference::ModelInferResponse to_message(const InferResponse& response, TensorForm form) {
  inference::ModelInferResponse message;
  message.set_model_name(response.model);
  message.set_model_version(response.version);
  if (response.id) message.set_id(*response.id);
  if (response.threshold)
    (*message.mutable_parameters())["threshold"].set_double_param(*response.threshold);
  for (const Tensor& tensor : response.outputs) {
    auto& output = *message.add_outputs();
    describe(tensor, output);
    if (form == TensorForm::binary)
      message.add_raw_output_contents(tensor_bytes(tensor));
    else
      *output.mutable_contents() = contents_of(tensor);
  }
  return message;
}

inference::ModelMetadataResponse to_message(const OipModelFacts& facts) {
  inference::ModelMetadataResponse message;
  message.set_name(facts.name);
  message.set_platform(facts.platform);
  for (const std::string& version : facts.versions) message.add_versions(version);
  for (const Tensor& tensor : facts.inputs) describe(tensor, *message.add_inputs());
  for (const Tensor& tensor : facts.outputs) describe(tensor, *message.add_outputs());
  return message;
}

}  // namespace vedette
