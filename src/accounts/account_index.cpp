// SPDX-License-Identifier: Apache-2.0
#include "accounts/account_index.hpp"

#include <algorithm>

namespace vedette {
namespace {

template <class Table>
auto find_in(const Table& table, const Digest& digest) {
  const auto found = table.find(digest);
  return found == table.end() ? nullptr : &found->second;
}

/// A token may do what both it and its owner's role allow.
Principal principal_of(const TokenInfo& token, const UserInfo& owner) {
  return {.kind = Principal::Kind::token,
          .user = owner.name,
          .role = owner.role,
          .scopes = token.scopes & scopes_of(owner.role),
          .must_change_password = false,
          .session_or_token_id = token.id,
          .expires_at = token.expires_at.value_or(0)};
}

}  // namespace

AccountIndex::AccountIndex(AccountRecords records, const AccountIndex* previous)
    : records_(std::move(records)) {
  for (const UserRecord& user : records_.users) users_.emplace(user.info.name, &user);
  for (const SessionRecord& session : records_.sessions) add(session, previous);
  for (const TokenRecord& token : records_.tokens) add(token, previous);
}

void AccountIndex::add(const SessionRecord& session, const AccountIndex* previous) {
  const UserInfo* user = active_user(session.user);
  if (user == nullptr) return;
  const LiveSession* old = previous == nullptr ? nullptr : previous->session(session.digest);
  auto last_seen =
      old != nullptr ? old->last_seen : std::make_shared<LastUse>(session.last_seen_at);
  last_seen->touch(session.last_seen_at);
  sessions_.emplace(session.digest, LiveSession{&session, user, std::move(last_seen)});
}

void AccountIndex::add(const TokenRecord& token, const AccountIndex* previous) {
  const UserInfo* owner = active_user(token.info.owner);
  if (owner == nullptr) return;
  const LiveToken* old = previous == nullptr ? nullptr : previous->token(token.digest);
  const TimeNs written = token.info.last_used_at.value_or(0);
  auto last_used = old != nullptr ? old->last_used : std::make_shared<LastUse>(written);
  last_used->touch(written);
  tokens_.emplace(token.digest,
                  LiveToken{std::make_shared<const Principal>(principal_of(token.info, *owner)),
                            token.info.created_at, std::move(last_used)});
}

const UserRecord* AccountIndex::user(std::string_view name) const {
  const auto found = users_.find(name);
  return found == users_.end() ? nullptr : found->second;
}

const UserInfo* AccountIndex::active_user(std::string_view name) const {
  const UserRecord* record = user(name);
  return record == nullptr || record->info.disabled ? nullptr : &record->info;
}

const LiveSession* AccountIndex::session(const Digest& digest) const {
  return find_in(sessions_, digest);
}

const LiveToken* AccountIndex::token(const Digest& digest) const {
  return find_in(tokens_, digest);
}

AccountRecords AccountIndex::with_activity(AccountRecords records) const {
  for (SessionRecord& session : records.sessions)
    if (const LiveSession* live = this->session(session.digest); live != nullptr)
      session.last_seen_at = std::max(session.last_seen_at, live->last_seen->time());
  for (TokenRecord& token : records.tokens)
    if (const LiveToken* live = this->token(token.digest); live != nullptr)
      if (const TimeNs used = live->last_used->time(); used > token.info.last_used_at.value_or(0))
        token.info.last_used_at = used;
  return records;
}

}  // namespace vedette
