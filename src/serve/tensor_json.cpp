// SPDX-License-Identifier: Apache-2.0
#include "serve/tensor_json.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/json.hpp"

namespace vedette {
namespace {

constexpr std::size_t kMostJson = std::size_t{16} << 20;  // a parsed body is ten times as large

tl::unexpected<Error> bad(std::string what) {
  return fail(ErrorCode::invalid_argument, std::move(what));
}

tl::unexpected<Error> bad_element(const Tensor& tensor, const Json& element) {
  return bad(fmt::format("tensor '{}' of {} has the element {}", tensor.name,
                         to_string(tensor.type), dump_json(element).substr(0, 60)));
}

/// What a tensor's name, shape and datatype say. Errors name the member.
Result<Tensor> described_tensor(const Json& input) {
  if (!input.is_object()) return bad("an element of 'inputs' is not an object");
  Tensor tensor{.name = VEDETTE_TRY(json_text(input, "name"))};
  const std::string type = VEDETTE_TRY(json_text(input, "datatype"));
  tensor.type = VEDETTE_TRY(tensor_type_from(type));
  const Json* shape = VEDETTE_TRY(json_array(input, "shape"));
  for (const Json& dimension : *shape) {
    if (!dimension.is_number_integer() ||
        (dimension.is_number_unsigned() &&
         dimension.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max()))
      return bad(fmt::format("the shape of tensor '{}' is not made of whole numbers", tensor.name));
    tensor.shape.push_back(dimension.get<std::int64_t>());
  }
  return tensor;
}

/// All elements in row-major order, whether `data` is flat or nested as the shape says.
class Elements {
 public:
  explicit Elements(const Tensor& tensor) : tensor_(tensor) {}

  Result<std::vector<const Json*>> of(const Json& data) {
    const std::size_t count = VEDETTE_TRY(element_count(tensor_));
    if (!data.is_array()) return mismatch();
    found_.reserve(std::min(count, data.size()));
    const bool is_nested = !data.empty() && data.front().is_array();
    VEDETTE_TRY(is_nested ? take_nested(data, 0) : take_flat(data));
    if (found_.size() != count) return mismatch();
    return std::move(found_);
  }

 private:
  Result<> take_flat(const Json& list) {
    for (const Json& element : list) {
      if (element.is_array()) return mismatch();
      found_.push_back(&element);
    }
    return {};
  }

  Result<> take_nested(const Json& list, std::size_t level) {
    if (!list.is_array() || std::cmp_not_equal(list.size(), tensor_.shape[level]))
      return mismatch();
    if (level + 1 == tensor_.shape.size()) return take_flat(list);
    for (const Json& inner : list) VEDETTE_TRY(take_nested(inner, level + 1));
    return {};
  }

  [[nodiscard]] tl::unexpected<Error> mismatch() const {
    return bad(fmt::format("the data of tensor '{}' is not of the shape [{}]", tensor_.name,
                           fmt::join(tensor_.shape, ", ")));
  }

  const Tensor& tensor_;
  std::vector<const Json*> found_;
};

std::optional<std::uint8_t> boolean_of(const Json& element) {
  if (!element.is_boolean()) return std::nullopt;
  return element.get<bool>() ? 1 : 0;
}

std::optional<std::int64_t> integer_of(const Json& element, IntegerRange range) {
  if (!element.is_number_integer()) return std::nullopt;
  if (element.is_number_unsigned() &&
      element.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max())
    return std::nullopt;
  const auto value = element.get<std::int64_t>();
  if (value < range.low || value > range.high) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> unsigned_of(const Json& element) {
  if (!element.is_number_unsigned()) return std::nullopt;
  return element.get<std::uint64_t>();
}

template <class Float>
std::optional<Float> float_of(const Json& element) {
  if (element.is_null()) return std::numeric_limits<Float>::quiet_NaN();
  if (!element.is_number()) return std::nullopt;
  const auto value = static_cast<Float>(element.get<double>());
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

template <class Value, class Read>
Result<Tensor> with_values(Tensor tensor, const std::vector<const Json*>& elements, Read read) {
  std::vector<Value> values;
  values.reserve(elements.size());
  for (const Json* element : elements) {
    const std::optional<Value> value = read(*element);
    if (!value) return bad_element(tensor, *element);
    values.push_back(*value);
  }
  tensor.data = std::move(values);
  return tensor;
}

Result<Tensor> with_texts(Tensor tensor, const std::vector<const Json*>& elements) {
  TextValues texts;
  for (const Json* element : elements) {
    if (!element->is_string()) return bad_element(tensor, *element);
    texts.push_back(element->get_ref<const std::string&>());
  }
  tensor.data = std::move(texts);
  return tensor;
}

Result<Tensor> tensor_from_json(Tensor described, const Json& data) {
  const std::vector<const Json*> elements = VEDETTE_TRY(Elements(described).of(data));
  switch (described.type) {
    case TensorType::boolean:
      return with_values<std::uint8_t>(std::move(described), elements, boolean_of);
    case TensorType::uint64:
      return with_values<std::uint64_t>(std::move(described), elements, unsigned_of);
    case TensorType::fp32:
      return with_values<float>(std::move(described), elements, float_of<float>);
    case TensorType::fp64:
      return with_values<double>(std::move(described), elements, float_of<double>);
    case TensorType::bytes:
      return with_texts(std::move(described), elements);
    default:
      break;
  }
  const IntegerRange range = integer_range(described.type);
  return with_values<std::int64_t>(std::move(described), elements, [&](const Json& element) {
    return integer_of(element, range);
  });
}

/// A member of `parameters`, or null.
const Json* parameter(const Json& holder, const char* name) {
  const auto parameters = holder.find("parameters");
  if (parameters == holder.end() || !parameters->is_object()) return nullptr;
  const auto found = parameters->find(name);
  return found == parameters->end() ? nullptr : &*found;
}

/// Takes the tensor's part from the front of `binary` where it is sent so.
Result<Tensor> read_input(const Json& input, std::string_view& binary) {
  Tensor described = VEDETTE_TRY(described_tensor(input));
  const Json* size = parameter(input, "binary_data_size");
  if (size == nullptr) {
    const auto data = input.find("data");
    if (data == input.end()) return bad(fmt::format("tensor '{}' has no data", described.name));
    return tensor_from_json(std::move(described), *data);
  }
  if (input.contains("data"))
    return bad(fmt::format("tensor '{}' has both data and binary_data_size", described.name));
  if (!size->is_number_unsigned() || size->get<std::uint64_t>() > binary.size())
    return bad(fmt::format("the binary_data_size of tensor '{}' is more than what follows the JSON",
                           described.name));
  const std::string_view own = binary.substr(0, size->get<std::size_t>());
  binary.remove_prefix(own.size());
  return tensor_from_bytes(std::move(described), own);
}

std::optional<TensorForm> form_of(const Json* parameter) {
  if (parameter == nullptr || !parameter->is_boolean()) return std::nullopt;
  return parameter->get<bool>() ? TensorForm::binary : TensorForm::json;
}

Result<std::vector<RequestedOutput>> read_outputs(const Json& request) {
  std::vector<RequestedOutput> outputs;
  if (!request.contains("outputs")) return outputs;
  const Json* list = VEDETTE_TRY(json_array(request, "outputs"));
  for (const Json& output : *list) {
    if (!output.is_object()) return bad("an element of 'outputs' is not an object");
    if (parameter(output, "classification") != nullptr)
      return bad("the classification extension is not spoken here; ask for 'label' and 'scores'");
    outputs.push_back({.name = VEDETTE_TRY(json_text(output, "name")),
                       .form = form_of(parameter(output, "binary_data"))});
  }
  return outputs;
}

void append_texts(std::string& text, const TextValues& values) {
  for (std::size_t i = 0; i < values.size(); ++i)
    text += (i == 0 ? "" : ",") + dump_json(Json(values[i]));
}

void append_data(std::string& text, const Tensor& tensor) {
  std::visit(
      [&](const auto& values) {
        if constexpr (std::is_same_v<std::decay_t<decltype(values)>, TextValues>)
          append_texts(text, values);
        else
          fmt::format_to(std::back_inserter(text), "{}", fmt::join(values, ","));
      },
      tensor.data);
}

/// The output as JSON; its bytes go to the end of `binary` where it is to travel so.
std::string output_json(const Tensor& tensor, TensorForm form, std::string& binary) {
  std::string text = fmt::format(R"({{"name":{},"datatype":"{}","shape":[{}],)",
                                 dump_json(Json(tensor.name)), to_string(tensor.type),
                                 fmt::join(tensor.shape, ","));
  if (form == TensorForm::binary) {
    const std::string bytes = tensor_bytes(tensor);
    binary += bytes;
    return text + fmt::format(R"("parameters":{{"binary_data_size":{}}}}})", bytes.size());
  }
  text += "\"data\":[";
  append_data(text, tensor);
  return text + "]}";
}

}  // namespace

Result<InferRequest> parse_infer_request(std::string_view body,
                                         std::optional<std::size_t> json_bytes) {
  if (json_bytes.value_or(0) > body.size())
    return bad("Inference-Header-Content-Length is more than the body");
  std::string_view binary = body.substr(json_bytes.value_or(body.size()));
  const std::string_view text = body.substr(0, body.size() - binary.size());
  if (text.size() > kMostJson)
    return fail(ErrorCode::too_large, "the JSON of the request is larger than 16 MiB",
                "send the tensors in the binary form");
  const Json json = VEDETTE_TRY(parse_json(text));
  if (!json.is_object()) return bad("the request is not a JSON object");
  InferRequest request;
  if (json.contains("id")) request.id = VEDETTE_TRY(json_text(json, "id"));
  const Json* inputs = VEDETTE_TRY(json_array(json, "inputs"));
  for (const Json& input : *inputs)
    request.inputs.push_back(VEDETTE_TRY(read_input(input, binary)));
  if (!binary.empty()) return bad("more bytes follow the JSON than its tensors account for");
  request.outputs = VEDETTE_TRY(read_outputs(json));
  request.output_form =
      form_of(parameter(json, "binary_data_output")).value_or(TensorForm::json);
  return request;
}

InferBody write_infer_response(const InferResponse& response) {
  std::string text =
      fmt::format(R"({{"model_name":{},"model_version":{})", dump_json(Json(response.model)),
                  dump_json(Json(response.version)));
  if (response.id) text += ",\"id\":" + dump_json(Json(*response.id));
  if (response.threshold)
    text += fmt::format(R"(,"parameters":{{"threshold":{}}})", *response.threshold);
  std::string binary;
  text += ",\"outputs\":[";
  for (std::size_t i = 0; i < response.outputs.size(); ++i)
    text += (i == 0 ? "" : ",") + output_json(response.outputs[i], response.forms[i], binary);
  text += "]}";
  InferBody body{.bytes = std::move(text)};
  const bool has_binary = std::ranges::find(response.forms, TensorForm::binary) !=
                          response.forms.end();
  if (has_binary) body.json_bytes = body.bytes.size();
  body.bytes += binary;
  return body;
}

}  // namespace vedette
