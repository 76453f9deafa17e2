// SPDX-License-Identifier: Apache-2.0
#include "serve/oip_grpc.hpp"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <inference.grpc.pb.h>
#include <sstream>
#include <thread>

#include "base/file.hpp"
#include "base/json.hpp"
#include "http/certificate.hpp"
#include "score/score.hpp"
#include "serve/service_for_test.hpp"
#include "serve/tensors.hpp"

namespace vedette {
namespace {

using inference::ModelInferRequest;
using inference::ModelInferResponse;
using testing::HasSubstr;

/// A client of a service that speaks gRPC on a port of its own.
class GrpcClient {
 public:
  explicit GrpcClient(TestService& service, const std::shared_ptr<grpc::ChannelCredentials>&
                                                credentials = grpc::InsecureChannelCredentials())
      : stub_(inference::GRPCInferenceService::NewStub(grpc::CreateChannel(
            fmt::format("127.0.0.1:{}", service.service().grpc_port()), credentials))) {}

  /// Sent with every call from now on.
  void use_token(std::string bearer) { authorization_ = std::move(bearer); }
  void use_id(std::string id) { id_ = std::move(id); }

  template <class Request, class Response>
  grpc::Status ask(grpc::Status (inference::GRPCInferenceService::Stub::*method)(
                       grpc::ClientContext*, const Request&, Response*),
                   const Request& request, Response& response) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    if (!authorization_.empty()) context.AddMetadata("authorization", authorization_);
    if (!id_.empty()) context.AddMetadata("x-request-id", id_);
    return ((*stub_).*method)(&context, request, &response);
  }
  grpc::Status infer(const ModelInferRequest& request, ModelInferResponse& response) {
    return ask(&inference::GRPCInferenceService::Stub::ModelInfer, request, response);
  }

 private:
  std::unique_ptr<inference::GRPCInferenceService::Stub> stub_;
  std::string authorization_;
  std::string id_;
};

ModelInferRequest::InferInputTensor& add_input(ModelInferRequest& request, const char* name,
                                               const char* datatype, std::int64_t rows) {
  auto& input = *request.add_inputs();
  input.set_name(name);
  input.set_datatype(datatype);
  input.add_shape(rows);
  return input;
}

/// The rows of a table of the example, with typed contents.
ModelInferRequest typed_request(const Table& table) {
  ModelInferRequest request;
  request.set_model_name("example");
  request.set_id("seven");
  const auto rows = static_cast<std::int64_t>(table.rows());
  auto& seconds = *add_input(request, "seconds", "FP64", rows).mutable_contents();
  auto& bytes = *add_input(request, "bytes", "INT64", rows).mutable_contents();
  auto& protocol = *add_input(request, "protocol", "BYTES", rows).mutable_contents();
  for (std::size_t i = 0; i < table.rows(); ++i) {
    seconds.add_fp64_contents(table.columns[1].float64s()[i]);
    bytes.add_int64_contents(table.columns[2].int64s()[i]);
    protocol.add_bytes_contents(table.columns[3].text(i));
  }
  return request;
}

/// The same with raw contents.
ModelInferRequest raw_request(const Table& table) {
  ModelInferRequest request = typed_request(table);
  const auto add = [&](TensorType type, Tensor::Data data) {
    request.add_raw_input_contents(tensor_bytes({.name = {}, .type = type, .data = std::move(data)}));
  };
  const auto seconds = table.columns[1].float64s();
  const auto bytes = table.columns[2].int64s();
  add(TensorType::fp64, std::vector<double>(seconds.begin(), seconds.end()));
  add(TensorType::int64, std::vector<std::int64_t>(bytes.begin(), bytes.end()));
  add(TensorType::bytes, table.columns[3].texts());
  for (auto& input : *request.mutable_inputs()) input.clear_contents();
  return request;
}

TEST(OipGrpc, verdicts_are_those_of_score_bit_for_bit) {
  TestService service(Access::open, OipGrpcConfig{.port = 0});
  GrpcClient client(service);
  const std::shared_ptr<const Bundle> bundle = service.registry().load({"example"}).value();
  const Table table = example::table(400, 8);
  const std::vector<Verdict> expected = score(*bundle, table).value();
  ModelInferResponse typed;
  ASSERT_TRUE(client.infer(typed_request(table), typed).ok());
  EXPECT_EQ(typed.model_name(), "example");
  EXPECT_EQ(typed.model_version(), "1");
  EXPECT_EQ(typed.id(), "seven");
  EXPECT_EQ(typed.parameters().at("threshold").double_param(),
            static_cast<float>(bundle->threshold->value));
  ASSERT_EQ(typed.outputs_size(), 4);
  EXPECT_EQ(typed.raw_output_contents_size(), 0);
  ModelInferResponse raw;
  ASSERT_TRUE(client.infer(raw_request(table), raw).ok());
  ASSERT_EQ(raw.raw_output_contents_size(), 4);
  EXPECT_EQ(raw.outputs(3).shape(1), 2);
  const Tensor attack = tensor_from_bytes({.name = "attack_score",
                                           .type = TensorType::fp32,
                                           .shape = {static_cast<std::int64_t>(table.rows())}},
                                          raw.raw_output_contents(2))
                            .value();
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const int row = static_cast<int>(i);
    ASSERT_EQ(typed.outputs(1).contents().bytes_contents(row), to_string(expected[i].decision));
    ASSERT_EQ(typed.outputs(2).contents().fp32_contents(row), expected[i].attack_score);
    ASSERT_EQ(typed.outputs(3).contents().fp32_contents(2 * row + 1), expected[i].scores[1]);
    ASSERT_EQ(std::get<std::vector<float>>(attack.data)[i], expected[i].attack_score);
  }
}

TEST(OipGrpc, tells_what_the_server_and_the_model_are) {
  using Stub = inference::GRPCInferenceService::Stub;
  TestService service(Access::open, OipGrpcConfig{.port = 0});
  GrpcClient client(service);
  inference::ServerLiveResponse live;
  EXPECT_TRUE(client.ask(&Stub::ServerLive, inference::ServerLiveRequest(), live).ok());
  EXPECT_TRUE(live.live());
  inference::ServerReadyResponse ready;
  EXPECT_TRUE(client.ask(&Stub::ServerReady, inference::ServerReadyRequest(), ready).ok());
  EXPECT_TRUE(ready.ready());
  inference::ServerMetadataResponse server;
  EXPECT_TRUE(client.ask(&Stub::ServerMetadata, inference::ServerMetadataRequest(), server).ok());
  EXPECT_EQ(server.name(), "vedette");
  inference::ModelMetadataRequest named;
  named.set_name("example");
  inference::ModelMetadataResponse model;
  EXPECT_TRUE(client.ask(&Stub::ModelMetadata, named, model).ok());
  ASSERT_EQ(model.inputs_size(), 3);
  EXPECT_EQ(model.inputs(1).name(), "bytes");
  EXPECT_EQ(model.inputs(1).datatype(), "INT64");
  EXPECT_EQ(model.outputs(3).shape(1), 2);
  for (const char* version : {"", "1", "champion", "9"}) {
    inference::ModelReadyRequest request;
    request.set_name("example");
    request.set_version(version);
    inference::ModelReadyResponse answer;
    EXPECT_TRUE(client.ask(&Stub::ModelReady, request, answer).ok());
    EXPECT_EQ(answer.ready(), std::string_view(version) != "9") << version;
  }
}

struct RefusedCall {
  std::function<void(ModelInferRequest&)> change;
  grpc::StatusCode code;
  const char* said;
};

TEST(OipGrpc, says_what_is_wrong_with_a_request) {
  TestService service(Access::open, OipGrpcConfig{.port = 0});
  GrpcClient client(service);
  constexpr auto kInvalid = grpc::StatusCode::INVALID_ARGUMENT;
  for (const RefusedCall& c : std::vector<RefusedCall>{
           {[](auto& r) { r.set_model_name("none"); }, grpc::StatusCode::NOT_FOUND, "none"},
           {[](auto& r) { r.set_model_name(""); }, kInvalid, "names no model"},
           {[](auto& r) { r.set_model_version("9"); }, grpc::StatusCode::NOT_FOUND, "9"},
           {[](auto& r) { r.clear_inputs(); }, kInvalid, "no inputs"},
           {[](auto& r) { r.add_outputs()->set_name("x"); }, kInvalid, "no output 'x'"},
           {[](auto& r) { r.mutable_inputs(0)->set_datatype("FP16"); }, kInvalid, "FP16"},
           {[](auto& r) { r.mutable_inputs(0)->set_shape(0, 4); }, kInvalid, "shape [4]"},
           {[](auto& r) { r.mutable_inputs(0)->set_shape(0, -1); }, kInvalid, "negative"},
           {[](auto& r) { r.mutable_inputs(0)->set_name("x"); }, kInvalid, "no column 'x'"},
           {[](auto& r) { r.add_raw_input_contents("x"); }, kInvalid, "raw contents of 1"},
           {[](auto& r) { for (int i = 0; i < 3; ++i) r.add_raw_input_contents("x"); }, kInvalid,
            "both"},
           {[](auto& r) {
              r.mutable_inputs(1)->set_datatype("INT8");
              for (int i = 0; i < 3; ++i)
                r.mutable_inputs(1)->mutable_contents()->add_int_contents(1000);
            },
            kInvalid, "element 1000"},
           {[](auto& r) {
              r.mutable_inputs(0)->mutable_contents()->set_fp64_contents(2, INFINITY);
            },
            kInvalid, "row 3, column 'seconds'"}}) {
    ModelInferRequest request = typed_request(example::table(3));
    c.change(request);
    ModelInferResponse response;
    const grpc::Status status = client.infer(request, response);
    EXPECT_EQ(status.error_code(), c.code) << c.said << ": " << status.error_message();
    EXPECT_THAT(status.error_message(), HasSubstr(c.said));
  }
}

TEST(OipGrpc, takes_messages_up_to_its_limit) {
  TestService service(Access::open, OipGrpcConfig{.port = 0});
  GrpcClient client(service);
  ModelInferRequest request;
  request.set_model_name("example");
  request.add_raw_input_contents(std::string(std::size_t{65} << 20, 'x'));
  ModelInferResponse response;
  EXPECT_EQ(client.infer(request, response).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

std::string secret_for(TestService& service, ScopeSet scopes) {
  if (!service.accounts().user("viewer"))
    static_cast<void>(
        service.accounts().add_user("viewer", UserRole::viewer, "seven brave otters").value());
  return service.accounts().create_token("viewer", "test", scopes, std::nullopt)->secret;
}

TEST(OipGrpc, asks_for_a_token_where_there_are_accounts) {
  TestService service(Access::accounts, OipGrpcConfig{.port = 0});
  GrpcClient client(service);
  const ModelInferRequest request = typed_request(example::table(3));
  ModelInferResponse response;
  EXPECT_EQ(client.infer(request, response).error_code(), grpc::StatusCode::UNAUTHENTICATED);
  inference::ServerLiveResponse live;
  EXPECT_TRUE(client.ask(&inference::GRPCInferenceService::Stub::ServerLive,
                         inference::ServerLiveRequest(), live).ok());
  client.use_token("Bearer vdt_wrong");
  EXPECT_EQ(client.infer(request, response).error_code(), grpc::StatusCode::UNAUTHENTICATED);
  client.use_token("Bearer " + secret_for(service, scopes_of(UserRole::viewer)));
  EXPECT_TRUE(client.infer(request, response).ok());
  client.use_token("Bearer " + secret_for(service, {Scope::read}));
  EXPECT_EQ(client.infer(request, response).error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST(OipGrpc, holds_a_token_to_its_limit) {
  TestService service(Access::accounts, OipGrpcConfig{.port = 0}, {.per_second = 1});
  GrpcClient client(service);
  client.use_token("Bearer " + secret_for(service, scopes_of(UserRole::viewer)));
  const ModelInferRequest request = typed_request(example::table(3));
  ModelInferResponse response;
  EXPECT_TRUE(client.infer(request, response).ok());
  std::size_t refused = 0;
  for (int i = 0; i < 10; ++i)
    refused +=
        client.infer(request, response).error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED;
  EXPECT_GT(refused, 0U);
}

/// The access log's lines by the path they name, once there are so many.
std::vector<Json> logged(const TestService& service, std::size_t count) {
  std::vector<Json> lines;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (lines.size() < count && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    lines.clear();
    std::istringstream text(read_file(service.home().logs() / "access.jsonl").value());
    for (std::string line; std::getline(text, line);) lines.push_back(parse_json(line).value());
  }
  return lines;
}

TEST(OipGrpc, calls_are_in_the_access_log) {
  TestService service(Access::accounts, OipGrpcConfig{.port = 0});
  GrpcClient client(service);
  const ModelInferRequest request = typed_request(example::table(3));
  ModelInferResponse response;
  static_cast<void>(client.infer(request, response));
  client.use_token("Bearer " + secret_for(service, scopes_of(UserRole::viewer)));
  client.use_id("seven");
  ASSERT_TRUE(client.infer(request, response).ok());
  const std::vector<Json> lines = logged(service, 2);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0]["status"], 401);
  EXPECT_EQ(lines[0]["bytes_out"], 0);
  EXPECT_FALSE(lines[0].contains("user"));
  EXPECT_FALSE(lines[0].contains("id"));
  EXPECT_EQ(lines[1]["path"], "/inference.GRPCInferenceService/ModelInfer");
  EXPECT_EQ(lines[1]["status"], 200);
  EXPECT_EQ(lines[1]["user"], "viewer");
  EXPECT_EQ(lines[1]["id"], "seven");
  EXPECT_EQ(lines[1]["bytes_in"], request.ByteSizeLong());
  EXPECT_EQ(lines[1]["bytes_out"], response.ByteSizeLong());
  EXPECT_EQ(lines[1]["peer"], "127.0.0.1");
}

TEST(OipGrpc, speaks_tls_with_the_certificate_of_the_server) {
  const TestHome directory;
  const TlsFiles files{directory.path() / "certificate.pem", directory.path() / "key.pem"};
  ASSERT_TRUE(make_self_signed(files, {"127.0.0.1"}, system_clock()()));
  TestService service(Access::open, OipGrpcConfig{.port = 0, .tls = files});
  const ModelInferRequest request = typed_request(example::table(3));
  ModelInferResponse response;
  GrpcClient in_the_clear(service);
  EXPECT_EQ(in_the_clear.infer(request, response).error_code(), grpc::StatusCode::UNAVAILABLE);
  grpc::SslCredentialsOptions trusted;
  trusted.pem_root_certs = read_file(files.certificate).value();
  GrpcClient client(service, grpc::SslCredentials(trusted));
  EXPECT_TRUE(client.infer(request, response).ok());
}

TEST(OipGrpc, refuses_certificates_that_cannot_be_used) {
  TestService service;
  const Result<std::unique_ptr<Service>> refused =
      service.start_another({.port = 0, .tls = TlsFiles{"/none.pem", "/none.key"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
}

TEST(OipGrpc, a_port_in_use_is_an_error_that_names_it) {
  TestService service(Access::open, OipGrpcConfig{.port = 0});
  const std::uint16_t port = service.service().grpc_port();
  const auto refused = service.start_another({.port = port});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::io);
  EXPECT_THAT(refused.error().message, HasSubstr(std::to_string(port)));
}

}  // namespace
}  // namespace vedette
