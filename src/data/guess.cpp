// SPDX-License-Identifier: Apache-2.0
#include "data/guess.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "data/decimal.hpp"
#include "data/text.hpp"

namespace vedette {
namespace {

constexpr std::size_t kMostDistinctValues = 10'000;
constexpr std::size_t kExamples = 5;

/// Texts that mean "no value" in any column, and those that do so only among numbers.
constexpr std::string_view kMarkers[] = {"-", "?", "NA", "N/A", "NaN", "nan", "null", "NULL"};
constexpr std::string_view kNumberMarkers[] = {"inf",       "-inf",     "+inf", "Infinity",
                                               "-Infinity", "infinity", "Inf",  "-Inf"};

template <std::size_t N>
bool is_one_of(std::string_view text, const std::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), text) != std::end(words);
}

using Test = std::function<bool(std::string_view)>;
using Values = std::vector<std::string_view>;

bool all(const Values& values, const Test& test) {
  return std::all_of(values.begin(), values.end(), test);
}

bool is_boolean_word(std::string_view text) {
  const std::string word = lower_case(text);
  return word == "true" || word == "false" || word == "yes" || word == "no";
}

bool is_whole(std::string_view text) {
  return parse_int64(text).fault == NumberFault::none;
}

/// The one format in which every value is a time.
std::optional<TimeFormat> time_format_of(const Values& values) {
  const auto fits = [&values](TimeFormat format) {
    return all(values,
               [format](std::string_view v) { return parse_timestamp(v, format).has_value(); });
  };
  if (fits(TimeFormat::iso8601)) return TimeFormat::iso8601;
  const bool day_first = fits(TimeFormat::day_first);
  const bool month_first = fits(TimeFormat::month_first);
  if (day_first == month_first) return std::nullopt;
  return day_first ? TimeFormat::day_first : TimeFormat::month_first;
}

void guess_type(const Values& values, ColumnGuess& guess) {
  if (values.empty()) {
    guess.type = ColumnType::float64;
  } else if (all(values, is_boolean_word)) {
    guess.type = ColumnType::boolean;
  } else if (all(values, is_whole)) {
    guess.type = ColumnType::int64;
  } else if (all(values, is_number)) {
    guess.type = ColumnType::float64;
  } else if (const auto format = time_format_of(values)) {
    guess.type = ColumnType::timestamp;
    guess.format = format;
  }
}

void count_distinct(const Values& values, ColumnGuess& guess) {
  std::set<std::string_view> distinct;
  for (const std::string_view value : values) {
    if (distinct.size() == kMostDistinctValues) break;
    if (distinct.insert(value).second && guess.examples.size() < kExamples)
      guess.examples.emplace_back(value);
  }
  guess.distinct = distinct.size();
}

void find_range(const Values& values, ColumnGuess& guess) {
  if (guess.type != ColumnType::int64 && guess.type != ColumnType::float64) return;
  for (const std::string_view value : values) {
    const double number = parse_float64(value).value;
    guess.min = std::min(guess.min.value_or(number), number);
    guess.max = std::max(guess.max.value_or(number), number);
  }
}

/// The values of a column without its markers, which go to the guess.
Values without_markers(const Column& texts, ColumnGuess& guess) {
  Values values;
  std::set<std::string> markers;
  std::set<std::string> number_markers;
  Values infinite;
  for (std::size_t row = 0; row < texts.size(); ++row) {
    if (texts.missing[row] != 0) continue;
    const std::string_view value = trim(texts.texts()[row]);
    if (is_one_of(value, kMarkers)) {
      markers.emplace(value);
    } else if (is_one_of(value, kNumberMarkers)) {
      number_markers.emplace(value);
      infinite.push_back(value);
    } else {
      values.push_back(value);
    }
  }
  if (!values.empty() && all(values, is_number))
    markers.merge(number_markers);
  else
    values.insert(values.end(), infinite.begin(), infinite.end());
  guess.markers.assign(markers.begin(), markers.end());
  return values;
}

}  // namespace

bool is_number(std::string_view text) {
  return parse_float64(text).fault == NumberFault::none;
}

ColumnGuess guess_column(const Column& texts) {
  ColumnGuess guess;
  const Values values = without_markers(texts, guess);
  guess.values = values.size();
  guess_type(values, guess);
  count_distinct(values, guess);
  find_range(values, guess);
  return guess;
}

}  // namespace vedette
