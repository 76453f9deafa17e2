// SPDX-License-Identifier: Apache-2.0
#include "accounts/account_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/json.hpp"

namespace vedette {
namespace {

constexpr std::int64_t kVersion = 1;

Json time_or_null(const std::optional<TimeNs>& time) { return time ? Json(*time) : Json(); }

Result<std::optional<TimeNs>> optional_time(const Json& object, std::string_view key) {
  const auto found = object.find(std::string(key));
  if (found != object.end() && found->is_null()) return std::optional<TimeNs>();
  const TimeNs time = VEDETTE_TRY(json_integer(object, key));
  return std::optional<TimeNs>(time);
}

Json row_of(const UserRecord& user) {
  return {{"name", user.info.name},
          {"role", to_string(user.info.role)},
          {"password", user.password_hash},
          {"created_at_ns", user.info.created_at},
          {"last_sign_in_at_ns", time_or_null(user.info.last_sign_in_at)},
          {"disabled", user.info.disabled},
          {"must_change_password", user.info.must_change_password}};
}

Json row_of(const SessionRecord& session) {
  return {{"sha256", to_hex(session.digest)},
          {"user", session.user},
          {"peer", session.peer},
          {"created_at_ns", session.created_at},
          {"last_seen_at_ns", session.last_seen_at}};
}

Json row_of(const TokenRecord& token) {
  return {{"id", token.info.id},
          {"sha256", to_hex(token.digest)},
          {"name", token.info.name},
          {"owner", token.info.owner},
          {"scopes", scope_names(token.info.scopes)},
          {"created_at_ns", token.info.created_at},
          {"expires_at_ns", time_or_null(token.info.expires_at)},
          {"last_used_at_ns", time_or_null(token.info.last_used_at)}};
}

/// One record a line, so that a person sees what changed.
template <class Record>
std::string file_text(std::string_view kind, const std::vector<Record>& records) {
  std::string text = fmt::format("{{\"format\":\"vedette-{}\",\"version\":{},\"{}\":[", kind,
                                 kVersion, kind);
  for (std::size_t i = 0; i < records.size(); ++i)
    text += (i == 0 ? "\n" : ",\n") + dump_json(row_of(records[i]));
  return text + "\n]}\n";
}

/// The head is checked and each row goes through `parse`.
template <class Record>
Result<std::vector<Record>> parse_rows(std::string_view text, std::string_view kind,
                                       Result<Record> (*parse)(const Json&)) {
  const Json json = VEDETTE_TRY(parse_json(text));
  const std::string format = VEDETTE_TRY(json_text(json, "format"));
  if (format != fmt::format("vedette-{}", kind))
    return fail(ErrorCode::malformed, fmt::format("the format is not 'vedette-{}'", kind));
  const std::int64_t version = VEDETTE_TRY(json_integer(json, "version"));
  if (version != kVersion)
    return fail(ErrorCode::unsupported,
                fmt::format("version {} is unknown; this program knows {}", version, kVersion));
  const Json* rows = VEDETTE_TRY(json_array(json, kind));
  std::vector<Record> records;
  for (const Json& row : *rows) {
    Result<Record> record = parse(row);
    if (!record)
      return tl::unexpected(std::move(record).error().during(
          fmt::format("reading number {} of '{}'", records.size() + 1, kind)));
    records.push_back(std::move(*record));
  }
  return records;
}

Error as_malformed(Error error) {
  error.code = ErrorCode::malformed;
  return error;
}

Result<UserRecord> parse_user(const Json& row) {
  UserRecord user;
  user.info.name = VEDETTE_TRY(json_text(row, "name"));
  const std::string role = VEDETTE_TRY(json_text(row, "role"));
  user.info.role = VEDETTE_TRY(parse_user_role(role).map_error(as_malformed));
  user.password_hash = VEDETTE_TRY(json_text(row, "password"));
  if (!is_password_hash(user.password_hash))
    return fail(ErrorCode::malformed, "the password is not an Argon2id hash");
  user.info.created_at = VEDETTE_TRY(json_integer(row, "created_at_ns"));
  user.info.last_sign_in_at = VEDETTE_TRY(optional_time(row, "last_sign_in_at_ns"));
  user.info.disabled = VEDETTE_TRY(json_bool(row, "disabled"));
  user.info.must_change_password = VEDETTE_TRY(json_bool(row, "must_change_password"));
  return user;
}

Result<Digest> digest_in(const Json& row) {
  const std::string hex = VEDETTE_TRY(json_text(row, "sha256"));
  return parse_digest(hex);
}

Result<SessionRecord> parse_session(const Json& row) {
  SessionRecord session;
  session.digest = VEDETTE_TRY(digest_in(row));
  session.user = VEDETTE_TRY(json_text(row, "user"));
  session.peer = VEDETTE_TRY(json_text(row, "peer"));
  session.created_at = VEDETTE_TRY(json_integer(row, "created_at_ns"));
  session.last_seen_at = VEDETTE_TRY(json_integer(row, "last_seen_at_ns"));
  return session;
}

Result<ScopeSet> scopes_in(const Json& row) {
  const Json* list = VEDETTE_TRY(json_array(row, "scopes"));
  std::vector<std::string> names;
  for (const Json& name : *list) {
    if (!name.is_string()) return fail(ErrorCode::malformed, "a scope is not a text");
    names.push_back(name.get<std::string>());
  }
  return parse_scopes(names).map_error(as_malformed);
}

Result<TokenRecord> parse_token(const Json& row) {
  TokenRecord token;
  token.info.id = VEDETTE_TRY(json_text(row, "id"));
  token.digest = VEDETTE_TRY(digest_in(row));
  token.info.name = VEDETTE_TRY(json_text(row, "name"));
  token.info.owner = VEDETTE_TRY(json_text(row, "owner"));
  token.info.scopes = VEDETTE_TRY(scopes_in(row));
  token.info.created_at = VEDETTE_TRY(json_integer(row, "created_at_ns"));
  token.info.expires_at = VEDETTE_TRY(optional_time(row, "expires_at_ns"));
  token.info.last_used_at = VEDETTE_TRY(optional_time(row, "last_used_at_ns"));
  return token;
}

template <class Record, class Key>
Result<std::vector<Record>> each_once(std::vector<Record> records, const Key& key) {
  std::set<std::string> seen;
  for (const Record& record : records)
    if (!seen.insert(key(record)).second)
      return fail(ErrorCode::malformed, fmt::format("'{}' stands there twice", key(record)));
  return records;
}

}  // namespace

UserRecord* AccountRecords::find_user(std::string_view name) {
  const auto found = std::ranges::find_if(
      users, [name](const UserRecord& user) { return user.info.name == name; });
  return found == users.end() ? nullptr : &*found;
}

Result<UserRecord*> AccountRecords::need_user(std::string_view name) {
  UserRecord* user = find_user(name);
  if (user == nullptr)
    return fail(ErrorCode::not_found, fmt::format("there is no user '{}'", name),
                "`vedette users list` shows the users");
  return user;
}

std::string to_text(const std::vector<UserRecord>& users) { return file_text("users", users); }

std::string to_text(const std::vector<SessionRecord>& sessions) {
  return file_text("sessions", sessions);
}

std::string to_text(const std::vector<TokenRecord>& tokens) { return file_text("tokens", tokens); }

Result<std::vector<UserRecord>> parse_users(std::string_view text) {
  std::vector<UserRecord> users = VEDETTE_TRY(parse_rows(text, "users", parse_user));
  return each_once(std::move(users), [](const UserRecord& user) { return user.info.name; });
}

Result<std::vector<SessionRecord>> parse_sessions(std::string_view text) {
  std::vector<SessionRecord> sessions = VEDETTE_TRY(parse_rows(text, "sessions", parse_session));
  return each_once(std::move(sessions),
                   [](const SessionRecord& session) { return to_hex(session.digest); });
}

Result<std::vector<TokenRecord>> parse_tokens(std::string_view text) {
  std::vector<TokenRecord> tokens = VEDETTE_TRY(parse_rows(text, "tokens", parse_token));
  return each_once(std::move(tokens), [](const TokenRecord& token) { return token.info.id; });
}

}  // namespace vedette
