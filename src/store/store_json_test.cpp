// SPDX-License-Identifier: Apache-2.0
#include "store/store_json.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace vedette {
namespace {

Table one_row() {
  Table table;
  table.columns = {Column::make("n", ColumnType::int64), Column::make("x", ColumnType::float64),
                   Column::make("inf", ColumnType::float64), Column::make("t", ColumnType::text),
                   Column::make("b", ColumnType::boolean),
                   Column::make("at", ColumnType::timestamp), Column::make("no", ColumnType::int64)};
  table.columns[0].push_int64(std::numeric_limits<std::int64_t>::max());
  table.columns[1].push_float64(0.1);
  table.columns[2].push_float64(-std::numeric_limits<double>::infinity());
  table.columns[3].push_text("a\"b");
  table.columns[4].push_boolean(true);
  table.columns[5].push_int64(0);
  table.columns[6].push_missing();
  return table;
}

TEST(StoreJson, a_row_keeps_its_types_and_its_order) {
  EXPECT_EQ(dump_json(row_json(one_row(), 0)),
            R"({"n":9223372036854775807,"x":0.1,"inf":"-inf","t":"a\"b","b":true,)"
            R"("at":"1970-01-01T00:00:00Z","no":null})");
}

TEST(StoreJson, a_quarantined_row_begins_with_its_source) {
  const QuarantinedRow row{"s1", {.file = "a.csv", .row = 3, .byte = 7, .rule = "not_a_number",
                                  .message = "no", .raw = "x"}};
  EXPECT_EQ(dump_json(to_json(row)),
            R"({"source":"s1","file":"a.csv","row":3,"column":"","byte":7,"rule":"not_a_number",)"
            R"("message":"no","raw":"x"})");
}

TEST(StoreJson, a_data_set_has_its_sources) {
  DatasetInfo info;
  info.name = "d";
  info.sources.emplace_back().rows = 4;
  const Json json = to_json(info);
  EXPECT_EQ(json["name"], "d");
  EXPECT_EQ(json["created_at"], "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(json["sources"][0]["rows"], 4);
  EXPECT_EQ(json["sources"][0]["complete"], false);
}

}  // namespace
}  // namespace vedette
