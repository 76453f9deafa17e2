// SPDX-License-Identifier: Apache-2.0
#include "ingest/open_records.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "data/test_reading.hpp"

namespace vedette {
namespace {

Schema pairs() {
  return parse_schema("name: pairs\ncolumns: [{name: a, type: int64}, {name: b, type: text}]",
                      "pairs.yaml")
      .value();
}

Reading read(const std::string& text, const OpenOptions& options = {}) {
  return drain(open_records(ByteSource::from_memory(text, "pairs").value(), pairs(), options),
               pairs(), 10);
}

TEST(OpenRecords, recognises_the_format_by_the_content) {
  EXPECT_EQ(read("a,b\n1,x\n").column("a"), Words{"1"});
  EXPECT_EQ(read("\n {\"a\": 1, \"b\": \"x\"}\n").column("a"), Words{"1"});
}

TEST(OpenRecords, the_caller_may_know_the_format_better) {
  OpenOptions options;
  options.format = "jsonl";
  EXPECT_EQ(read("a,b\n1,x\n", options).rejected.size(), 2U);
  options.format = "csw";
  const Reading reading = read("a,b\n1,x\n", options);
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->hint, "did you mean 'csv'?");
}

TEST(OpenRecords, options_of_the_source_are_checked_and_used) {
  OpenOptions options;
  const Json good = {{"delimiter", "pipe"}, {"header", "absent"}};
  options.given = &good;
  EXPECT_EQ(read("1|x\n2|y\n", options).column("b"), (Words{"x", "y"}));
  const Json bad = {{"delimiter", "colon"}};
  options.given = &bad;
  EXPECT_EQ(read("1|x\n", options).error->code, ErrorCode::invalid_argument);
}

TEST(OpenRecords, a_file_that_is_not_there_is_an_error) {
  EXPECT_EQ(open_records("/nonexistent.csv", pairs()).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace vedette
