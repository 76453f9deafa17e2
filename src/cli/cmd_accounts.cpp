// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "accounts/accounts.hpp"
#include "cli/account_session.hpp"
#include "cli/commands.hpp"
#include "cli/password_input.hpp"
#include "cli/session.hpp"
#include "serve/account_json.hpp"

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;

constexpr TimeNs kDay = 86'400LL * 1'000'000'000;

std::string time_cell(const std::optional<TimeNs>& time) {
  return time ? format_time(*time).substr(0, 19) : "never";
}

std::string_view state_of(const UserInfo& user) {
  if (user.disabled) return "disabled";
  return user.must_change_password ? "must change password" : "active";
}

Result<int> tell_user(Session& session, const UserInfo& user, std::string_view what) {
  if (session.answer() == Answer::json)
    session.terminal().out_json(to_json(user));
  else
    session.terminal().note(fmt::format("user {} {}", user.name, what));
  return 0;
}

Result<int> tell_one_time(Session& session, Accounts& accounts, const OneTimeCredentials& made) {
  const UserInfo user = VEDETTE_TRY(accounts.user(made.user));
  if (session.answer() == Answer::json) {
    Json json = to_json(user);
    json["one_time_password"] = made.password;
    session.terminal().out_json(json);
    return 0;
  }
  session.terminal().out(made.password + "\n");
  session.terminal().note(
      fmt::format("the one-time password of {} ({}); it is not shown again, and must be changed at "
                  "the first sign-in",
                  made.user, to_string(user.role)));
  return 0;
}

Result<int> run_users_list(Session& session, const Arguments&) {
  Accounts accounts = VEDETTE_TRY(open_accounts(session));
  const std::vector<UserInfo> users = VEDETTE_TRY(accounts.users());
  if (session.answer() == Answer::json) {
    Json rows = Json::array();
    for (const UserInfo& user : users) rows.push_back(to_json(user));
    session.terminal().out_json(rows);
    return 0;
  }
  if (users.empty())
    session.terminal().note("no users yet; `vedette serve` makes the first, or `users add`");
  std::vector<std::vector<std::string>> rows;
  for (const UserInfo& user : users)
    rows.push_back({user.name, std::string(to_string(user.role)), std::string(state_of(user)),
                    time_cell(user.created_at), time_cell(user.last_sign_in_at)});
  if (!rows.empty())
    session.terminal().out(
        format_table({"NAME", "ROLE", "STATE", "CREATED (UTC)", "LAST SIGN-IN (UTC)"}, rows));
  return 0;
}

Result<int> run_users_add(Session& session, const Arguments& arguments) {
  const std::string name = arguments.text("NAME");
  const UserRole role = VEDETTE_TRY(parse_user_role(arguments.text("--role")));
  Accounts accounts = VEDETTE_TRY(open_accounts(session));
  if (!arguments.has("--password-file")) {
    const OneTimeCredentials made = VEDETTE_TRY(accounts.add_user(name, role));
    VEDETTE_TRY(record_change(session, "user.add", name, to_string(role)));
    return tell_one_time(session, accounts, made);
  }
  const SecretText password =
      VEDETTE_TRY(read_password(arguments.text("--password-file"), session.work().stop));
  const UserInfo user = VEDETTE_TRY(accounts.add_user(name, role, password.view()));
  VEDETTE_TRY(record_change(session, "user.add", name, to_string(role)));
  return tell_user(session, user, fmt::format("added ({})", to_string(role)));
}

Result<int> run_users_role(Session& session, const Arguments& arguments) {
  const UserRole role = VEDETTE_TRY(parse_user_role(arguments.text("ROLE")));
  Accounts accounts = VEDETTE_TRY(open_accounts(session));
  const UserInfo user = VEDETTE_TRY(accounts.set_role(arguments.text("NAME"), role));
  VEDETTE_TRY(record_change(session, "user.role", user.name, to_string(role)));
  return tell_user(session, user, fmt::format("has the role {} now", to_string(role)));
}

Result<int> run_users_disable(Session& session, const Arguments& arguments) {
  Accounts accounts = VEDETTE_TRY(open_accounts(session));
  const UserInfo user = VEDETTE_TRY(accounts.disable(arguments.text("NAME")));
  VEDETTE_TRY(record_change(session, "user.disable", user.name));
  return tell_user(session, user, "disabled");
}

Result<int> run_users_enable(Session& session, const Arguments& arguments) {
  Accounts accounts = VEDETTE_TRY(open_accounts(session));
  const UserInfo user = VEDETTE_TRY(accounts.enable(arguments.text("NAME")));
  VEDETTE_TRY(record_change(session, "user.enable", user.name));
  return tell_user(session, user, "enabled");
}

Result<int> run_users_password(Session& session, const Arguments& arguments) {
  const std::string name = arguments.text("NAME");
  Accounts accounts = VEDETTE_TRY(open_accounts(session));
  VEDETTE_TRY(accounts.user(name));  // before a password is asked for
  if (arguments.has("--one-time")) {
    const OneTimeCredentials made = VEDETTE_TRY(accounts.reset_password(name));
    VEDETTE_TRY(record_change(session, "user.reset_password", name));
    return tell_one_time(session, accounts, made);
  }
  const SecretText password =
      VEDETTE_TRY(read_password(arguments.text("--password-file"), session.work().stop));
  const UserInfo user = VEDETTE_TRY(accounts.set_password(name, password.view()));
  VEDETTE_TRY(record_change(session, "user.set_password", name));
  return tell_user(session, user, "has a new password");
}

Result<int> run_users_remove(Session& session, const Arguments& arguments) {
  Accounts accounts = VEDETTE_TRY(open_accounts(session));
  const UserInfo user = VEDETTE_TRY(accounts.user(arguments.text("NAME")));
  if (arguments.has("--dry-run")) return tell_user(session, user, "would be removed");
  if (!arguments.has("--yes"))
    return fail(ErrorCode::invalid_argument,
                fmt::format("this would remove the user {} with all tokens", user.name),
                "say --yes to do it");
  VEDETTE_TRY(accounts.remove_user(user.name));
  VEDETTE_TRY(record_change(session, "user.remove", user.name));
  return tell_user(session, user, "removed");
}

Result<int> run_tokens_list(Session& session, const Arguments& arguments) {
  Accounts accounts = VEDETTE_TRY(open_accounts(session));
  std::vector<TokenInfo> tokens = VEDETTE_TRY(accounts.tokens());
  if (arguments.has("--user"))
    std::erase_if(tokens, [&](const TokenInfo& token) {
      return token.owner != arguments.text("--user");
    });
  if (session.answer() == Answer::json) {
    Json rows = Json::array();
    for (const TokenInfo& token : tokens) rows.push_back(to_json(token));
    session.terminal().out_json(rows);
    return 0;
  }
  if (tokens.empty()) session.terminal().note("no tokens; `vedette tokens create --help`");
  std::vector<std::vector<std::string>> rows;
  for (const TokenInfo& token : tokens)
    rows.push_back({token.id, printable(token.name), token.owner,
                    fmt::format("{}", fmt::join(scope_names(token.scopes), ",")),
                    time_cell(token.expires_at), time_cell(token.last_used_at)});
  if (!rows.empty())
    session.terminal().out(
        format_table({"ID", "NAME", "USER", "SCOPES", "EXPIRES (UTC)", "LAST USED (UTC)"}, rows));
  return 0;
}

Result<int> run_tokens_create(Session& session, const Arguments& arguments) {
  const ScopeSet scopes = VEDETTE_TRY(parse_scopes(arguments.list("--scope")));
  const std::int64_t days = VEDETTE_TRY(arguments.integer("--expires-in-days", 365, 0, 36'500));
  const std::optional<TimeNs> expires_at =
      days == 0 ? std::nullopt : std::optional<TimeNs>(session.clock()() + days * kDay);
  Accounts accounts = VEDETTE_TRY(open_accounts(session));
  const NewToken made = VEDETTE_TRY(
      accounts.create_token(arguments.text("--user"), arguments.text("NAME"), scopes, expires_at));
  VEDETTE_TRY(record_change(session, "token.create", made.info.id,
                            fmt::format("{} of {}", made.info.name, made.info.owner)));
  if (session.answer() == Answer::json) {
    Json json = to_json(made.info);
    json["secret"] = made.secret;
    session.terminal().out_json(json);
    return 0;
  }
  session.terminal().out(made.secret + "\n");
  session.terminal().note(fmt::format("token {} of {}, good until {}; it is not shown again",
                                      made.info.id, made.info.owner,
                                      expires_at ? time_cell(expires_at) : "it is revoked"));
  return 0;
}

Result<int> run_tokens_revoke(Session& session, const Arguments& arguments) {
  Accounts accounts = VEDETTE_TRY(open_accounts(session));
  const TokenInfo token = VEDETTE_TRY(accounts.revoke_token(arguments.text("ID")));
  VEDETTE_TRY(record_change(session, "token.revoke", token.id,
                            fmt::format("{} of {}", token.name, token.owner)));
  if (session.answer() == Answer::json)
    session.terminal().out_json(to_json(token));
  else
    session.terminal().note(
        fmt::format("token {} ({}) of {} revoked", token.id, printable(token.name), token.owner));
  return 0;
}

const ArgumentSpec kName = {Kind::positional, "NAME", "", "Name of the user", true};
const std::vector<std::string> kRoles = {"viewer", "analyst", "engineer", "admin"};
const ArgumentSpec kPasswordFile = {Kind::value, "--password-file", "FILE",
                                    "First line of this file, or of standard input (-)"};

std::vector<Command> user_commands() {
  return {
      {.path = "users list",
       .summary = "List users with role and state",
       .run = run_users_list},
      {.path = "users add",
       .summary = "Add a user, with a one-time password unless one is given",
       .description = "A viewer reads and predicts; an analyst also triages alerts; an engineer "
                      "also ingests and trains; an admin does everything, users included.",
       .examples = {{"vedette users add ann --role analyst", "prints a one-time password"},
                    {"pass show vedette/ann | vedette users add ann --role analyst "
                     "--password-file -",
                     ""}},
       .arguments = {kName,
                     {Kind::value, "--role", "ROLE", "What the user may do", true, "", kRoles},
                     kPasswordFile},
       .run = run_users_add},
      {.path = "users role",
       .summary = "Give a user another role, which counts at once",
       .examples = {{"vedette users role ann engineer", ""}},
       .arguments = {kName,
                     {Kind::positional, "ROLE", "", "viewer, analyst, engineer or admin", true}},
       .run = run_users_role},
      {.path = "users disable",
       .summary = "Keep a user out: sessions end, tokens stop until the user is enabled again",
       .arguments = {kName},
       .run = run_users_disable},
      {.path = "users enable",
       .summary = "Let a disabled user in again",
       .arguments = {kName},
       .run = run_users_enable},
      {.path = "users password",
       .summary = "Set a password, or make a one-time password; ends the user's sessions",
       .description = "Asks at a terminal, without showing what is typed; otherwise reads the "
                      "first line of standard input. At least 12 characters.",
       .examples = {{"vedette users password admin", "asks for it"},
                    {"vedette users password ann --one-time", "for somebody who has forgotten"}},
       .arguments = {kName,
                     kPasswordFile,
                     {Kind::switch_, "--one-time", "", "Print one that must be changed"}},
       .run = run_users_password},
      {.path = "users remove",
       .summary = "Remove a user with all sessions and tokens",
       .arguments = {kName,
                     {Kind::switch_, "--yes", "", "Do it"},
                     {Kind::switch_, "--dry-run", "", "Only say what would be removed"}},
       .run = run_users_remove},
  };
}

std::vector<Command> token_commands() {
  return {
      {.path = "tokens list",
       .summary = "List tokens with scopes, expiry and last use",
       .arguments = {{Kind::value, "--user", "NAME", "Only the tokens of this user"}},
       .run = run_tokens_list},
      {.path = "tokens create",
       .summary = "Make a token for a program, and print it once",
       .description = "A token may do what both its scopes and its user's role allow when it is "
                      "used.",
       .examples = {{"vedette tokens create sensor-7 --user ann --scope predict", ""},
                    {"curl -H \"Authorization: Bearer $TOKEN\" "
                     "http://127.0.0.1:8080/api/v1/models",
                     "how it is used"}},
       .arguments = {{Kind::positional, "NAME", "", "What the token is for", true},
                     {Kind::value, "--user", "NAME", "Whose token it is", true},
                     {Kind::list, "--scope", "SCOPE", "What it may do; repeatable", true, "",
                      {"read", "predict", "ingest", "train", "triage", "admin"}},
                     {Kind::value, "--expires-in-days", "N", "How long it is good; 0: for ever",
                      false, "365"}},
       .run = run_tokens_create},
      {.path = "tokens revoke",
       .summary = "Stop a token for ever",
       .arguments = {{Kind::positional, "ID", "", "As `vedette tokens list` shows it", true}},
       .run = run_tokens_revoke},
  };
}

}  // namespace

std::vector<Command> account_commands() {
  std::vector<Command> commands = user_commands();
  for (Command& command : token_commands()) commands.push_back(std::move(command));
  return commands;
}

}  // namespace vedette
