// SPDX-License-Identifier: Apache-2.0
/// What can be chosen from: parts with their options, and the schemas that ship with the program.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "pipeline/catalogue.hpp"
#include "pipeline/train_job.hpp"
#include "serve/answers.hpp"
#include "serve/dataset_upload.hpp"
#include "serve/routes.hpp"
#include "serve/world.hpp"

namespace vedette {
namespace {

constexpr std::uint64_t kMostHeadBytes = 16 * kMiB;

Result<Response> catalog(const Call&) {
  Json json = catalog_json();
  json["train_options"] = describe_options(train_option_table());
  return json_answer(json);
}

Json schema_summary(const Schema& schema) {
  const ColumnSpec* label = schema.with_role(Role::label);
  return {{"name", schema.name},
          {"title", schema.title},
          {"description", schema.description},
          {"columns", schema.columns.size()},
          {"label", label == nullptr ? Json(nullptr) : Json(label->name)}};
}

Result<Response> list_schemas(const Call&) {
  Json items = Json::array();
  for (const std::string& name : shipped_schemas()) {
    const Schema schema = VEDETTE_TRY(load_schema(name));
    items.push_back(schema_summary(schema));
  }
  return json_answer({{"items", std::move(items)}, {"next", nullptr}});
}

Result<Response> show_schema(const Call& call) {
  const std::vector<std::string> names = shipped_schemas();
  const std::string& name = call.segment("name");
  if (std::ranges::find(names, name) == names.end())
    return fail(ErrorCode::not_found, fmt::format("no schema '{}' ships with the program", name),
                "GET /api/v1/schemas lists them");
  const Schema schema = VEDETTE_TRY(load_schema(name));
  return text_answer(to_yaml(schema), "application/yaml");
}

Result<Response> infer(const Call& call) {
  if (!call.request.file)
    return fail(ErrorCode::invalid_argument, "the request has no body",
                "send the file, or its first megabytes");
  const NamedFile file{call.request.file->path().string(),
                       file_label(call.request.head.query_value("filename"))};
  const std::string_view name = call.request.head.query_value("name");
  const InferredSchema inferred = VEDETTE_TRY(
      infer_from_head(file, call.world.home.spool(), name.empty() ? "inferred" : name));
  return json_answer({{"schema", to_yaml(inferred.schema)}, {"notes", inferred.reasons}});
}

}  // namespace

std::vector<Route> catalog_routes() {
  return {
      {.path = "/api/v1/catalog",
       .id = "catalog",
       .tag = "Catalogue",
       .summary = "Sources, stores, steps, learners and findings, with their options",
       .scope = Scope::read,
       .answers = {{200, "", {{"application/json", "Catalog"}}}},
       .handle = catalog},
      {.path = "/api/v1/schemas",
       .id = "listSchemas",
       .tag = "Catalogue",
       .summary = "The schemas that ship with the program",
       .scope = Scope::read,
       .answers = {{200, "", {{"application/json", "SchemaList"}}}},
       .where = RequestPlan::Where::worker,
       .handle = list_schemas},
      {.path = "/api/v1/schemas/{name}",
       .id = "showShippedSchema",
       .tag = "Catalogue",
       .summary = "One of them",
       .scope = Scope::read,
       .parameters = {{.in = RouteParameter::In::path,
                       .name = "name",
                       .help = "Name of the schema",
                       .example = "flows",
                       .required = true}},
       .answers = {{200, "", {{"application/yaml"}}}},
       .where = RequestPlan::Where::worker,
       .handle = show_schema},
      {.method = HttpMethod::post,
       .path = "/api/v1/schemas/infer",
       .id = "inferSchema",
       .tag = "Catalogue",
       .summary = "A first schema for an unknown file, with reasons",
       .description = "The body is the file or its beginning. A person should read the result.",
       .scope = Scope::ingest,
       .parameters = {{.name = "name", .help = "Name for the schema", .example = "rows"},
                      {.name = "filename", .help = "What the file is called"}},
       .takes = {{.media_type = "application/octet-stream",
                  .example = "duration,bytes,label\n0.5,120,normal\n1.5,64000,scan\n"}},
       .answers = {{200, "", {{"application/json", "InferredSchema"}}}},
       .body = RequestPlan::Body::spool,
       .max_body = kMostHeadBytes,
       .where = RequestPlan::Where::worker,
       .handle = infer},
  };
}

}  // namespace vedette
