// SPDX-License-Identifier: Apache-2.0
#include "data/jsonl_reader.hpp"

#include <gtest/gtest.h>

#include "data/test_reading.hpp"

namespace vedette {
namespace {

Schema connections() {
  return parse_schema(R"(name: connections
missing: ["-"]
columns:
  - {name: ts, type: timestamp, unit: seconds, role: time}
  - {name: origin, type: text, aliases: [id.orig_h]}
  - {name: flow_bytes, type: int64}
  - {name: rate, type: float64}
  - {name: local, type: boolean}
)",
                      "connections.yaml")
      .value();
}

Reading read(const std::string& text, ReadOptions options = {}, std::size_t batch_rows = 1000) {
  ByteSource source = ByteSource::from_memory(text, "test.json", Hashing::sha256).value();
  return drain(open_jsonl(std::move(source), connections(), options), connections(), batch_rows);
}

TEST(JsonlReader, types_every_column_and_flattens_objects) {
  const Reading reading = read(
      "{\"ts\": 1500000000.25, \"id.orig_h\": \"10.0.0.1\", \"flow\": {\"bytes\": 12}, "
      "\"rate\": 1.5e3 , \"local\": true, \"other\": [1, {\"a\": 2}]}\r\n"
      "\n"
      "{\"ts\": \"2017-07-14T02:40:00Z\", \"id\": {\"orig_h\": \"a\\u00fc\\n\"}, "
      "\"flow_bytes\": 2.0, \"rate\": \"-\", \"local\": null}");
  ASSERT_FALSE(reading.error) << to_string(*reading.error);
  ASSERT_TRUE(reading.rejected.empty()) << reading.rejected[0].message;
  EXPECT_EQ(reading.column("ts"), (Words{"2017-07-14T02:40:00.250Z", "2017-07-14T02:40:00Z"}));
  EXPECT_EQ(reading.column("origin"), (Words{"10.0.0.1", "a\xC3\xBC\n"}));
  EXPECT_EQ(reading.column("flow_bytes"), (Words{"12", "2"}));
  EXPECT_EQ(reading.column("rate"), (Words{"1500", "<missing>"}));
  EXPECT_EQ(reading.column("local"), (Words{"true", "<missing>"}));
  EXPECT_EQ(reading.unknown, Words{"other"});
}

std::string nested(int depth) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += "{\"a\":";
  return text + "1" + std::string(static_cast<std::size_t>(depth), '}');
}

TEST(JsonlReader, a_bad_row_is_rejected_and_its_neighbours_are_kept) {
  const std::pair<std::string, std::string> cases[] = {
      {"{", "not_json"},
      {"hello", "not_an_object"},
      {"{\"rate\": 1} x", "not_json"},
      {"{\"rate\": 1,}", "not_json"},
      {"{\"rate\": 1, \"note\": \"x\": 2}", "not_json"},
      {"{\"rate\": 12ab}", "not_json"},
      {"{\"rate\": nul}", "not_json"},
      {"{\"rate\": \"unclosed}", "not_json"},
      {"[1, 2]", "not_an_object"},
      {"17", "not_an_object"},
      {"{\"nothing\": 1}", "no_known_key"},
      {"{}", "no_known_key"},
      {"{\"rate\": \"fast\"}", "not_a_number"},
      {"{\"rate\": [1]}", "wrong_type"},
      {"{\"rate\": {\"a\": 1}}", "wrong_type"},
      {"{\"rate\": true}", "not_a_number"},
      {"{\"rate\": 1e999}", "not_finite"},
      {"{\"flow_bytes\": 1.5}", "not_a_whole_number"},
      {"{\"flow_bytes\": 99999999999999999999}", "out_of_int64_range"},
      {"{\"local\": \"maybe\"}", "not_a_boolean"},
      {"{\"rate\": 1, \"rate\": 2}", "duplicate_key"},
      {"{\"flow_bytes\": 1, \"flow\": {\"bytes\": 2}}", "duplicate_key"},
      {"{\"origin\": \"a\\u0000b\"}", "zero_byte"},
      {"{\"origin\": \"\xFF\"}", "not_utf8"},
      {nested(17), "too_deep"},
      {nested(500), "too_deep"},
      {"{\"origin\": \"" + std::string(5000, 'x') + "\"}", "row_too_long"},
  };
  const std::string before = "{\"rate\": 1}\n";
  for (const auto& [row, rule] : cases) {
    const Reading reading = read(before + row + "\n{\"rate\": 3}\n", {.max_row_bytes = 4000});
    ASSERT_FALSE(reading.error) << to_string(*reading.error);
    ASSERT_EQ(reading.rejected.size(), 1U) << row;
    EXPECT_EQ(reading.rejected[0].rule, rule) << row << ": " << reading.rejected[0].message;
    EXPECT_EQ(reading.rejected[0].row, 2);
    EXPECT_EQ(reading.rejected[0].byte, static_cast<std::int64_t>(before.size()));
    EXPECT_EQ(reading.rejected[0].raw, row.substr(0, 4000));
    EXPECT_EQ(reading.column("rate"), (Words{"1", "3"})) << row;
  }
}

TEST(JsonlReader, any_cut_of_the_stream_and_any_batch_give_the_same_rows) {
  const std::string text = "\xEF\xBB\xBF{\"rate\": 1, \"origin\": \"a\\tb\"}\r\n\r\nbroken\n" +
                           ("{\"origin\": \"" + std::string(90, 'y')) +
                           "\"}\n{\"rate\": 3}\n{\"rate\": 4}";
  const Reading whole = read(text, {.max_row_bytes = 50});
  ASSERT_EQ(whole.numbers, (std::vector<std::int64_t>{1, 4, 5}));
  ASSERT_EQ(whole.rejected.size(), 2U);
  for (std::size_t chunk = 1; chunk <= text.size(); ++chunk)
    for (const std::size_t batch : {1U, 2U, 100U})
      expect_same(read(text, {.max_row_bytes = 50, .chunk_bytes = chunk}, batch), whole);
}

TEST(JsonlReader, no_input_is_no_rows) {
  EXPECT_EQ(read("").table.rows(), 0U);
  EXPECT_EQ(read("\n \n").table.rows(), 0U);
}

}  // namespace
}  // namespace vedette
