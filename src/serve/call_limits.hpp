// SPDX-License-Identifier: Apache-2.0
/// How much one token or session may ask for: so many requests a second, and so many at a time, so
/// that one program cannot take the server from all others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <variant>

#include "accounts/principal.hpp"
#include "base/time.hpp"
#include "serve/problem.hpp"

namespace vedette {

/// 0: as many as it likes.
struct CallLimitRules {
  std::int64_t per_second = 0;
  std::int64_t at_a_time = 0;
};

/// Requests a second are counted by the generic cell rate algorithm (ITU-T I.371): a credential
/// that has been quiet for a second may send a second's worth at once. Thread-safe.
class CallLimits {
 public:
  /// What a request holds of its credential's allowance, until it is destroyed.
  class Share;

  explicit CallLimits(CallLimitRules rules = {}) : rules_(rules) {}

  /// Lets a request in, or says why not (`throttled`, with Retry-After; then nothing is counted).
  /// Callers without a token or session have no limits.
  [[nodiscard]] std::variant<Share, Problem> enter(const Principal& who, TimeNs now);

  /// How many credentials take up memory.
  [[nodiscard]] std::size_t remembered() const;

 private:
  struct Use;
  [[nodiscard]] std::shared_ptr<Use> use_of(const std::string& credential, TimeNs now);
  void forget_idle(TimeNs now);
  [[nodiscard]] TimeNs wait_of(const Use& use, TimeNs now) const;
  [[nodiscard]] Fields standing(const Use& use, TimeNs now) const;
  [[nodiscard]] Problem refusal(std::string detail, TimeNs wait, const Use& use, TimeNs now) const;

  CallLimitRules rules_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<Use>> uses_;  ///< by public name
  std::size_t most_uses_ = 1'024;  ///< before those that are idle are forgotten
};

class CallLimits::Share {
 public:
  Share() = default;  ///< of nothing
  ~Share();
  Share(Share&&) noexcept = default;
  Share& operator=(Share&& other) noexcept;

  /// `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10), where requests a
  /// second are limited.
  [[nodiscard]] const Fields& fields() const { return fields_; }

 private:
  friend class CallLimits;
  Share(std::shared_ptr<Use> use, Fields fields);

  std::shared_ptr<Use> use_;
  Fields fields_;
};

}  // namespace vedette
