// SPDX-License-Identifier: Apache-2.0
// What every format of flows promises, over the catalogue.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/hash.hpp"
#include "data/test_reading.hpp"
#include "ingest/flow_examples_for_test.hpp"
#include "ingest/open_records.hpp"
#include "ingest/test_packing.hpp"
#include "records/nfdump_for_test.hpp"

namespace vedette {
namespace {

using namespace example;

struct FlowExample {
  std::string name;    ///< of the case
  std::string format;  ///< of the catalogue
  std::string header;
  std::string (*record)(int number);  ///< of numbers below 50
  bool replays = true;                ///< a rejected record can be read again
};

std::vector<FlowExample> examples() {
  return {{"zeek_text", "zeek", kZeekHeader, zeek_line},
          {"zeek_json", "zeek", "", zeek_json_line},
          {"eve", "eve", "", [](int number) { return eve_line(10 + number); }},
          {"argus", "argus", kArgusHeader, [](int number) { return argus_line(10 + number); }},
          {"netflow", "netflow", "",
           [](int number) { return netflow5_packet(static_cast<std::uint32_t>(number)); }, false},
          {"nfdump", "nfdump", nfdump_header({}),
           [](int) { return nfdump_block({nfdump_flow()}); }, false}};
}

std::string text_of(const FlowExample& example, int records) {
  std::string text = example.header;
  for (int i = 0; i < records; ++i) text += example.record(i);
  return text;
}

class FlowContract : public testing::TestWithParam<FlowExample> {
 protected:
  static Reading read(const std::string& bytes, std::size_t batch_rows = 1000,
                      std::size_t chunk_bytes = 4096) {
    OpenOptions options;
    options.format = GetParam().format;
    options.read.chunk_bytes = chunk_bytes;
    return drain(open_records(ByteSource::from_memory(bytes, "contract", Hashing::sha256).value(),
                              flow_schema(), options),
                 flow_schema(), batch_rows);
  }
};

TEST_P(FlowContract, gives_the_same_rows_in_batches_of_any_size) {
  const std::string text = text_of(GetParam(), 40);
  const Reading whole = read(text);
  ASSERT_FALSE(whole.error) << to_string(*whole.error);
  EXPECT_TRUE(whole.rejected.empty());
  ASSERT_EQ(whole.table.rows(), 40U);
  EXPECT_EQ(whole.numbers.front(), 1);
  EXPECT_EQ(whole.numbers.back(), 40);
  EXPECT_EQ(whole.sha256, sha256_hex(text));
  for (const std::size_t batch : {1U, 7U, 40U})
    for (const std::size_t chunk : {1U, 50U, 4096U}) expect_same(read(text, batch, chunk), whole);
}

TEST_P(FlowContract, knows_who_spoke_to_whom_for_how_long) {
  const Reading reading = read(text_of(GetParam(), 2));
  ASSERT_FALSE(reading.error) << to_string(*reading.error);
  EXPECT_EQ(reading.column("src_ip")[0], "10.0.0.1");
  EXPECT_EQ(reading.column("src_port")[0], "4000");
  EXPECT_EQ(reading.column("dst_ip")[0], "10.0.0.2");
  EXPECT_EQ(reading.column("dst_port")[0], "80");
  EXPECT_EQ(reading.column("protocol")[0], "6");
  EXPECT_EQ(reading.column("duration")[0], "0.25");
  EXPECT_EQ(reading.column("fwd_packets")[0], "6");
  EXPECT_EQ(reading.column("src_flows"), (Words{"1", "2"}));
}

TEST_P(FlowContract, is_recognised_by_its_content) {
  const Reading reading = drain(
      open_records(ByteSource::from_memory(text_of(GetParam(), 3), "contract").value(),
                   flow_schema(), OpenOptions{}),
      flow_schema(), 10);
  ASSERT_FALSE(reading.error) << to_string(*reading.error);
  EXPECT_EQ(reading.table.rows(), 3U);
  for (const Source& source : sources()) {
    if (source.recognises(text_of(GetParam(), 3))) {
      EXPECT_EQ(source.name, GetParam().format);
      break;
    }
  }
}

TEST_P(FlowContract, a_cut_stream_gives_its_rows_and_then_the_error) {
  std::string text = text_of(GetParam(), 49);
  for (int i = 0; i < 6; ++i) text += text.substr(GetParam().header.size());
  const Reading whole = read(text);
  const std::string packed = gzip(text);
  const Reading cut = read(packed.substr(0, packed.size() - 20), 100);
  ASSERT_TRUE(cut.error);
  EXPECT_EQ(cut.error->code, ErrorCode::malformed);
  EXPECT_GT(cut.table.rows(), 0U);
  std::vector<std::uint32_t> first(cut.table.rows());
  for (std::size_t i = 0; i < first.size(); ++i) first[i] = static_cast<std::uint32_t>(i);
  EXPECT_EQ(cut.table.columns, whole.table.select(first).columns);
  EXPECT_TRUE(cut.rejected.empty());
}

TEST_P(FlowContract, a_damaged_record_is_handed_over_and_can_be_mended) {
  if (!GetParam().replays) GTEST_SKIP() << "records that are not text are not read again";
  std::string text = text_of(GetParam(), 3);
  const std::size_t second = GetParam().header.size() + GetParam().record(0).size();
  const std::size_t address = text.find("10.0.0.2", second);
  text.replace(address, 8, "10.0.0.X");
  const Reading reading = read(text, 1000, 64);
  ASSERT_FALSE(reading.error) << to_string(*reading.error);
  EXPECT_EQ(reading.numbers, (std::vector<std::int64_t>{1, 3}));
  ASSERT_EQ(reading.rejected.size(), 1U);
  const RejectedRow& rejected = reading.rejected[0];
  EXPECT_EQ(rejected.rule, "not_an_address");
  EXPECT_EQ(rejected.row, 2);
  EXPECT_EQ(rejected.byte, static_cast<std::int64_t>(second));
  EXPECT_EQ(text.substr(second, rejected.raw.size()), rejected.raw);
  std::string mended = rejected.raw;
  mended.replace(mended.find("10.0.0.X"), 8, "10.0.0.2");
  EXPECT_EQ(read(GetParam().header + mended + "\n").table.rows(), 1U);
}

TEST_P(FlowContract, says_how_its_rejected_rows_are_read_again) {
  const std::string text = text_of(GetParam(), 1);
  const auto reader =
      open_records(ByteSource::from_memory(text, "contract").value(), flow_schema(), OpenOptions{})
          .value();
  EXPECT_EQ(reader->replay_as().format, GetParam().format);
  const Json given = parse_json(reader->replay_as().options).value();
  EXPECT_TRUE(Options::make(find_source(GetParam().format).value()->options, given));
}

TEST_P(FlowContract, an_empty_column_that_must_be_filled_is_refused_by_name) {
  const Schema schema = parse_schema(
                            "name: packets\ncolumns:\n  - {name: fwd_gap_mean, type: float64}\n"
                            "  - {name: colour, type: text}\n",
                            "packets.yaml")
                            .value();
  const auto refused = open_records(
      ByteSource::from_memory(text_of(GetParam(), 1), "contract").value(), schema, OpenOptions{});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::schema_mismatch);
  EXPECT_NE(refused.error().message.find("'fwd_gap_mean' (it needs each packet)"),
            std::string::npos)
      << refused.error().message;
  EXPECT_NE(refused.error().message.find("'colour' (flows have no such column)"),
            std::string::npos);
  EXPECT_NE(refused.error().hint.find("vedette features"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, FlowContract, testing::ValuesIn(examples()),
                         [](const auto& entry) { return entry.param.name; });

TEST(FlowCatalogue, every_format_of_flows_has_an_example) {
  for (const Source& source : sources()) {
    // Captures are packets, and have tests of their own.
    if (!source.traits.flows || source.name == "capture") continue;
    const auto all = examples();
    EXPECT_TRUE(std::ranges::any_of(
        all, [&source](const FlowExample& one) { return one.format == source.name; }))
        << source.name;
  }
}

}  // namespace
}  // namespace vedette
