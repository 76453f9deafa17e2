// SPDX-License-Identifier: Apache-2.0
/// How reports write numbers and fit text into columns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "validate/report.hpp"

namespace vedette {

/// `494,021`.
[[nodiscard]] std::string grouped(std::int64_t count);

/// 0 where there is nothing to divide by.
[[nodiscard]] double share_of(std::int64_t part, std::int64_t whole);

/// `98.97 %`, with as many digits as it takes to tell an almost full share from a full one.
[[nodiscard]] std::string percent_text(double share);

/// At most five digits, or a date for times.
[[nodiscard]] std::string value_text(const ColumnProfile& column, double value);

/// Characters (code points) of UTF-8 text.
[[nodiscard]] int text_width(std::string_view utf8);

/// Cut to `width` characters, the last one `~` when something is missing; control characters,
/// which a hostile file could use against the terminal, become `?`.
[[nodiscard]] std::string fit_short(std::string_view utf8, int width);
/// The same, filled up with blanks.
[[nodiscard]] std::string fit(std::string_view utf8, int width);

}  // namespace vedette
