// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "accounts/account_store.hpp"
#include "accounts/accounts.hpp"
#include "accounts/password.hpp"
#include "accounts/secret.hpp"

namespace vedette {
namespace {

constexpr std::size_t kLongestName = 64;
constexpr std::string_view kFirstAdmin = "admin";

Result<> check_user_name(std::string_view name) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const auto allowed = [plain](char c) {
    return plain(c) || c == '.' || c == '_' || c == '-' || c == '@';
  };
  if (!name.empty() && name.size() <= kLongestName && plain(name.front()) &&
      std::ranges::all_of(name, allowed))
    return {};
  return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not a name of a user", name),
              "use 1 to 64 of a-z, 0-9, . _ - and @, beginning with a letter or digit");
}

bool has_admin(const AccountRecords& records) {
  return std::ranges::any_of(records.users, [](const UserRecord& user) {
    return user.info.role == UserRole::admin && !user.info.disabled;
  });
}

/// `edit`, unless it would leave nobody who can manage the others.
Result<> keeping_an_admin(AccountRecords& records, std::string_view name,
                          const std::function<void(AccountRecords&)>& edit) {
  VEDETTE_TRY(records.need_user(name));
  const bool had = has_admin(records);
  edit(records);
  if (had && !has_admin(records))
    return fail(ErrorCode::conflict, fmt::format("'{}' is the last admin", name),
                "make somebody else an admin first");
  return {};
}

void end_sessions(AccountRecords& records, std::string_view user) {
  std::erase_if(records.sessions,
                [user](const SessionRecord& session) { return session.user == user; });
}

UserRecord new_user(std::string_view name, UserRole role, std::string hash, TimeNs now) {
  return {.info = {.name = std::string(name), .role = role, .created_at = now},
          .password_hash = std::move(hash)};
}

Result<> insert_user(AccountRecords& records, UserRecord user) {
  if (records.find_user(user.info.name) != nullptr)
    return fail(ErrorCode::already_exists,
                fmt::format("there is a user '{}' already", user.info.name));
  const auto at = std::ranges::upper_bound(records.users, user.info.name, {},
                                           [](const UserRecord& other) { return other.info.name; });
  records.users.insert(at, std::move(user));
  return {};
}

}  // namespace

Result<std::optional<OneTimeCredentials>> Accounts::ensure_admin() {
  const auto index = VEDETTE_TRY(store_->index());
  if (!index->records().users.empty()) return std::optional<OneTimeCredentials>();
  OneTimeCredentials made{.user = std::string(kFirstAdmin), .password = random_password()};
  UserRecord admin = new_user(
      made.user, UserRole::admin,
      VEDETTE_TRY(hash_password(made.password, rules_.password_cost)), store_->now());
  admin.info.must_change_password = true;
  bool added = false;
  VEDETTE_TRY(store_->change([&](AccountRecords& records) -> Result<> {
    added = records.users.empty();  // another process may have been faster
    if (added) records.users.push_back(admin);
    return {};
  }));
  return added ? std::optional(std::move(made)) : std::nullopt;
}

Result<std::vector<UserInfo>> Accounts::users() {
  const auto index = VEDETTE_TRY(store_->index());
  std::vector<UserInfo> users;
  for (const UserRecord& user : index->records().users) users.push_back(user.info);
  return users;
}

Result<UserInfo> Accounts::user(std::string_view name) {
  const auto index = VEDETTE_TRY(store_->index());
  const UserRecord* found = index->user(name);
  if (found == nullptr)
    return fail(ErrorCode::not_found, fmt::format("there is no user '{}'", name),
                "`vedette users list` shows the users");
  return found->info;
}

Result<UserInfo> Accounts::add_user(std::string_view name, UserRole role,
                                    std::string_view password) {
  VEDETTE_TRY(check_user_name(name));
  VEDETTE_TRY(check_password_rules(name, password));
  std::string hash = VEDETTE_TRY(hash_password(password, rules_.password_cost));
  const UserRecord added = new_user(name, role, std::move(hash), store_->now());
  VEDETTE_TRY(
      store_->change([&](AccountRecords& records) { return insert_user(records, added); }));
  return added.info;
}

Result<OneTimeCredentials> Accounts::add_user(std::string_view name, UserRole role) {
  VEDETTE_TRY(check_user_name(name));
  OneTimeCredentials made{.user = std::string(name), .password = random_password()};
  std::string hash = VEDETTE_TRY(hash_password(made.password, rules_.password_cost));
  UserRecord added = new_user(name, role, std::move(hash), store_->now());
  added.info.must_change_password = true;
  VEDETTE_TRY(
      store_->change([&](AccountRecords& records) { return insert_user(records, added); }));
  return made;
}

Result<UserInfo> Accounts::set_role(std::string_view name, UserRole role) {
  VEDETTE_TRY(store_->change([&](AccountRecords& records) {
    return keeping_an_admin(records, name,
                            [&](AccountRecords& all) { all.find_user(name)->info.role = role; });
  }));
  return user(name);
}

Result<UserInfo> Accounts::disable(std::string_view name) {
  VEDETTE_TRY(store_->change([&](AccountRecords& records) {
    return keeping_an_admin(records, name, [&](AccountRecords& all) {
      all.find_user(name)->info.disabled = true;
      end_sessions(all, name);
    });
  }));
  return user(name);
}

Result<UserInfo> Accounts::enable(std::string_view name) {
  const auto edit = [name](AccountRecords& records) -> Result<> {
    UserRecord* found = VEDETTE_TRY(records.need_user(name));
    found->info.disabled = false;
    return {};
  };
  VEDETTE_TRY(store_->change(edit));
  return user(name);
}

Result<> Accounts::remove_user(std::string_view name) {
  return store_->change([&](AccountRecords& records) {
    return keeping_an_admin(records, name, [&](AccountRecords& all) {
      end_sessions(all, name);
      std::erase_if(all.tokens, [&](const TokenRecord& token) { return token.info.owner == name; });
      std::erase_if(all.users, [&](const UserRecord& user) { return user.info.name == name; });
    });
  });
}

Result<> Accounts::replace_password(std::string_view name, std::string_view password,
                                    NextSignIn next) {
  VEDETTE_TRY(user(name));
  const std::string hash = VEDETTE_TRY(hash_password(password, rules_.password_cost));
  return store_->change([&](AccountRecords& records) -> Result<> {
    UserRecord* found = VEDETTE_TRY(records.need_user(name));
    found->password_hash = hash;
    found->info.must_change_password = next == NextSignIn::change_password;
    end_sessions(records, name);
    return {};
  });
}

Result<UserInfo> Accounts::set_password(std::string_view name, std::string_view password) {
  VEDETTE_TRY(check_password_rules(name, password));
  VEDETTE_TRY(replace_password(name, password, NextSignIn::as_usual));
  return user(name);
}

Result<OneTimeCredentials> Accounts::reset_password(std::string_view name) {
  OneTimeCredentials made{.user = std::string(name), .password = random_password()};
  VEDETTE_TRY(replace_password(name, made.password, NextSignIn::change_password));
  return made;
}

}  // namespace vedette
