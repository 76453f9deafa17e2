// SPDX-License-Identifier: Apache-2.0
#include "data/decimal.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "base/random.hpp"

namespace vedette {
namespace {

void expect_same_bits(const std::string& text) {
  const ParsedNumber<double> ours = parse_float64(text);
  ASSERT_EQ(ours.fault, NumberFault::none) << text;
  EXPECT_EQ(std::bit_cast<std::uint64_t>(ours.value),
            std::bit_cast<std::uint64_t>(std::strtod(text.c_str(), nullptr)))
      << text;
}

TEST(ParseFloat64, agrees_with_the_c_library_on_plain_decimals) {
  Random random(1);
  for (int i = 0; i < 40'000; ++i) {
    const auto whole = random.below(1ULL << (1 + random.below(40)));
    const auto places = static_cast<int>(random.below(9));
    expect_same_bits(fmt::format("{}{}.{:0{}}", i % 3 == 0 ? "-" : "", whole,
                                 random.below(1ULL << (1 + random.below(30))), places));
  }
}

TEST(ParseFloat64, agrees_with_the_c_library_on_the_text_of_random_doubles) {
  Random random(2);
  for (int i = 0; i < 40'000; ++i) {
    const auto value = std::bit_cast<double>(random.next());
    if (!std::isfinite(value)) continue;
    expect_same_bits(fmt::format("{}", value));
    const std::string rounded = fmt::format("{:.{}e}", value, random.below(25));
    if (std::isfinite(std::strtod(rounded.c_str(), nullptr))) expect_same_bits(rounded);
  }
}

TEST(ParseFloat64, agrees_with_the_c_library_at_the_edges) {
  for (const char* text : {"0",
                           "-0",
                           "0.0",
                           "-0.0",
                           ".5",
                           "1.",
                           "+1.5",
                           "1e3",
                           "1E-3",
                           "999999999999999",
                           "9999999999999999",
                           "9007199254740993",
                           "0.1",
                           "0.30000000000000004",
                           "1e22",
                           "1e23",
                           "123456789012345.6",
                           "0.000000000000001",
                           "0.0000000000000001",
                           "4.9e-324",
                           "1e-400",
                           "1.7976931348623157e308",
                           "2.2250738585072011e-308"})
    expect_same_bits(text);
}

TEST(ParseFloat64, refuses_what_is_not_a_finite_number) {
  for (const char* text :
       {"",   "-",    "+",   ".",   "-.",  "e",   "1e",  "1e+", "1.2.3", "1 ",
        " 1", "0x10", "1,5", "--1", "+-1", "++1", "abc", "1f",  "12a",   "1_000"})
    EXPECT_EQ(parse_float64(text).fault, NumberFault::not_a_number) << text;
  for (const char* text : {"inf", "-Infinity", "+inf", "NaN", "nan", "1e999", "-1e999"})
    EXPECT_EQ(parse_float64(text).fault, NumberFault::not_finite) << text;
}

TEST(ParseInt64, reads_whole_numbers_in_every_spelling) {
  const std::pair<const char*, std::int64_t> cases[] = {
      {"0", 0},
      {"-0", 0},
      {"+7", 7},
      {"007", 7},
      {"1.0", 1},
      {"1.", 1},
      {"-2.50e1", -25},
      {"1e3", 1000},
      {"100e-2", 1},
      {"0e999999999999", 0},
      {"0.000", 0},
      {"1.0000000000000000000000000", 1},
      {"9223372036854775807", std::numeric_limits<std::int64_t>::max()},
      {"-9223372036854775808", std::numeric_limits<std::int64_t>::min()},
      {"9007199254740993.0", 9007199254740993},
      {"999999999999999999", 999999999999999999}};
  for (const auto& [text, value] : cases) {
    EXPECT_EQ(parse_int64(text).fault, NumberFault::none) << text;
    EXPECT_EQ(parse_int64(text).value, value) << text;
  }
}

TEST(ParseInt64, says_why_not) {
  const std::pair<const char*, NumberFault> cases[] = {
      {"1.5", NumberFault::not_a_whole_number},
      {"1e-3", NumberFault::not_a_whole_number},
      {"9223372036854775808", NumberFault::out_of_int64_range},
      {"-9223372036854775809", NumberFault::out_of_int64_range},
      {"1e19", NumberFault::out_of_int64_range},
      {"1e99999999999999999999", NumberFault::out_of_int64_range},
      {"123456789012345678901234567890", NumberFault::out_of_int64_range},
      {"", NumberFault::not_a_number},
      {"-", NumberFault::not_a_number},
      {".", NumberFault::not_a_number},
      {"1e", NumberFault::not_a_number},
      {"12x", NumberFault::not_a_number},
      {"inf", NumberFault::not_finite},
  };
  for (const auto& [text, fault] : cases) EXPECT_EQ(parse_int64(text).fault, fault) << text;
}

TEST(ParseInt64, reads_back_every_written_number) {
  Random random(3);
  for (int i = 0; i < 20'000; ++i) {
    const auto value =
        static_cast<std::int64_t>(random.next() >> random.below(64)) * (i % 2 == 0 ? 1 : -1);
    EXPECT_EQ(parse_int64(fmt::format("{}", value)).value, value);
  }
}

}  // namespace
}  // namespace vedette
