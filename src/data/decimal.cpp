// SPDX-License-Identifier: Apache-2.0
#include "data/decimal.hpp"

#include <fast_float/fast_float.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <system_error>

#include "data/text.hpp"

namespace vedette {
namespace {

constexpr double kPowersOfTen[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
constexpr std::size_t kExactDigits = 15;  // every integer of 15 digits is a double

std::uint64_t digit_value(char c) {
  return static_cast<std::uint64_t>(c - '0');
}

constexpr std::uint64_t kWholePowersOfTen[] = {1,       10,        100,        1'000,      10'000,
                                               100'000, 1'000'000, 10'000'000, 100'000'000};

struct EightDigits {
  std::uint64_t value = 0;
  bool all_digits = false;
};

/// The last `count` (1 to 8) of the 8 bytes before `end` as a number, all at once in one word:
/// neighbours are joined to pairs, pairs to fours, fours to the eight.
EightDigits last_digits(const char* end, std::size_t count) {
  static_assert(std::endian::native == std::endian::little, "the last byte is the highest");
  std::uint64_t word = 0;
  std::memcpy(&word, end - 8, 8);
  word ^= 0x3030303030303030ULL;                  // digits become 0 to 9
  word &= ~std::uint64_t{0} << (64 - 8 * count);  // bytes before them become leading zeros
  const std::uint64_t above_nine = (word + 0x7676767676767676ULL) | word;
  const std::uint64_t pairs = word * 10 + (word >> 8);
  const std::uint64_t even = (pairs & 0x000000FF000000FFULL) * (100 + (1'000'000ULL << 32));
  const std::uint64_t odd = ((pairs >> 16) & 0x000000FF000000FFULL) * (1 + (10'000ULL << 32));
  return {(even + odd) >> 32, (above_nine & 0x8080808080808080ULL) == 0};
}

bool is_infinity_or_nan(std::string_view text) {
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) text.remove_prefix(1);
  const std::string word = lower_case(text);
  return word == "inf" || word == "infinity" || word == "nan";
}

/// Apart from the fast path, which it would slow down by its stack frame.
[[gnu::noinline]] ParsedNumber<double> parse_any_float64(std::string_view text) {
  const std::string_view digits = text.starts_with('+') ? text.substr(1) : text;
  double value = 0;
  const auto [end, status] =
      fast_float::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool signed_twice = digits.size() != text.size() && digits.starts_with('-');
  if (status == std::errc::invalid_argument || end != digits.data() + digits.size() || signed_twice)
    return {0, is_infinity_or_nan(text) ? NumberFault::not_finite : NumberFault::not_a_number};
  if (!std::isfinite(value)) return {0, NumberFault::not_finite};
  return {value, NumberFault::none};
}

/// A number in scientific form: digits without leading zeros, times a power of ten.
struct Scientific {
  bool negative = false;
  std::uint64_t digits = 0;
  std::int64_t exponent = 0;
  bool too_long = false;  ///< more digits than 64 bits hold
};

/// Exponents past this make any int64 zero or overflow; more digits are only counted.
constexpr std::int64_t kLargestExponent = 1'000'000'000;

void push_digit(Scientific& number, char c) {
  const bool overflows =
      __builtin_mul_overflow(number.digits, 10ULL, &number.digits) ||
      __builtin_add_overflow(number.digits, static_cast<std::uint64_t>(c - '0'), &number.digits);
  number.too_long = number.too_long || overflows;
}

/// Zeros at the end of the fraction do not count: `1.0000000000000000000000` is 1.
std::string_view without_trailing_zeros(std::string_view fraction) {
  while (fraction.ends_with('0')) fraction.remove_suffix(1);
  return fraction;
}

std::string_view take_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

bool take_sign(std::string_view& text) {
  if (text.empty() || (text.front() != '-' && text.front() != '+')) return false;
  const bool negative = text.front() == '-';
  text.remove_prefix(1);
  return negative;
}

/// `e-12` at the end of a number; false when it is not one.
bool take_exponent(std::string_view& text, std::int64_t& exponent) {
  if (text.empty()) return true;
  if (text.front() != 'e' && text.front() != 'E') return false;
  text.remove_prefix(1);
  const bool negative = take_sign(text);
  const std::string_view digits = take_digits(text);
  std::int64_t value = 0;
  for (const char c : digits) value = std::min(kLargestExponent, value * 10 + (c - '0'));
  exponent += negative ? -value : value;
  return !digits.empty() && text.empty();
}

bool parse_scientific(std::string_view text, Scientific& number) {
  number.negative = take_sign(text);
  const std::string_view whole = take_digits(text);
  std::string_view fraction;
  bool has_digits = !whole.empty();
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const std::string_view all = take_digits(text);
    has_digits = has_digits || !all.empty();
    fraction = without_trailing_zeros(all);
  }
  for (const char c : whole) push_digit(number, c);
  for (const char c : fraction) push_digit(number, c);
  number.exponent = -static_cast<std::int64_t>(fraction.size());
  return has_digits && take_exponent(text, number.exponent);
}

ParsedNumber<std::int64_t> to_int64(const Scientific& number) {
  std::uint64_t magnitude = number.digits;
  std::int64_t exponent = number.exponent;
  if (number.too_long) return {0, NumberFault::out_of_int64_range};
  for (; exponent < 0 && magnitude % 10 == 0 && magnitude != 0; ++exponent) magnitude /= 10;
  if (magnitude == 0) return {0, NumberFault::none};
  if (exponent < 0) return {0, NumberFault::not_a_whole_number};
  for (; exponent > 0; --exponent)
    if (__builtin_mul_overflow(magnitude, 10ULL, &magnitude))
      return {0, NumberFault::out_of_int64_range};
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (magnitude > kMost + (number.negative ? 1 : 0)) return {0, NumberFault::out_of_int64_range};
  const std::uint64_t bits = number.negative ? 0 - magnitude : magnitude;
  return {static_cast<std::int64_t>(bits), NumberFault::none};
}

[[gnu::noinline]] ParsedNumber<std::int64_t> parse_any_int64(std::string_view text) {
  Scientific number;
  if (parse_scientific(text, number)) return to_int64(number);
  return {0, is_infinity_or_nan(text) ? NumberFault::not_finite : NumberFault::not_a_number};
}

}  // namespace

ParsedNumber<double> parse_float64(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  const bool negative = at != end && *at == '-';
  at += negative ? 1 : 0;
  const char* const digits = at;
  std::uint64_t mantissa = 0;
  for (; at != end && is_digit(*at); ++at) mantissa = mantissa * 10 + digit_value(*at);
  auto digit_count = static_cast<std::size_t>(at - digits);
  std::size_t fraction = 0;
  if (at != end && *at == '.') {
    ++at;
    fraction = static_cast<std::size_t>(end - at);
    digit_count += fraction;
    if (fraction > 0 && fraction <= 8 && text.size() >= 8) {
      const EightDigits tail = last_digits(end, fraction);
      if (!tail.all_digits) return parse_any_float64(text);
      mantissa = mantissa * kWholePowersOfTen[fraction] + tail.value;
      at = end;
    }
    for (; at != end && is_digit(*at); ++at) mantissa = mantissa * 10 + digit_value(*at);
  }
  if (at != end || digit_count == 0 || digit_count > kExactDigits) return parse_any_float64(text);
  const double value = static_cast<double>(mantissa) / kPowersOfTen[fraction];
  // The sign bit is put in without a branch: signs are as good as random in many columns.
  const std::uint64_t sign = static_cast<std::uint64_t>(negative) << 63;
  return {std::bit_cast<double>(std::bit_cast<std::uint64_t>(value) | sign), NumberFault::none};
}

ParsedNumber<std::int64_t> parse_int64(std::string_view text) {
  constexpr std::size_t kSafeDigits = 18;  // below 10^18, no overflow
  const bool negative = text.starts_with('-');
  const std::string_view digits = negative ? text.substr(1) : text;
  if (digits.empty() || digits.size() > kSafeDigits) return parse_any_int64(text);
  std::int64_t value = 0;
  for (const char c : digits) {
    if (!is_digit(c)) return parse_any_int64(text);
    value = value * 10 + (c - '0');
  }
  return {negative ? -value : value, NumberFault::none};
}

}  // namespace vedette
