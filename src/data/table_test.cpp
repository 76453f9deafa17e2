// SPDX-License-Identifier: Apache-2.0
#include "data/table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace vedette {
namespace {

constexpr ColumnType kEveryType[] = {ColumnType::int64, ColumnType::float64, ColumnType::text,
                                     ColumnType::boolean, ColumnType::timestamp};

void push_example(Column& column, int n) {
  switch (column.type) {
    case ColumnType::int64:
    case ColumnType::timestamp:
      return column.push_int64(n * 1'000'000'007LL);
    case ColumnType::float64:
      return column.push_float64(n / 3.0);
    case ColumnType::text:
      return column.push_text(std::string(static_cast<std::size_t>(n), 'x'));
    case ColumnType::boolean:
      return column.push_boolean(n % 2 == 1);
  }
}

/// One column per type, `rows` rows, every fifth value missing.
Table example(int rows) {
  Table table;
  for (const ColumnType type : kEveryType) {
    Column& column = table.columns.emplace_back(Column::make(std::string(to_string(type)), type));
    for (int row = 0; row < rows; ++row)
      row % 5 == 4 ? column.push_missing() : push_example(column, row);
  }
  return table;
}

TEST(ColumnType, names_lead_back_to_the_type) {
  for (const ColumnType type : kEveryType)
    EXPECT_EQ(column_type_from(to_string(type)).value(), type);
  const auto unknown = column_type_from("float");
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().hint.find("float64"), std::string::npos);
}

TEST(TextValues, keeps_empty_texts_and_inner_zero_bytes) {
  TextValues texts;
  texts.push_back("");
  texts.push_back(std::string_view("a\0b", 3));
  texts.push_back("");
  EXPECT_EQ(texts.size(), 3U);
  EXPECT_EQ(texts[0], "");
  EXPECT_EQ(texts[1], std::string_view("a\0b", 3));
  EXPECT_EQ(texts[2], "");
}

TEST(Column, missing_values_are_nan_and_empty_text_in_every_type) {
  for (const ColumnType type : kEveryType) {
    Column column = Column::make("c", type);
    column.push_missing();
    EXPECT_TRUE(std::isnan(column.number(0))) << to_string(type);
    EXPECT_EQ(column.text(0), "") << to_string(type);
  }
}

TEST(Column, a_nan_is_a_missing_value) {
  Column column = Column::make("c", ColumnType::float64);
  column.push_float64(std::nan(""));
  EXPECT_EQ(column.missing[0], 1);
}

TEST(Column, text_form_of_each_type) {
  Column column = Column::make("t", ColumnType::timestamp);
  column.push_int64(1'500'000'000LL * 1'000'000'000);
  EXPECT_EQ(column.text(0), "2017-07-14T02:40:00Z");
  Column flags = Column::make("b", ColumnType::boolean);
  flags.push_boolean(true);
  EXPECT_EQ(flags.text(0), "true");
  EXPECT_EQ(flags.number(0), 1.0);
}

TEST(Column, equality_is_bitwise_and_nan_equals_nan) {
  Column plus = Column::make("c", ColumnType::float64);
  Column minus = plus;
  plus.push_float64(0.0);
  minus.push_float64(-0.0);
  EXPECT_FALSE(plus == minus);
  Column a = Column::make("c", ColumnType::float64);
  a.push_missing();
  EXPECT_TRUE(a == Column(a));
}

TEST(Table, selecting_keeps_the_asked_order_and_repeats) {
  const Table table = example(10);
  const std::uint32_t wanted[] = {7, 0, 4, 7};
  const Table selected = table.select(wanted);
  ASSERT_EQ(selected.rows(), 4U);
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_EQ(selected.columns[c].text(i), table.columns[c].text(wanted[i]));
      EXPECT_EQ(selected.columns[c].missing[i], table.columns[c].missing[wanted[i]]);
    }
}

TEST(Table, appending_the_parts_gives_the_whole) {
  const Table whole = example(23);
  for (std::uint32_t cut = 0; cut <= 23; ++cut) {
    std::vector<std::uint32_t> first;
    std::vector<std::uint32_t> second;
    for (std::uint32_t row = 0; row < 23; ++row) (row < cut ? first : second).push_back(row);
    Table joined = whole.select(first);
    joined.append(whole.select(second));
    EXPECT_EQ(joined.columns, whole.columns) << "cut at " << cut;
  }
}

TEST(Table, finds_columns_by_name) {
  const Table table = example(1);
  EXPECT_EQ(table.find("text"), &table.columns[2]);
  EXPECT_EQ(table.find("Text"), nullptr);
  EXPECT_EQ(Table{}.rows(), 0U);
}

TEST(FormatNumber, is_the_shortest_text_that_reads_back) {
  const std::pair<double, const char*> cases[] = {
      {0.1, "0.1"},
      {1.0, "1"},
      {-0.0, "-0"},
      {1e300, "1e+300"},
      {1.0 / 3.0, "0.3333333333333333"},
      {std::numeric_limits<double>::infinity(), "inf"},
      {-std::numeric_limits<double>::infinity(), "-inf"},
      {-std::nan(""), "nan"},
  };
  for (const auto& [value, text] : cases) EXPECT_EQ(format_number(value), text);
}

TEST(Column, keep_only_drops_rows_behind_a_place) {
  Column numbers = Column::make("n", ColumnType::int64);
  Column words = Column::make("w", ColumnType::text);
  for (int i = 0; i < 6; ++i) {
    i == 4 ? numbers.push_missing() : numbers.push_int64(i);
    words.push_text(std::string(static_cast<std::size_t>(i), 'x'));
  }
  const std::vector<std::uint32_t> kept = {3, 4};
  numbers.keep_only(2, kept);
  words.keep_only(2, kept);
  EXPECT_EQ(numbers.missing, (std::vector<std::uint8_t>{0, 0, 0, 1}));
  EXPECT_EQ(numbers.int64s()[2], 3);
  ASSERT_EQ(words.size(), 4U);
  EXPECT_EQ(words.texts()[1], "x");
  EXPECT_EQ(words.texts()[3], "xxxx");
  words.push_text("next");
  EXPECT_EQ(words.texts()[4], "next");
}

TEST(Column, many_missing_values_are_pushed_at_once) {
  for (const auto type : {ColumnType::int64, ColumnType::float64, ColumnType::text,
                          ColumnType::boolean, ColumnType::timestamp}) {
    Column one_by_one = Column::make("c", type);
    for (int i = 0; i < 3; ++i) one_by_one.push_missing();
    Column at_once = Column::make("c", type);
    at_once.push_missing(3);
    EXPECT_EQ(at_once, one_by_one);
  }
}

}  // namespace
}  // namespace vedette
