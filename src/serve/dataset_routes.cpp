// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "serve/answers.hpp"
#include "serve/audit_trail.hpp"
#include "serve/dataset_report.hpp"
#include "serve/dataset_upload.hpp"
#include "serve/refusal.hpp"
#include "serve/routes.hpp"
#include "serve/world.hpp"
#include "store/store_json.hpp"

namespace vedette {
namespace {

constexpr std::int64_t kMostRows = 1000;

void tell_change(const Call& call, std::string_view action, std::string_view detail = "") {
  call.world.events.publish("dataset.changed", {{"name", call.segment("name")}});
  record_action(call, action, call.segment("name"), "ok", detail);
}

Result<Response> list_datasets(const Call& call) {
  const std::vector<DatasetInfo> all = VEDETTE_TRY(call.world.datasets.list());
  Json items = Json::array();
  for (const DatasetInfo& info : all) items.push_back(to_json(info));
  return json_answer({{"items", std::move(items)}, {"next", nullptr}});
}

Result<Response> show_dataset(const Call& call) {
  const DatasetInfo info = VEDETTE_TRY(call.world.datasets.show(call.segment("name")));
  return json_answer(to_json(info));
}

Result<Response> drop_dataset_now(const Call& call) {
  VEDETTE_TRY(call.world.datasets.drop(call.segment("name")));
  kept_reports(call).forget(call.segment("name"));
  tell_change(call, "dataset.drop");
  return empty_answer();
}

Result<Response> show_schema(const Call& call) {
  const Schema schema = VEDETTE_TRY(call.world.datasets.schema(call.segment("name")));
  return text_answer(to_yaml(schema), "application/yaml");
}

/// Rows that did not fit are read again under the new schema; a data set that is new gets it.
Result<Response> put_schema(const Call& call) {
  Datasets& datasets = call.world.datasets;
  const std::string& name = call.segment("name");
  const Result<Schema> schema = parse_schema(call.request.body, "the schema");
  if (!schema) return refuse_field(call, "", schema.error());
  const Result<DatasetInfo> before = datasets.show(name);
  if (!before && before.error().code != ErrorCode::not_found)
    return tl::unexpected(before.error());
  if (before)
    VEDETTE_TRY(datasets.replay(name, *schema));
  else
    VEDETTE_TRY(datasets.create(name, *schema));
  tell_change(call, "dataset.schema", schema->name);
  return show_dataset(call);
}

Result<Response> replay_quarantine(const Call& call) {
  Datasets& datasets = call.world.datasets;
  const std::string& name = call.segment("name");
  const Result<Schema> schema = call.request.body.empty()
                                    ? datasets.schema(name)
                                    : parse_schema(call.request.body, "the schema");
  if (!schema && !call.request.body.empty()) return refuse_field(call, "", schema.error());
  if (!schema) return tl::unexpected(schema.error());
  const Datasets::ReplayReport report = VEDETTE_TRY(datasets.replay(name, *schema));
  tell_change(call, "dataset.replay");
  return json_answer(to_json(report));
}

Result<Response> list_rows(const Call& call) {
  const Page page = VEDETTE_TRY(page_of(call.request.head, kMostRows));
  const DatasetInfo info = VEDETTE_TRY(call.world.datasets.show(call.segment("name")));
  const Table rows = VEDETTE_TRY(call.world.datasets.rows(info.name, page.offset, page.limit));
  Json items = Json::array();
  for (std::size_t row = 0; row < rows.rows(); ++row) items.push_back(row_json(rows, row));
  return json_answer(page_json(std::move(items), page, info.rows - page.limit > page.offset));
}

Result<Response> list_quarantine(const Call& call) {
  const Page page = VEDETTE_TRY(page_of(call.request.head, kMostRows));
  const DatasetInfo info = VEDETTE_TRY(call.world.datasets.show(call.segment("name")));
  const std::vector<QuarantinedRow> rows =
      VEDETTE_TRY(call.world.datasets.quarantine(info.name, page.offset, page.limit));
  Json items = Json::array();
  for (const QuarantinedRow& row : rows) items.push_back(to_json(row));
  return json_answer(
      page_json(std::move(items), page, info.quarantined - page.limit > page.offset));
}

RouteParameter name_parameter(std::string example = "lan") {
  return {.in = RouteParameter::In::path,
          .name = "name",
          .help = "Name of the data set",
          .example = std::move(example),
          .required = true};
}

/// What all routes of one data set have in common.
Route of_dataset(std::string below, std::string id, std::string summary, RouteHandler handle) {
  return {.path = "/api/v1/datasets/{name}" + below,
          .id = std::move(id),
          .tag = "Data sets",
          .summary = std::move(summary),
          .scope = Scope::read,
          .parameters = {name_parameter()},
          .where = RequestPlan::Where::worker,
          .handle = handle};
}

Route with_pages(Route route) {
  for (RouteParameter& parameter : page_parameters()) route.parameters.push_back(parameter);
  return route;
}

RouteAnswer answer_of(std::string schema, std::string help = "") {
  return {200, std::move(help), {{"application/json", std::move(schema)}}};
}

constexpr const char* kExampleSchema =
    "name: small\n"
    "columns:\n"
    "  - {name: duration, type: float64, unit: seconds}\n"
    "  - {name: bytes, type: int64, unit: bytes}\n"
    "  - {name: label, type: text, role: label}\n"
    "label: {benign: normal}\n";
constexpr const char* kExampleRows =
    "duration,bytes,label\n0.5,120,normal\n0.25,80,normal\n1.5,64000,scan\n2.5,71000,scan\n";

Route upload_route() {
  Route route = of_dataset("/files", "uploadFile", "Add a file to a data set", upload_file);
  route.method = HttpMethod::post;
  route.description =
      "The body is the file as it is: CSV, JSON Lines, a capture, or records of another tool, "
      "plain or packed. Rows that do not fit are quarantined, the first 20 are in the answer. "
      "Sending the same file again changes nothing. Events `ingest.progress` tell how far it is.";
  route.scope = Scope::ingest;
  route.parameters = {
      name_parameter("small"),
      {.name = "schema",
       .help = "For the first file of a data set: a schema that ships with the program, or `infer`",
       .example = "infer"},
      {.name = "filename", .help = "What the file is called", .example = "rows.csv"},
      {.name = "format", .help = "Source of the catalogue; by default recognised by content"},
      {.name = "option", .help = "NAME=VALUE for that source", .repeats = true}};
  route.takes = {{.media_type = "application/octet-stream", .example = kExampleRows}};
  route.answers = {{201, "Its rows were added", {{"application/json", "IngestReport"}}},
                   {200, "It was there already", {{"application/json", "IngestReport"}}}};
  route.body = RequestPlan::Body::spool;
  route.max_body = 4 * kGiB;
  return route;
}

/// A route that takes a schema, and changes the data set with it.
Route takes_schema(Route route, HttpMethod method) {
  route.method = method;
  route.scope = Scope::ingest;
  route.parameters = {name_parameter("small")};
  route.takes = {{.media_type = "application/yaml", .example = kExampleSchema}};
  route.body = RequestPlan::Body::memory;
  route.max_body = kMiB;
  return route;
}

std::vector<Route> schema_and_file_routes() {
  Route put = takes_schema(
      of_dataset("/schema", "putSchema", "Make a data set, or give it a mended schema", put_schema),
      HttpMethod::put);
  put.description = "Rows that were quarantined and fit now join the data set.";
  put.answers = {answer_of("Dataset")};
  Route get = of_dataset("/schema", "getSchema", "The schema of a data set", show_schema);
  get.answers = {{200, "", {{"application/yaml"}}}};
  Route replay = takes_schema(of_dataset("/replay", "replayQuarantine",
                                         "Read quarantined rows again", replay_quarantine),
                              HttpMethod::post);
  replay.description = "Under a mended schema, or, without a body, under the one there is.";
  replay.answers = {answer_of("ReplayReport")};
  return {std::move(put), upload_route(), std::move(get), std::move(replay)};
}

std::vector<Route> looking_routes() {
  Route rows = with_pages(of_dataset("/rows", "listRows", "Rows of a data set", list_rows));
  rows.answers = {answer_of("RowPage")};
  Route quarantine = with_pages(
      of_dataset("/quarantine", "listQuarantine", "Rows that did not fit", list_quarantine));
  quarantine.answers = {answer_of("QuarantinePage")};
  Route profile = of_dataset("/profile", "profileDataset",
                             "Distributions of the columns and the label", dataset_profile);
  profile.answers = {answer_of("DatasetProfile")};
  Route validate = of_dataset("/validate", "validateDataset",
                              "Look for what makes results misleading", validate_dataset);
  validate.method = HttpMethod::post;
  validate.description =
      "Of a data set with more than 20 million cells, a random sample of rows is looked at, and "
      "the report says so. The report is kept.";
  validate.answers = {answer_of("ValidationReport")};
  Route last =
      of_dataset("/validate", "lastValidation", "The last validation report", last_validation);
  last.answers = {answer_of("ValidationReport", "`stale` where the data set has changed since")};
  Route page =
      of_dataset("/report", "validationPage", "The last report as a page", validation_page);
  page.answers = {{200, "A page that needs nothing else", {{"text/html"}}}};
  return {std::move(rows),     std::move(quarantine), std::move(profile),
          std::move(validate), std::move(last),       std::move(page)};
}

}  // namespace

std::vector<Route> dataset_routes() {
  std::vector<Route> routes = {{.path = "/api/v1/datasets",
                                .id = "listDatasets",
                                .tag = "Data sets",
                                .summary = "All data sets",
                                .scope = Scope::read,
                                .answers = {answer_of("DatasetList")},
                                .where = RequestPlan::Where::worker,
                                .handle = list_datasets}};
  Route show = of_dataset("", "showDataset", "One data set with its files", show_dataset);
  show.answers = {answer_of("Dataset")};
  routes.push_back(std::move(show));
  for (Route& route : schema_and_file_routes()) routes.push_back(std::move(route));
  for (Route& route : looking_routes()) routes.push_back(std::move(route));
  Route drop = of_dataset("", "dropDataset", "Remove a data set with all its rows",
                          drop_dataset_now);
  drop.method = HttpMethod::delete_;
  drop.scope = Scope::ingest;
  drop.parameters = {name_parameter("small")};
  drop.answers = {{204, "It is gone"}};
  routes.push_back(std::move(drop));
  return routes;
}

}  // namespace vedette
