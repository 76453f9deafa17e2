// SPDX-License-Identifier: Apache-2.0
#include "validate/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "data/timestamp.hpp"

namespace vedette {
namespace {

bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

}  // namespace

std::string grouped(std::int64_t count) {
  std::string text = std::to_string(count);
  const std::size_t first = count < 0 ? 1 : 0;
  for (std::size_t at = text.size(); at > first + 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

double share_of(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::string percent_text(double share) {
  const bool almost_all = share < 1 && share >= 0.99995;
  return almost_all ? fmt::format("{:.6f} %", 100 * share) : fmt::format("{:.2f} %", 100 * share);
}

std::string value_text(const ColumnProfile& column, double value) {
  if (column.type == ColumnType::timestamp)
    return format_timestamp(static_cast<TimeNs>(value)).substr(0, 10);
  if (std::abs(value) < 1e5 && value == std::round(value)) return fmt::format("{:.0f}", value);
  return fmt::format("{:.4g}", value);
}

int text_width(std::string_view utf8) {
  return static_cast<int>(std::count_if(utf8.begin(), utf8.end(), starts_character));
}

std::string fit_short(std::string_view utf8, int width) {
  const bool cut = text_width(utf8) > width;
  std::string text;
  int characters = 0;
  for (const char c : utf8) {
    if (starts_character(c) && ++characters > (cut ? width - 1 : width)) break;
    text += is_control(c) ? '?' : c;
  }
  return cut ? text + "~" : text;
}

std::string fit(std::string_view utf8, int width) {
  std::string text = fit_short(utf8, width);
  const int blanks = width - text_width(text);
  text.append(static_cast<std::size_t>(std::max(blanks, 0)), ' ');
  return text;
}

}  // namespace vedette
