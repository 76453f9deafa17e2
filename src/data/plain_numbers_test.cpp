// SPDX-License-Identifier: Apache-2.0
// Held against the parser of single texts, which is held against the C library.
#include "data/plain_numbers.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>

#include "base/random.hpp"
#include "data/decimal.hpp"
#include "data/test_simd.hpp"

namespace vedette {
namespace {

using Texts = std::vector<std::string>;

/// The texts as one column of rows, between two others.
struct MadeCells {
  explicit MadeCells(const Texts& texts) {
    for (const std::string& text : texts)
      rows.push_back(copies.add(std::vector<std::string_view>{"-9.9", text, "7.7"}));
  }
  [[nodiscard]] Cells cells() const { return {rows, 1}; }

  CopiedRows copies;
  std::vector<RowText> rows;
};

ParsedNumber<double> parse_one(std::string_view text, double /*type*/) {
  return parse_float64(text);
}
ParsedNumber<std::int64_t> parse_one(std::string_view text, std::int64_t /*type*/) {
  return parse_int64(text);
}

/// Every cell is left alone, or has the same bits as by itself.
template <class Number>
LeftCells expect_agreement(const Texts& texts, Simd simd) {
  const MadeCells made(texts);
  std::vector<Number> values(texts.size());
  const LeftCells left = parse_plain(made.cells(), std::span(values), simd);
  EXPECT_TRUE(std::ranges::is_sorted(left));
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (std::ranges::binary_search(left, i)) continue;
    const ParsedNumber<Number> expected = parse_one(texts[i], Number{});
    EXPECT_EQ(expected.fault, NumberFault::none) << texts[i];
    EXPECT_EQ(std::bit_cast<std::uint64_t>(values[i]), std::bit_cast<std::uint64_t>(expected.value))
        << texts[i];
  }
  return left;
}

TEST(PlainNumbers, leave_no_plain_decimal_of_up_to_15_bytes) {
  Texts texts = {"0",   "-0", "0.0",   "-0.0",     ".5",
                 "-.5", "1.", "00012", "0.000001", "-123456.654321"};
  Random random(1);
  for (int i = 0; i < 50'000; ++i)
    texts.push_back(fmt::format("{}{}.{:0{}}", i % 3 == 0 ? "-" : "", random.below(1U << 19),
                                random.below(1'000'000), 6));
  for (const Simd simd : all_simd()) EXPECT_TRUE(expect_agreement<double>(texts, simd).empty());
}

TEST(PlainNumbers, leave_no_whole_number_of_up_to_15_bytes) {
  Texts texts = {"0", "-0", "007", "-7", "99999999999999", "-9999999999999"};
  Random random(2);
  for (int i = 0; i < 50'000; ++i)
    texts.push_back(
        fmt::format("{}{}", i % 3 == 0 ? "-" : "", random.below(1ULL << (1 + random.below(46)))));
  for (const Simd simd : all_simd())
    EXPECT_TRUE(expect_agreement<std::int64_t>(texts, simd).empty());
}

TEST(PlainNumbers, leave_what_is_no_plain_decimal) {
  const Texts texts = {"",   "-",  ".",   "-.",  "--1", "1-",   "1.2.3", "1,5", "1e5",  "nan", "+1",
                       " 1", "1 ", "0x1", "..5", "1..", "-1.-", "1:2",   "1/2", "\x01", "\xB0"};
  for (const Simd simd : all_simd()) {
    const LeftCells left = expect_agreement<double>(texts, simd);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const bool is_number = parse_float64(texts[i]).fault == NumberFault::none;
      EXPECT_TRUE(is_number || std::ranges::binary_search(left, i)) << texts[i];
    }
  }
}

TEST(PlainNumbers, agree_with_the_parser_of_one_text_on_anything) {
  constexpr std::string_view kAlphabet = "0123456789012345678901234567890123456789..-+e x";
  Random random(3);
  Texts texts;
  for (int i = 0; i < 60'000; ++i) {
    std::string& text = texts.emplace_back();
    if (i % 2 == 0) text += '-';
    const std::size_t size = random.below(20);
    while (text.size() < size) text += kAlphabet[random.below(kAlphabet.size())];
  }
  for (const Simd simd : all_simd()) {
    expect_agreement<double>(texts, simd);
    expect_agreement<std::int64_t>(texts, simd);
  }
}

TEST(PlainNumbers, agree_for_any_number_of_cells_and_write_no_further) {
  for (const Simd simd : all_simd())
    for (std::size_t count = 0; count < 140; ++count) {
      Texts texts;
      for (std::size_t i = 0; i < count; ++i) texts.push_back(i % 11 == 3 ? "x" : "-1.5");
      const LeftCells left = expect_agreement<double>(texts, simd);
      EXPECT_EQ(left.size(), (count + 7) / 11) << count;
    }
}

TEST(PlainNumbers, agree_with_the_point_at_any_place) {
  Texts texts;
  for (std::size_t size = 1; size <= 17; ++size)
    for (std::size_t point = 0; point <= size; ++point)
      for (const std::string_view sign : {"", "-"}) {
        std::string digits = std::string("12345678901234567").substr(0, size);
        texts.push_back(std::string(sign) + digits.insert(point, "."));
      }
  for (const Simd simd : all_simd()) expect_agreement<double>(texts, simd);
}

TEST(PlainNumbers, agree_where_the_mantissa_passes_53_bits) {
  Texts texts;
  for (std::uint64_t n = (1ULL << 53) - 20; n < (1ULL << 53) + 20; ++n) {
    texts.push_back(fmt::format("{}", n));
    texts.push_back(fmt::format("{}.{}", n / 1000, n % 1000));
  }
  for (const Simd simd : all_simd()) {
    expect_agreement<double>(texts, simd);
    expect_agreement<std::int64_t>(texts, simd);
  }
}

}  // namespace
}  // namespace vedette
