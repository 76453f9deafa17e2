// SPDX-License-Identifier: Apache-2.0
/// Users, sessions and tokens as they stand in the files, and their JSON forms
/// (docs/formats/accounts.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "accounts/accounts.hpp"
#include "accounts/secret.hpp"
#include "base/error.hpp"

namespace vedette {

struct UserRecord {
  UserInfo info;
  std::string password_hash;
};

struct SessionRecord {
  Digest digest{};
  std::string user;
  std::string peer;  ///< address it was opened from
  TimeNs created_at = 0;
  TimeNs last_seen_at = 0;
};

struct TokenRecord {
  TokenInfo info;
  Digest digest{};
};

struct AccountRecords {
  std::vector<UserRecord> users;
  std::vector<SessionRecord> sessions;
  std::vector<TokenRecord> tokens;

  /// Borrowed; null when there is none.
  [[nodiscard]] UserRecord* find_user(std::string_view name);
  /// Errors: `not_found`.
  [[nodiscard]] Result<UserRecord*> need_user(std::string_view name);
};

/// The text of `users.json`, `sessions.json`, `tokens.json`.
[[nodiscard]] std::string to_text(const std::vector<UserRecord>& users);
[[nodiscard]] std::string to_text(const std::vector<SessionRecord>& sessions);
[[nodiscard]] std::string to_text(const std::vector<TokenRecord>& tokens);

/// Strict: a wrong type, an unknown role, a name twice or a newer version fails the whole file.
/// Errors: `malformed`, `unsupported`.
[[nodiscard]] Result<std::vector<UserRecord>> parse_users(std::string_view text);
[[nodiscard]] Result<std::vector<SessionRecord>> parse_sessions(std::string_view text);
[[nodiscard]] Result<std::vector<TokenRecord>> parse_tokens(std::string_view text);

}  // namespace vedette
