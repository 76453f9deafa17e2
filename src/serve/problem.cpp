// SPDX-License-Identifier: Apache-2.0
#include "serve/problem.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/json.hpp"

namespace vedette {
namespace {

constexpr std::array kTypes = {
    ProblemType{"invalid_argument", 400, "The request makes no sense"},
    ProblemType{"malformed", 400, "The request does not follow its format"},
    ProblemType{"unauthenticated", 401, "Sign in, or send a token"},
    ProblemType{"forbidden", 403, "Not allowed for this user or token"},
    ProblemType{"password_change_needed", 403, "Change the one-time password first"},
    ProblemType{"cross_site", 403, "The request came from another site"},
    ProblemType{"not_found", 404, "There is no such thing"},
    ProblemType{"method_not_allowed", 405, "This path does not know that method"},
    ProblemType{"timeout", 408, "The request came too slowly"},
    ProblemType{"already_exists", 409, "That name is taken"},
    ProblemType{"conflict", 409, "Something else changed it first, or it is in use"},
    ProblemType{"precondition_failed", 412, "It is no longer as it was when it was looked at"},
    ProblemType{"too_large", 413, "More than this server takes"},
    ProblemType{"unsupported", 415, "This server does not do that"},
    ProblemType{"misdirected", 421, "This server does not answer to that name"},
    ProblemType{"schema_mismatch", 422, "The data does not fit the schema or model"},
    ProblemType{"throttled", 429, "Too many requests"},
    ProblemType{"header_too_large", 431, "The header is larger than this server takes"},
    ProblemType{"internal", 500, "A fault of the server"},
    ProblemType{"io", 500, "The server's operating system refused"},
    ProblemType{"unavailable", 503, "Not available now"},
    ProblemType{"cancelled", 503, "Stopped before it was done"},
    ProblemType{"gate_failed", 409, "A quality gate said no"},
};

const ProblemType& type_of(std::string_view code) {
  const auto* found = std::ranges::find(kTypes, code, &ProblemType::code);
  check(found != kTypes.end(), "every problem is of a listed type");
  return *found;
}

bool is_fault_of_server(ErrorCode code) {
  return code == ErrorCode::internal || code == ErrorCode::io;
}

Json place_json(const InputPlace& where) {
  Json place = Json::object();
  if (!where.file.empty()) place["file"] = where.file;
  if (where.row) place["row"] = *where.row;
  if (!where.column.empty()) place["column"] = where.column;
  if (where.byte) place["byte"] = *where.byte;
  return place;
}

Json problem_json(const Problem& problem, std::string_view instance) {
  Json body = {{"type", "/problems/" + problem.code},
               {"title", problem.title},
               {"status", problem.status},
               {"detail", problem.detail}};
  if (!instance.empty()) body["instance"] = "urn:vedette:request:" + std::string(instance);
  if (!problem.hint.empty()) body["hint"] = problem.hint;
  if (Json place = place_json(problem.where); !place.empty()) body["where"] = std::move(place);
  if (problem.faults.empty()) return body;
  for (const FieldFault& fault : problem.faults)
    body["errors"].push_back(
        {{"pointer", fault.pointer}, {"code", fault.code}, {"detail", fault.detail}});
  return body;
}

std::string sentence(const Problem& problem) {
  std::string text = problem.detail;
  for (const FieldFault& fault : problem.faults) text += "; " + fault.pointer + ": " + fault.detail;
  if (!problem.hint.empty()) text += " (" + problem.hint + ")";
  return text;
}

std::string mlflow_code(unsigned status) {
  if (status == 404) return "RESOURCE_DOES_NOT_EXIST";
  if (status >= 500) return "INTERNAL_ERROR";
  return status == 401 || status == 403 ? "PERMISSION_DENIED" : "BAD_REQUEST";
}

}  // namespace

std::span<const ProblemType> problem_types() { return kTypes; }

Problem make_problem(std::string_view code, std::string detail, std::string hint) {
  const ProblemType& type = type_of(code);
  return {.status = type.status,
          .code = std::string(code),
          .title = std::string(type.title),
          .detail = std::move(detail),
          .hint = std::move(hint)};
}

Problem problem_from(const Error& error) {
  if (is_fault_of_server(error.code))
    return make_problem(to_string(error.code), "the request could not be carried out",
                        "the server's log has the reason under this request's id");
  Problem problem = make_problem(to_string(error.code), error.message, error.hint);
  problem.where = error.where;
  for (const std::string& doing : error.while_doing) problem.detail += ", while " + doing;
  if (error.code == ErrorCode::unavailable) problem.fields.emplace_back("Retry-After", "5");
  return problem;
}

Response to_response(const Problem& problem, ErrorForm form, std::string_view instance) {
  Response response{.status = problem.status,
                    .content_type = "application/problem+json",
                    .fields = problem.fields};
  if (form == ErrorForm::problem) {
    response.body = dump_json(problem_json(problem, instance));
    return response;
  }
  response.content_type = "application/json";
  if (form == ErrorForm::oip)
    response.body = dump_json(Json{{"error", sentence(problem)}});
  else
    response.body = dump_json(
        Json{{"error_code", mlflow_code(problem.status)}, {"message", sentence(problem)}});
  return response;
}

}  // namespace vedette
