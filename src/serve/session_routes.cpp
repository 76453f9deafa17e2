// SPDX-License-Identifier: Apache-2.0
/// Signing in and out.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "serve/answers.hpp"
#include "serve/audit_trail.hpp"
#include "serve/gate.hpp"
#include "serve/problem.hpp"
#include "serve/routes.hpp"
#include "serve/world.hpp"

namespace vedette {
namespace {

Json session_json(const ServeWorld& world, const Principal& who) {
  return {{"access", to_string(world.access)},
          {"signed_in", who.kind != Principal::Kind::anonymous},
          {"kind", to_string(who.kind)},
          {"user", who.user},
          {"role", to_string(who.role)},
          {"scopes", scope_names(who.scopes)},
          {"csrf", who.csrf},
          {"must_change_password", who.must_change_password},
          {"expires_at", who.expires_at == 0 ? Json(nullptr) : Json(format_time(who.expires_at))}};
}

/// RFC 6265bis. Without TLS the prefix and `Secure` would make browsers drop it.
std::string cookie_field(std::string_view secret, bool encrypted, std::string_view more) {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict{}{}",
                     session_cookie_name(encrypted), secret, encrypted ? "; Secure" : "", more);
}

Result<Response> show_session(const Call& call) {
  return json_answer(session_json(call.world, call.who));
}

Response refused_sign_in(const Call& call, const SignIn& attempt) {
  if (attempt.outcome == SignIn::Outcome::refused)
    return to_response(make_problem("unauthenticated", "name or password is wrong"),
                       ErrorForm::problem, call.request.head.id);
  const TimeNs seconds = (attempt.retry_after + kSecond - 1) / kSecond;
  Problem problem = make_problem("throttled", "too many attempts to sign in",
                                 fmt::format("try again in {} s", seconds));
  problem.fields.emplace_back("Retry-After", std::to_string(seconds));
  return to_response(problem, ErrorForm::problem, call.request.head.id);
}

/// Not every attempt of a flood, and no name that is none: people type passwords there by mistake.
void record_refusal(const Call& call, const std::string& user) {
  const bool is_known = call.world.accounts.user(user).has_value();
  record_action(call, "session.sign_in", is_known ? user : "(unknown name)", "refused");
}

Result<Response> sign_in(const Call& call) {
  const Json body = VEDETTE_TRY(json_body(call.request));
  const std::string user = VEDETTE_TRY(json_text(body, "user"));
  const std::string password = VEDETTE_TRY(json_text(body, "password"));
  const SignIn attempt =
      VEDETTE_TRY(call.world.accounts.sign_in(user, password, call.request.head.peer));
  if (attempt.outcome != SignIn::Outcome::signed_in) {
    if (attempt.outcome == SignIn::Outcome::refused) record_refusal(call, user);
    return refused_sign_in(call, attempt);
  }
  record_action(call, "session.sign_in", user);
  Response response = json_answer(session_json(call.world, *attempt.principal));
  response.fields.emplace_back("Set-Cookie",
                               cookie_field(attempt.secret, call.request.head.encrypted, ""));
  response.fields.emplace_back("Cache-Control", "no-store");
  return response;
}

Result<Response> sign_out(const Call& call) {
  const RequestHead& head = call.request.head;
  const std::string_view secret = head.cookie(session_cookie_name(head.encrypted));
  if (!secret.empty()) VEDETTE_TRY(call.world.accounts.sign_out(secret));
  if (call.who.kind == Principal::Kind::session)
    record_action(call, "session.sign_out", call.who.user);
  Response response = empty_answer();
  response.fields.emplace_back("Set-Cookie", cookie_field("", head.encrypted, "; Max-Age=0"));
  return response;
}

Result<Response> change_password(const Call& call) {
  const Json body = VEDETTE_TRY(json_body(call.request));
  const std::string old_password = VEDETTE_TRY(json_text(body, "old"));
  const std::string new_password = VEDETTE_TRY(json_text(body, "new"));
  VEDETTE_TRY(call.world.accounts.change_password(call.who, old_password, new_password));
  record_action(call, "session.change_password", call.who.user);
  return empty_answer();
}

}  // namespace

std::vector<Route> session_routes() {
  return {
      {.path = "/api/v1/session",
       .id = "showSession",
       .tag = "Session",
       .summary = "Who the caller is, and what it may do",
       .answers = {{200, "", {{"application/json", "Session"}}}},
       .where = RequestPlan::Where::inline_,
       .handle = show_session},
      {.method = HttpMethod::post,
       .path = "/api/v1/session",
       .id = "signIn",
       .tag = "Session",
       .summary = "Sign in with name and password",
       .description = "Sets a session cookie. The answer is the same for unknown names and wrong "
                      "passwords; attempts are limited per account and address.",
       .takes = {{"application/json", "Credentials"}},
       .answers = {{200, "", {{"application/json", "Session"}}}},
       .body = RequestPlan::Body::memory,
       .max_body = 16 * kKiB,
       .handle = sign_in},
      {.method = HttpMethod::delete_,
       .path = "/api/v1/session",
       .id = "signOut",
       .tag = "Session",
       .summary = "End the session",
       .answers = {{204, "It has ended"}},
       .handle = sign_out},
      {.method = HttpMethod::put,
       .path = "/api/v1/session/password",
       .id = "changePassword",
       .tag = "Session",
       .summary = "Change the own password",
       .takes = {{"application/json", "PasswordChange"}},
       .answers = {{204, "It is changed; other sessions of this user have ended"}},
       .body = RequestPlan::Body::memory,
       .max_body = 16 * kKiB,
       .handle = change_password},
  };
}

}  // namespace vedette
