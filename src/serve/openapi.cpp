// SPDX-License-Identifier: Apache-2.0
#include "serve/openapi.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/version.hpp"
#include "data/yaml.hpp"
#include "serve/problem.hpp"
#include "serve/schema_text.hpp"

namespace vedette {
namespace {

Json reference(const std::string& schema) {
  return {{"$ref", "#/components/schemas/" + schema}};
}

/// JSON examples are given as values, so that tools show them well.
Json example_of(const RouteBody& body) {
  const bool is_json = body.media_type.ends_with("json");
  if (const Result<Json> json = parse_json(body.example); is_json && json) return *json;
  return body.example;
}

Json content(const std::vector<RouteBody>& forms) {
  Json content = Json::object();
  for (const RouteBody& form : forms) {
    Json entry = Json::object();
    if (!form.schema.empty()) entry["schema"] = reference(form.schema);
    if (!form.example.empty()) entry["example"] = example_of(form);
    content[form.media_type] = std::move(entry);
  }
  return content;
}

std::string_view place_name(RouteParameter::In in) {
  switch (in) {
    case RouteParameter::In::path:
      return "path";
    case RouteParameter::In::header:
      return "header";
    case RouteParameter::In::query:
      break;
  }
  return "query";
}

Json parameter_json(const RouteParameter& parameter) {
  Json schema = {{"type", parameter.type}};
  if (parameter.repeats) schema = {{"type", "array"}, {"items", schema}};
  Json json = {{"name", parameter.name},
               {"in", place_name(parameter.in)},
               {"description", parameter.help},
               {"required", parameter.required || parameter.in == RouteParameter::In::path},
               {"schema", std::move(schema)}};
  if (!parameter.example.empty()) json["example"] = parameter.example;
  return json;
}

std::string problem_form(ErrorForm form) {
  switch (form) {
    case ErrorForm::mlflow:
      return "MlflowError";
    case ErrorForm::oip:
      return "OipError";
    case ErrorForm::problem:
      break;
  }
  return "Problem";
}

Json error_answers(const Route& route) {
  const std::string type =
      route.errors == ErrorForm::problem ? "application/problem+json" : "application/json";
  Json body = {{type, {{"schema", reference(problem_form(route.errors))}}}};
  // What is not even HTTP, or too large, is refused before there is a route.
  if (route.errors != ErrorForm::problem)
    body["application/problem+json"] = {{"schema", reference(problem_form(ErrorForm::problem))}};
  return {{"4XX", {{"description", "The request cannot be carried out"}, {"content", body}}},
          {"5XX", {{"description", "The server cannot carry it out now"}, {"content", body}}}};
}

Json answers_json(const Route& route) {
  Json answers = Json::object();
  for (const RouteAnswer& answer : route.answers) {
    Json entry = {{"description", answer.help.empty() ? "Done" : answer.help}};
    if (!answer.forms.empty()) entry["content"] = content(answer.forms);
    answers[std::to_string(answer.status)] = std::move(entry);
  }
  answers.update(error_answers(route));
  return answers;
}

Json operation_json(const Route& route) {
  Json operation = {{"operationId", route.id},
                    {"tags", Json::array({route.tag})},
                    {"summary", route.summary}};
  if (!route.description.empty()) operation["description"] = route.description;
  if (!route.parameters.empty()) {
    operation["parameters"] = Json::array();
    for (const RouteParameter& parameter : route.parameters)
      operation["parameters"].push_back(parameter_json(parameter));
  }
  if (!route.takes.empty())
    operation["requestBody"] = {{"required", true}, {"content", content(route.takes)}};
  operation["responses"] = answers_json(route);
  if (route.scope) {
    const std::string scope(to_string(*route.scope));
    operation["security"] = Json::array({Json{{"token", Json::array({scope})}},
                                         Json{{"session", Json::array({scope})}}});
  } else {
    operation["security"] = Json::array();
  }
  return operation;
}

std::string method_key(HttpMethod method) {
  std::string key(to_string(method));
  std::ranges::transform(key, key.begin(), [](char c) { return static_cast<char>(c | 0x20); });
  return key;
}

Json tags_of(std::span<const Route> routes) {
  Json tags = Json::array();
  for (const Route& route : routes) {
    const Json tag = {{"name", route.tag}};
    if (std::ranges::find(tags, tag) == tags.end()) tags.push_back(tag);
  }
  return tags;
}

Json security_schemes() {
  return {{"token",
           {{"type", "http"},
            {"scheme", "bearer"},
            {"description", "An API token (`vedette tokens create`); it has scopes"}}},
          {"session",
           {{"type", "apiKey"},
            {"in", "cookie"},
            {"name", "__Host-vedette"},
            {"description",
             "Set by signing in (without TLS its name is `vedette`); writes need X-Csrf-Token"}}}};
}

}  // namespace

const Json& api_schemas() {
  static const Json kSchemas = [] {
    Json all = Json::object();
    for (const EmbeddedFile& file : embedded_api_schemas()) {
      const Result<Json> part = parse_yaml(file.bytes, file.name);
      check(part.has_value(), "the schemas of the API are valid YAML");
      all.update(*part);
    }
    return all;
  }();
  return kSchemas;
}

Json openapi_document(std::span<const Route> routes) {
  Json paths = Json::object();
  for (const Route& route : routes)
    paths[route.path][method_key(route.method)] = operation_json(route);
  return {{"openapi", "3.1.0"},
          {"info",
           {{"title", "Vedette"},
            {"version", std::string(program_version())},
            {"summary", "Network threat detection from packet or table to verdict"},
            {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
          {"servers", Json::array({Json{{"url", "/"}}})},
          {"tags", tags_of(routes)},
          {"paths", std::move(paths)},
          {"components",
           {{"schemas", api_schemas()}, {"securitySchemes", security_schemes()}}}};
}

}  // namespace vedette
