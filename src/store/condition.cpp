// SPDX-License-Identifier: Apache-2.0
#include "store/condition.hpp"

#include <algorithm>
#include <cmath>
#include <compare>

namespace vedette {
namespace {

/// By value, without the rounding that a conversion to double would bring.
std::partial_ordering compare(std::int64_t a, double b) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  if (b >= kTwoTo63) return std::partial_ordering::less;
  if (b < -kTwoTo63) return std::partial_ordering::greater;
  const double floor = std::floor(b);
  const auto whole = static_cast<std::int64_t>(floor);
  if (a != whole) return a <=> whole;
  return 0.0 <=> b - floor;
}

struct Compare {
  template <class T>
  std::partial_ordering operator()(const T& a, const T& b) const {
    return a <=> b;
  }
  std::partial_ordering operator()(std::int64_t a, double b) const { return compare(a, b); }
  std::partial_ordering operator()(double a, std::int64_t b) const { return 0 <=> compare(b, a); }
  template <class T, class U>
  std::partial_ordering operator()(const T&, const U&) const {
    return std::partial_ordering::unordered;
  }
};

std::partial_ordering compare(const FieldValue& a, const FieldValue& b) {
  return std::visit(Compare{}, a, b);
}

bool has_prefix(const FieldValue& value, const FieldValue& prefix) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr && text->starts_with(std::get<std::string>(prefix));
}

/// Length in bytes of the last UTF-8 character.
std::size_t last_character(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && (text[text.size() - length] & 0xC0) == 0x80) ++length;
  return length;
}

std::uint32_t decode(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(character[i]); };
  if (character.size() == 1) return byte(0);
  std::uint32_t code = byte(0) & (0xFFU >> (character.size() + 1));
  for (std::size_t i = 1; i < character.size(); ++i) code = code << 6 | (byte(i) & 0x3FU);
  return code;
}

std::string encode(std::uint32_t code) {
  const auto tail = [&](int shift) { return static_cast<char>(0x80U | (code >> shift & 0x3FU)); };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xC0U | code >> 6), tail(0)};
  if (code < 0x10000) return {static_cast<char>(0xE0U | code >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xF0U | code >> 18), tail(12), tail(6), tail(0)};
}

}  // namespace

bool matches(const Document& document, const Condition& condition) {
  using Op = Condition::Op;
  const auto found = document.fields.find(condition.field);
  if (found == document.fields.end()) return condition.op == Op::not_equal;
  const FieldValue& value = found->second;
  const auto equals = [&](const FieldValue& other) { return compare(value, other) == 0; };
  switch (condition.op) {
    case Op::equal:
      return equals(condition.values[0]);
    case Op::not_equal:
      return !equals(condition.values[0]);
    case Op::less:
      return compare(value, condition.values[0]) < 0;
    case Op::less_equal:
      return compare(value, condition.values[0]) <= 0;
    case Op::greater:
      return compare(value, condition.values[0]) > 0;
    case Op::greater_equal:
      return compare(value, condition.values[0]) >= 0;
    case Op::in:
      return std::ranges::any_of(condition.values, equals);
    case Op::exists:
      return true;
    case Op::prefix:
      return has_prefix(value, condition.values[0]);
  }
  return false;
}

std::optional<std::string> after_prefix(std::string_view prefix) {
  constexpr std::uint32_t kLastCharacter = 0x10FFFF;
  while (!prefix.empty()) {
    const std::size_t length = last_character(prefix);
    const std::uint32_t code = decode(prefix.substr(prefix.size() - length));
    prefix.remove_suffix(length);
    // U+D800 to U+DFFF are not characters.
    if (code < kLastCharacter)
      return std::string(prefix) + encode(code == 0xD7FF ? 0xE000 : code + 1);
  }
  return std::nullopt;
}

}  // namespace vedette
