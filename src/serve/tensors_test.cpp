// SPDX-License-Identifier: Apache-2.0
#include "serve/tensors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/random.hpp"
#include "registry/example_for_test.hpp"
#include "serve/tensor_json.hpp"
#include "serve/tensor_rows.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;

Tensor described(TensorType type, std::int64_t rows, std::string name = "x") {
  return {.name = std::move(name), .type = type, .shape = {rows}};
}

/// Values at the edges of each type.
std::vector<Tensor> edges() {
  std::vector<Tensor> all;
  const auto add = [&](TensorType type, Tensor::Data data, std::int64_t rows) {
    Tensor tensor = described(type, rows);
    tensor.data = std::move(data);
    all.push_back(std::move(tensor));
  };
  add(TensorType::boolean, std::vector<std::uint8_t>{0, 1}, 2);
  for (const TensorType type :
       {TensorType::uint8, TensorType::uint16, TensorType::uint32, TensorType::int8,
        TensorType::int16, TensorType::int32, TensorType::int64}) {
    const IntegerRange range = integer_range(type);
    add(type, std::vector<std::int64_t>{range.low, range.high, 7}, 3);
  }
  add(TensorType::uint64, std::vector<std::uint64_t>{0, UINT64_MAX}, 2);
  add(TensorType::fp32, std::vector<float>{-0.0F, 1e-45F, 3.4e38F}, 3);
  add(TensorType::fp64, std::vector<double>{0.1, 5e-324, 1.7e308}, 3);
  TextValues texts;
  for (const char* text : {"", "tcp", "ä\n"}) texts.push_back(text);
  add(TensorType::bytes, texts, 3);
  return all;
}

TEST(Tensors, come_back_from_their_bytes) {
  for (const Tensor& tensor : edges()) {
    const std::string bytes = tensor_bytes(tensor);
    const Tensor again =
        tensor_from_bytes(described(tensor.type, tensor.shape[0]), bytes).value();
    EXPECT_EQ(again.data, tensor.data) << to_string(tensor.type);
    EXPECT_EQ(tensor_bytes(again), bytes) << to_string(tensor.type);
  }
}

TEST(Tensors, bytes_are_little_endian_without_padding) {
  Tensor tensor = described(TensorType::uint16, 2);
  tensor.data = std::vector<std::int64_t>{0x0102, 0x0304};
  EXPECT_EQ(tensor_bytes(tensor), "\x02\x01\x04\x03");
  TextValues texts;
  texts.push_back("ab");
  tensor = described(TensorType::bytes, 1);
  tensor.data = texts;
  EXPECT_EQ(tensor_bytes(tensor), std::string("\x02\0\0\0ab", 6));
}

TEST(Tensors, refuse_bytes_that_the_shape_does_not_account_for) {
  for (const Tensor& tensor : edges()) {
    const std::string bytes = tensor_bytes(tensor);
    for (const std::string& wrong : {bytes + "x", bytes.substr(0, bytes.size() - 1), std::string()})
      EXPECT_FALSE(tensor_from_bytes(described(tensor.type, tensor.shape[0]), wrong))
          << to_string(tensor.type) << ' ' << wrong.size();
  }
  EXPECT_FALSE(tensor_from_bytes(described(TensorType::boolean, 1), "\x02"));
  EXPECT_FALSE(tensor_from_bytes(described(TensorType::bytes, 1), "\xff\xff\xff\xff"));
}

TEST(Tensors, names_of_datatypes_are_those_of_the_protocol) {
  for (const char* name : {"BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32",
                           "INT64", "FP32", "FP64", "BYTES"})
    EXPECT_EQ(to_string(tensor_type_from(name).value()), name);
  for (const char* name : {"", "fp32", "FP16", "BF16", "STRING"})
    EXPECT_FALSE(tensor_type_from(name)) << name;
}

TEST(Tensors, travel_as_json_too) {
  for (const Tensor& tensor : edges()) {
    InferResponse response{.model = "m", .version = "1", .outputs = {tensor}, .forms = {}};
    response.forms.push_back(TensorForm::json);
    std::string body = write_infer_response(response).bytes;
    body.replace(body.find("\"outputs\""), 9, "\"inputs\"");
    if (tensor.type == TensorType::boolean) {  // BOOL is read from true and false
      body.replace(body.find("[0,1]"), 5, "[false,true]");
    }
    const Result<InferRequest> request = parse_infer_request(body, std::nullopt);
    ASSERT_TRUE(request) << to_string(tensor.type) << ' ' << request.error().message << body;
    EXPECT_EQ(request->inputs[0].data, tensor.data) << body;
  }
}

TEST(Tensors, json_may_be_nested_as_the_shape_says) {
  const auto elements = [](std::string_view shape, std::string_view data) {
    const std::string body =
        fmt::format(R"({{"inputs":[{{"name":"x","datatype":"INT8","shape":{},"data":{}}}]}})",
                    shape, data);
    return std::get<std::vector<std::int64_t>>(
        parse_infer_request(body, std::nullopt).value().inputs[0].data);
  };
  const std::vector<std::int64_t> six = {1, 2, 3, 4, 5, 6};
  EXPECT_EQ(elements("[2,3]", "[1,2,3,4,5,6]"), six);
  EXPECT_EQ(elements("[2,3]", "[[1,2,3],[4,5,6]]"), six);
  EXPECT_EQ(elements("[3,1,2]", "[[[1,2]],[[3,4]],[[5,6]]]"), six);
  EXPECT_TRUE(elements("[0]", "[]").empty());
}

/// Numbers of all kinds, one boolean, a time, and two ways to say that a value is missing.
Schema wide_schema() {
  return parse_schema(R"(name: wide
missing: ["-1", "?"]
columns:
  - {name: a, type: float64}
  - {name: b, type: int64, may_be_missing: false}
  - {name: c, type: boolean}
  - {name: d, type: text}
  - {name: e, type: timestamp}
  - {name: unread, type: text, may_be_absent: true}
)",
                      "wide.yaml")
      .value();
}

Tensor bytes_tensor(std::string name, std::initializer_list<const char*> values) {
  TextValues texts;
  for (const char* value : values) texts.push_back(value);
  return {.name = std::move(name),
          .type = TensorType::bytes,
          .shape = {static_cast<std::int64_t>(values.size())},
          .data = texts};
}

TEST(TensorRows, take_every_type_that_a_column_can_hold) {
  const std::vector<Tensor> inputs = {
      {.name = "a", .type = TensorType::fp32, .shape = {3},
       .data = std::vector<float>{0.5F, NAN, -1}},
      {.name = "b", .type = TensorType::fp64, .shape = {3, 1}, .data = std::vector<double>{1, 2, 3}},
      {.name = "c", .type = TensorType::uint64, .shape = {3},
       .data = std::vector<std::uint64_t>{0, 1, 1}},
      bytes_tensor("d", {"tcp", "", "?"}),
      bytes_tensor("e", {"2017-07-03 11:57:51", "?", "1970-01-01T00:00:00Z"}),
      {.name = "unread", .type = TensorType::boolean, .shape = {3},
       .data = std::vector<std::uint8_t>{0, 0, 0}}};
  const Batch batch = batch_from_tensors(wide_schema(), inputs).value();
  const auto missing = [&](std::size_t column) { return batch.table.columns[column].missing; };
  EXPECT_EQ(batch.row_numbers, (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(batch.table.columns[0].float64s()[0], 0.5);
  EXPECT_EQ(missing(0), (std::vector<std::uint8_t>{0, 1, 1}));
  EXPECT_EQ(batch.table.columns[1].int64s()[2], 3);
  EXPECT_EQ(batch.table.columns[2].booleans()[1], 1);
  EXPECT_EQ(missing(3), (std::vector<std::uint8_t>{0, 1, 1}));
  EXPECT_EQ(batch.table.columns[4].int64s()[0], 1499083071000000000);
  EXPECT_EQ(missing(4), (std::vector<std::uint8_t>{0, 1, 0}));
  EXPECT_EQ(missing(5), (std::vector<std::uint8_t>{1, 1, 1}));
}

struct RefusedTensor {
  Tensor tensor;
  const char* said;
};

TEST(TensorRows, say_which_value_cannot_be_taken) {
  const auto of = [](const char* name, TensorType type, Tensor::Data data) {
    return Tensor{.name = name, .type = type, .shape = {2}, .data = std::move(data)};
  };
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (const RefusedTensor& c : std::vector<RefusedTensor>{
           {of("a", TensorType::fp64, std::vector<double>{1, kInfinity}), "row 2, column 'a'"},
           {of("a", TensorType::int64, std::vector<std::int64_t>{1, INT64_MIN}), "more digits"},
           {of("b", TensorType::fp64, std::vector<double>{1, NAN}), "row 2, column 'b': it has no"},
           {of("b", TensorType::int32, std::vector<std::int64_t>{-1, 1}), "row 1, column 'b'"},
           {of("b", TensorType::fp64, std::vector<double>{1, 1.5}), "1.5 is not a whole"},
           {of("b", TensorType::fp64, std::vector<double>{1, 9223372036854775808.0}), "64 bits"},
           {of("c", TensorType::int8, std::vector<std::int64_t>{1, 2}), "2 is neither 0 nor 1"},
           {bytes_tensor("d", {"ok", "\xff"}), "0xFF"},
           {bytes_tensor("e", {"1970-01-01", "soon"}), "row 2, column 'e'"},
           {bytes_tensor("e", {"1970-01-01", "03/07/2017 08:55"}), "may be day/month"},
           {of("e", TensorType::int64, std::vector<std::int64_t>{1, 2}), "send BYTES"},
           {of("x", TensorType::int64, std::vector<std::int64_t>{1, 2}), "column 'd' holds text"}}) {
    std::vector<Tensor> inputs = {c.tensor};
    if (c.tensor.name != "b" && c.tensor.name != "x")  // b is asked for, x would be a matrix
      inputs.push_back(of("b", TensorType::int64, std::vector<std::int64_t>{1, 2}));
    const Result<Batch> refused = batch_from_tensors(wide_schema(), inputs);
    ASSERT_FALSE(refused) << c.said;
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
    EXPECT_THAT(refused.error().message + refused.error().hint, HasSubstr(c.said));
  }
}

TEST(TensorRows, a_column_that_may_not_be_missing_needs_its_tensor) {
  const Result<Batch> refused =
      batch_from_tensors(wide_schema(), std::vector{bytes_tensor("d", {"tcp"})});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("'b'"));
}

TEST(TensorRows, refuse_more_rows_than_a_request_may_have) {
  const auto rows = static_cast<std::int64_t>(kMostTensorRows) + 1;
  const Tensor tensor{.name = "b", .type = TensorType::int64, .shape = {rows},
                      .data = std::vector<std::int64_t>(kMostTensorRows + 1)};
  EXPECT_EQ(batch_from_tensors(wide_schema(), std::vector{tensor}).error().code,
            ErrorCode::too_large);
}

Schema numbers_schema() {
  return parse_schema("name: numbers\ncolumns:\n  - {name: a, type: float64}\n"
                      "  - {name: id, type: text, may_be_absent: true}\n"
                      "  - {name: b, type: int64}\n  - {name: c, type: boolean}\n",
                      "numbers.yaml")
      .value();
}

TEST(TensorRows, one_matrix_is_as_good_as_a_tensor_per_column) {
  Random random(9);
  std::vector<float> cells;
  std::vector<std::vector<float>> columns(3);
  for (int row = 0; row < 50; ++row) {
    const float values[] = {static_cast<float>(random.normal()),
                            static_cast<float>(random.below(1000)),
                            static_cast<float>(random.below(2))};
    for (std::size_t c = 0; c < 3; ++c) {
      const float value = random.below(9) == 0 ? NAN : values[c];
      cells.push_back(value);
      columns[c].push_back(value);
    }
  }
  const Tensor matrix{.name = "predict", .type = TensorType::fp32, .shape = {50, 3}, .data = cells};
  std::vector<Tensor> each;
  for (std::size_t c = 0; c < 3; ++c)
    each.push_back({.name = std::string(1, static_cast<char>('a' + c)), .type = TensorType::fp32,
                    .shape = {50}, .data = columns[c]});
  const Batch from_matrix = batch_from_tensors(numbers_schema(), std::vector{matrix}).value();
  const Batch from_columns = batch_from_tensors(numbers_schema(), each).value();
  EXPECT_EQ(from_matrix.table.columns, from_columns.table.columns);
  for (const std::vector<std::int64_t>& shape :
       {std::vector<std::int64_t>{50, 2}, std::vector<std::int64_t>{150},
        std::vector<std::int64_t>{50, 3, 1}}) {
    Tensor wrong = matrix;
    wrong.shape = shape;
    EXPECT_FALSE(batch_from_tensors(numbers_schema(), std::vector{wrong}));
  }
}

TEST(TensorRows, described_inputs_are_taken_as_they_are_described) {
  const Schema schema = wide_schema();
  std::vector<Tensor> inputs = described_inputs(schema);
  ASSERT_EQ(inputs.size(), 5U);
  const char* types[] = {"FP64", "INT64", "BOOL", "BYTES", "BYTES"};
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    EXPECT_EQ(to_string(inputs[i].type), types[i]);
    EXPECT_EQ(inputs[i].shape, std::vector<std::int64_t>{-1});
    inputs[i].shape = {0};
    inputs[i] = tensor_from_bytes(inputs[i], "").value();
  }
  EXPECT_EQ(batch_from_tensors(schema, inputs)->table.rows(), 0U);
}

}  // namespace
}  // namespace vedette
