// SPDX-License-Identifier: Apache-2.0
#include "serve/oip.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "score/score.hpp"
#include "serve/service_for_test.hpp"
#include "serve/tensor_json.hpp"
#include "serve/tensor_rows.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;

Json parsed(const ReadResponse& response) { return parse_json(response.body).value(); }

constexpr const char* kInfer = "/v2/models/example/infer";
constexpr const char* kThree = R"(
  {"name":"seconds","shape":[2],"datatype":"FP64","data":[0.5,null]},
  {"name":"bytes","shape":[2,1],"datatype":"INT64","data":[[120],[1700]]},
  {"name":"protocol","shape":[2],"datatype":"BYTES","data":["tcp","icmp"]})";

std::string request(std::string_view inputs, std::string_view more = "") {
  return fmt::format(R"({{"inputs":[{}]{}}})", inputs, more);
}

TEST(Oip, tells_what_the_server_and_the_model_are) {
  TestService service;
  const Json server = parsed(service.get("/v2"));
  EXPECT_EQ(server["name"], "vedette");
  EXPECT_EQ(server["extensions"][0], "binary_tensor_data");
  EXPECT_EQ(parsed(service.get("/v2/health/live"))["live"], true);
  EXPECT_EQ(parsed(service.get("/v2/health/ready"))["ready"], true);
  service.publish();
  for (const char* path : {"/v2/models/example", "/v2/models/example/versions/1"}) {
    const Json model = parsed(service.get(path));
    EXPECT_EQ(model["name"], "example");
    EXPECT_EQ(model["versions"], (Json{"1", "2"}));
    EXPECT_EQ(model["platform"], "vedette_decision_tree");
    ASSERT_EQ(model["inputs"].size(), 3U);
    EXPECT_EQ(dump_json(model["inputs"][1]),
              R"({"name":"bytes","datatype":"INT64","shape":[-1]})");
    EXPECT_EQ(model["inputs"][0]["datatype"], "FP64");
    EXPECT_EQ(model["inputs"][2]["datatype"], "BYTES");
    EXPECT_EQ(dump_json(model["outputs"][3]),
              R"({"name":"scores","datatype":"FP32","shape":[-1,2]})");
    EXPECT_EQ(parsed(service.get(std::string(path) + "/ready"))["ready"], true);
  }
  for (const char* path : {"/v2/models/none", "/v2/models/none/ready", "/v2/models/example/versions/9",
                           "/v2/models/example/versions/9/ready", "/v2/nothing"}) {
    const ReadResponse response = service.get(path);
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_TRUE(parsed(response)["error"].is_string()) << response.body;
  }
}

TEST(Oip, infers_from_one_tensor_per_column) {
  TestService service;
  const ReadResponse response = service.post_json(kInfer, request(kThree, R"(,"id":"a \"b\"")"));
  ASSERT_EQ(response.status, 200) << response.body;
  const Json answer = parsed(response);
  EXPECT_EQ(answer["model_name"], "example");
  EXPECT_EQ(answer["model_version"], "1");
  EXPECT_EQ(answer["id"], "a \"b\"");
  EXPECT_TRUE(answer["parameters"]["threshold"].is_number());
  const Json rows = parsed(service.post_json(
      "/api/v1/predict", R"([{"seconds":0.5,"bytes":120,"protocol":"tcp"},
                             {"bytes":1700,"protocol":"icmp"}])"));
  ASSERT_EQ(answer["outputs"].size(), 4U);
  for (std::size_t i = 0; i < 2; ++i) {
    const Json& expected = rows["predictions"][i];
    EXPECT_EQ(answer["outputs"][0]["data"][i], expected["class"]);
    EXPECT_EQ(answer["outputs"][1]["data"][i], expected["decision"]);
    EXPECT_EQ(answer["outputs"][2]["data"][i], expected["attack_score"]);
    EXPECT_EQ(answer["outputs"][3]["data"][2 * i], expected["scores"]["normal"]);
    EXPECT_EQ(answer["outputs"][3]["data"][2 * i + 1], expected["scores"]["attack"]);
  }
  EXPECT_EQ(answer["outputs"][3]["shape"], (Json{2, 2}));
}

TEST(Oip, gives_the_outputs_that_are_asked_for) {
  TestService service;
  const Json answer = parsed(service.post_json(
      "/v2/models/example/versions/1/infer",
      request(kThree, R"(,"outputs":[{"name":"decision"},{"name":"label"}])")));
  ASSERT_EQ(answer["outputs"].size(), 2U);
  EXPECT_EQ(answer["outputs"][0]["name"], "decision");
  EXPECT_EQ(answer["outputs"][0]["datatype"], "BYTES");
  EXPECT_EQ(answer["outputs"][0]["shape"], Json::array({2}));
  EXPECT_FALSE(answer.contains("id"));
}

struct Refused {
  const char* why;
  const char* inputs;
  const char* more;
  const char* said;
  int status = 400;
};

const std::vector<Refused> kRefused = {
    {"no inputs", "", "", "no inputs"},
    {"an unknown column", R"({"name":"a","shape":[1],"datatype":"FP64","data":[1]},
       {"name":"bytes","shape":[1],"datatype":"INT64","data":[1]})", "", "no column 'a'"},
    {"a matrix for texts", R"({"name":"a","shape":[1,3],"datatype":"FP64","data":[1,2,3]})", "",
     "column 'protocol' holds text"},
    {"a column twice", R"({"name":"bytes","shape":[1],"datatype":"INT64","data":[1]},
       {"name":"Total Bytes","shape":[1],"datatype":"INT64","data":[1]})", "", "given twice"},
    {"other rows", R"({"name":"bytes","shape":[1],"datatype":"INT64","data":[1]},
       {"name":"seconds","shape":[2],"datatype":"FP32","data":[1,2]})", "", "has 2 rows"},
    {"a wide column", R"({"name":"bytes","shape":[1,2],"datatype":"INT64","data":[1,2]})", "",
     "[n] or [n, 1]"},
    {"text for a number", R"({"name":"bytes","shape":[1],"datatype":"BYTES","data":["1"]})", "",
     "send INT64"},
    {"a number for text", R"({"name":"protocol","shape":[1],"datatype":"INT64","data":[6]})", "",
     "send BYTES"},
    {"a boolean for a number", R"({"name":"bytes","shape":[1],"datatype":"BOOL","data":[true]})",
     "", "is BOOL"},
    {"half a byte", R"({"name":"bytes","shape":[2],"datatype":"FP64","data":[1,0.5]})", "",
     "row 2, column 'bytes': 0.5 is not a whole number"},
    {"too large an integer", R"({"name":"bytes","shape":[1],"datatype":"UINT64",
       "data":[9223372036854775808]})", "", "does not fit into 64 bits"},
    {"too large a float", R"({"name":"bytes","shape":[1],"datatype":"FP64","data":[1e30]})", "",
     "does not fit into 64 bits"},
    {"digits that are lost", R"({"name":"seconds","shape":[1],"datatype":"INT64",
       "data":[9007199254740993]})", "", "more digits"},
    {"beyond INT8", R"({"name":"bytes","shape":[1],"datatype":"INT8","data":[128]})", "",
     "of INT8 has the element 128"},
    {"below UINT8", R"({"name":"bytes","shape":[1],"datatype":"UINT8","data":[-1]})", "",
     "element -1"},
    {"beyond FP32", R"({"name":"seconds","shape":[1],"datatype":"FP32","data":[1e300]})", "",
     "element 1e+300"},
    {"text in a float", R"({"name":"seconds","shape":[1],"datatype":"FP32","data":["1"]})", "",
     "of FP32"},
    {"null in an integer", R"({"name":"bytes","shape":[1],"datatype":"INT64","data":[null]})", "",
     "element null"},
    {"too few elements", R"({"name":"bytes","shape":[2],"datatype":"INT64","data":[1]})", "",
     "not of the shape [2]"},
    {"ragged rows", R"({"name":"bytes","shape":[2,1],"datatype":"INT64","data":[[1,2],[]]})", "",
     "not of the shape [2, 1]"},
    {"nested too deep", R"({"name":"bytes","shape":[1],"datatype":"INT64","data":[[1]]})", "",
     "not of the shape [1]"},
    {"a negative shape", R"({"name":"bytes","shape":[-1],"datatype":"INT64","data":[]})", "",
     "negative dimension"},
    {"a huge shape", R"({"name":"bytes","shape":[4294967296,4294967296],"datatype":"INT64",
       "data":[]})", "", "more elements"},
    {"no shape", R"({"name":"bytes","shape":[],"datatype":"INT64","data":[]})", "", "no shape"},
    {"a fractional shape", R"({"name":"bytes","shape":[1.5],"datatype":"INT64","data":[]})", "",
     "whole numbers"},
    {"a datatype unknown here", R"({"name":"seconds","shape":[1],"datatype":"FP16","data":[1]})",
     "", "'FP16' is not taken"},
    {"no data", R"({"name":"bytes","shape":[1],"datatype":"INT64"})", "", "has no data"},
    {"an output unknown here", kThree, R"(,"outputs":[{"name":"x"}])", "no output 'x'"},
    {"classification", kThree,
     R"(,"outputs":[{"name":"label","parameters":{"classification":2}}])", "classification"},
    {"binary data that is not there", R"({"name":"bytes","shape":[1],"datatype":"INT64",
       "parameters":{"binary_data_size":8}})", "", "more than what follows"},
    {"a number as id", kThree, R"(,"id":5)", "id"},
};

TEST(Oip, says_what_is_wrong_with_a_request) {
  TestService service;
  for (const Refused& c : kRefused) {
    const ReadResponse response = service.post_json(kInfer, request(c.inputs, c.more));
    EXPECT_EQ(response.status, c.status) << c.why << ": " << response.body;
    EXPECT_THAT(parsed(response)["error"].get<std::string>(), HasSubstr(c.said)) << c.why;
  }
  for (const char* body : {"", "{", "[]", "5", R"({"inputs":5})", R"({"inputs":[5]})"})
    EXPECT_EQ(service.post_json(kInfer, body).status, 400) << body;
}

/// The table as tensors of the protocol's own types for its columns.
std::vector<Tensor> tensors_of(const Table& table, std::span<const std::size_t> columns) {
  std::vector<Tensor> tensors;
  const auto rows = static_cast<std::int64_t>(table.rows());
  for (const std::size_t c : columns) {
    const Column& column = table.columns[c];
    Tensor tensor{.name = column.name, .type = TensorType::bytes, .shape = {rows}};
    if (column.type == ColumnType::float64) {
      tensor.type = TensorType::fp64;
      tensor.data = std::vector<double>(column.float64s().begin(), column.float64s().end());
    } else if (column.type == ColumnType::int64) {
      tensor.type = TensorType::int64;
      tensor.data = std::vector<std::int64_t>(column.int64s().begin(), column.int64s().end());
    } else {
      tensor.data = column.texts();
    }
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

constexpr std::size_t kColumns[] = {1, 2, 3};

std::string binary_request(std::span<const Tensor> tensors, std::string_view more,
                           std::size_t& json_bytes) {
  std::string inputs;
  std::string bytes;
  for (const Tensor& tensor : tensors) {
    const std::string own = tensor_bytes(tensor);
    inputs += fmt::format(
        R"({}{{"name":"{}","shape":[{}],"datatype":"{}","parameters":{{"binary_data_size":{}}}}})",
        inputs.empty() ? "" : ",", tensor.name, tensor.shape[0], to_string(tensor.type),
        own.size());
    bytes += own;
  }
  const std::string json = request(inputs, more);
  json_bytes = json.size();
  return json + bytes;
}

TEST(Oip, verdicts_from_binary_tensors_are_those_of_score_bit_for_bit) {
  TestService service;
  const std::shared_ptr<const Bundle> bundle = service.registry().load({"example"}).value();
  for (const std::size_t rows : {0, 1, 2000}) {
    const Table table = example::table(rows, rows + 3);
    const std::vector<Verdict> expected = score(*bundle, table).value();
    std::size_t json_bytes = 0;
    const std::string body =
        binary_request(tensors_of(table, kColumns),
                       R"(,"parameters":{"binary_data_output":true})", json_bytes);
    const ReadResponse response =
        service.ask("POST", kInfer, body,
                    fmt::format("Inference-Header-Content-Length: {}\r\n", json_bytes));
    ASSERT_EQ(response.status, 200) << response.body;
    const std::size_t answered = std::stoul(response.field("Inference-Header-Content-Length"));
    const Json answer = parse_json(response.body.substr(0, answered)).value();
    std::size_t at = answered;
    std::vector<Tensor> outputs;
    for (const Json& output : answer["outputs"]) {
      const auto size = output["parameters"]["binary_data_size"].get<std::size_t>();
      Tensor described{.name = output["name"].get<std::string>(),
                       .type = tensor_type_from(output["datatype"].get<std::string>()).value(),
                       .shape = output["shape"].get<std::vector<std::int64_t>>()};
      outputs.push_back(
          tensor_from_bytes(std::move(described), response.body.substr(at, size)).value());
      at += size;
    }
    EXPECT_EQ(at, response.body.size());
    const auto& attack = std::get<std::vector<float>>(outputs[2].data);
    const auto& scores = std::get<std::vector<float>>(outputs[3].data);
    ASSERT_EQ(attack.size(), rows);
    for (std::size_t i = 0; i < rows; ++i) {
      ASSERT_EQ(std::get<TextValues>(outputs[1].data)[i], to_string(expected[i].decision));
      ASSERT_EQ(attack[i], expected[i].attack_score);
      ASSERT_EQ(scores[2 * i + 1], expected[i].scores[1]);
    }
  }
}

TEST(Oip, one_output_can_be_binary_and_another_not) {
  TestService service;
  const ReadResponse response = service.post_json(
      kInfer, request(kThree, R"(,"parameters":{"binary_data_output":true},"outputs":[
        {"name":"label","parameters":{"binary_data":false}},{"name":"attack_score"}])"));
  const std::size_t json_bytes = std::stoul(response.field("Inference-Header-Content-Length"));
  EXPECT_EQ(response.body.size(), json_bytes + 8);
  const Json answer = parse_json(response.body.substr(0, json_bytes)).value();
  EXPECT_EQ(answer["outputs"][0]["data"].size(), 2U);
  EXPECT_FALSE(answer["outputs"][1].contains("data"));
}

TEST(Oip, refuses_binary_bodies_that_do_not_add_up) {
  TestService service;
  std::size_t json_bytes = 0;
  const Table table = example::table(3);
  const std::string body = binary_request(tensors_of(table, kColumns), "", json_bytes);
  const auto status = [&](const std::string& sent, const std::string& length) {
    return service.ask("POST", kInfer, sent, "Inference-Header-Content-Length: " + length + "\r\n")
        .status;
  };
  EXPECT_EQ(status(body, std::to_string(json_bytes)), 200);
  EXPECT_EQ(status(body + "x", std::to_string(json_bytes)), 400);
  EXPECT_EQ(status(body.substr(0, body.size() - 1), std::to_string(json_bytes)), 400);
  EXPECT_EQ(status(body, std::to_string(json_bytes - 1)), 400);
  EXPECT_EQ(status(body, std::to_string(body.size() + 1)), 400);
  for (const char* length : {"x", "-1", "99999999999999999999", "1 2"})
    EXPECT_EQ(status(body, length), 400) << length;
}

TEST(Oip, lists_loads_and_refuses_to_unload) {
  TestService service;
  service.publish();
  for (const char* body : {"", "{}", R"({"ready":true})"}) {
    const Json index = parsed(service.post_json("/v2/repository/index", body));
    ASSERT_EQ(index.size(), 2U) << body;
    EXPECT_EQ(index[0]["name"], "example");
    EXPECT_EQ(index[1]["state"], "READY");
  }
  EXPECT_EQ(service.post_json("/v2/repository/models/example@2/load", "{}").status, 200);
  EXPECT_EQ(parsed(service.post_json("/v2/repository/index", ""))[0]["reason"], "in memory");
  EXPECT_EQ(parsed(service.post_json("/v2/repository/index", ""))[1]["reason"], "in memory");
  EXPECT_EQ(service.post_json("/v2/repository/models/none/load", "").status, 404);
  EXPECT_EQ(service.post_json("/v2/repository/models/example/load",
                              R"({"parameters":{"config":"{}"}})").status, 400);
  const ReadResponse unload = service.post_json("/v2/repository/models/example/unload", "");
  EXPECT_EQ(unload.status, 400);
  EXPECT_THAT(unload.body, HasSubstr("not unloaded"));
  EXPECT_EQ(service.get("/v2/models/example/ready").status, 200);
}

TEST(Oip, asks_for_a_token_where_there_are_accounts) {
  TestService service(Access::accounts);
  const std::string viewer = service.bearer(UserRole::viewer);
  for (const char* path : {"/v2", "/v2/health/live", "/v2/health/ready"})
    EXPECT_EQ(service.get(path).status, 200) << path;
  EXPECT_EQ(service.get("/v2/models/example").status, 401);
  EXPECT_EQ(service.get("/v2/models/example", viewer).status, 200);
  const ReadResponse refused = service.post_json(kInfer, request(kThree));
  EXPECT_EQ(refused.status, 401);
  EXPECT_TRUE(parsed(refused)["error"].is_string());
  EXPECT_EQ(service.post_json(kInfer, request(kThree), viewer).status, 200);
  EXPECT_EQ(service.post_json("/v2/repository/models/example/load", "", viewer).status, 403);
}

}  // namespace
}  // namespace vedette
