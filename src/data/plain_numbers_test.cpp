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

/// Texts as rows of so many columns, after one column that is not asked for.
struct MadeRows {
  MadeRows(const Texts& all, std::size_t columns) : texts(all), width(columns) {
    for (std::size_t i = 0; i + width <= texts.size(); i += width) {
      std::vector<std::string_view> cells(all.begin() + static_cast<std::ptrdiff_t>(i),
                                          all.begin() + static_cast<std::ptrdiff_t>(i + width));
      cells.insert(cells.begin(), "-7");
      rows.push_back(copies.add(cells));
    }
  }
  [[nodiscard]] const std::string& text(std::size_t row, std::size_t column) const {
    return texts[row * width + column];
  }

  const Texts& texts;
  std::size_t width;
  CopiedRows copies;
  std::vector<RowText> rows;
};

/// Cells side by side are left, or have the same bits, as each by itself; so many are left.
template <class Number>
std::size_t expect_agreement_side_by_side(const Texts& texts, std::size_t columns, Simd simd) {
  const MadeRows made(texts, columns);
  std::vector<std::vector<Number>> values(columns, std::vector<Number>(made.rows.size()));
  std::vector<Number*> places;
  for (std::vector<Number>& column : values) places.push_back(column.data());
  const std::vector<LeftCells> left =
      parse_plain_columns(made.rows, 1, std::span<Number* const>(places), simd);
  EXPECT_EQ(left.size(), columns);
  std::size_t count = 0;
  for (std::size_t c = 0; c < columns; ++c) {
    EXPECT_EQ(std::ranges::adjacent_find(left[c], std::ranges::greater_equal{}), left[c].end());
    count += left[c].size();
    for (std::size_t row = 0; row < made.rows.size(); ++row) {
      if (std::ranges::binary_search(left[c], row)) continue;
      const ParsedNumber<Number> expected = parse_one(made.text(row, c), Number{});
      EXPECT_EQ(expected.fault, NumberFault::none) << made.text(row, c);
      EXPECT_EQ(std::bit_cast<std::uint64_t>(values[c][row]),
                std::bit_cast<std::uint64_t>(expected.value))
          << made.text(row, c) << " in row " << row << ", column " << c;
    }
  }
  return count;
}

constexpr std::string_view kMostlyDigits = "0123456789012345678901234567890123456789..-+e x";

/// Up to so many bytes of digits, points and a few others; half of them begin with a minus.
Texts random_texts(std::size_t count, std::size_t most_bytes, std::string_view alphabet) {
  Random random(count + most_bytes);
  Texts texts(count);
  for (std::string& text : texts) {
    if (random.below(2) == 0) text += '-';
    const std::size_t size = random.below(most_bytes + 1);
    while (text.size() < size) text += alphabet[random.below(alphabet.size())];
  }
  return texts;
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
  const Texts texts = random_texts(60'000, 20, kMostlyDigits);
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

TEST(PlainNumbers, side_by_side_agree_on_anything) {
  for (const Simd simd : all_simd())
    for (const std::size_t bytes : {2, 4, 8, 9, 10, 17, 40}) {
      const Texts texts = random_texts(4'000, bytes, kMostlyDigits);
      const std::size_t left = expect_agreement_side_by_side<double>(texts, 1, simd);
      const std::size_t left_whole = expect_agreement_side_by_side<std::int64_t>(texts, 1, simd);
      for (const std::size_t columns : {8, 10, 40}) {  // each divides the number of texts
        EXPECT_EQ(expect_agreement_side_by_side<double>(texts, columns, simd), left);
        EXPECT_EQ(expect_agreement_side_by_side<std::int64_t>(texts, columns, simd), left_whole);
      }
    }
}

TEST(PlainNumbers, side_by_side_leave_no_plain_number_of_any_usual_size) {
  for (const Simd simd : all_simd())
    for (const std::size_t bytes : {1, 5, 7, 8, 9, 12, 14}) {
      Random random(bytes);
      std::uint64_t above = 1;
      for (std::size_t i = 0; i < bytes; ++i) above *= 10;
      Texts wholes;
      Texts decimals;
      for (int i = 0; i < 3'600; ++i) {
        std::string digits = fmt::format("{:0{}}", random.below(above), bytes);
        const std::string sign = random.below(2) == 0 ? "-" : "";
        wholes.push_back(fmt::format("{}{}", sign, digits));
        decimals.push_back(sign + digits.insert(random.below(bytes + 1), "."));
      }
      EXPECT_EQ(expect_agreement_side_by_side<std::int64_t>(wholes, 9, simd), 0U) << bytes;
      EXPECT_EQ(expect_agreement_side_by_side<double>(decimals, 9, simd), 0U) << bytes;
    }
}

TEST(PlainNumbers, side_by_side_each_cell_is_read_once_and_no_other_is_written) {
  for (const Simd simd : all_simd())
    for (std::size_t rows = 0; rows < 27; ++rows)
      for (std::size_t columns = 1; columns < 19; ++columns) {
        Texts texts;
        std::size_t bad = 0;
        for (std::size_t i = 0; i < rows * columns; ++i) {
          texts.push_back(i % 5 == 3 ? "x" : i % 7 == 2 ? "123456789012" : "-1.5");
          bad += texts.back() == "x" ? 1 : 0;
        }
        EXPECT_EQ(expect_agreement_side_by_side<double>(texts, columns, simd), bad)
            << rows << " rows, " << columns << " columns";
      }
}

TEST(PlainNumbers, side_by_side_may_be_far_apart) {
  Texts texts;
  for (int i = 0; i < 24 * 9; ++i)
    texts.push_back(i % 9 == 4 ? std::string(static_cast<std::size_t>(i), 'x') : "-0.25");
  for (const Simd simd : all_simd())
    EXPECT_EQ(expect_agreement_side_by_side<double>(texts, 9, simd), 24U);
}

}  // namespace
}  // namespace vedette
