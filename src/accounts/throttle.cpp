// SPDX-License-Identifier: Apache-2.0
#include "accounts/throttle.hpp"

#include <arpa/inet.h>

#include <algorithm>

#include "base/hash.hpp"

namespace vedette {
namespace {

constexpr std::size_t kLongestKey = 64;

std::string account_key(std::string_view account) {
  return std::string(account.substr(0, kLongestKey));
}

/// One household or host usually owns a whole /64, so its addresses cost nothing to change.
std::string address_key(std::string_view address) {
  const std::string text(address.substr(0, kLongestKey));
  in6_addr parsed{};
  if (::inet_pton(AF_INET6, text.c_str(), &parsed) != 1) return text;
  const auto* bytes = reinterpret_cast<const char*>(parsed.s6_addr);
  if (IN6_IS_ADDR_V4MAPPED(&parsed)) return to_hex({bytes, 16});
  return to_hex({bytes, 8});
}

}  // namespace

LoginThrottle::LoginThrottle(ThrottleRules rules) : rules_(rules) {}

void LoginThrottle::advance(TimeNs now) {
  if (wall_ != 0 && now > wall_) time_ += now - wall_;
  wall_ = now;
}

TimeNs LoginThrottle::wait_of(Table& table, const std::string& key) {
  const auto found = table.find(key);
  if (found == table.end()) return 0;
  Attempts& past = found->second;
  if (time_ - past.latest >= rules_.forget_after) {
    table.erase(found);
    return 0;
  }
  if (past.count == kAttempts && time_ - past.at.front() < rules_.window) {
    TimeNs pause = rules_.window;
    for (int i = 0; i < past.pauses && pause < rules_.longest_pause; ++i) pause *= 2;
    past.paused_until = past.latest + std::min(pause, rules_.longest_pause);
    ++past.pauses;
    past.count = 0;
  }
  return std::max<TimeNs>(0, past.paused_until - time_);
}

void LoginThrottle::make_room(Table& table) const {
  if (table.size() < rules_.most_entries) return;
  table.erase(std::ranges::min_element(
      table, {}, [](const auto& entry) { return entry.second.latest; }));
}

void LoginThrottle::count(Table& table, const std::string& key) {
  if (!table.contains(key)) make_room(table);
  Attempts& past = table[key];
  if (past.count == kAttempts) {
    std::ranges::rotate(past.at, past.at.begin() + 1);
    --past.count;
  }
  past.at[past.count++] = time_;
  past.latest = time_;
}

TimeNs LoginThrottle::attempt(std::string_view account, std::string_view address, TimeNs now) {
  const std::string account_name = account_key(account);
  const std::string address_name = address_key(address);
  const std::scoped_lock lock(mutex_);
  advance(now);
  const TimeNs wait =
      std::max(wait_of(accounts_, account_name), wait_of(addresses_, address_name));
  if (wait > 0) return wait;
  count(accounts_, account_name);
  if (!address.empty()) count(addresses_, address_name);
  return 0;
}

void LoginThrottle::succeeded(std::string_view account, std::string_view address) {
  const std::scoped_lock lock(mutex_);
  accounts_.erase(account_key(account));
  const auto found = addresses_.find(address_key(address));
  if (found != addresses_.end() && found->second.count > 0) --found->second.count;
}

std::size_t LoginThrottle::entries() const {
  const std::scoped_lock lock(mutex_);
  return accounts_.size() + addresses_.size();
}

}  // namespace vedette
