// SPDX-License-Identifier: Apache-2.0
/// When a clock can be believed about a credential.
#pragma once

#include "base/time.hpp"

namespace vedette {

/// Clocks of one machine are set back by little; a credential made later than that is not believed,
/// since its expiry cannot be told.
inline constexpr TimeNs kClockSlack = 300'000'000'000;

[[nodiscard]] constexpr bool is_before(TimeNs now, TimeNs created_at) {
  return now < created_at - kClockSlack;
}

}  // namespace vedette
