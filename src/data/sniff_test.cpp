// SPDX-License-Identifier: Apache-2.0
#include "data/sniff.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.hpp"
#include "data/test_reading.hpp"

namespace vedette {
namespace {

/// Sniffs text through a file, and checks that the schema found reads the file back.
Result<SniffResult> sniff_text(const std::string& text) {
  const std::string path = testing::TempDir() + "/vedette sniff.csv";
  EXPECT_TRUE(write_file_atomically(path, text));
  Result<SniffResult> found = sniff(path, 1000);
  if (found) {
    const Schema schema = sniff_schema(path).value();
    EXPECT_EQ(schema.name, "vedette_sniff_csv");
    EXPECT_TRUE(parse_schema(to_yaml(schema), "inferred.yaml")) << to_yaml(schema);
    const Result<ReadTable> read = read_rows(path, schema);
    EXPECT_TRUE(read) << to_string(read.error());
    if (read) {
      EXPECT_EQ(read->table.rows(), found->rows);
      EXPECT_TRUE(read->rejected.empty()) << read->rejected[0].message;
    }
  }
  std::filesystem::remove(path);
  return found;
}

ColumnType type_of(const std::string& values) {
  return sniff_text("before,column,after\n" + values).value().columns[1].type;
}

TEST(Sniff, finds_the_narrowest_type_of_each_column) {
  EXPECT_EQ(type_of("x,1,x\nx,-2.0,x\n"), ColumnType::int64);
  EXPECT_EQ(type_of("x,1,x\nx,2.5,x\n"), ColumnType::float64);
  EXPECT_EQ(type_of("x,1,x\nx,99999999999999999999,x\n"), ColumnType::float64);
  EXPECT_EQ(type_of("x,true,x\nx,No,x\n"), ColumnType::boolean);
  EXPECT_EQ(type_of("x,0,x\nx,1,x\n"), ColumnType::int64);
  EXPECT_EQ(type_of("x,2017-07-03 11:57:51,x\n"), ColumnType::timestamp);
  EXPECT_EQ(type_of("x,25/07/2017,x\nx,03/07/2017,x\n"), ColumnType::timestamp);
  EXPECT_EQ(type_of("x,03/07/2017,x\n"), ColumnType::text);
  EXPECT_EQ(type_of("x,1,x\nx,tcp,x\n"), ColumnType::text);
  EXPECT_EQ(type_of("x,,x\n"), ColumnType::float64);
}

TEST(Sniff, counts_values_markers_and_range) {
  const SniffResult found = sniff_text("a,b\n1,-\n2.5,http\n?,http\ninf,\n-3,dns\n").value();
  EXPECT_EQ(found.rows, 5U);
  const SniffedColumn& a = found.columns[0];
  EXPECT_EQ(a.type, ColumnType::float64);
  EXPECT_EQ(a.markers, (Words{"?", "inf"}));
  EXPECT_EQ(a.values, 3U);
  EXPECT_EQ(a.missing, 2U);
  EXPECT_EQ(a.min, -3);
  EXPECT_EQ(a.max, 2.5);
  const SniffedColumn& b = found.columns[1];
  EXPECT_EQ(b.markers, Words{"-"});
  EXPECT_EQ(b.distinct, 2U);
  EXPECT_EQ(b.examples, (Words{"http", "dns"}));
}

TEST(Sniff, names_columns_without_a_header_by_number) {
  const SniffResult found = sniff_text("0;tcp;1.5\n1;udp;2\n").value();
  EXPECT_FALSE(found.has_header);
  EXPECT_EQ(found.delimiter, ';');
  EXPECT_EQ(found.columns[2].name, "c3");
}

TEST(Sniff, makes_names_canonical_and_unique) {
  const SniffResult found = sniff_text(
                                "\xEF\xBB\xBF"
                                "Flow Bytes/s,a b,a_b,a-b,id.orig_h,%\n1,2,3,4,5,6\n")
                                .value();
  Words names;
  for (const SniffedColumn& column : found.columns) names.push_back(column.name);
  EXPECT_EQ(names, (Words{"Flow_Bytes_s", "a_b_2", "a_b", "a_b_3", "id_orig_h", "c6"}));
}

TEST(Sniff, reads_json_lines) {
  const SniffResult found =
      sniff_text("{\"ts\": 1.5, \"id\": {\"h\": \"a\"}}\n{\"ts\": 2, \"n\": 7}\n").value();
  EXPECT_EQ(found.format, FileFormat::jsonl);
  EXPECT_EQ(found.rows, 2U);
  ASSERT_EQ(found.columns.size(), 3U);
  EXPECT_EQ(found.columns[0].raw_name, "id.h");
  EXPECT_EQ(found.columns[0].name, "id_h");
  EXPECT_EQ(found.columns[1].type, ColumnType::int64);
  EXPECT_EQ(found.columns[2].type, ColumnType::float64);
}

TEST(Sniff, a_file_without_rows_is_an_error) {
  EXPECT_EQ(sniff_text("").error().code, ErrorCode::malformed);
  EXPECT_EQ(sniff_text("{\n").error().code, ErrorCode::malformed);
  EXPECT_EQ(sniff("/nonexistent").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace vedette
