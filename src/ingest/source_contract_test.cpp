// SPDX-License-Identifier: Apache-2.0
// What every source that can be written promises, over the catalogue; flow_contract_test.cpp has
// the others.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/hash.hpp"
#include "data/test_reading.hpp"
#include "ingest/open_records.hpp"
#include "ingest/test_packing.hpp"

namespace vedette {
namespace {

Schema connections() {
  return parse_schema(R"(name: connections
columns:
  - {name: n, type: int64}
  - {name: x, type: float64}
  - {name: word, type: text}
  - {name: at, type: timestamp}
  - {name: local, type: boolean}
)",
                      "connections.yaml")
      .value();
}

Table example(int rows) {
  Table table;
  for (const ColumnSpec& column : connections().columns)
    table.columns.push_back(Column::make(column.name, column.type));
  for (int row = 0; row < rows; ++row) {
    table.columns[0].push_int64(row);
    row % 3 == 0 ? table.columns[1].push_missing() : table.columns[1].push_float64(row / 7.0);
    table.columns[2].push_text(row % 2 == 0 ? "a,\"b\"\nc" : "plain");
    table.columns[3].push_int64(1'500'000'000'000'000'000 + row);
    table.columns[4].push_boolean(row % 5 == 0);
  }
  return table;
}

class SourceContract : public testing::TestWithParam<Source> {
 protected:
  static Result<std::unique_ptr<RecordReader>> open(const std::string& bytes,
                                                    std::size_t chunk_bytes) {
    OpenOptions options;
    options.format = GetParam().name;
    options.read.chunk_bytes = chunk_bytes;
    return open_records(ByteSource::from_memory(bytes, "contract", Hashing::sha256).value(),
                        connections(), options);
  }
  static Reading read(const std::string& bytes, std::size_t batch_rows, std::size_t chunk_bytes) {
    return drain(open(bytes, chunk_bytes), connections(), batch_rows);
  }
};

TEST_P(SourceContract, reads_what_it_writes_in_batches_of_any_size) {
  const Table table = example(40);
  const std::string text = GetParam().write(table);
  const Reading whole = read(text, 1000, 1 << 17);
  ASSERT_FALSE(whole.error) << to_string(*whole.error);
  EXPECT_EQ(whole.table.columns, table.columns);
  EXPECT_EQ(whole.numbers.front(), 1);
  EXPECT_EQ(whole.numbers.back(), 40);
  EXPECT_EQ(whole.sha256, sha256_hex(text));
  for (const std::size_t batch : {1U, 7U, 40U})
    for (const std::size_t chunk : {1U, 50U, 4096U}) expect_same(read(text, batch, chunk), whole);
}

TEST_P(SourceContract, gives_takers_the_same_rows_in_turn) {
  const std::string text = GetParam().write(example(40));
  const Reading whole = read(text, 1000, 1 << 17);
  for (const std::string& bytes : {text, gzip(text)})
    for (const std::size_t takers : {1U, 3U})
      for (const std::size_t batch : {1U, 7U, 40U}) {
        Reading reading = drain_in_turns(open(bytes, 50), connections(), batch, takers);
        EXPECT_EQ(reading.sha256, sha256_hex(bytes));
        reading.sha256 = whole.sha256;
        expect_same(reading, whole);
      }
}

TEST_P(SourceContract, recognises_what_it_writes) {
  const std::string text = GetParam().write(example(3));
  EXPECT_TRUE(GetParam().recognises(text));
  const Reading reading =
      drain(open_records(ByteSource::from_memory(text, "contract").value(), connections(),
                         OpenOptions{}),
            connections(), 10);
  ASSERT_FALSE(reading.error) << to_string(*reading.error);
  EXPECT_EQ(reading.table.columns, example(3).columns);
}

TEST_P(SourceContract, a_rejected_row_keeps_its_neighbours_and_the_count) {
  const Schema schema = connections();
  std::string text = GetParam().write(example(6));
  const std::size_t third_time = text.find("2017-07-14T02:40:00.000000002Z");
  ASSERT_NE(third_time, std::string::npos);
  text.replace(third_time, 4, "soon");
  const Reading reading = read(text, 1000, 64);
  ASSERT_FALSE(reading.error);
  ASSERT_EQ(reading.rejected.size(), 1U);
  EXPECT_EQ(reading.rejected[0].rule, "not_a_time");
  EXPECT_EQ(reading.rejected[0].column, "at");
  EXPECT_EQ(reading.rejected[0].row, 3);
  EXPECT_NE(reading.rejected[0].raw.find("soon"), std::string::npos);
  EXPECT_EQ(text.substr(static_cast<std::size_t>(reading.rejected[0].byte),
                        reading.rejected[0].raw.size()),
            reading.rejected[0].raw);
  EXPECT_EQ(reading.numbers, (std::vector<std::int64_t>{1, 2, 4, 5, 6}));
}

TEST_P(SourceContract, a_cut_stream_gives_its_rows_and_then_the_error) {
  const Table table = example(2000);
  const std::string packed = gzip(GetParam().write(table));
  const Reading reading = read(packed.substr(0, packed.size() * 2 / 3), 100, 4096);
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->code, ErrorCode::malformed);
  EXPECT_NE(reading.error->message.find("ends early at byte"), std::string::npos);
  EXPECT_GT(reading.table.rows(), 100U);
  std::vector<std::uint32_t> first(reading.table.rows());
  for (std::size_t i = 0; i < first.size(); ++i) first[i] = static_cast<std::uint32_t>(i);
  EXPECT_EQ(reading.table.columns, table.select(first).columns);
  EXPECT_TRUE(reading.rejected.empty());
}

TEST_P(SourceContract, describes_itself) {
  EXPECT_FALSE(GetParam().name.empty());
  EXPECT_TRUE(GetParam().summary.ends_with('.'));
  EXPECT_EQ(find_source(GetParam().name).value()->name, GetParam().name);
  EXPECT_TRUE(Options::make(GetParam().options, nullptr));
}

std::vector<Source> written_sources() {
  std::vector<Source> written;
  for (const Source& source : sources())
    if (source.write != nullptr) written.push_back(source);
  return written;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, SourceContract, testing::ValuesIn(written_sources()),
                         [](const auto& entry) { return entry.param.name; });

TEST(SourceCatalogue, every_source_is_held_to_a_contract) {
  for (const Source& source : sources())
    EXPECT_NE(source.write != nullptr, source.traits.flows) << source.name;
}

}  // namespace
}  // namespace vedette
