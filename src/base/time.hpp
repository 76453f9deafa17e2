// SPDX-License-Identifier: Apache-2.0
/// Time as signed 64-bit nanoseconds since 1970-01-01 UTC, and its text form (RFC 3339).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace vedette {

using TimeNs = std::int64_t;

inline constexpr TimeNs kSecond = 1'000'000'000;

/// Where a module gets the time from: passed in, so that tests can stop the clock.
using Clock = std::function<TimeNs()>;

/// The operating system's wall clock.
[[nodiscard]] Clock system_clock();

/// `2026-01-31T12:00:00.000000Z`, microseconds.
[[nodiscard]] std::string format_time(TimeNs time);

}  // namespace vedette
