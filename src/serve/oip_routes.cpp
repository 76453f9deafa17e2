// SPDX-License-Identifier: Apache-2.0
/// The Open Inference Protocol v2 over HTTP, with the extensions for binary tensors and the model
/// repository.
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/version.hpp"
#include "serve/answers.hpp"
#include "serve/oip.hpp"
#include "serve/readiness.hpp"
#include "serve/routes.hpp"
#include "serve/tensor_json.hpp"

namespace vedette {
namespace {

constexpr const char* kTag = "Open Inference Protocol";
constexpr std::string_view kJsonLength = "Inference-Header-Content-Length";

/// Empty where the route has no such segment.
std::string_view version_of(const PathValues& path) {
  const auto found = std::ranges::find(path, "version", &PathValues::value_type::first);
  return found == path.end() ? std::string_view() : std::string_view(found->second);
}

Result<LiveModelPtr> model_of(const Call& call) {
  return oip_model(call.world, call.segment("model"), version_of(call.path));
}

bool model_is_loaded(const RequestHead&, const PathValues& path, const ServeWorld& world) {
  return world.models.ready(oip_reference(path.front().second, version_of(path))) != nullptr;
}

Result<Response> server_metadata(const Call&) {
  return json_answer({{"name", kOipServerName},
                      {"version", program_version()},
                      {"extensions", {"binary_tensor_data", "model_repository"}}});
}

Result<Response> server_live(const Call&) { return json_answer({{"live", true}}); }

Result<Response> server_ready(const Call& call) {
  const bool ready = std::ranges::all_of(check_readiness(call.world), &ReadinessCheck::well);
  return json_answer({{"ready", ready}}, ready ? 200 : 503);
}

Json tensors_json(const std::vector<Tensor>& tensors) {
  Json list = Json::array();
  for (const Tensor& tensor : tensors)
    list.push_back({{"name", tensor.name},
                    {"datatype", to_string(tensor.type)},
                    {"shape", tensor.shape}});
  return list;
}

Result<Response> model_metadata(const Call& call) {
  const LiveModelPtr model = VEDETTE_TRY(model_of(call));
  const OipModelFacts facts = VEDETTE_TRY(oip_facts(call.world, *model));
  return json_answer({{"name", facts.name},
                      {"versions", facts.versions},
                      {"platform", facts.platform},
                      {"inputs", tensors_json(facts.inputs)},
                      {"outputs", tensors_json(facts.outputs)}});
}

Result<Response> model_ready(const Call& call) {
  const LiveModelPtr model = VEDETTE_TRY(model_of(call));
  return json_answer({{"name", model->bundle().name}, {"ready", true}});
}

/// How much of the body is JSON; none where the field is absent: all of it.
Result<std::optional<std::size_t>> json_bytes(const RequestHead& head) {
  const std::string_view text = head.field(kJsonLength);
  if (text.empty()) return std::nullopt;
  std::size_t bytes = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bytes);
  if (error != std::errc() || end != text.data() + text.size())
    return fail(ErrorCode::invalid_argument,
                std::string(kJsonLength) + " is not a number of bytes");
  return bytes;
}

Response infer_answer(const InferResponse& response) {
  InferBody body = write_infer_response(response);
  Response answer{.content_type = "application/json"};
  if (body.json_bytes) {
    answer.content_type = "application/octet-stream";
    answer.fields.emplace_back(kJsonLength, std::to_string(*body.json_bytes));
  }
  answer.body = std::move(body.bytes);
  return answer;
}

Result<Response> model_infer(const Call& call) {
  const LiveModelPtr model = VEDETTE_TRY(model_of(call));
  const std::optional<std::size_t> json_size = VEDETTE_TRY(json_bytes(call.request.head));
  InferRequest request = VEDETTE_TRY(parse_infer_request(call.request.body, json_size));
  std::vector<std::string> wanted;
  for (const RequestedOutput& output : request.outputs) wanted.push_back(output.name);
  InferResponse response{.model = model->bundle().name,
                         .version = std::to_string(model->bundle().version),
                         .id = std::move(request.id),
                         .threshold = oip_threshold(*model),
                         .outputs = VEDETTE_TRY(infer(*model, call.world, request.inputs, wanted)),
                         .forms = {}};
  response.forms.assign(response.outputs.size(), request.output_form);
  for (std::size_t i = 0; i < request.outputs.size(); ++i)
    response.forms[i] = request.outputs[i].form.value_or(request.output_form);
  return infer_answer(response);
}

/// The body of a repository request, which may be left out.
Result<Json> optional_body(const Request& request) {
  if (request.body.empty()) return Json::object();
  return json_body(request);
}

Result<Response> repository_index(const Call& call) {
  VEDETTE_TRY(optional_body(call.request));  // `ready` leaves nothing out: all are ready
  const std::vector<OipIndexEntry> index = VEDETTE_TRY(oip_index(call.world));
  Json list = Json::array();
  for (const OipIndexEntry& entry : index)
    list.push_back({{"name", entry.name},
                    {"version", entry.version},
                    {"state", "READY"},
                    {"reason", entry.reason}});
  return json_answer(list);
}

Result<Response> repository_load(const Call& call) {
  const Json body = VEDETTE_TRY(optional_body(call.request));
  if (const auto parameters = body.find("parameters");
      parameters != body.end() && !parameters->empty())
    return fail(ErrorCode::invalid_argument, "a model is loaded as it is in the registry: "
                                             "parameters cannot change it");
  VEDETTE_TRY(model_of(call));
  return json_answer(Json::object());
}

Result<Response> repository_unload(const Call& call) {
  return tl::unexpected(oip_unload_refusal(call.segment("model")));
}

const RouteParameter kModel = {.in = RouteParameter::In::path,
                               .name = "model",
                               .help = "NAME, NAME@VERSION or NAME@ALIAS",
                               .required = true};
const RouteParameter kVersion = {.in = RouteParameter::In::path,
                                 .name = "version",
                                 .help = "Number of a version, or an alias",
                                 .required = true};

std::vector<Route> server_routes() {
  return {{.path = "/v2",
           .id = "oipServerMetadata",
           .tag = kTag,
           .summary = "Name, version and extensions of the server",
           .answers = {{200, "", {{"application/json", "OipServerMetadata"}}}},
           .where = RequestPlan::Where::inline_,
           .handle = server_metadata},
          {.path = "/v2/health/live",
           .id = "oipServerLive",
           .tag = kTag,
           .summary = "Is the process alive",
           .answers = {{200, "It is", {{"application/json", "OipLive"}}}},
           .where = RequestPlan::Where::inline_,
           .handle = server_live},
          {.path = "/v2/health/ready",
           .id = "oipServerReady",
           .tag = kTag,
           .summary = "Can it serve",
           .answers = {{200, "It can", {{"application/json", "OipReady"}}},
                       {503, "Not now", {{"application/json", "OipReady"}}}},
           .handle = server_ready}};
}

/// Paths with and without a version differ in nothing else.
std::vector<Route> with_and_without_version(Route route, const std::string& suffix) {
  Route versioned = route;
  route.path = "/v2/models/{model}" + suffix;
  route.parameters.insert(route.parameters.begin(), kModel);
  versioned.path = "/v2/models/{model}/versions/{version}" + suffix;
  versioned.id += "OfVersion";
  versioned.parameters.insert(versioned.parameters.begin(), {kModel, kVersion});
  return {std::move(route), std::move(versioned)};
}

Route infer_route() {
  return {.method = HttpMethod::post,
        .path = {},
        .id = "oipInfer",
        .tag = kTag,
        .summary = "Score rows given as tensors",
        .description =
            "One tensor per column of the model's metadata, or one matrix of all columns where "
            "they are all numbers. A row that cannot be scored fails the request, since tensors "
            "have no place for a reason. Tensors may travel in the binary form.",
        .scope = Scope::predict,
        .parameters = {{.in = RouteParameter::In::header,
                        .name = std::string(kJsonLength),
                        .type = "integer",
                        .help = "Bytes of JSON at the start of the body, where binary tensors "
                                "follow"}},
        .takes = {{"application/json", "OipInferRequest"}, {"application/octet-stream"}},
        .answers = {{200,
                     "The wanted outputs, in the order of the rows",
                     {{"application/json", "OipInferResponse"}, {"application/octet-stream"}}}},
        .body = RequestPlan::Body::memory,
        .max_body = kMostOipBytes,
        .quick_body = 4 * kKiB,
        .is_ready = model_is_loaded,
        .handle = model_infer};
}

std::vector<Route> repository_routes() {
  return {{.method = HttpMethod::post,
           .path = "/v2/repository/index",
           .id = "oipRepositoryIndex",
           .tag = kTag,
           .summary = "All versions of all models",
           .scope = Scope::read,
           .takes = {{"application/json", "OipIndexRequest"}},
           .answers = {{200, "", {{"application/json", "OipIndex"}}}},
           .body = RequestPlan::Body::memory,
           .max_body = 64 * kKiB,
           .handle = repository_index},
          {.method = HttpMethod::post,
           .path = "/v2/repository/models/{model}/load",
           .id = "oipLoad",
           .tag = kTag,
           .summary = "Read a model into memory now",
           .description = "So that its first request does not wait. Which version a name "
                          "stands for is decided by promotion, not here.",
           .scope = Scope::train,
           .parameters = {kModel},
           .takes = {{"application/json", "OipLoadRequest"}},
           .answers = {{200, "It is in memory", {{"application/json", "OipEmpty"}}}},
           .body = RequestPlan::Body::memory,
           .max_body = 64 * kKiB,
           .handle = repository_load},
          {.method = HttpMethod::post,
           .path = "/v2/repository/models/{model}/unload",
           .id = "oipUnload",
           .tag = kTag,
           .summary = "Always refused",
           .description = "Whatever is in the registry can be asked. Remove the version, "
                          "or let an alias point elsewhere.",
           .scope = Scope::train,
           .parameters = {kModel},
           .takes = {{"application/json", "OipLoadRequest"}},
           .answers = {{400, "Refused", {{"application/json", "OipError"}}}},
           .body = RequestPlan::Body::memory,
           .max_body = 64 * kKiB,
           .handle = repository_unload}};
}

}  // namespace

std::vector<Route> oip_routes() {
  const Route metadata = {.path = {},
                          .id = "oipModelMetadata",
                          .tag = kTag,
                          .summary = "Inputs and outputs of a model",
                          .scope = Scope::predict,
                          .answers = {{200, "", {{"application/json", "OipModelMetadata"}}}},
                          .handle = model_metadata};
  const Route ready = {.path = {},
                       .id = "oipModelReady",
                       .tag = kTag,
                       .summary = "Can the model be asked",
                       .description = "Reads it into memory where it is not yet.",
                       .scope = Scope::predict,
                       .answers = {{200, "", {{"application/json", "OipModelReady"}}}},
                       .handle = model_ready};
  std::vector<Route> routes = server_routes();
  for (std::vector<Route> more :
       {with_and_without_version(metadata, ""), with_and_without_version(ready, "/ready"),
        with_and_without_version(infer_route(), "/infer"), repository_routes()})
    std::ranges::move(more, std::back_inserter(routes));
  for (Route& route : routes) route.errors = ErrorForm::oip;
  return routes;
}

}  // namespace vedette
