// SPDX-License-Identifier: Apache-2.0
/// Points in time as data files write them, to and from nanoseconds since 1970-01-01 UTC.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/time.hpp"

namespace vedette {

/// How the times of a column are written. Columns of every format also take `iso8601`, which
/// nothing else can be mistaken for.
enum class TimeFormat {
  iso8601,       ///< `2017-07-03 11:57:51.590705`, also with `T`, `Z` and `+02:00`; without a
                 ///< zone it is UTC
  seconds,       ///< since 1970-01-01 UTC, with or without a fraction
  milliseconds,  ///< the same in other units
  microseconds,
  nanoseconds,
  day_first,    ///< `03/07/2017 08:55:58` is 3 July; seconds and `AM`/`PM` may follow
  month_first,  ///< the same text is 7 March
};

[[nodiscard]] std::string_view to_string(TimeFormat format);
/// Errors: `invalid_argument` with the list of formats.
[[nodiscard]] Result<TimeFormat> time_format_from(std::string_view name);

/// nullopt when `text` is not such a time, or outside the years 1678 to 2261 that nanoseconds in
/// 64 bits can hold. Digits past the ninth of a fraction are cut off.
[[nodiscard]] std::optional<TimeNs> parse_timestamp(std::string_view text, TimeFormat format);

/// Whether `text` is a valid date both with the day first and with the month first, and the two
/// differ: nobody but the file's author knows what it means.
[[nodiscard]] bool is_ambiguous_date(std::string_view text);

/// RFC 3339 in UTC with as many digits of the second as the time has (none, 3, 6 or 9).
[[nodiscard]] std::string format_timestamp(TimeNs time);

}  // namespace vedette
