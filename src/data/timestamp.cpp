// SPDX-License-Identifier: Apache-2.0
#include "data/timestamp.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdint>

#include "data/text.hpp"

namespace vedette {
namespace {

struct FormatRow {
  TimeFormat format;
  std::string_view name;
};

constexpr FormatRow kFormats[] = {
    {TimeFormat::iso8601, "iso8601"},           {TimeFormat::seconds, "seconds"},
    {TimeFormat::milliseconds, "milliseconds"}, {TimeFormat::microseconds, "microseconds"},
    {TimeFormat::nanoseconds, "nanoseconds"},   {TimeFormat::day_first, "day_first"},
    {TimeFormat::month_first, "month_first"},
};

constexpr std::int64_t kNsPerSecond = 1'000'000'000;

/// Takes pieces off the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] bool sees_digit() const { return !rest_.empty() && is_digit(rest_.front()); }

  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool take_any(std::string_view characters) {
    if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// A number of `fewest` to `most` digits.
  std::optional<int> number(int fewest, int most) {
    int value = 0;
    int count = 0;
    while (count < most && sees_digit()) {
      value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
      ++count;
    }
    if (count < fewest) return std::nullopt;
    return value;
  }

  /// Digits after a decimal point as a share of `scale`; digits past its precision are dropped.
  std::int64_t fraction(std::int64_t scale) {
    std::int64_t value = 0;
    for (; sees_digit(); rest_.remove_prefix(1)) {
      scale /= 10;
      value += (rest_.front() - '0') * scale;
    }
    return value;
  }

 private:
  std::string_view rest_;
};

struct Date {
  int year = 0;
  int month = 0;
  int day = 0;
};

std::optional<std::int64_t> seconds_of(const Date& date) {
  using namespace std::chrono;
  const year_month_day day{year{date.year}, month{static_cast<unsigned>(date.month)},
                           std::chrono::day{static_cast<unsigned>(date.day)}};
  if (!day.ok() || date.year < 1678 || date.year > 2261) return std::nullopt;
  return duration_cast<seconds>(sys_days{day}.time_since_epoch()).count();
}

/// ` 08:55`, ` 8:55:58.25 PM` as nanoseconds of the day; a text that ends here is midnight.
std::optional<std::int64_t> scan_clock(Scanner& text) {
  if (text.done()) return 0;
  if (!text.take_any("Tt ")) return std::nullopt;
  const auto hour = text.number(1, 2);
  if (!hour || !text.take(':')) return std::nullopt;
  const auto minute = text.number(2, 2);
  const std::optional<int> second = text.take(':') ? text.number(2, 2) : std::optional<int>(0);
  if (!minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const std::int64_t part = text.take('.') ? text.fraction(kNsPerSecond) : 0;
  int hours = *hour;
  if (text.take(' ')) {
    const bool afternoon = text.take_any("Pp");
    if ((!afternoon && !text.take_any("Aa")) || !text.take_any("Mm")) return std::nullopt;
    if (hours < 1 || hours > 12) return std::nullopt;
    hours = hours % 12 + (afternoon ? 12 : 0);
  }
  return (hours * 3600 + *minute * 60 + *second) * kNsPerSecond + part;
}

/// `Z`, `+02:00`, `-0330` or nothing, as seconds to subtract.
std::optional<std::int64_t> scan_zone(Scanner& text) {
  if (text.done() || text.take_any("Zz")) return 0;
  const bool ahead = text.take('+');
  if (!ahead && !text.take('-')) return std::nullopt;
  const auto hours = text.number(2, 2);
  text.take(':');
  const auto minutes = text.done() ? std::optional<int>(0) : text.number(2, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::int64_t offset = *hours * 3600 + *minutes * 60;
  return ahead ? offset : -offset;
}

std::optional<TimeNs> finish(const Date& date, Scanner& rest) {
  const auto day = seconds_of(date);
  const auto clock = scan_clock(rest);
  if (!day || !clock) return std::nullopt;
  const auto zone = scan_zone(rest);
  if (!zone || !rest.done()) return std::nullopt;
  return (*day - *zone) * kNsPerSecond + *clock;
}

std::optional<TimeNs> parse_iso(std::string_view text) {
  Scanner rest(text);
  const auto year = rest.number(4, 4);
  if (!year || !rest.take('-')) return std::nullopt;
  const auto month = rest.number(2, 2);
  if (!month || !rest.take('-')) return std::nullopt;
  const auto day = rest.number(2, 2);
  if (!day) return std::nullopt;
  return finish({*year, *month, *day}, rest);
}

std::optional<TimeNs> parse_slashes(std::string_view text, TimeFormat format) {
  Scanner rest(text);
  const auto first = rest.number(1, 2);
  if (!first || !rest.take_any("/.-")) return std::nullopt;
  const auto second = rest.number(1, 2);
  if (!second || !rest.take_any("/.-")) return std::nullopt;
  const auto year = rest.number(4, 4);
  if (!year) return std::nullopt;
  const Date date =
      format == TimeFormat::day_first ? Date{*year, *second, *first} : Date{*year, *first, *second};
  return finish(date, rest);
}

std::optional<TimeNs> parse_epoch(std::string_view text, std::int64_t ns_per_unit) {
  Scanner rest(text);
  const bool negative = rest.take('-');
  if (!rest.sees_digit()) return std::nullopt;
  std::int64_t units = 0;
  while (rest.sees_digit())
    if (__builtin_mul_overflow(units, 10, &units) ||
        __builtin_add_overflow(units, *rest.number(1, 1), &units))
      return std::nullopt;
  std::int64_t ns = 0;
  const std::int64_t part = rest.take('.') ? rest.fraction(ns_per_unit) : 0;
  if (!rest.done() || __builtin_mul_overflow(units, ns_per_unit, &ns) ||
      __builtin_add_overflow(ns, part, &ns))
    return std::nullopt;
  return negative ? -ns : ns;
}

}  // namespace

std::string_view to_string(TimeFormat format) {
  for (const FormatRow& row : kFormats)
    if (row.format == format) return row.name;
  check(false, "every time format has a name");
  return {};
}

Result<TimeFormat> time_format_from(std::string_view name) {
  for (const FormatRow& row : kFormats)
    if (row.name == name) return row.format;
  return fail(ErrorCode::invalid_argument, fmt::format("there is no time format '{}'", name),
              "formats are iso8601, seconds, milliseconds, microseconds, nanoseconds, day_first "
              "and month_first");
}

std::optional<TimeNs> parse_timestamp(std::string_view text, TimeFormat format) {
  switch (format) {
    case TimeFormat::iso8601:
      return parse_iso(text);
    case TimeFormat::seconds:
      return parse_epoch(text, kNsPerSecond);
    case TimeFormat::milliseconds:
      return parse_epoch(text, 1'000'000);
    case TimeFormat::microseconds:
      return parse_epoch(text, 1'000);
    case TimeFormat::nanoseconds:
      return parse_epoch(text, 1);
    case TimeFormat::day_first:
    case TimeFormat::month_first:
      return parse_slashes(text, format);
  }
  return std::nullopt;
}

bool is_ambiguous_date(std::string_view text) {
  const auto day_first = parse_slashes(text, TimeFormat::day_first);
  const auto month_first = parse_slashes(text, TimeFormat::month_first);
  return day_first && month_first && *day_first != *month_first;
}

std::string format_timestamp(TimeNs time) {
  using namespace std::chrono;
  const sys_time<nanoseconds> point{nanoseconds{time}};
  const auto day = floor<days>(point);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<seconds>(point - day)};
  const std::int64_t part = (floor<seconds>(point) - point).count() * -1;
  std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (part % 1'000 != 0) return text + fmt::format(".{:09}Z", part);
  if (part % 1'000'000 != 0) return text + fmt::format(".{:06}Z", part / 1'000);
  if (part != 0) return text + fmt::format(".{:03}Z", part / 1'000'000);
  return text + "Z";
}

}  // namespace vedette
