// SPDX-License-Identifier: Apache-2.0
/// Digits without the detours of a general formatter, for texts that are made with every request.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>

namespace vedette {

inline void append_number(std::string& out, std::uint64_t number) {
  constexpr std::size_t kMostDigits = 20;
  char digits[kMostDigits];
  const std::to_chars_result written = std::to_chars(digits, digits + kMostDigits, number);
  out.append(digits, written.ptr);
}

/// The last `width` decimal digits, 20 at most, with leading zeros.
inline void append_digits(std::string& out, std::uint64_t number, std::size_t width) {
  constexpr std::size_t kMostDigits = 20;
  char digits[kMostDigits];
  char* first = std::end(digits);
  for (std::size_t i = 0; i < std::min(width, kMostDigits); ++i) {
    *--first = static_cast<char>('0' + number % 10);
    number /= 10;
  }
  out.append(first, std::end(digits));
}

}  // namespace vedette
