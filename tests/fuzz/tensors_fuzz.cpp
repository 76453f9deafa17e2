// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/json.hpp"
#include "serve/mlflow_rows.hpp"
#include "serve/tensor_json.hpp"
#include "serve/tensor_rows.hpp"

namespace vedette {
namespace {

const Schema& schema() {
  static const Schema kSchema =
      parse_schema(
          "name: f\nmissing: [\"-1\"]\ncolumns:\n  - {name: a, type: float64}\n"
          "  - {name: b, type: int64}\n  - {name: c, type: boolean}\n  - {name: d, type: text}\n"
          "  - {name: e, type: timestamp}\n  - {name: u, type: text, may_be_absent: true}\n",
          "fuzz.yaml")
          .value();
  return kSchema;
}

// Whatever is accepted is as large as it says, and comes back from its bytes.
void check_tensors(std::string_view body, std::optional<std::size_t> json_bytes) {
  const Result<InferRequest> request = parse_infer_request(body, json_bytes);
  if (!request) return;
  for (const Tensor& tensor : request->inputs) {
    Tensor described{.name = tensor.name, .type = tensor.type, .shape = tensor.shape};
    const Result<Tensor> again = tensor_from_bytes(std::move(described), tensor_bytes(tensor));
    check(again.has_value(), "a tensor that was read can be written and read again");
  }
  const Result<Batch> batch = batch_from_tensors(schema(), request->inputs);
  if (!batch) return;
  for (const Column& column : batch->table.columns)
    check(column.size() == batch->row_numbers.size(), "all columns have all rows");
}

}  // namespace
}  // namespace vedette

// The body of an inference, its first byte saying how much of it is JSON, and of an invocation.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  vedette::check_tensors(body, std::nullopt);
  if (size > 0) vedette::check_tensors(body.substr(1), std::min<std::size_t>(data[0], size - 1));
  const auto rows = vedette::parse_mlflow_request(body, vedette::schema());
  if (rows) vedette::check(vedette::parse_json(rows->rows)->is_array(), "rows are a JSON list");
  return 0;
}
