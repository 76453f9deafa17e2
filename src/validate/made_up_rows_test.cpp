// SPDX-License-Identifier: Apache-2.0
#include "validate/made_up_rows.hpp"

#include <gmock/gmock.h>

#include <numeric>

#include "base/random.hpp"

namespace vedette {
namespace {

Schema schema() {
  Schema schema;
  schema.columns = {{.name = "bytes", .type = ColumnType::int64},
                    {.name = "rate", .type = ColumnType::float64},
                    {.name = "proto", .type = ColumnType::text},
                    {.name = "syn", .type = ColumnType::boolean},
                    {.name = "kind", .type = ColumnType::int64, .categories = {"1", "2"}},
                    {.name = "seen", .type = ColumnType::timestamp},
                    {.name = "label", .type = ColumnType::text, .role = Role::label}};
  return schema;
}

Table training_rows() {
  Table table;
  for (const ColumnSpec& spec : schema().columns)
    table.columns.push_back(Column::make(spec.name, spec.type));
  for (int i = 0; i < 1000; ++i) {
    table.columns[0].push_int64(i);
    i % 4 == 0 ? table.columns[1].push_missing() : table.columns[1].push_float64(i * 0.5);
    table.columns[2].push_text(i % 5 == 0 ? "udp" : "tcp");
    table.columns[3].push_boolean(i % 2 == 0);
    table.columns[4].push_int64(1 + i % 2);
    table.columns[5].push_int64(1'700'000'000'000'000'000 + i);
    table.columns[6].push_text("normal");
  }
  return table;
}

ReferenceSketch sketch() {
  const Table table = training_rows();
  std::vector<std::uint32_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  return make_sketch(table, schema(), rows);
}

TEST(MadeUpRows, have_every_feature_with_the_shares_of_its_values) {
  const Table table = made_up_rows(sketch(), schema(), 100, 1);
  ASSERT_EQ(table.rows(), 100U);
  EXPECT_EQ(table.find("label"), nullptr);
  for (const ColumnSpec& spec : schema().columns) {
    if (spec.role != Role::feature) continue;
    ASSERT_NE(table.find(spec.name), nullptr) << spec.name;
    EXPECT_EQ(table.find(spec.name)->type, spec.type);
  }
  double bytes = 0;
  int missing = 0, udp = 0, syn = 0, ones = 0;
  for (std::size_t i = 0; i < 100; ++i) {
    bytes += table.find("bytes")->number(i) / 100;
    missing += table.find("rate")->missing[i];
    udp += table.find("proto")->text(i) == "udp" ? 1 : 0;
    syn += table.find("syn")->booleans()[i];
    ones += table.find("kind")->int64s()[i] == 1 ? 1 : 0;
  }
  EXPECT_NEAR(bytes, 500, 5);
  EXPECT_EQ(missing, 25);
  EXPECT_EQ(udp, 20);
  EXPECT_EQ(syn, 50);
  EXPECT_EQ(ones, 50);
}

TEST(MadeUpRows, same_seed_same_rows_and_columns_do_not_rise_together) {
  const Table one = made_up_rows(sketch(), schema(), 50, 1);
  EXPECT_EQ(one.columns, made_up_rows(sketch(), schema(), 50, 1).columns);
  EXPECT_NE(one.columns, made_up_rows(sketch(), schema(), 50, 2).columns);
  int together = 0;
  for (std::size_t i = 1; i < 50; ++i) {
    const auto rises = [&](const char* name) {
      return one.find(name)->number(i) > one.find(name)->number(i - 1);
    };
    together += rises("bytes") == rises("seen") ? 1 : 0;
  }
  EXPECT_LT(together, 40);
}

TEST(MadeUpRows, columns_that_the_sketch_lacks_are_missing) {
  const Table table = made_up_rows(ReferenceSketch{}, schema(), 3, 1);
  ASSERT_EQ(table.rows(), 3U);
  for (const Column& column : table.columns)
    EXPECT_THAT(column.missing, testing::Each(1)) << column.name;
  EXPECT_EQ(made_up_rows(sketch(), schema(), 0, 1).rows(), 0U);
}

}  // namespace
}  // namespace vedette
