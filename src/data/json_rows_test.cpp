// SPDX-License-Identifier: Apache-2.0
#include "data/json_rows.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "base/random.hpp"
#include "data/jsonl_reader.hpp"
#include "data/test_reading.hpp"

namespace vedette {
namespace {

Schema schema_of_three() {
  return parse_schema(
             "name: three\ncolumns:\n  - {name: bytes, type: int64}\n"
             "  - {name: rate, type: float64}\n  - {name: proto, type: text}\n",
             "three.yaml")
      .value();
}

JsonRowBatch decode(std::string text) {
  JsonRows rows(schema_of_three());
  return rows.decode(text, 1000).value();
}

Error refusal(std::string text, std::size_t max_rows = 1000) {
  JsonRows rows(schema_of_three());
  return rows.decode(text, max_rows).error();
}

TEST(JsonRows, reads_one_row_in_two_forms) {
  for (const char* text : {R"({"row": {"bytes": 7, "rate": 0.5, "proto": "tcp"}})",
                           R"( {"proto":"tcp","rate":0.5,"bytes":7} )",
                           "\n{\n  \"bytes\": 7,\n  \"proto\": \"tcp\",\r\n  \"rate\": 0.5\n}\n"}) {
    const JsonRowBatch decoded = decode(text);
    EXPECT_FALSE(decoded.is_list);
    ASSERT_EQ(decoded.batch.table.rows(), 1U) << text;
    EXPECT_EQ(decoded.batch.table.columns[0].int64s()[0], 7);
    EXPECT_EQ(decoded.batch.table.columns[1].float64s()[0], 0.5);
    EXPECT_EQ(decoded.batch.table.columns[2].texts()[0], "tcp");
  }
}

TEST(JsonRows, reads_many_rows_in_two_forms) {
  for (const char* text : {R"({"rows": [{"bytes": 1}, {"bytes": 2}], "keep": ["x"]})",
                           R"([{"bytes": 1}, {"bytes": 2}])"}) {
    const JsonRowBatch decoded = decode(text);
    EXPECT_TRUE(decoded.is_list);
    ASSERT_EQ(decoded.batch.table.rows(), 2U) << text;
    EXPECT_EQ(decoded.batch.table.columns[0].int64s()[1], 2);
    EXPECT_EQ(decoded.batch.row_numbers, (std::vector<std::int64_t>{1, 2}));
  }
}

TEST(JsonRows, says_where_in_the_text_the_rows_are) {
  EXPECT_EQ(decode(R"({"row": {"bytes": 1}})").pointer, "/row");
  EXPECT_EQ(decode(R"({"rows": []})").pointer, "/rows");
  EXPECT_EQ(decode(R"({"bytes": 1})").pointer, "");
  EXPECT_EQ(decode("[]").pointer, "");
}

TEST(JsonRows, a_column_called_row_is_no_envelope) {
  Schema schema = parse_schema("name: odd\ncolumns:\n  - {name: row, type: int64}\n", "o").value();
  JsonRows rows(schema);
  std::string text = R"({"row": 5})";
  const JsonRowBatch decoded = rows.decode(text, 10).value();
  ASSERT_EQ(decoded.batch.table.rows(), 1U);
  EXPECT_EQ(decoded.batch.table.columns[0].int64s()[0], 5);
}

TEST(JsonRows, a_bad_row_costs_itself_only) {
  const JsonRowBatch decoded =
      decode(R"([{"bytes": 1}, {"bytes": "many"}, 3, [4], {"bytes": 1, "bytes": 2}, {"bytes": 6}])");
  EXPECT_EQ(decoded.batch.row_numbers, (std::vector<std::int64_t>{1, 6}));
  ASSERT_EQ(decoded.batch.rejected.size(), 4U);
  EXPECT_EQ(decoded.batch.rejected[0].rule, "not_a_number");
  EXPECT_EQ(decoded.batch.rejected[0].column, "bytes");
  EXPECT_EQ(decoded.batch.rejected[0].row, 2);
  EXPECT_EQ(decoded.batch.rejected[1].rule, "not_an_object");
  EXPECT_EQ(decoded.batch.rejected[2].rule, "not_an_object");
  EXPECT_EQ(decoded.batch.rejected[3].rule, "duplicate_key");
}

TEST(JsonRows, refuses_what_is_no_json_of_these_forms) {
  for (const char* text : {"", "   ", "5", "\"row\"", "{", "[", R"({"row": {"bytes": 1}} x)",
                           R"([{"bytes": 1}] [])", R"({"row": {}, "rows": []})",
                           R"({"rows": [{"bytes": 1})", "nonsense",
                           R"({"meta":"x":1},"rows":[{"bytes":1}]})", R"(["x":1],{"bytes":1}])"})
    EXPECT_EQ(refusal(text).code, ErrorCode::malformed) << text;
}

TEST(JsonRows, refuses_more_rows_than_allowed) {
  EXPECT_EQ(refusal(R"([{"bytes": 1}, {"bytes": 2}, {"bytes": 3}])", 2).code,
            ErrorCode::too_large);
}

TEST(JsonRows, used_again_it_decodes_as_when_new) {
  JsonRows rows(schema_of_three());
  std::string many = R"([{"bytes": 1, "proto": "a"}, {"bytes": 2, "proto": "b"}])";
  rows.recycle(std::move(rows.decode(many, 10)->batch));
  std::string broken = "[{";
  EXPECT_FALSE(rows.decode(broken, 10));
  std::string one = R"({"row": {"bytes": 3}})";
  const JsonRowBatch decoded = rows.decode(one, 10).value();
  ASSERT_EQ(decoded.batch.table.rows(), 1U);
  EXPECT_EQ(decoded.batch.table.columns[0].int64s()[0], 3);
  EXPECT_EQ(decoded.batch.table.columns[2].missing[0], 1);
}

TEST(JsonRows, parts_of_a_list_are_together_what_the_whole_is) {
  std::string whole = "[";
  for (int i = 0; i < 100; ++i)
    whole += (i == 0 ? "" : ",") +
             (i % 9 == 4 ? std::string("7") : "{\"bytes\":" + std::to_string(i) + "}");
  whole += "]";
  std::string copy = whole;
  JsonRows first(schema_of_three());
  const JsonRowBatch expected = first.decode(copy, 1000).value();
  JsonRows second(schema_of_three());
  const JsonRowList list = second.split(whole, 1000).value();
  Batch together = second.decode(list, 0, 37).value();
  const Batch rest = first.decode(list, 37, 63).value();
  together.table.append(rest.table);
  together.row_numbers.insert(together.row_numbers.end(), rest.row_numbers.begin(),
                              rest.row_numbers.end());
  EXPECT_EQ(together.table.columns, expected.batch.table.columns);
  EXPECT_EQ(together.row_numbers, expected.batch.row_numbers);
  EXPECT_EQ(together.rejected.size() + rest.rejected.size(), expected.batch.rejected.size());
}

/// Rows found by a guess and by the parser, or nullopt where no guess was made or it failed.
std::optional<Batch> guessed(std::string text) {
  JsonRows rows(schema_of_three());
  const std::optional<JsonRowList> list = JsonRows::guess(text, 1000);
  if (!list) return std::nullopt;
  Result<Batch> batch = rows.decode(*list, 0, list->rows.size());
  return batch ? std::optional(std::move(*batch)) : std::nullopt;
}

TEST(JsonRows, a_guess_finds_the_rows_of_plain_lists) {
  for (const char* text :
       {R"([{"bytes":1,"rate":2.5},{"bytes":2,"rate":3}])",
        " {\"rows\" :\n[ {\"bytes\": 1,\"rate\":2.5} ,\r\n\t{\"rate\":3, \"bytes\":2}\n] }\n",
        R"({"rows":[{"bytes":1,"rate":2.5,"more":{"a":[]}},{"bytes":2,"rate":3}]})"}) {
    const std::optional<Batch> batch = guessed(text);
    ASSERT_TRUE(batch) << text;
    EXPECT_EQ(batch->table.columns, decode(text).batch.table.columns) << text;
    EXPECT_EQ(batch->row_numbers, (std::vector<std::int64_t>{1, 2}));
  }
  std::string text = R"({"rows":[{"bytes":1}]})";
  EXPECT_EQ(JsonRows::guess(text, 1)->pointer, "/rows");
  std::string list = R"([{"bytes":1},{"bytes":1}])";
  EXPECT_FALSE(JsonRows::guess(list, 1)) << "more rows than allowed are for split() to refuse";
  EXPECT_EQ(list, R"([{"bytes":1},{"bytes":1}])") << "the text stays as it was";
}

TEST(JsonRows, a_guess_finds_a_row_by_itself) {
  for (const char* given : {R"({"row":{"bytes":1,"rate":2.5}})",
                            " {\"row\" :\n{ \"rate\":2.5 ,\r\n\t\"bytes\":1 } }\n"}) {
    std::string text = given;
    const std::optional<JsonRowList> row = JsonRows::guess(text, 1);
    ASSERT_TRUE(row) << given;
    EXPECT_FALSE(row->is_list);
    EXPECT_EQ(row->pointer, "/row");
    EXPECT_EQ(guessed(given)->table.columns, decode(given).batch.table.columns) << given;
  }
}

TEST(JsonRows, a_guess_does_not_take_what_it_is_not_sure_of) {
  for (const char* text :
       {"", "[]", "[7]", R"({"bytes":1})", R"({"row":[{"bytes":1}]})", R"({"row":7})",
        R"({"row":{"bytes":1},"row":{"bytes":2}})", R"({"row":{"bytes":1},"more":{"a":1}})",
        R"({"row":{"bytes":1}}})", R"({"row":{"bytes":1}} x)", R"({"row":{"bytes":1)", R"({"row":})", R"([{"bytes":1}]])",
        R"([{"bytes":1},7])", R"([7,{"bytes":1}])", R"([{"bytes":1},7,{"bytes":2}])",
        R"([{"bytes":1},{"bytes":2}] x)", R"([{"bytes":1}{"bytes":2}])", R"([{"bytes":1},])",
        R"([{"bytes":1,"proto":"}, {"},{"bytes":2}])", R"([{"bytes":[{"a":1},{"a":2}]}])",
        R"([{"bytes":1,"more":[{"a":1},{"bytes":2}]}])", R"([{"bytes":1,"bytes":2}])",
        R"({"rows":[{"bytes":1}],"more":[{"bytes":2}]})", R"({"rows":[{"bytes":1}],"row":{}})",
        R"([{"bytes":1},{"bytes":2])", R"([{"bytes":1},"},{"])"})
    EXPECT_FALSE(guessed(text)) << text;
}

TEST(JsonRows, a_guess_that_is_taken_says_what_the_parser_says) {
  const std::string usual[] = {
      R"({"rows": [{"bytes": 1, "rate": 0.5, "proto": "a"}, {"bytes": 2, "more": {"x": [{}]}}]})",
      R"({"row": {"bytes": 1, "rate": 0.5, "proto": "a", "more": {"x": [{}]}}})"};
  constexpr std::string_view kBytes = "{}[]\",:\\ 0179-.eEnultrfas\n\x80";
  Random random(9);
  std::size_t taken = 0;
  for (int i = 0; i < 6'000; ++i) {
    std::string text = usual[i % 2];
    for (std::uint64_t edits = random.below(3); edits < 3; ++edits) {
      const std::size_t at = random.below(text.size());
      if (random.below(3) == 0)
        text.erase(at, 1);
      else
        text.insert(at, 1, kBytes[random.below(kBytes.size())]);
    }
    const std::optional<Batch> batch = guessed(text);
    if (!batch) continue;
    ++taken;
    JsonRows rows(schema_of_three());
    const Result<JsonRowBatch> expected = rows.decode(text, 1000);
    ASSERT_TRUE(expected) << text << ": " << to_string(expected.error());
    ASSERT_EQ(batch->table.columns, expected->batch.table.columns) << text;
    ASSERT_EQ(batch->row_numbers, expected->batch.row_numbers) << text;
    ASSERT_EQ(batch->rejected.size(), expected->batch.rejected.size()) << text;
  }
  EXPECT_GT(taken, 500U);
}

TEST(JsonRows, keys_in_another_order_name_the_same_columns) {
  const JsonRowBatch decoded = decode(
      R"([{"bytes":1,"rate":2,"proto":"a"},{"proto":"b","bytes":3,"rate":4},)"
      R"({"Bytes":5,"rat\u0065":6,"proto":"c"},{"bytes":7,"rate":8,"proto":"d"}])");
  ASSERT_EQ(decoded.batch.table.rows(), 4U);
  for (std::size_t row = 0; row < 4; ++row) {
    EXPECT_EQ(decoded.batch.table.columns[0].int64s()[row], 2 * static_cast<int>(row) + 1);
    EXPECT_EQ(decoded.batch.table.columns[1].float64s()[row], 2 * static_cast<int>(row) + 2);
    EXPECT_EQ(decoded.batch.table.columns[2].texts()[row],
              std::string(1, static_cast<char>('a' + row)));
  }
}

TEST(JsonRows, rows_are_as_in_json_lines) {
  const std::vector<std::string> objects = {
      R"({"bytes": 12, "rate": 1e-3, "proto": "\u00e4"})", R"({"bytes": null, "rate": -0.0})",
      R"({"bytes": 9223372036854775807, "rate": 17976931348623157e292})"};
  std::string lines;
  std::string list = "[";
  for (const std::string& object : objects) {
    lines += object + "\n";
    list += (list.size() > 1 ? "," : "") + object;
  }
  list += "]";
  const Schema schema = schema_of_three();
  auto reader =
      open_jsonl(ByteSource::from_memory(lines, "lines").value(), schema).value();
  const Batch expected = reader->next(100).value().value();
  JsonRows rows(schema);
  const JsonRowBatch decoded = rows.decode(list, 100).value();
  EXPECT_EQ(decoded.batch.table.columns, expected.table.columns);
}

}  // namespace
}  // namespace vedette
