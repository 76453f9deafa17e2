// SPDX-License-Identifier: Apache-2.0
/// Slows down guessing of passwords: five attempts a minute per account and per address, then
/// pauses that double (OWASP ASVS 5.0, 6.3.1).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.hpp"

namespace vedette {

struct ThrottleRules {
  TimeNs window = 60'000'000'000;          ///< in which `kAttempts` failures are allowed
  TimeNs longest_pause = 900'000'000'000;  ///< pauses double up to this
  TimeNs forget_after = 3'600'000'000'000; ///< quiet time after which pauses start small again
  std::size_t most_entries = 10'000;       ///< remembered accounts, and as many addresses
};

/// Remembers attempts, not passwords, in bounded memory: when it is full, the account (or address)
/// that has been quiet longest is forgotten. An attempt counts as failed until `succeeded()` takes
/// it back, so that guesses made at the same time cannot all slip in. Time that jumps back stands
/// still here; nobody is locked out by it. Thread-safe.
class LoginThrottle {
 public:
  static constexpr std::size_t kAttempts = 5;

  explicit LoginThrottle(ThrottleRules rules = {});

  /// Counts an attempt for both, or neither when one of them must wait. 0: go ahead; otherwise
  /// the nanoseconds to wait. `address` is a text form; IPv6 addresses of one /64 are one;
  /// empty where there is none.
  [[nodiscard]] TimeNs attempt(std::string_view account, std::string_view address, TimeNs now);

  /// The attempt was right: the account starts afresh. The address only gets this attempt back,
  /// or else signing in to an account of one's own would buy guesses at the others.
  void succeeded(std::string_view account, std::string_view address);

  [[nodiscard]] std::size_t entries() const;

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  struct Attempts {
    std::array<TimeNs, kAttempts> at{};  ///< the latest, oldest first
    std::size_t count = 0;
    int pauses = 0;            ///< so far, since it was quiet
    TimeNs paused_until = 0;
    TimeNs latest = 0;
  };
  using Table = std::unordered_map<std::string, Attempts, TextHash, std::equal_to<>>;

  void advance(TimeNs now);
  TimeNs wait_of(Table& table, const std::string& key);
  void count(Table& table, const std::string& key);
  void make_room(Table& table) const;

  ThrottleRules rules_;
  mutable std::mutex mutex_;
  TimeNs wall_ = 0;  ///< as last told
  TimeNs time_ = 0;  ///< sum of its steps forward
  Table accounts_;
  Table addresses_;
};

}  // namespace vedette
