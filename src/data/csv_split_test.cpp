// SPDX-License-Identifier: Apache-2.0
#include "data/csv_split.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace vedette {
namespace {

using Row = std::vector<std::string>;
using Rows = std::vector<Row>;

constexpr std::string_view kFaultNames[] = {"", "<unclosed_quote>", "<text_after_quote>",
                                            "<row_too_long>"};

/// Splits with at most `piece` new bytes per call, as a reader with such a buffer would; a faulty
/// row is its fault and its raw text.
Rows split_all(const std::string& text, std::size_t piece, std::size_t limit = 1000) {
  CsvSplitter splitter(',', limit);
  Rows rows;
  std::size_t begin = 0;
  std::size_t end = 0;
  while (begin < text.size()) {
    end = std::min(text.size(), end + piece);
    const std::string window = text.substr(begin, end - begin) + std::string(64, '"');
    const auto last =
        end == text.size() ? CsvSplitter::End::last : CsvSplitter::End::more_may_follow;
    const std::size_t done =
        splitter.split(std::string_view(window).substr(0, end - begin), 3, last);
    for (const CsvRow& row : splitter.rows()) {
      Row& cells = rows.emplace_back();
      if (row.fault != CsvFault::none)
        cells = {std::string(kFaultNames[static_cast<int>(row.fault)]), std::string(row.raw)};
      for (const std::string_view cell : splitter.cells_of(row)) cells.emplace_back(cell);
    }
    begin += done;
  }
  return rows;
}

struct Case {
  const char* text;
  Rows rows;
};

const Case kCases[] = {
    {"", {}},
    {"\n\r\n\n", {}},
    {"a,b\nc,d\n", {{"a", "b"}, {"c", "d"}}},
    {"a,b\r\nc,d", {{"a", "b"}, {"c", "d"}}},
    {"a,b\rc,d\r", {{"a", "b"}, {"c", "d"}}},
    {"a\n\nb", {{"a"}, {"b"}}},
    {",\n,,", {{"", ""}, {"", "", ""}}},
    {"\"\"\n", {{""}}},
    {"\"a,b\",\"c\nd\"\r\ne,f", {{"a,b", "c\nd"}, {"e", "f"}}},
    {"\"a\"\"b\",\"\"\"\"\n", {{"a\"b", "\""}}},
    {"a\"b,c\"\"\n", {{"a\"b", "c\"\""}}},
    {"\"a\",", {{"a", ""}}},
    {"\"a\"", {{"a"}}},
    {"1,\"open\n2,b\n", {{"<unclosed_quote>", "1,\"open"}, {"2", "b"}}},
    {"1,\"open", {{"<unclosed_quote>", "1,\"open"}}},
    {"1,\"a\"x\n2,b\n", {{"<text_after_quote>", "1,\"a\"x"}, {"2", "b"}}},
    {"1,\"a\nb\"x\n2,b\n", {{"<text_after_quote>", "1,\"a"}, {"b\"x"}, {"2", "b"}}},
};

TEST(CsvSplitter, follows_rfc_4180_wherever_the_text_is_cut) {
  for (const Case& c : kCases) {
    const std::string text = c.text;
    for (std::size_t piece = 1; piece <= text.size() + 1; ++piece)
      EXPECT_EQ(split_all(text, piece), c.rows) << text << " in pieces of " << piece;
  }
}

TEST(CsvSplitter, a_row_over_the_limit_costs_its_line_only) {
  const std::string text = "a,b\n" + std::string(30, 'x') + ",y\nc,d\n";
  const Rows expected = {{"a", "b"}, {"<row_too_long>", std::string(10, 'x')}, {"c", "d"}};
  for (std::size_t piece = 1; piece <= text.size(); ++piece)
    EXPECT_EQ(split_all(text, piece, 10), expected) << "in pieces of " << piece;
}

TEST(CsvSplitter, a_row_of_exactly_the_limit_is_a_row) {
  EXPECT_EQ(split_all("0123456789\n", 3, 10), (Rows{{"0123456789"}}));
  EXPECT_EQ(split_all("\"01234567\"\n", 3, 10), (Rows{{"01234567"}}));
  EXPECT_EQ(split_all("\"01234567\"", 3, 10), (Rows{{"01234567"}}));
}

TEST(CsvSplitter, a_quote_that_swallows_the_limit_costs_its_line_only) {
  std::string text = "1,\"stray\n";
  for (int i = 0; i < 5; ++i) text += "2,b\n";
  Rows expected = {{"<unclosed_quote>", "1,\"stray"}};
  for (int i = 0; i < 5; ++i) expected.push_back({"2", "b"});
  for (std::size_t piece = 1; piece <= text.size(); ++piece)
    EXPECT_EQ(split_all(text, piece, 15), expected) << "in pieces of " << piece;
}

TEST(CsvSplitter, no_text_depends_on_where_it_is_cut) {
  Random random(11);
  constexpr std::string_view kAlphabet = "a\",\n\r";
  for (int trial = 0; trial < 400; ++trial) {
    std::string text;
    while (text.size() < 90) text += kAlphabet[random.below(kAlphabet.size())];
    for (const std::size_t limit : {7U, 20U, 1000U}) {
      const Rows whole = split_all(text, text.size(), limit);
      for (const std::size_t piece : {1U, 2U, 13U, 63U, 64U, 65U})
        ASSERT_EQ(split_all(text, piece, limit), whole) << text << "\nlimit " << limit;
    }
  }
}

}  // namespace
}  // namespace vedette
