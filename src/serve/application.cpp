// SPDX-License-Identifier: Apache-2.0
#include "serve/application.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>
#include <variant>

#include "http/trace_context.hpp"
#include "serve/assets.hpp"
#include "serve/problem.hpp"

namespace vedette {
namespace {

const Admission* admission_of(const RequestPlan& plan) {
  return static_cast<const Admission*>(plan.state.get());
}

/// The form that a path's errors have when it has no route.
ErrorForm form_of(std::string_view path) {
  return path.starts_with("/v2") ? ErrorForm::oip : ErrorForm::problem;
}

bool is_page_request(const RequestHead& head) {
  const bool reads = head.method == HttpMethod::get || head.method == HttpMethod::head;
  return reads && !head.path.starts_with("/api/v") && !head.path.starts_with("/v2");
}

Response answer_with(const RequestHead& head, ErrorForm form, const Problem& problem) {
  return to_response(problem, form, head.id);
}

/// The answer is made where the header is; a body that comes is read over or the connection ends.
RequestPlan refuse(const RequestHead& head, ErrorForm form, const Problem& problem) {
  RequestPlan plan;
  plan.answer = answer_with(head, form, problem);
  return plan;
}

/// The kind of a fault that the transport found.
std::string_view problem_code(unsigned status) {
  if (status == 400) return "malformed";  // what makes no sense is for routes to say
  for (const ProblemType& type : problem_types())
    if (type.status == status) return type.code;
  return status >= 500 ? "unavailable" : "malformed";
}

}  // namespace

ServeApplication::ServeApplication(ServeWorld& world, std::span<const Route> routes,
                                   AccessLog& access_log)
    : world_(world),
      routes_(routes),
      router_(routes),
      gate_(world.accounts, world.access),
      access_log_(access_log) {}

Response ServeApplication::no_route(const RequestHead& head) const {
  const std::vector<HttpMethod> methods = router_.methods(head.path);
  if (methods.empty()) {
    if (is_page_request(head))
      if (std::optional<Response> page = ui_answer(head)) return std::move(*page);
    return answer_with(head, form_of(head.path),
                       make_problem("not_found", fmt::format("there is no {}", head.path),
                                    "/openapi.json lists what there is"));
  }
  Problem problem = make_problem("method_not_allowed",
                                 fmt::format("{} does not take {}", head.path,
                                             to_string(head.method)));
  std::string allow;
  for (const HttpMethod method : methods)
    allow += fmt::format("{}{}", allow.empty() ? "" : ", ", to_string(method));
  problem.fields.emplace_back("Allow", allow);
  return answer_with(head, form_of(head.path), problem);
}

/// Where the body goes and who handles the request, by how much is to come.
void ServeApplication::place(const RequestHead& head, const Admission& admission,
                             RequestPlan& plan) const {
  const Route& route = *admission.route;
  // Compressed bodies may become of any size.
  if (!head.content_length || !head.field("Content-Encoding").empty()) return;
  const std::uint64_t length = *head.content_length;
  if (route.body == RequestPlan::Body::spool && length <= route.memory_body)
    plan.body = RequestPlan::Body::memory;
  const bool is_ready =
      route.is_ready == nullptr || route.is_ready(head, admission.path, world_);
  if (route.quick_body > 0 && length <= route.quick_body && is_ready)
    plan.where = RequestPlan::Where::inline_;
}

RequestPlan ServeApplication::plan(const RequestHead& head) {
  RouteMatch match = router_.find(head.method, head.path);
  if (match.route == nullptr) {
    RequestPlan plan;
    plan.answer = no_route(head);
    return plan;
  }
  const Route& route = *match.route;
  auto admission = std::make_shared<Admission>();
  admission->route = &route;
  auto admitted = gate_.admit(head, route);
  if (const Problem* problem = std::get_if<Problem>(&admitted)) {
    RequestPlan plan = refuse(head, route.errors, *problem);
    plan.state = std::move(admission);
    return plan;
  }
  admission->path = std::move(match.values);
  admission->who = std::get<std::shared_ptr<const Principal>>(std::move(admitted));
  auto entered = world_.limits.enter(*admission->who, head.received_at);
  if (const Problem* problem = std::get_if<Problem>(&entered)) {
    RequestPlan plan = refuse(head, route.errors, *problem);
    plan.state = std::move(admission);
    return plan;
  }
  admission->share = std::get<CallLimits::Share>(std::move(entered));
  RequestPlan plan{.body = route.body, .max_body = route.max_body, .where = route.where};
  place(head, *admission, plan);
  plan.state = std::move(admission);
  return plan;
}

Response ServeApplication::respond(Request& request, const RequestPlan& plan) {
  const Admission& admission = *admission_of(plan);
  const Call call{request, admission.path, *admission.who, world_};
  Result<Response> answer = admission.route->handle(call);
  Response response;
  if (answer) {
    response = std::move(*answer);
  } else {
    if (answer.error().code == ErrorCode::internal || answer.error().code == ErrorCode::io)
      world_.log.write(LogLevel::error, "request.failed",
                       {{"request", request.head.id},
                        {"path", request.head.path},
                        {"error", to_string(answer.error())}});
    response = to_response(problem_from(answer.error()), admission.route->errors, request.head.id);
  }
  const Fields& standing = admission.share.fields();
  response.fields.insert(response.fields.end(), standing.begin(), standing.end());
  if (std::holds_alternative<std::shared_ptr<EventStream>>(response.body)) admission.share = {};
  return response;
}

Response ServeApplication::fault(unsigned status, const std::string& detail,
                                 const RequestHead* head) {
  Problem problem = make_problem(problem_code(status), detail);
  problem.status = status;
  Response response = to_response(problem, head == nullptr ? ErrorForm::problem : form_of(head->path),
                                  head == nullptr ? "" : head->id);
  return response;
}

std::size_t ServeApplication::number_of(const Route* route) const {
  return route == nullptr ? routes_.size() : static_cast<std::size_t>(route - routes_.data());
}

void ServeApplication::finished(const RequestHead& head, const RequestPlan& plan,
                                const RequestOutcome& outcome) {
  const Admission* admission = admission_of(plan);
  const Route* route = admission == nullptr ? nullptr : admission->route;
  const TimeNs now = world_.clock();
  world_.metrics.finished(number_of(route), outcome, now);
  const std::optional<TraceContext> trace = parse_traceparent(head.field("traceparent"));
  const bool is_known = admission != nullptr && admission->who != nullptr;
  access_log_.write({.time = now,
                     .id = head.id,
                     .trace = trace ? std::string_view(trace->trace_id) : std::string_view(),
                     .peer = head.peer,
                     .user = is_known ? std::string_view(admission->who->user) : std::string_view(),
                     .method = to_string(head.method),
                     .path = head.path,
                     .route = route == nullptr ? std::string_view() : std::string_view(route->id),
                     .outcome = outcome});
}

}  // namespace vedette
