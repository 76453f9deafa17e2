// SPDX-License-Identifier: Apache-2.0
/// People, tokens and the audit log.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "serve/account_json.hpp"
#include "serve/answers.hpp"
#include "serve/audit_trail.hpp"
#include "serve/routes.hpp"
#include "serve/world.hpp"

namespace vedette {
namespace {

constexpr TimeNs kDay = 86'400LL * 1'000'000'000;

Json list_json(Json items) { return {{"items", std::move(items)}, {"next", nullptr}}; }

/// What is shown once must not stay in a cache.
Response once(const Json& body, unsigned status) {
  Response response = json_answer(body, status);
  response.fields.emplace_back("Cache-Control", "no-store");
  return response;
}

Result<Response> list_users(const Call& call) {
  const std::vector<UserInfo> users = VEDETTE_TRY(call.world.accounts.users());
  Json items = Json::array();
  for (const UserInfo& user : users) items.push_back(to_json(user));
  return json_answer(list_json(std::move(items)));
}

Result<Response> add_user(const Call& call) {
  const Json body = VEDETTE_TRY(json_body(call.request));
  const std::string name = VEDETTE_TRY(json_text(body, "name"));
  const std::string role_name = VEDETTE_TRY(json_text(body, "role"));
  const UserRole role = VEDETTE_TRY(parse_user_role(role_name));
  std::string one_time;
  if (body.contains("password")) {
    const std::string password = VEDETTE_TRY(json_text(body, "password"));
    VEDETTE_TRY(call.world.accounts.add_user(name, role, password));
  } else {
    one_time = VEDETTE_TRY(call.world.accounts.add_user(name, role)).password;
  }
  record_action(call, "user.add", name, "ok", role_name);
  const UserInfo user = VEDETTE_TRY(call.world.accounts.user(name));
  Json json = to_json(user);
  if (!one_time.empty()) json["one_time_password"] = one_time;
  return once(json, 201);
}

Result<> change_role(const Call& call, const std::string& name, const Json& body) {
  const std::string text = VEDETTE_TRY(json_text(body, "role"));
  const UserRole role = VEDETTE_TRY(parse_user_role(text));
  VEDETTE_TRY(call.world.accounts.set_role(name, role));
  record_action(call, "user.role", name, "ok", text);
  return {};
}

Result<> change_access(const Call& call, const std::string& name, const Json& body) {
  const bool disabled = VEDETTE_TRY(json_bool(body, "disabled"));
  if (disabled)
    VEDETTE_TRY(call.world.accounts.disable(name));
  else
    VEDETTE_TRY(call.world.accounts.enable(name));
  record_action(call, disabled ? "user.disable" : "user.enable", name);
  return {};
}

Result<Response> change_user(const Call& call) {
  const Json body = VEDETTE_TRY(json_body(call.request));
  const std::string& name = call.segment("user");
  std::string one_time;
  if (body.contains("role")) VEDETTE_TRY(change_role(call, name, body));
  if (body.contains("disabled")) VEDETTE_TRY(change_access(call, name, body));
  if (body.value("reset_password", Json(false)) == Json(true)) {
    one_time = VEDETTE_TRY(call.world.accounts.reset_password(name)).password;
    record_action(call, "user.reset_password", name);
  }
  const UserInfo user = VEDETTE_TRY(call.world.accounts.user(name));
  Json json = to_json(user);
  if (!one_time.empty()) json["one_time_password"] = one_time;
  return once(json, 200);
}

Result<Response> remove_user(const Call& call) {
  VEDETTE_TRY(call.world.accounts.remove_user(call.segment("user")));
  record_action(call, "user.remove", call.segment("user"));
  return empty_answer();
}

bool may_see(const Principal& who, const TokenInfo& token) {
  return token.owner == who.user || who.scopes.has(Scope::admin);
}

Result<Response> list_tokens(const Call& call) {
  const std::vector<TokenInfo> tokens = VEDETTE_TRY(call.world.accounts.tokens());
  Json items = Json::array();
  for (const TokenInfo& token : tokens)
    if (may_see(call.who, token)) items.push_back(to_json(token));
  return json_answer(list_json(std::move(items)));
}

/// Tokens belong to people. The local administrator makes them for the user `admin`.
std::string owner_of(const Principal& who) {
  return who.kind == Principal::Kind::local ? "admin" : who.user;
}

Result<std::vector<std::string>> text_list(const Json& body, std::string_view key) {
  const Json* list = VEDETTE_TRY(json_array(body, key));
  std::vector<std::string> texts;
  for (const Json& element : *list) {
    if (!element.is_string())
      return fail(ErrorCode::malformed, fmt::format("'{}' holds something that is no text", key));
    texts.push_back(element.get<std::string>());
  }
  return texts;
}

Result<Response> create_token(const Call& call) {
  const Json body = VEDETTE_TRY(json_body(call.request));
  const std::string name = VEDETTE_TRY(json_text(body, "name"));
  const std::vector<std::string> names = VEDETTE_TRY(text_list(body, "scopes"));
  const ScopeSet scopes = VEDETTE_TRY(parse_scopes(names));
  // A credential must not be able to make a stronger one.
  if (!scopes.within(call.who.scopes))
    return fail(ErrorCode::invalid_argument, "a token cannot have scopes that its maker lacks");
  std::optional<TimeNs> expires_at;
  if (body.contains("expires_in_days")) {
    const std::int64_t days = VEDETTE_TRY(json_integer(body, "expires_in_days"));
    if (days < 1 || days > 3650)
      return fail(ErrorCode::invalid_argument, "`expires_in_days` must be from 1 to 3650");
    expires_at = call.world.clock() + days * kDay;
  }
  // Nor one that outlives it.
  if (call.who.kind == Principal::Kind::token && call.who.expires_at != 0)
    expires_at = std::min(expires_at.value_or(call.who.expires_at), call.who.expires_at);
  const NewToken token =
      VEDETTE_TRY(call.world.accounts.create_token(owner_of(call.who), name, scopes, expires_at));
  record_action(call, "token.create", token.info.id, "ok", name);
  Json json = to_json(token.info);
  json["secret"] = token.secret;
  return once(json, 201);
}

Result<Response> revoke_token(const Call& call) {
  const std::string& id = call.segment("id");
  const std::vector<TokenInfo> tokens = VEDETTE_TRY(call.world.accounts.tokens());
  for (const TokenInfo& token : tokens)
    if (token.id == id && may_see(call.who, token)) {
      VEDETTE_TRY(call.world.accounts.revoke_token(id));
      record_action(call, "token.revoke", id);
      return empty_answer();
    }
  return fail(ErrorCode::not_found, fmt::format("there is no token '{}' of yours", id));
}

Result<Response> audit_log(const Call& call) {
  const std::int64_t limit = VEDETTE_TRY(query_integer(call.request.head, "limit", 50, 1, 1000));
  const std::int64_t before =
      VEDETTE_TRY(query_integer(call.request.head, "cursor", INT64_MAX, 1, INT64_MAX));
  const std::vector<AuditEntry> entries =
      VEDETTE_TRY(call.world.audit.list(before, static_cast<std::size_t>(limit)));
  Json items = Json::array();
  for (const AuditEntry& entry : entries) items.push_back(to_json(entry));
  const bool more = std::ssize(entries) == limit && entries.back().seq > 1;
  const Json next = more ? Json(std::to_string(entries.back().seq)) : Json(nullptr);
  const AuditReport report = VEDETTE_TRY(call.world.audit.verify());
  return json_answer({{"items", std::move(items)},
                      {"next", next},
                      {"intact", report.intact()},
                      {"faults", fault_list(report)}});
}

std::vector<Route> user_routes() {
  return {
      {.path = "/api/v1/users",
       .id = "listUsers",
       .tag = "Accounts",
       .summary = "All users",
       .scope = Scope::admin,
       .answers = {{200, "", {{"application/json", "UserList"}}}},
       .handle = list_users},
      {.method = HttpMethod::post,
       .path = "/api/v1/users",
       .id = "addUser",
       .tag = "Accounts",
       .summary = "Add a user",
       .description = "Without a password the answer has one that is good once.",
       .scope = Scope::admin,
       .takes = {{"application/json", "NewUser", R"({"name": "ada", "role": "analyst"})"}},
       .answers = {{201, "The user", {{"application/json", "User"}}}},
       .body = RequestPlan::Body::memory,
       .max_body = 16 * kKiB,
       .handle = add_user},
      {.method = HttpMethod::patch,
       .path = "/api/v1/users/{user}",
       .id = "changeUser",
       .tag = "Accounts",
       .summary = "Change a user's role, disable, enable, or reset the password",
       .scope = Scope::admin,
       .parameters = {path_parameter("user", "Name")},
       .takes = {{"application/json", "UserChange"}},
       .answers = {{200, "", {{"application/json", "User"}}}},
       .body = RequestPlan::Body::memory,
       .max_body = 16 * kKiB,
       .handle = change_user},
      {.method = HttpMethod::delete_,
       .path = "/api/v1/users/{user}",
       .id = "removeUser",
       .tag = "Accounts",
       .summary = "Remove a user with sessions and tokens",
       .scope = Scope::admin,
       .parameters = {path_parameter("user", "Name")},
       .answers = {{204, "Gone"}},
       .handle = remove_user},
  };
}

std::vector<Route> token_routes() {
  return {
      {.path = "/api/v1/tokens",
       .id = "listTokens",
       .tag = "Accounts",
       .summary = "Own tokens; all of them for administrators",
       .scope = Scope::read,
       .answers = {{200, "", {{"application/json", "TokenList"}}}},
       .handle = list_tokens},
      {.method = HttpMethod::post,
       .path = "/api/v1/tokens",
       .id = "createToken",
       .tag = "Accounts",
       .summary = "Make a token; its secret is shown this once",
       .scope = Scope::read,
       .takes = {{"application/json", "NewToken",
                  R"({"name": "sensor", "scopes": ["predict"], "expires_in_days": 90})"}},
       .answers = {{201, "The token with its secret", {{"application/json", "Token"}}}},
       .body = RequestPlan::Body::memory,
       .max_body = 16 * kKiB,
       .handle = create_token},
      {.method = HttpMethod::delete_,
       .path = "/api/v1/tokens/{id}",
       .id = "revokeToken",
       .tag = "Accounts",
       .summary = "End a token",
       .scope = Scope::read,
       .parameters = {path_parameter("id", "Id of the token")},
       .answers = {{204, "It has ended"}},
       .handle = revoke_token},
      {.path = "/api/v1/audit",
       .id = "auditLog",
       .tag = "Accounts",
       .summary = "Who did what, newest first, and whether the log is intact",
       .scope = Scope::admin,
       .parameters = page_parameters(),
       .answers = {{200, "", {{"application/json", "AuditPage"}}}},
       .handle = audit_log},
  };
}

}  // namespace

std::vector<Route> account_routes() {
  std::vector<Route> routes = user_routes();
  for (Route& route : token_routes()) routes.push_back(std::move(route));
  return routes;
}

}  // namespace vedette
