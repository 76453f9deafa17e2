// SPDX-License-Identifier: Apache-2.0
#include "store/segment.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "base/random.hpp"

namespace vedette {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Column ints(std::string name, ColumnType type, std::vector<std::int64_t> values) {
  Column column = Column::make(std::move(name), type);
  for (const std::int64_t value : values) column.push_int64(value);
  return column;
}

Column doubles(std::string name, std::vector<double> values) {
  Column column = Column::make(std::move(name), ColumnType::float64);
  for (const double value : values) column.push_float64(value);
  return column;
}

Column texts(std::string name, std::vector<std::string> values) {
  Column column = Column::make(std::move(name), ColumnType::text);
  for (const std::string& value : values) column.push_text(value);
  return column;
}

/// Every type with its extremes, six rows, the last one missing throughout.
Table extremes() {
  using Limits = std::numeric_limits<std::int64_t>;
  Table table;
  table.columns.push_back(
      ints("wide", ColumnType::int64, {Limits::min(), -1, 0, 1, Limits::max()}));
  table.columns.push_back(ints("byte", ColumnType::int64, {-100, 0, 1, 2, 155}));
  table.columns.push_back(ints("same", ColumnType::int64, {7, 7, 7, 7, 7}));
  table.columns.push_back(
      ints("time", ColumnType::timestamp, {0, -1, 1499082000123456789, Limits::max(), 5}));
  table.columns.push_back(doubles(
      "odd", {-0.0, kInfinity, -kInfinity, std::numeric_limits<double>::denorm_min(), 0.1}));
  table.columns.push_back(doubles("whole", {0, 1, 65535, -3, 9007199254740992.0}));
  table.columns.push_back(
      texts("text", {"", "a", std::string("n\0l", 3), "\xFF\xFE", "gr\xC3\xBC"}));
  table.columns.push_back(texts("few", {"tcp", "udp", "tcp", "tcp", "udp"}));
  Column flags = Column::make("flag", ColumnType::boolean);
  for (const bool flag : {true, false, true, true, false}) flags.push_boolean(flag);
  table.columns.push_back(std::move(flags));
  for (Column& column : table.columns) column.push_missing();
  return table;
}

void expect_round_trip(const Table& table) {
  const auto bytes = pack_segment(table);
  ASSERT_TRUE(bytes) << to_string(bytes.error());
  const auto back = unpack_segment(*bytes);
  ASSERT_TRUE(back) << to_string(back.error());
  EXPECT_EQ(back->columns, table.columns);
}

TEST(Segment, every_type_comes_back_exactly) {
  expect_round_trip(extremes());
}

TEST(Segment, negative_zero_keeps_its_sign) {
  Table table;
  table.columns.push_back(doubles("z", {-0.0, 0.0}));
  const Table back = unpack_segment(pack_segment(table).value()).value();
  EXPECT_TRUE(std::signbit(back.columns[0].float64s()[0]));
  EXPECT_FALSE(std::signbit(back.columns[0].float64s()[1]));
}

TEST(Segment, empty_tables_come_back) {
  expect_round_trip({});
  Table no_rows;
  for (const ColumnType type : {ColumnType::int64, ColumnType::float64, ColumnType::text,
                                ColumnType::boolean, ColumnType::timestamp})
    no_rows.columns.push_back(Column::make("c", type));
  expect_round_trip(no_rows);
}

TEST(Segment, columns_without_any_value_come_back) {
  Table table;
  for (const ColumnType type : {ColumnType::int64, ColumnType::float64, ColumnType::text,
                                ColumnType::boolean, ColumnType::timestamp}) {
    table.columns.push_back(Column::make("c", type));
    for (int i = 0; i < 9; ++i) table.columns.back().push_missing();
  }
  expect_round_trip(table);
}

TEST(Segment, random_tables_come_back) {
  Random random(3);
  for (int round = 0; round < 50; ++round) {
    Table table;
    table.columns.push_back(Column::make("i", ColumnType::int64));
    table.columns.push_back(Column::make("d", ColumnType::float64));
    table.columns.push_back(Column::make("t", ColumnType::text));
    const std::uint64_t width = random.below(64);
    for (std::uint64_t row = random.below(300); row > 0; --row) {
      table.columns[0].push_int64(static_cast<std::int64_t>(random.next() >> width));
      table.columns[1].push_float64(random.normal());
      table.columns[2].push_text(std::string(random.below(5), 'x'));
      if (random.below(4) == 0)
        for (Column& column : table.columns) column.push_missing();
    }
    expect_round_trip(table);
  }
}

TEST(Segment, small_numbers_take_few_bytes) {
  Table table;
  table.columns.push_back(Column::make("i", ColumnType::int64));
  Random random(1);
  for (std::size_t i = 0; i < kSegmentRows; ++i)
    table.columns[0].push_int64(1'000'000 + static_cast<std::int64_t>(random.below(256)));
  EXPECT_LT(pack_segment(table)->size(), kSegmentRows + 200);
}

TEST(Segment, bytes_cut_short_are_refused_at_any_length) {
  const std::string bytes = pack_segment(extremes()).value();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto back = unpack_segment(std::string_view(bytes).substr(0, size));
    ASSERT_FALSE(back);
    ASSERT_EQ(back.error().code, ErrorCode::malformed) << size;
  }
}

TEST(Segment, a_changed_bit_is_refused_anywhere) {
  const std::string good = pack_segment(extremes()).value();
  for (std::size_t i = 0; i < good.size() * 8; ++i) {
    std::string bad = good;
    bad[i / 8] = static_cast<char>(bad[i / 8] ^ 1 << i % 8);
    ASSERT_FALSE(unpack_segment(bad)) << "bit " << i;
  }
}

TEST(Segment, trailing_foreign_and_newer_bytes_are_refused) {
  const std::string good = pack_segment(extremes()).value();
  EXPECT_EQ(unpack_segment(good + "x").error().code, ErrorCode::malformed);
  EXPECT_EQ(unpack_segment("PK\x03\x04 something else").error().code, ErrorCode::malformed);
  std::string newer = good;
  newer[4] = 9;
  EXPECT_EQ(unpack_segment(newer).error().code, ErrorCode::unsupported);
}

TEST(Segment, more_cells_than_a_segment_holds_are_refused) {
  Table table;
  Column column = Column::make("c", ColumnType::boolean);
  column.values = std::vector<std::uint8_t>(kMaxSegmentCells + 1);
  column.missing.assign(kMaxSegmentCells + 1, 0);
  table.columns.push_back(std::move(column));
  EXPECT_EQ(pack_segment(table).error().code, ErrorCode::too_large);
}

}  // namespace
}  // namespace vedette
