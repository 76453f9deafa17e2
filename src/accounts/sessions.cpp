// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "accounts/account_store.hpp"
#include "accounts/accounts.hpp"
#include "accounts/credential_time.hpp"
#include "accounts/password.hpp"
#include "accounts/secret.hpp"
#include "accounts/sign_in_guard.hpp"

namespace vedette {
namespace {

constexpr std::size_t kMostSessionsOfOneUser = 50;

bool has_ended(TimeNs created_at, TimeNs last_seen_at, TimeNs now, const AccountRules& rules) {
  return now - created_at >= rules.session_lifetime || now - last_seen_at >= rules.session_idle;
}

/// Adds a session; those that have ended go, and the oldest of a user with very many.
void add_session(AccountRecords& records, SessionRecord session, const AccountRules& rules) {
  const TimeNs now = session.created_at;
  std::erase_if(records.sessions, [&](const SessionRecord& old) {
    return has_ended(old.created_at, old.last_seen_at, now, rules);
  });
  const auto of_user = [&](const SessionRecord& old) { return old.user == session.user; };
  const auto count = static_cast<std::size_t>(std::ranges::count_if(records.sessions, of_user));
  // They stand in the order in which they began.
  if (count >= kMostSessionsOfOneUser)
    records.sessions.erase(std::ranges::find_if(records.sessions, of_user));
  records.sessions.push_back(std::move(session));
}

/// Needs no storage: only who holds the session's secret can have it, and it does not give that
/// secret away.
std::string csrf_of(std::string_view secret) { return hmac_hex(secret, "vedette csrf 1"); }

Principal principal_of(const LiveSession& session, std::string_view secret,
                       const AccountRules& rules) {
  const UserInfo& user = *session.user;
  return {.kind = Principal::Kind::session,
          .user = user.name,
          .role = user.role,
          .scopes = user.must_change_password ? ScopeSet{} : scopes_of(user.role),
          .csrf = csrf_of(secret),
          .must_change_password = user.must_change_password,
          .session_or_token_id = short_id(session.record->digest),
          .expires_at = std::min(session.record->created_at + rules.session_lifetime,
                                 session.last_seen->time() + rules.session_idle)};
}

}  // namespace

Result<std::shared_ptr<const Principal>> Accounts::by_session(std::string_view secret) {
  const auto index = VEDETTE_TRY(store_->index());
  std::shared_ptr<const Principal> nobody;
  if (secret.size() != kSecretLength || !is_base62(secret)) return nobody;
  const LiveSession* session = index->session(digest_of(secret));
  if (session == nullptr) return nobody;
  const TimeNs now = store_->now();
  const TimeNs created_at = session->record->created_at;
  if (is_before(now, created_at) ||
      has_ended(created_at, session->last_seen->time(), now, rules_))
    return nobody;
  session->last_seen->touch(now);
  auto principal = std::make_shared<const Principal>(principal_of(*session, secret, rules_));
  store_->used(now);
  return principal;
}

Result<SignIn> Accounts::sign_in(std::string_view name, std::string_view password,
                                 std::string_view peer) {
  const auto index = VEDETTE_TRY(store_->index());
  const SignInGuard::Place place(*guard_);
  if (!place.taken()) return SignIn{.outcome = SignIn::Outcome::throttled, .retry_after = kSecond};
  const TimeNs wait = guard_->throttle().attempt(name, peer, store_->now());
  if (wait > 0) return SignIn{.outcome = SignIn::Outcome::throttled, .retry_after = wait};
  const UserRecord* user = index->user(name);
  const std::string& hash = user == nullptr ? guard_->decoy() : user->password_hash;
  // Whoever it is: one hash is computed before anything else is looked at.
  const bool fits = password.size() <= kLongestPassword && password_fits(hash, password);
  if (!fits || user == nullptr || user->info.disabled) return SignIn{};
  guard_->throttle().succeeded(name, peer);
  return open_session(*user, password, peer);
}

Result<SignIn> Accounts::open_session(const UserRecord& user, std::string_view password,
                                      std::string_view peer) {
  const std::string better_hash =
      needs_rehash(user.password_hash, rules_.password_cost)
          ? VEDETTE_TRY(hash_password(password, rules_.password_cost))
          : user.password_hash;
  std::string secret = random_base62(kSecretLength);
  const TimeNs now = store_->now();
  VEDETTE_TRY(store_->change([&](AccountRecords& records) -> Result<> {
    UserRecord* found = records.find_user(user.info.name);
    const bool same = found != nullptr && found->password_hash == user.password_hash;
    if (!same || found->info.disabled) return {};  // changed since it was looked at
    found->password_hash = better_hash;
    found->info.last_sign_in_at = now;
    add_session(records, {.digest = digest_of(secret), .user = user.info.name,
                          .peer = std::string(peer), .created_at = now, .last_seen_at = now},
                rules_);
    return {};
  }));
  std::shared_ptr<const Principal> principal = VEDETTE_TRY(by_session(secret));
  if (principal == nullptr) return SignIn{};
  return SignIn{.outcome = SignIn::Outcome::signed_in,
                .secret = std::move(secret),
                .principal = std::move(principal)};
}

Result<> Accounts::sign_out(std::string_view secret) {
  const auto index = VEDETTE_TRY(store_->index());
  const Digest digest = digest_of(secret);
  return store_->change([&](AccountRecords& records) -> Result<> {
    std::erase_if(records.sessions,
                  [&](const SessionRecord& session) { return session.digest == digest; });
    return {};
  });
}

Result<> Accounts::check_old_password(const Principal& session, std::string_view password) {
  const auto index = VEDETTE_TRY(store_->index());
  const UserRecord* user = index->user(session.user);
  if (user == nullptr || session.kind != Principal::Kind::session)
    return fail(ErrorCode::conflict, "only who has signed in can change the password");
  const SignInGuard::Place place(*guard_);
  // By session: a stolen one must not be able to keep its owner from signing in.
  const std::string key = "session " + session.session_or_token_id;
  const TimeNs wait =
      place.taken() ? guard_->throttle().attempt(key, {}, store_->now()) : kSecond;
  if (wait > 0)
    return fail(ErrorCode::unavailable, "too many passwords are being tried",
                fmt::format("try again in {} s", (wait + kSecond - 1) / kSecond));
  if (password.size() > kLongestPassword || !password_fits(user->password_hash, password))
    return fail(ErrorCode::invalid_argument, "the old password is wrong");
  guard_->throttle().succeeded(key, {});
  return {};
}

Result<> Accounts::change_password(const Principal& session, std::string_view old_password,
                                   std::string_view new_password) {
  VEDETTE_TRY(check_password_rules(session.user, new_password));
  VEDETTE_TRY(check_old_password(session, old_password));
  if (equal_secrets(old_password, new_password))
    return fail(ErrorCode::invalid_argument, "the new password is the old one");
  const std::string hash = VEDETTE_TRY(hash_password(new_password, rules_.password_cost));
  return store_->change([&](AccountRecords& records) -> Result<> {
    const auto is_this = [&](const SessionRecord& other) {
      return other.user == session.user && short_id(other.digest) == session.session_or_token_id;
    };
    UserRecord* user = records.find_user(session.user);
    if (user == nullptr || std::ranges::none_of(records.sessions, is_this))
      return fail(ErrorCode::conflict, "the session has ended");
    user->password_hash = hash;
    user->info.must_change_password = false;
    std::erase_if(records.sessions, [&](const SessionRecord& other) {
      return other.user == session.user && !is_this(other);
    });
    return {};
  });
}

}  // namespace vedette
