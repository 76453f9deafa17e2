// SPDX-License-Identifier: Apache-2.0
/// One immutable picture of users, sessions and tokens, made for looking up credentials: what the
/// files said at one moment, joined. Only the times of last use move on in it.
#pragma once

#include <atomic>
#include <memory>
#include <string_view>
#include <unordered_map>

#include "accounts/account_records.hpp"
#include "accounts/secret.hpp"
#include "base/time.hpp"

namespace vedette {

/// When something was last used; many threads move it, and only forward.
class LastUse {
 public:
  explicit LastUse(TimeNs time) : time_(time) {}
  [[nodiscard]] TimeNs time() const { return time_.load(std::memory_order_relaxed); }
  /// A second is fine enough, and keeps threads from fighting for the same memory.
  void touch(TimeNs now) {
    constexpr TimeNs kGrain = 1'000'000'000;
    if (now - time() >= kGrain) time_.store(now, std::memory_order_relaxed);
  }

 private:
  std::atomic<TimeNs> time_;
};

struct LiveSession {
  const SessionRecord* record = nullptr;
  const UserInfo* user = nullptr;
  std::shared_ptr<LastUse> last_seen;
};

struct LiveToken {
  std::shared_ptr<const Principal> principal;  ///< with the scopes it has now
  TimeNs created_at = 0;
  std::shared_ptr<LastUse> last_used;
};

class AccountIndex {
 public:
  /// Times of last use go on from `previous`, where there is one.
  AccountIndex(AccountRecords records, const AccountIndex* previous);
  AccountIndex(const AccountIndex&) = delete;
  AccountIndex& operator=(const AccountIndex&) = delete;

  [[nodiscard]] const AccountRecords& records() const { return records_; }
  /// Borrowed; null when there is none, or its user is gone or disabled.
  [[nodiscard]] const LiveSession* session(const Digest& digest) const;
  [[nodiscard]] const LiveToken* token(const Digest& digest) const;
  /// Borrowed; null when there is none.
  [[nodiscard]] const UserRecord* user(std::string_view name) const;

  /// `records` with the times of last use that this index knows.
  [[nodiscard]] AccountRecords with_activity(AccountRecords records) const;

 private:
  [[nodiscard]] const UserInfo* active_user(std::string_view name) const;
  void add(const SessionRecord& session, const AccountIndex* previous);
  void add(const TokenRecord& token, const AccountIndex* previous);

  AccountRecords records_;
  std::unordered_map<std::string_view, const UserRecord*> users_;
  std::unordered_map<Digest, LiveSession, DigestHash> sessions_;
  std::unordered_map<Digest, LiveToken, DigestHash> tokens_;
};

}  // namespace vedette
