// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>

#include "registry/bundle_format.hpp"
#include "registry/durable.hpp"
#include "registry/model_json.hpp"
#include "score/features_json.hpp"
#include "serve/answers.hpp"
#include "serve/audit_trail.hpp"
#include "serve/entity_tag.hpp"
#include "serve/problem.hpp"
#include "serve/refusal.hpp"
#include "serve/routes.hpp"
#include "serve/world.hpp"

namespace vedette {
namespace {

Json champion_of(const std::vector<ModelVersion>& versions) {
  for (const ModelVersion& version : versions)
    if (std::ranges::find(version.aliases, "champion") != version.aliases.end())
      return version.version;
  return nullptr;
}

Json name_json(const std::string& name, std::vector<ModelVersion> versions) {
  std::ranges::sort(versions, std::greater(), &ModelVersion::version);
  Json list = Json::array();
  for (const ModelVersion& version : versions) list.push_back(to_json(version));
  return {{"name", name}, {"champion", champion_of(versions)}, {"versions", std::move(list)}};
}

Result<Response> list_models(const Call& call) {
  const std::vector<ModelVersion> all = VEDETTE_TRY(call.world.registry.list());
  std::map<std::string, std::vector<ModelVersion>> by_name;
  for (const ModelVersion& version : all) by_name[version.name].push_back(version);
  Json items = Json::array();
  for (auto& [name, versions] : by_name) items.push_back(name_json(name, std::move(versions)));
  return json_answer({{"items", std::move(items)}, {"next", nullptr}});
}

Result<ModelVersion> asked_version(const Call& call, std::string_view segment = "model") {
  const ModelRef ref = VEDETTE_TRY(ModelRef::parse(call.segment(segment)));
  return call.world.registry.show(ref);
}

ModelRef exact(const ModelVersion& version) {
  return {version.name, std::to_string(version.version)};
}

/// Bundles never change, so their version and aliases are all that an answer depends on.
Result<Response> show_model(const Call& call) {
  const ModelVersion version = VEDETTE_TRY(asked_version(call));
  const LiveModelPtr live = VEDETTE_TRY(call.world.models.find(to_string(exact(version))));
  if (has_revision(call.request.head, version.revision)) {
    Response same = empty_answer();
    same.status = 304;
    same.fields.emplace_back("ETag", entity_tag(version.revision));
    return same;
  }
  Json json = details_json(version, live->bundle());
  const std::optional<Threshold>& threshold = live->bundle().threshold;
  json["threshold"] = threshold ? to_json(*threshold) : Json(nullptr);
  const Explainer* explainer = VEDETTE_TRY(live->explainer());
  json["features"] = features_json(*explainer);
  Response response = json_answer(json);
  response.fields.emplace_back("ETag", entity_tag(version.revision));
  return response;
}

Result<Response> show_examples(const Call& call) {
  const std::int64_t count = VEDETTE_TRY(query_integer(call.request.head, "count", 3, 1, 20));
  const LiveModelPtr live = VEDETTE_TRY(call.world.models.find(call.segment("model")));
  const Explainer* explainer = VEDETTE_TRY(live->explainer());
  const Json rows = VEDETTE_TRY(example_rows(*explainer, static_cast<std::size_t>(count)));
  return json_answer({{"rows", rows}});
}

Result<Response> check_integrity(const Call& call) {
  const ModelVersion version = VEDETTE_TRY(asked_version(call));
  const IntegrityReport report = VEDETTE_TRY(call.world.registry.verify(exact(version)));
  return json_answer(
      {{"name", report.name}, {"version", report.version}, {"faults", report.faults}});
}

/// One of the bundle's own files, as it is.
Result<Response> bundle_file(const Call& call, std::string_view part, std::string content_type) {
  const ModelVersion version = VEDETTE_TRY(asked_version(call));
  const std::filesystem::path path =
      call.world.registry.directory(version.name, version.version) / part;
  std::string text = VEDETTE_TRY(read_plain_file(path, largest_part(part)));
  return text_answer(std::move(text), std::move(content_type));
}

Result<Response> model_card(const Call& call) {
  return bundle_file(call, BundlePart::card, "text/markdown; charset=utf-8");
}

Result<Response> model_schema(const Call& call) {
  return bundle_file(call, BundlePart::schema, "application/yaml");
}

Result<Response> export_model(const Call& call) {
  const ModelVersion version = VEDETTE_TRY(asked_version(call));
  std::string tar = VEDETTE_TRY(call.world.registry.export_bundle(exact(version)));
  Response response = text_answer(std::move(tar), "application/x-tar");
  response.fields.emplace_back(
      "Content-Disposition",
      fmt::format("attachment; filename=\"{}-{}.tar\"", version.name, version.version));
  return response;
}

Result<Response> compare_models(const Call& call) {
  const ModelRef left = VEDETTE_TRY(ModelRef::parse(call.segment("left")));
  const ModelRef right = VEDETTE_TRY(ModelRef::parse(call.segment("right")));
  const Json difference = VEDETTE_TRY(call.world.registry.diff(left, right));
  return json_answer(difference);
}

/// After every change: requests get the new version from here on, and listeners learn of it.
Result<Response> changed(const Call& call, std::string_view action, const ModelVersion& version) {
  if (const Result<> refreshed = call.world.models.refresh(); !refreshed)
    call.world.log.write(LogLevel::warning, "model.not_refreshed",
                         {{"error", to_string(refreshed.error())}});
  record_action(call, action, to_string(exact(version)));
  Response response = json_answer(to_json(version));
  response.fields.emplace_back("ETag", entity_tag(version.revision));
  return response;
}

Response outdated(const Call& call, std::string detail) {
  return to_response(make_problem("precondition_failed", std::move(detail),
                                  "look again, and decide anew"),
                     ErrorForm::problem, call.request.head.id);
}

/// A change of aliases, which is made only if they still are what `If-Match` says.
Result<Response> change_aliases(
    const Call& call, std::string_view action,
    const std::function<Result<ModelVersion>(std::string_view revision)>& change) {
  const Result<std::string> revision = expected_revision(call.request.head);
  if (!revision) return refuse_field(call, "If-Match", revision.error());
  const Result<ModelVersion> version = change(*revision);
  if (version) return changed(call, action, *version);
  if (revision->empty() || version.error().code != ErrorCode::conflict)
    return tl::unexpected(version.error());
  return outdated(call, version.error().message);
}

Result<Response> promote_model(const Call& call) {
  const ModelRef ref = VEDETTE_TRY(ModelRef::parse(call.segment("model")));
  // A version that cannot be loaded must not become what answers requests.
  VEDETTE_TRY(call.world.registry.load(ref));
  return change_aliases(call, "model.promote", [&](std::string_view revision) {
    return call.world.registry.promote(ref, revision);
  });
}

Result<Response> roll_back_model(const Call& call) {
  return change_aliases(call, "model.rollback", [&](std::string_view revision) {
    return call.world.registry.rollback(call.segment("model"), revision);
  });
}

Result<Response> import_model(const Call& call) {
  const ModelVersion version =
      VEDETTE_TRY(call.world.registry.import_bundle(call.request.body));
  Response response = VEDETTE_TRY(changed(call, "model.import", version));
  response.status = 201;
  response.fields.emplace_back("Location", fmt::format("/api/v1/models/{}@{}", version.name,
                                                       version.version));
  return response;
}

Result<Response> set_model_alias(const Call& call) {
  const Json body = VEDETTE_TRY(json_body(call.request));
  const std::int64_t number = VEDETTE_TRY(json_integer(body, "version"));
  const ModelRef ref{call.segment("name"), std::to_string(number)};
  return change_aliases(call, "model.alias", [&](std::string_view revision) {
    return call.world.registry.set_alias(call.segment("alias"), ref, revision);
  });
}

Result<Response> remove_model(const Call& call) {
  const ModelRef ref = VEDETTE_TRY(ModelRef::parse(call.segment("model")));
  if (call.segment("model").find('@') == std::string::npos)
    return fail(ErrorCode::invalid_argument, "only one version is removed at a time",
                "name it as NAME@VERSION");
  const Result<std::string> revision = expected_revision(call.request.head);
  if (!revision) return refuse_field(call, "If-Match", revision.error());
  const ModelVersion version = VEDETTE_TRY(call.world.registry.show(ref));
  // What counts is looked at under the lock: a version that an alias points to is never removed.
  if (!revision->empty() && *revision != version.revision)
    return outdated(call, fmt::format("the aliases of '{}' have changed", version.name));
  VEDETTE_TRY(call.world.registry.remove(exact(version)));
  VEDETTE_TRY(changed(call, "model.remove", version));
  return empty_answer();
}

RouteParameter if_match_parameter() {
  return {.in = RouteParameter::In::header,
          .name = "If-Match",
          .help = "The ETag of an earlier answer: where an alias of the model has changed since, "
                  "nothing is done"};
}

RouteAnswer precondition_answer() {
  return {412, "An alias has changed since that ETag", {{"application/problem+json", "Problem"}}};
}

RouteParameter model_parameter(std::string name = "model") {
  return path_parameter(std::move(name), "NAME, NAME@VERSION or NAME@ALIAS", "lan@champion");
}

std::vector<Route> reading_routes() {
  return {
      {.path = "/api/v1/models",
       .id = "listModels",
       .tag = "Models",
       .summary = "All models with their versions",
       .scope = Scope::read,
       .answers = {{200, "", {{"application/json", "ModelList"}}}},
       .handle = list_models},
      {.path = "/api/v1/models/{model}",
       .id = "showModel",
       .tag = "Models",
       .summary = "One version: figures, curves, features, options, data",
       .description = "Its ETag changes with the aliases of the model.",
       .scope = Scope::read,
       .parameters = {model_parameter(),
                      {.in = RouteParameter::In::header,
                       .name = "If-None-Match",
                       .help = "The ETag of an earlier answer: the same one is not sent again"}},
       .answers = {{200, "", {{"application/json", "ModelDetails"}}},
                   {304, "It is the same as in the answer with that ETag"}},
       .handle = show_model},
      {.path = "/api/v1/models/{model}/examples",
       .id = "exampleRows",
       .tag = "Models",
       .summary = "Plausible rows to try the model with",
       .scope = Scope::predict,
       .parameters = {model_parameter(),
                      {.name = "count", .type = "integer", .help = "How many, 1 to 20"}},
       .answers = {{200, "", {{"application/json", "ExampleRows"}}}},
       .handle = show_examples},
  };
}

/// What a bundle is made of, and how it differs from another.
std::vector<Route> bundle_routes() {
  return {
      {.path = "/api/v1/models/{model}/integrity",
       .id = "checkModel",
       .tag = "Models",
       .summary = "Check every byte of a version against its manifest",
       .scope = Scope::read,
       .parameters = {model_parameter()},
       .answers = {{200, "", {{"application/json", "ModelIntegrity"}}}},
       .handle = check_integrity},
      {.path = "/api/v1/models/{model}/card",
       .id = "modelCard",
       .tag = "Models",
       .summary = "The model card",
       .scope = Scope::read,
       .parameters = {model_parameter()},
       .answers = {{200, "", {{"text/markdown"}}}},
       .handle = model_card},
      {.path = "/api/v1/models/{model}/schema",
       .id = "modelSchema",
       .tag = "Models",
       .summary = "The schema of its input",
       .scope = Scope::read,
       .parameters = {model_parameter()},
       .answers = {{200, "", {{"application/yaml"}}}},
       .handle = model_schema},
      {.path = "/api/v1/models/{model}/bundle",
       .id = "exportModel",
       .tag = "Models",
       .summary = "The whole bundle as a tar file, to be imported elsewhere",
       .scope = Scope::read,
       .parameters = {model_parameter()},
       .answers = {{200, "", {{"application/x-tar"}}}},
       .handle = export_model},
      {.path = "/api/v1/models/{left}/compare/{right}",
       .id = "compareModels",
       .tag = "Models",
       .summary = "What differs between two versions",
       .scope = Scope::read,
       .parameters = {model_parameter("left"), model_parameter("right")},
       .answers = {{200, "", {{"application/json", "ModelDifference"}}}},
       .handle = compare_models},
  };
}

std::vector<Route> changing_routes() {
  return {
      {.method = HttpMethod::post,
       .path = "/api/v1/models/import",
       .id = "importModel",
       .tag = "Models",
       .summary = "Take in a bundle that was exported here or elsewhere",
       .description =
           "Every byte is held against the bundle's manifest, and the whole is loaded, before "
           "anything is kept. It becomes the next version of its name: the challenger, or the "
           "champion where the name is new.",
       .scope = Scope::train,
       .takes = {{"application/x-tar"}},
       .answers = {{201, "The new version", {{"application/json", "ModelVersion"}}}},
       .body = RequestPlan::Body::memory,
       .max_body = 256 * kMiB,
       .handle = import_model},
      {.method = HttpMethod::post,
       .path = "/api/v1/models/{model}/promote",
       .id = "promoteModel",
       .tag = "Models",
       .summary = "Make a version the champion; the old one becomes `previous`",
       .scope = Scope::train,
       .parameters = {model_parameter(), if_match_parameter()},
       .answers = {{200, "", {{"application/json", "ModelVersion"}}}, precondition_answer()},
       .handle = promote_model},
      {.method = HttpMethod::post,
       .path = "/api/v1/models/{model}/rollback",
       .id = "rollBackModel",
       .tag = "Models",
       .summary = "Champion and previous change places",
       .scope = Scope::train,
       .parameters = {path_parameter("model", "Name of the model", "lan"), if_match_parameter()},
       .answers = {{200, "", {{"application/json", "ModelVersion"}}}, precondition_answer()},
       .handle = roll_back_model},
      {.method = HttpMethod::put,
       .path = "/api/v1/models/{name}/aliases/{alias}",
       .id = "setModelAlias",
       .tag = "Models",
       .summary = "Point an alias of your own at a version",
       .scope = Scope::train,
       .parameters = {path_parameter("name", "Name of the model", "lan"),
                      path_parameter("alias", "Name of the alias", "candidate"),
                      if_match_parameter()},
       .takes = {{"application/json", "AliasTarget", R"({"version": 1})"}},
       .answers = {{200, "", {{"application/json", "ModelVersion"}}}, precondition_answer()},
       .body = RequestPlan::Body::memory,
       .max_body = kKiB,
       .handle = set_model_alias},
      {.method = HttpMethod::delete_,
       .path = "/api/v1/models/{model}",
       .id = "removeModel",
       .tag = "Models",
       .summary = "Delete a version that no alias points to",
       .scope = Scope::train,
       .parameters = {path_parameter("model", "NAME@VERSION, without an alias", "lan@3"),
                      if_match_parameter()},
       .answers = {{204, "It is gone"}, precondition_answer()},
       .handle = remove_model},
  };
}

}  // namespace

std::vector<Route> model_routes() {
  std::vector<Route> routes = reading_routes();
  for (auto* more : {bundle_routes, changing_routes}) {
    std::vector<Route> part = more();
    std::ranges::move(part, std::back_inserter(routes));
  }
  return routes;
}

}  // namespace vedette
