// SPDX-License-Identifier: Apache-2.0
// Files of nfdump: what they give, and what damage to them costs.
#include <gtest/gtest.h>

#include "data/test_reading.hpp"
#include "ingest/flow_examples_for_test.hpp"
#include "ingest/nfdump_flows.hpp"
#include "ingest/open_records.hpp"
#include "records/nfdump_for_test.hpp"

namespace vedette {
namespace {

using namespace example;

Reading read_nfdump(const std::string& bytes) {
  return drain(open_records(ByteSource::from_memory(bytes, "nfcapd.1", Hashing::sha256).value(),
                            flow_schema(), OpenOptions{}),
               flow_schema(), 1000);
}

Words notes_of_file(const std::string& bytes) {
  auto flows = nfdump_flows(ByteSource::from_memory(bytes, "nfcapd.1").value(), {}).value();
  for (;;) {
    const auto batch = flows->next(100);
    if (!batch || !*batch) return flows->notes();
  }
}

std::string closed(const std::vector<std::string>& blocks) {
  std::string bytes =
      nfdump_header({.blocks = static_cast<std::uint32_t>(blocks.size())});
  for (const std::string& block : blocks) bytes += block;
  return bytes + nfdump_appendix();
}

TEST(NfdumpFile, gives_the_flows_of_all_blocks_and_what_else_it_held) {
  const std::string sampler = le(9, 2) + le(4, 2);
  const std::string unknown = nfdump_record(
      {nfdump_generic({}), nfdump_ipv4(1, 2), nfdump_extension(99, le(0, 4))});
  const std::string bytes = closed({nfdump_block({nfdump_flow(), sampler, nfdump_flow()}),
                                    nfdump_block_of("anything", 2, 4), nfdump_block({unknown})});
  const Reading reading = read_nfdump(bytes);
  ASSERT_FALSE(reading.error) << to_string(*reading.error);
  EXPECT_TRUE(reading.rejected.empty());
  EXPECT_EQ(reading.numbers, (std::vector<std::int64_t>{1, 3, 4}));
  EXPECT_EQ(reading.column("timestamp")[0], "2020-09-13T12:26:40.500Z");
  EXPECT_EQ(notes_of_file(bytes), (Words{"passed over 1 of kind 'block of type 4'",
                                         "passed over 1 of kind 'sampler'",
                                         "1 extensions of records are not known"}));
}

TEST(NfdumpFile, packed_and_plain_blocks_may_stand_side_by_side) {
  const std::string body = nfdump_flow() + nfdump_flow();
  // LZO: so many literals, and the end.
  const std::string packed =
      static_cast<char>(17 + body.size()) + body + std::string("\x11\0\0", 3);
  constexpr std::uint16_t kNotPacked = 1;
  const Reading reading =
      read_nfdump(nfdump_header({.packing = 1}) + nfdump_block_of(packed, 2) +
           nfdump_block_of(nfdump_flow(), 1, 3, kNotPacked) + nfdump_block_of(packed, 2));
  ASSERT_FALSE(reading.error) << to_string(*reading.error);
  EXPECT_TRUE(reading.rejected.empty());
  EXPECT_EQ(reading.table.rows(), 5U);
}

TEST(NfdumpFile, a_file_that_ends_early_gives_its_flows_and_then_the_place) {
  const std::string good = closed({nfdump_block({nfdump_flow()}), nfdump_block({nfdump_flow()})});
  const std::size_t second = 40 + nfdump_block({nfdump_flow()}).size();
  for (const std::size_t bytes : {second, second + 5, second + 60}) {
    const Reading reading = read_nfdump(good.substr(0, bytes));
    ASSERT_TRUE(reading.error) << bytes;
    EXPECT_EQ(reading.error->code, ErrorCode::malformed);
    EXPECT_EQ(reading.error->message, "the file ends inside block 2 of 3");
    EXPECT_EQ(reading.error->where.file, "nfcapd.1");
    EXPECT_EQ(reading.error->where.byte, static_cast<std::int64_t>(bytes));
    EXPECT_EQ(reading.table.rows(), 1U);
  }
}

TEST(NfdumpFile, that_its_collector_has_not_closed_may_end_between_blocks_only) {
  const std::string open =
      nfdump_header({}) + nfdump_block({nfdump_flow()}) + nfdump_block({nfdump_flow()});
  EXPECT_FALSE(read_nfdump(nfdump_header({})).error);
  EXPECT_FALSE(read_nfdump(open).error);
  EXPECT_EQ(read_nfdump(open).table.rows(), 2U);
  const Reading cut = read_nfdump(open.substr(0, open.size() - 1));
  ASSERT_TRUE(cut.error);
  EXPECT_EQ(cut.error->message, "the file ends inside block 2");
  EXPECT_EQ(cut.table.rows(), 1U);
}

TEST(NfdumpFile, an_absurd_block_ends_the_reading_with_its_place) {
  const std::string first = nfdump_header({}) + nfdump_block({nfdump_flow()});
  const Reading reading = read_nfdump(first + le(1, 4) + le(0xffffffff, 4) + le(3, 4));
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->message, "a block says that it has 4294967295 bytes");
  EXPECT_EQ(reading.error->where.byte, static_cast<std::int64_t>(first.size()));
  EXPECT_EQ(reading.table.rows(), 1U);
}

struct Damage {
  std::string name;
  std::string block;
  std::string rule;
  std::string says;
};

TEST(NfdumpFile, damage_inside_a_block_costs_no_other_block) {
  std::string bad = nfdump_flow();
  bad[12 + 2] = 1;  // the size of the first extension
  const std::string size_zero = le(11, 4);
  for (const Damage& damage : std::vector<Damage>{
           {"record", nfdump_block({nfdump_flow(), bad, nfdump_flow()}), "damaged_record",
            "extension 1 of 2 is cut off"},
           {"size", nfdump_block({nfdump_flow(), nfdump_flow(), size_zero, nfdump_flow()}),
            "damaged_block", "the last 2 records of the block cannot be told apart"},
           {"too_many", nfdump_block_of(nfdump_flow() + nfdump_flow(), 0xffffffff),
            "damaged_block", "the last 4294967293 records of the block cannot be told apart"},
           {"too_few", nfdump_block_of(nfdump_flow() + nfdump_flow() + "tail", 2),
            "damaged_block", "4 bytes follow the last record"}}) {
    const std::string good = nfdump_block({nfdump_flow()});
    const Reading reading = read_nfdump(closed({good, damage.block, good}));
    ASSERT_FALSE(reading.error) << damage.name;
    EXPECT_EQ(reading.table.rows(), 4U) << damage.name;
    ASSERT_EQ(reading.rejected.size(), 1U) << damage.name;
    EXPECT_EQ(reading.rejected[0].rule, damage.rule);
    EXPECT_EQ(reading.rejected[0].message, damage.says);
    EXPECT_EQ(reading.rejected[0].byte, static_cast<std::int64_t>(40 + good.size()));
    EXPECT_EQ(reading.rejected[0].file, "nfcapd.1");
  }
}

TEST(NfdumpFile, a_block_that_cannot_be_unpacked_costs_itself) {
  constexpr std::uint16_t kNotPacked = 1;
  for (std::uint8_t packing = 1; packing <= 4; ++packing) {
    const Reading reading = read_nfdump(nfdump_header({.packing = packing}) +
                                 nfdump_block_of("not packed at all", 1) +
                                 nfdump_block_of(nfdump_flow(), 1, 3, kNotPacked));
    ASSERT_FALSE(reading.error);
    EXPECT_EQ(reading.numbers, (std::vector<std::int64_t>{2}));
    ASSERT_EQ(reading.rejected.size(), 1U);
    EXPECT_EQ(reading.rejected[0].message, "the block cannot be unpacked");
    EXPECT_EQ(reading.rejected[0].raw, "6e6f74207061636b656420617420616c6c");
  }
}

TEST(NfdumpFile, what_follows_the_last_block_is_noted_and_hashed) {
  const std::string bytes = closed({nfdump_block({nfdump_flow()})}) + std::string(1000, '\0');
  EXPECT_EQ(notes_of_file(bytes), (Words{"1000 bytes follow the last block"}));
  const Reading reading = read_nfdump(bytes);
  EXPECT_FALSE(reading.error);
  EXPECT_EQ(reading.sha256, sha256_hex(bytes));
}

TEST(NfdumpFile, other_layouts_are_refused_when_the_file_is_opened) {
  const auto refused = open_records(
      ByteSource::from_memory(nfdump_header({.layout = 1}), "nfcapd.1").value(), flow_schema());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unsupported);
  EXPECT_EQ(refused.error().hint, "convert it with nfdump 1.7: nfdump -r OLD -w NEW");
}

}  // namespace
}  // namespace vedette
