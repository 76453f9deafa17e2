// SPDX-License-Identifier: Apache-2.0
#include "serve/oip_grpc.hpp"

#include <fmt/format.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/version.hpp"
#include "http/request_rules.hpp"
#include "http/tls.hpp"
#include "http/trace_context.hpp"
#include <inference.grpc.pb.h>
#include "serve/gate.hpp"
#include "serve/oip.hpp"
#include "serve/oip_messages.hpp"
#include "serve/problem.hpp"
#include "serve/readiness.hpp"

namespace vedette {
namespace {

constexpr std::size_t kMemory = std::size_t{512} << 20;  // of messages on their way
constexpr unsigned kSecondsBetweenCertificates = 60;

grpc::StatusCode code_of(unsigned http_status) {
  switch (http_status) {
    case 400:
    case 422:
      return grpc::StatusCode::INVALID_ARGUMENT;
    case 401:
      return grpc::StatusCode::UNAUTHENTICATED;
    case 403:
    case 421:
      return grpc::StatusCode::PERMISSION_DENIED;
    case 404:
      return grpc::StatusCode::NOT_FOUND;
    case 409:
      return grpc::StatusCode::FAILED_PRECONDITION;
    case 413:
    case 429:
      return grpc::StatusCode::RESOURCE_EXHAUSTED;
    case 415:
      return grpc::StatusCode::UNIMPLEMENTED;
    case 503:
      return grpc::StatusCode::UNAVAILABLE;
    default:
      return grpc::StatusCode::INTERNAL;
  }
}

grpc::Status to_status(const Problem& problem) {
  const std::string hint = problem.hint.empty() ? "" : fmt::format(" ({})", problem.hint);
  return {code_of(problem.status), problem.detail + hint};
}

std::string text_of(grpc::string_ref text) { return {text.data(), text.size()}; }

/// What HTTP has as fields of the request.
std::string metadata_of(const grpc::ServerContext& context, const char* name) {
  const auto found = context.client_metadata().find(name);
  return found == context.client_metadata().end() ? std::string() : text_of(found->second);
}

/// The address of the other end: gRPC says `ipv4:ADDRESS:PORT` and `ipv6:%5BADDRESS%5D:PORT`.
std::string peer_of(const grpc::ServerContext& context) {
  const std::string peer = context.peer();
  if (peer.starts_with("ipv6:%5B")) return peer.substr(8, peer.find("%5D") - 8);
  return peer.starts_with("ipv4:") ? peer.substr(5, peer.rfind(':') - 5) : peer;
}

struct Method {
  std::string_view name;
  std::optional<Scope> scope{};  ///< none: open to all
};

/// The call as the gate and the access log know requests.
RequestHead head_of(const grpc::ServerContext& context, const Method& method) {
  const std::string path = fmt::format("/inference.GRPCInferenceService/{}", method.name);
  RequestHead head{.method = HttpMethod::post,
                   .target = path,
                   .path = path,
                   .peer = peer_of(context),
                   .id = metadata_of(context, "x-request-id")};
  if (!is_request_id(head.id)) head.id.clear();
  head.fields.emplace_back("Host", text_of(context.ExperimentalGetAuthority()));
  if (std::string token = metadata_of(context, "authorization"); !token.empty())
    head.fields.emplace_back("Authorization", std::move(token));
  return head;
}

class OipService final : public inference::GRPCInferenceService::Service {
 public:
  OipService(ServeWorld& world, AccessLog& access_log)
      : world_(world), gate_(world.accounts, world.access), access_log_(access_log) {}

  grpc::Status ServerLive(grpc::ServerContext* context,
                          const inference::ServerLiveRequest* request,
                          inference::ServerLiveResponse* reply) override {
    return answer(*context, {"ServerLive"}, *request, *reply, [] {
      inference::ServerLiveResponse message;
      message.set_live(true);
      return Result<inference::ServerLiveResponse>(std::move(message));
    });
  }

  grpc::Status ServerReady(grpc::ServerContext* context,
                           const inference::ServerReadyRequest* request,
                           inference::ServerReadyResponse* reply) override {
    return answer(*context, {"ServerReady"}, *request, *reply, [&] {
      inference::ServerReadyResponse message;
      message.set_ready(std::ranges::all_of(check_readiness(world_), &ReadinessCheck::well));
      return Result<inference::ServerReadyResponse>(std::move(message));
    });
  }

  grpc::Status ModelReady(grpc::ServerContext* context, const inference::ModelReadyRequest* request,
                          inference::ModelReadyResponse* reply) override {
    return answer(*context, {"ModelReady", Scope::predict}, *request, *reply,
                  [&] { return model_ready(*request); });
  }

  grpc::Status ServerMetadata(grpc::ServerContext* context,
                              const inference::ServerMetadataRequest* request,
                              inference::ServerMetadataResponse* reply) override {
    return answer(*context, {"ServerMetadata"}, *request, *reply, [] {
      inference::ServerMetadataResponse message;
      message.set_name(std::string(kOipServerName));
      message.set_version(std::string(program_version()));
      return Result<inference::ServerMetadataResponse>(std::move(message));
    });
  }

  grpc::Status ModelMetadata(grpc::ServerContext* context,
                             const inference::ModelMetadataRequest* request,
                             inference::ModelMetadataResponse* reply) override {
    return answer(*context, {"ModelMetadata", Scope::predict}, *request, *reply,
                  [&] { return model_metadata(*request); });
  }

  grpc::Status ModelInfer(grpc::ServerContext* context, const inference::ModelInferRequest* request,
                          inference::ModelInferResponse* reply) override {
    return answer(*context, {"ModelInfer", Scope::predict}, *request, *reply,
                  [&] { return model_infer(*request); });
  }

 private:
  /// Past the gate to the work, and back as a message or a status.
  template <class Request, class Reply, class Work>
  grpc::Status answer(const grpc::ServerContext& context, const Method& method,
                      const Request& request, Reply& reply, Work work) {
    const auto start = std::chrono::steady_clock::now();
    const RequestHead head = head_of(context, method);
    const Route route{.path = {}, .id = {}, .tag = {}, .summary = {}, .scope = method.scope};
    const auto admitted = gate_.admit(head, route);
    std::variant<CallLimits::Share, Problem> entered;
    std::optional<Problem> problem;
    std::string_view user;
    if (const auto* who = std::get_if<std::shared_ptr<const Principal>>(&admitted)) {
      user = (*who)->user;
      entered = world_.limits.enter(**who, world_.clock());
    }
    if (const auto* refused = std::get_if<Problem>(&admitted)) {
      problem = *refused;
    } else if (const auto* throttled = std::get_if<Problem>(&entered)) {
      problem = *throttled;
    } else {
      Result<Reply> message = work();
      if (message)
        reply = std::move(*message);
      else
        problem = problem_of(message.error());
    }
    finished(head, user, metadata_of(context, "traceparent"),
             {.status = problem ? problem->status : 200U,
              .bytes_in = request.ByteSizeLong(),
              .bytes_out = problem ? 0 : reply.ByteSizeLong(),
              .took = std::chrono::steady_clock::now() - start});
    return problem ? to_status(*problem) : grpc::Status::OK;
  }

  void finished(const RequestHead& head, std::string_view user, const std::string& traceparent,
                const RequestOutcome& outcome) {
    const TimeNs now = world_.clock();
    world_.metrics.traffic().count_request(now, outcome.took);
    const std::optional<TraceContext> trace = parse_traceparent(traceparent);
    access_log_.write({.time = now,
                       .id = head.id,
                       .trace = trace ? std::string_view(trace->trace_id) : std::string_view(),
                       .peer = head.peer,
                       .user = user,
                       .method = "POST",
                       .path = head.path,
                       .route = {},
                       .outcome = outcome});
  }

  Problem problem_of(const Error& error) {
    if (error.code == ErrorCode::internal || error.code == ErrorCode::io)
      world_.log.write(LogLevel::error, "grpc.failed", {{"error", to_string(error)}});
    return problem_from(error);
  }

  /// That there is no such model is an answer here, and no failure.
  Result<inference::ModelReadyResponse> model_ready(const inference::ModelReadyRequest& request) {
    const Result<LiveModelPtr> model = oip_model(world_, request.name(), request.version());
    if (!model && model.error().code != ErrorCode::not_found)
      return tl::unexpected(model.error());
    inference::ModelReadyResponse message;
    message.set_ready(model.has_value());
    return message;
  }

  Result<inference::ModelMetadataResponse> model_metadata(
      const inference::ModelMetadataRequest& request) {
    const LiveModelPtr model = VEDETTE_TRY(oip_model(world_, request.name(), request.version()));
    const OipModelFacts facts = VEDETTE_TRY(oip_facts(world_, *model));
    return to_message(facts);
  }

  Result<inference::ModelInferResponse> model_infer(const inference::ModelInferRequest& request) {
    const LiveModelPtr model =
        VEDETTE_TRY(oip_model(world_, request.model_name(), request.model_version()));
    const std::vector<Tensor> inputs = VEDETTE_TRY(tensors_in(request));
    std::vector<std::string> wanted;
    for (const auto& output : request.outputs()) wanted.push_back(output.name());
    const InferResponse response{.model = model->bundle().name,
                                 .version = std::to_string(model->bundle().version),
                                 .id = request.id(),
                                 .threshold = oip_threshold(*model),
                                 .outputs = VEDETTE_TRY(infer(*model, world_, inputs, wanted)),
                                 .forms = {}};
    const bool is_raw = request.raw_input_contents_size() > 0;
    return to_message(response, is_raw ? TensorForm::binary : TensorForm::json);
  }

  ServeWorld& world_;
  Gate gate_;
  AccessLog& access_log_;
};

Result<std::shared_ptr<grpc::ServerCredentials>> credentials(const std::optional<TlsFiles>& files) {
  if (!files) return grpc::InsecureServerCredentials();
  // gRPC would start with files that it cannot use, and fail every connection.
  VEDETTE_TRY(TlsContext::load(*files));
  const auto watcher = std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
      files->key.string(), files->certificate.string(), kSecondsBetweenCertificates);
  grpc::experimental::TlsServerCredentialsOptions options(watcher);
  options.watch_identity_key_cert_pairs();
  return grpc::experimental::TlsServerCredentials(options);
}

std::string listening_address(const OipGrpcConfig& config) {
  const bool is_v6 = config.address.find(':') != std::string::npos;
  return fmt::format("{}:{}", is_v6 ? "[" + config.address + "]" : config.address, config.port);
}

void limit(grpc::ServerBuilder& builder, const OipGrpcConfig& config) {
  constexpr int kPollers = 2;  // beside the threads that work
  grpc::ResourceQuota quota("oip");
  quota.Resize(kMemory);
  quota.SetMaxThreads(config.concurrency + kPollers);
  builder.SetResourceQuota(quota);
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, kPollers);
  builder.SetMaxReceiveMessageSize(static_cast<int>(kMostOipBytes));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 64);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, 600'000);
  // A port in use must be an error, and not shared with whoever has it.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

}  // namespace

struct OipGrpcServer::State {
  State(ServeWorld& world, AccessLog& access_log) : service(world, access_log) {}

  OipService service;
  int port = 0;
  std::unique_ptr<grpc::Server> server;  // last: it uses the service
};

Result<std::unique_ptr<OipGrpcServer>> OipGrpcServer::start(const OipGrpcConfig& config,
                                                            ServeWorld& world,
                                                            AccessLog& access_log) {
  auto state = std::make_unique<State>(world, access_log);
  const std::string address = listening_address(config);
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address, VEDETTE_TRY(credentials(config.tls)), &state->port);
  builder.RegisterService(&state->service);
  limit(builder, config);
  state->server = builder.BuildAndStart();
  if (state->server == nullptr || state->port == 0)
    return fail(ErrorCode::io, fmt::format("cannot listen for gRPC on {}", address),
                "is the port in use?");
  return std::unique_ptr<OipGrpcServer>(new OipGrpcServer(std::move(state)));
}

OipGrpcServer::OipGrpcServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
OipGrpcServer::~OipGrpcServer() { stop(std::chrono::milliseconds(0)); }

std::uint16_t OipGrpcServer::port() const { return static_cast<std::uint16_t>(state_->port); }

void OipGrpcServer::stop(std::chrono::milliseconds patience) {
  state_->server->Shutdown(std::chrono::system_clock::now() + patience);
  state_->server->Wait();
}

}  // namespace vedette
