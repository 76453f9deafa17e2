// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "accounts/account_store.hpp"
#include "accounts/accounts.hpp"
#include "accounts/credential_time.hpp"
#include "accounts/secret.hpp"
#include "accounts/token_text.hpp"

namespace vedette {
namespace {

constexpr std::size_t kLongestTokenName = 64;
constexpr std::ptrdiff_t kMostTokensOfOneUser = 100;

Result<> check_token_name(std::string_view name) {
  const bool has_control =
      std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (!name.empty() && name.size() <= kLongestTokenName && !has_control) return {};
  return fail(ErrorCode::invalid_argument,
              fmt::format("a token's name has 1 to {} characters", kLongestTokenName),
              "say what the token is for");
}

Result<> check_scopes(const UserInfo& owner, ScopeSet scopes) {
  if (scopes.empty()) return fail(ErrorCode::invalid_argument, "a token needs at least one scope");
  const ScopeSet allowed = scopes_of(owner.role);
  if (scopes.within(allowed)) return {};
  return fail(ErrorCode::invalid_argument,
              fmt::format("'{}' is {} {} and may not hand out all of: {}", owner.name,
                          owner.role == UserRole::viewer ? "a" : "an", to_string(owner.role),
                          fmt::join(scope_names(scopes), ", ")),
              fmt::format("the scopes of that role: {}", fmt::join(scope_names(allowed), ", ")));
}

Result<> insert_token(AccountRecords& records, TokenRecord token) {
  const UserRecord* owner = VEDETTE_TRY(records.need_user(token.info.owner));
  VEDETTE_TRY(check_scopes(owner->info, token.info.scopes));
  const auto count = std::ranges::count_if(records.tokens, [&](const TokenRecord& other) {
    return other.info.owner == token.info.owner;
  });
  if (count >= kMostTokensOfOneUser)
    return fail(ErrorCode::too_large,
                fmt::format("'{}' has {} tokens", token.info.owner, count), "revoke old ones");
  records.tokens.push_back(std::move(token));
  return {};
}

}  // namespace

Result<std::vector<TokenInfo>> Accounts::tokens() {
  const auto index = VEDETTE_TRY(store_->index());
  const AccountRecords records = index->with_activity(index->records());
  std::vector<TokenInfo> tokens;
  for (const TokenRecord& token : records.tokens) tokens.push_back(token.info);
  std::ranges::reverse(tokens);
  return tokens;
}

Result<NewToken> Accounts::create_token(std::string_view owner, std::string_view name,
                                        ScopeSet scopes, std::optional<TimeNs> expires_at) {
  VEDETTE_TRY(check_token_name(name));
  const TimeNs now = store_->now();
  if (expires_at && *expires_at <= now)
    return fail(ErrorCode::invalid_argument, "the token would have expired already");
  NewToken made;
  made.secret = make_token_text();
  const Digest digest = digest_of(made.secret);
  made.info = {.id = short_id(digest),
               .name = std::string(name),
               .owner = std::string(owner),
               .scopes = scopes,
               .created_at = now,
               .expires_at = expires_at};
  VEDETTE_TRY(store_->change([&](AccountRecords& records) {
    return insert_token(records, {.info = made.info, .digest = digest});
  }));
  return made;
}

Result<TokenInfo> Accounts::revoke_token(std::string_view id) {
  TokenInfo revoked;
  VEDETTE_TRY(store_->change([&](AccountRecords& records) -> Result<> {
    const auto found = std::ranges::find_if(
        records.tokens, [id](const TokenRecord& token) { return token.info.id == id; });
    if (found == records.tokens.end())
      return fail(ErrorCode::not_found, fmt::format("there is no token '{}'", id),
                  "`vedette tokens list` shows the tokens");
    revoked = found->info;
    records.tokens.erase(found);
    return {};
  }));
  return revoked;
}

Result<std::shared_ptr<const Principal>> Accounts::by_token(std::string_view secret) {
  const auto index = VEDETTE_TRY(store_->index());
  std::shared_ptr<const Principal> nobody;
  if (!is_token_text(secret)) return nobody;
  const LiveToken* token = index->token(digest_of(secret));
  if (token == nullptr) return nobody;
  const TimeNs now = store_->now();
  const TimeNs expires_at = token->principal->expires_at;
  if (is_before(now, token->created_at) || (expires_at != 0 && now >= expires_at)) return nobody;
  token->last_used->touch(now);
  std::shared_ptr<const Principal> principal = token->principal;
  store_->used(now);
  return principal;
}

}  // namespace vedette
