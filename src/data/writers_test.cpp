// SPDX-License-Identifier: Apache-2.0
#include "data/writers.hpp"

#include <gtest/gtest.h>

#include "data/csv_reader.hpp"
#include "data/jsonl_reader.hpp"
#include "data/test_reading.hpp"

namespace vedette {
namespace {

Schema every_type() {
  return parse_schema(R"(name: every_type
columns:
  - {name: i, type: int64}
  - {name: x, type: float64}
  - {name: t, type: text}
  - {name: b, type: boolean}
  - {name: at, type: timestamp}
)",
                      "every_type.yaml")
      .value();
}

Table example() {
  Table table;
  for (const ColumnSpec& column : every_type().columns)
    table.columns.push_back(Column::make(column.name, column.type));
  const std::string_view texts[] = {
      "plain", "a,b", "say \"hi\"", "two\r\nlines", "gr\xC3\xBC\xC3\x9F", "\\"};
  const double numbers[] = {0.1, -0.0, 1e300, 5e-324, 1.0 / 3.0, -12345678.9};
  const std::int64_t integers[] = {0, -1, 9007199254740993, INT64_MAX, INT64_MIN, 7};
  for (std::size_t row = 0; row < 6; ++row) {
    table.columns[0].push_int64(integers[row]);
    table.columns[1].push_float64(numbers[row]);
    table.columns[2].push_text(texts[row]);
    table.columns[3].push_boolean(row % 2 == 0);
    table.columns[4].push_int64(1'500'000'000'123'456'789 + static_cast<std::int64_t>(row) * 11);
  }
  for (Column& column : table.columns) column.push_missing();
  return table;
}

TEST(Writers, csv_reads_back_to_the_same_table) {
  for (const char delimiter : {',', ';', '\t', '|'}) {
    const Table table = example();
    const std::string text = csv_header(table, delimiter) + csv_rows(table, delimiter);
    const Reading reading =
        drain(open_csv(ByteSource::from_memory(text, "t.csv").value(), every_type(), {}),
              every_type(), 4);
    ASSERT_FALSE(reading.error) << to_string(*reading.error) << text;
    EXPECT_EQ(reading.table.columns, table.columns) << text;
  }
}

TEST(Writers, json_lines_read_back_to_the_same_table_but_for_the_empty_row) {
  const Table table = example();
  const std::string text = jsonl_rows(table);
  const Reading reading =
      drain(open_jsonl(ByteSource::from_memory(text, "t.json").value(), every_type(), {}),
            every_type(), 4);
  ASSERT_FALSE(reading.error) << to_string(*reading.error);
  EXPECT_EQ(reading.table.columns, table.columns) << text;
}

TEST(Writers, a_row_of_one_missing_value_is_not_an_empty_line) {
  Table table;
  table.columns.push_back(Column::make("a", ColumnType::text));
  table.columns[0].push_missing();
  EXPECT_EQ(csv_rows(table), "\"\"\n");
}

TEST(CsvField, is_quoted_only_where_it_must_be) {
  EXPECT_EQ(csv_field("plain text"), "plain text");
  EXPECT_EQ(csv_field("a;b"), "a;b");
  EXPECT_EQ(csv_field("a;b", ';'), "\"a;b\"");
  EXPECT_EQ(csv_field("\""), "\"\"\"\"");
}

}  // namespace
}  // namespace vedette
