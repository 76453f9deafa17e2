// SPDX-License-Identifier: Apache-2.0
/// Decimal text to numbers, exactly: the hot loop of every reader.
#pragma once

#include <cstdint>
#include <string_view>

namespace vedette {

enum class NumberFault {
  none,
  not_a_number,
  not_finite,  ///< an infinity or NaN in words, or beyond the range of a double
  not_a_whole_number,
  out_of_int64_range,
};

template <class T>
struct ParsedNumber {
  T value{};
  NumberFault fault = NumberFault::none;
};

/// `-12.5e3`, `.5`, `+1.`; no blanks, no hexadecimal. Correctly rounded (IEEE 754, to nearest).
/// Text without an exponent and with at most 15 digits takes a path of its own: such a mantissa
/// and power of ten are exact doubles, so one division is the one rounding (Clinger 1990).
[[nodiscard]] ParsedNumber<double> parse_float64(std::string_view text);

/// Whole numbers; also `1.0`, `2.50e1` and `1e3`, whose value is whole. Never goes through double.
[[nodiscard]] ParsedNumber<std::int64_t> parse_int64(std::string_view text);

}  // namespace vedette
