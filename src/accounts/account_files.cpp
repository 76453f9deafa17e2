// SPDX-License-Identifier: Apache-2.0
#include "accounts/account_files.hpp"

#include <fmt/format.h>

#include "base/file.hpp"

namespace vedette {
namespace {

constexpr const char* kUsers = "users.json";
constexpr const char* kSessions = "sessions.json";
constexpr const char* kTokens = "tokens.json";

template <class Record>
Result<std::optional<std::vector<Record>>> read_records(
    const std::filesystem::path& path, Result<std::vector<Record>> (*parse)(std::string_view)) {
  const std::optional<std::string> text = VEDETTE_TRY(read_private_file(path));
  if (!text) return std::optional<std::vector<Record>>();
  Result<std::vector<Record>> records = parse(*text);
  if (!records) {
    Error error = std::move(records).error();
    error.where.file = path.string();
    error.hint = "put the file back from a backup; nobody can sign in until then";
    return tl::unexpected(std::move(error));
  }
  return std::optional(std::move(*records));
}

template <class Record>
Result<> write_if_changed(const std::filesystem::path& path, const std::vector<Record>& before,
                          const std::vector<Record>& after) {
  const std::string text = to_text(after);
  if (text == to_text(before)) return {};
  return write_private_file_atomically(path, text);
}

}  // namespace

AccountFiles::Stamps AccountFiles::stamps() const {
  return {stamp_of(path_of(kUsers)), stamp_of(path_of(kSessions)), stamp_of(path_of(kTokens))};
}

Result<AccountRecords> AccountFiles::read() const {
  auto users = VEDETTE_TRY(read_records(path_of(kUsers), parse_users));
  auto sessions = VEDETTE_TRY(read_records(path_of(kSessions), parse_sessions));
  auto tokens = VEDETTE_TRY(read_records(path_of(kTokens), parse_tokens));
  if (!users && (sessions || tokens))
    return fail(ErrorCode::malformed,
                fmt::format("'{}' is gone, though there are sessions or tokens",
                            path_of(kUsers).string()),
                "put the file back from a backup; nobody can sign in until then");
  AccountRecords records;
  if (users) records.users = std::move(*users);
  if (sessions) records.sessions = std::move(*sessions);
  if (tokens) records.tokens = std::move(*tokens);
  return records;
}

Result<> AccountFiles::write(const AccountRecords& before, const AccountRecords& after) const {
  VEDETTE_TRY(write_if_changed(path_of(kSessions), before.sessions, after.sessions));
  VEDETTE_TRY(write_if_changed(path_of(kTokens), before.tokens, after.tokens));
  return write_if_changed(path_of(kUsers), before.users, after.users);
}

}  // namespace vedette
