// SPDX-License-Identifier: Apache-2.0
#include "select/deadline.hpp"

#include <algorithm>

namespace vedette {

Deadline::Deadline(Clock clock, double seconds, std::stop_token stop)
    : clock_(std::move(clock)), stop_(std::move(stop)) {
  if (seconds > 0) at_ = clock_() + static_cast<TimeNs>(seconds * 1e9);
}

bool Deadline::passed() const {
  return stop_.stop_requested() || (at_ && clock_() >= *at_);
}

Deadline Deadline::share(std::size_t pieces) const {
  Deadline part = *this;
  if (!at_) return part;
  const TimeNs now = clock_();
  const TimeNs left = std::max<TimeNs>(*at_ - now, 0);
  part.at_ = now + left / static_cast<TimeNs>(std::max<std::size_t>(pieces, 1));
  return part;
}

}  // namespace vedette
