// SPDX-License-Identifier: Apache-2.0
#include "serve/call_limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

namespace vedette {

struct CallLimits::Use {
  TimeNs paid_until = 0;  ///< when a steady sender would have sent all so far
  std::atomic<std::int64_t> under_way = 0;
};

CallLimits::Share::Share(std::shared_ptr<Use> use, Fields fields)
    : use_(std::move(use)), fields_(std::move(fields)) {
  ++use_->under_way;
}

CallLimits::Share::~Share() {
  if (use_) --use_->under_way;
}

CallLimits::Share& CallLimits::Share::operator=(Share&& other) noexcept {
  std::swap(use_, other.use_);
  std::swap(fields_, other.fields_);
  return *this;
}

/// How long until one more may come. A clock that was set back costs a second at most.
TimeNs CallLimits::wait_of(const Use& use, TimeNs now) const {
  const TimeNs step = kSecond / rules_.per_second;
  return std::max<TimeNs>(0, use.paid_until + step - now - kSecond);
}

Fields CallLimits::standing(const Use& use, TimeNs now) const {
  if (rules_.per_second == 0) return {};
  const TimeNs unpaid = std::clamp<TimeNs>(now + kSecond - use.paid_until, 0, kSecond);
  const std::int64_t left = std::min(unpaid / (kSecond / rules_.per_second), rules_.per_second);
  return {{"RateLimit-Policy", fmt::format("\"credential\";q={};w=1", rules_.per_second)},
          {"RateLimit", fmt::format("\"credential\";r={};t=1", left)}};
}

Problem CallLimits::refusal(std::string detail, TimeNs wait, const Use& use, TimeNs now) const {
  const std::int64_t seconds = std::max<std::int64_t>(1, (wait + kSecond - 1) / kSecond);
  Problem problem =
      make_problem("throttled", std::move(detail), fmt::format("try again in {} s", seconds));
  problem.fields = standing(use, now);
  problem.fields.emplace_back("Retry-After", std::to_string(seconds));
  return problem;
}

void CallLimits::forget_idle(TimeNs now) {
  std::erase_if(uses_, [&](const auto& entry) {
    const Use& use = *entry.second;
    return use.under_way == 0 && use.paid_until <= now;
  });
  most_uses_ = std::max<std::size_t>(1'024, 2 * uses_.size());
}

std::shared_ptr<CallLimits::Use> CallLimits::use_of(const std::string& credential, TimeNs now) {
  if (uses_.size() >= most_uses_) forget_idle(now);
  std::shared_ptr<Use>& use = uses_[credential];
  if (!use) use = std::make_shared<Use>();
  use->paid_until = std::clamp(use->paid_until, now, now + kSecond);
  return use;
}

std::variant<CallLimits::Share, Problem> CallLimits::enter(const Principal& who, TimeNs now) {
  const bool is_limited = rules_.per_second > 0 || rules_.at_a_time > 0;
  if (!is_limited || who.session_or_token_id.empty()) return Share();
  const std::scoped_lock lock(mutex_);
  std::shared_ptr<Use> use = use_of(who.session_or_token_id, now);
  if (rules_.at_a_time > 0 && use->under_way >= rules_.at_a_time)
    return refusal(fmt::format("{} requests of this {} are under way, which is the limit",
                               rules_.at_a_time, to_string(who.kind)),
                   kSecond, *use, now);
  if (rules_.per_second > 0) {
    if (const TimeNs wait = wait_of(*use, now); wait > 0)
      return refusal(fmt::format("this {} may send {} requests a second", to_string(who.kind),
                                 rules_.per_second),
                     wait, *use, now);
    use->paid_until += kSecond / rules_.per_second;
  }
  Fields fields = standing(*use, now);
  return Share(std::move(use), std::move(fields));
}

std::size_t CallLimits::remembered() const {
  const std::scoped_lock lock(mutex_);
  return uses_.size();
}

}  // namespace vedette
