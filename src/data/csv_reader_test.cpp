// SPDX-License-Identifier: Apache-2.0
#include "data/csv_reader.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <mutex>
#include <thread>

#include "base/hash.hpp"
#include "base/random.hpp"
#include "data/test_reading.hpp"

namespace vedette {
namespace {

Schema flows() {
  return parse_schema(R"(name: flows
missing: ["-", "?"]
columns:
  - {name: n, type: int64, aliases: [Count Of Things]}
  - {name: x, type: float64, missing: ["-1", inf]}
  - {name: word, type: text}
  - {name: flag, type: boolean, may_be_absent: true}
  - {name: at, type: timestamp, may_be_absent: true}
)",
                      "flows.yaml")
      .value();
}

Reading read(const std::string& text, const Schema& schema = flows(), ReadOptions options = {},
             std::size_t batch_rows = 1000) {
  ByteSource source = ByteSource::from_memory(text, "test.csv", Hashing::sha256).value();
  return drain(open_csv(std::move(source), schema, options), schema, batch_rows);
}

Words column(const Reading& reading, std::string_view name) {
  return reading.column(name);
}

TEST(CsvReader, types_every_column) {
  const std::string text =
      "n,x,word,flag,at\n1,2.5,a,yes,2017-07-03 11:57:51.590705\n1e3,-0.5,\"b,\"\"c\",0,\n";
  const Reading reading = read(text);
  ASSERT_FALSE(reading.error) << to_string(*reading.error);
  EXPECT_TRUE(reading.rejected.empty());
  EXPECT_EQ(column(reading, "n"), (Words{"1", "1000"}));
  EXPECT_EQ(column(reading, "x"), (Words{"2.5", "-0.5"}));
  EXPECT_EQ(column(reading, "word"), (Words{"a", "b,\"c"}));
  EXPECT_EQ(column(reading, "flag"), (Words{"true", "false"}));
  EXPECT_EQ(column(reading, "at"), (Words{"2017-07-03T11:57:51.590705Z", "<missing>"}));
  EXPECT_EQ(reading.sha256, sha256_hex(text));
}

TEST(CsvReader, matches_names_by_alias_without_case_blanks_and_byte_order_mark) {
  const Reading reading = read("\xEF\xBB\xBF count of things ,X,WORD,extra\r\n7,1,a,9\r\n");
  ASSERT_FALSE(reading.error) << to_string(*reading.error);
  EXPECT_EQ(column(reading, "n"), Words{"7"});
  EXPECT_EQ(column(reading, "flag"), Words{"<missing>"});
  EXPECT_EQ(reading.unknown, Words{"extra"});
}

TEST(CsvReader, markers_of_schema_and_column_mean_missing) {
  const Reading reading = read("n,x,word\n-,-1,?\n 5 ,inf, -\n,?,\n-1,-1.0,x\n");
  ASSERT_TRUE(reading.rejected.empty()) << reading.rejected.front().message;
  EXPECT_EQ(column(reading, "n"), (Words{"<missing>", "5", "<missing>", "-1"}));
  EXPECT_EQ(column(reading, "x"), (Words{"<missing>", "<missing>", "<missing>", "-1"}));
  EXPECT_EQ(column(reading, "word"), (Words{"<missing>", "<missing>", "<missing>", "x"}));
}

struct BadRow {
  const char* row;
  const char* rule;
  const char* column;
};

TEST(CsvReader, a_bad_row_is_rejected_with_reason_and_place_and_its_neighbours_are_kept) {
  const std::string long_word(2000, 'w');
  const std::string too_long = "1,2," + long_word + ",1,";
  const BadRow cases[] = {
      {"1,2,a", "field_count", ""},
      {"1,2,a,1,,", "field_count", ""},
      {"x,2,a,1,", "not_a_number", "n"},
      {"1.5,2,a,1,", "not_a_whole_number", "n"},
      {"99999999999999999999,2,a,1,", "out_of_int64_range", "n"},
      {"1,nan,a,1,", "not_finite", "x"},
      {"1,-inf,a,1,", "not_finite", "x"},
      {"1,1e999,a,1,", "not_finite", "x"},
      {"1,0x1,a,1,", "not_a_number", "x"},
      {"1,2,a\xFFz,1,", "not_utf8", "word"},
      {"1,2,a,maybe,", "not_a_boolean", "flag"},
      {"1,2,a,1,yesterday", "not_a_time", "at"},
      {"1,2,\"a,1,", "unclosed_quote", ""},
      {"1,2,\"a\"b,1,", "text_after_quote", ""},
      {too_long.c_str(), "row_too_long", ""},
  };
  for (const BadRow& bad : cases) {
    const std::string header = "n,x,word,flag,at\n1,1,before,1,\n";
    const Reading reading =
        read(header + bad.row + "\n\n3,3,after,1,\n", flows(), {.max_row_bytes = 1000});
    ASSERT_FALSE(reading.error) << to_string(*reading.error);
    ASSERT_EQ(reading.rejected.size(), 1U) << bad.row;
    const RejectedRow& rejected = reading.rejected.front();
    EXPECT_EQ(rejected.rule, bad.rule) << bad.row;
    EXPECT_EQ(rejected.column, bad.column) << bad.row;
    EXPECT_EQ(rejected.file, "test.csv");
    EXPECT_EQ(rejected.row, 2) << bad.row;
    EXPECT_EQ(rejected.byte, static_cast<std::int64_t>(header.size()));
    EXPECT_EQ(rejected.raw, std::string(bad.row).substr(0, 1000));
    EXPECT_FALSE(rejected.message.empty());
    EXPECT_EQ(column(reading, "word"), (Words{"before", "after"}));
    EXPECT_EQ(reading.numbers, (std::vector<std::int64_t>{1, 3}));
  }
}

TEST(CsvReader, a_zero_byte_in_text_is_rejected) {
  const Reading reading = read(std::string("n,x,word\n1,2,a\0b\n", 17));
  ASSERT_EQ(reading.rejected.size(), 1U);
  EXPECT_EQ(reading.rejected[0].rule, "zero_byte");
}

TEST(CsvReader, words_of_any_size_are_told_from_what_needs_a_closer_look) {
  for (std::size_t size = 1; size <= 20; ++size)
    for (std::size_t at = 0; at < size; ++at) {
      std::string spaced(size + 2, 'w'), foreign(size, 'w'), damaged(size, 'w');
      spaced[at + 1] = ' ';
      foreign.replace(at, 1, "\xC3\xBC");
      damaged[at] = '\xFC';
      const std::string marked = "?" + std::string(at, 'w');  // `?` alone means missing
      const Reading reading = read("n,x,word\n1,1," + spaced + "\n1,1," + foreign + "\n1,1," +
                                   damaged + "\n1,1," + marked + "\n");
      EXPECT_EQ(column(reading, "word"), (Words{spaced, foreign, at == 0 ? "<missing>" : marked}));
      ASSERT_EQ(reading.rejected.size(), 1U);
      EXPECT_EQ(reading.rejected[0].rule, "not_utf8");
    }
}

TEST(CsvReader, a_value_that_may_not_be_missing_is_asked_for) {
  Schema schema = flows();
  schema.columns[0].may_be_missing = false;
  const Reading reading = read("n,x,word\n1,2,a\n-,2,b\n", schema);
  ASSERT_EQ(reading.rejected.size(), 1U);
  EXPECT_EQ(reading.rejected[0].rule, "missing_value");
  EXPECT_EQ(reading.rejected[0].column, "n");
}

TEST(CsvReader, long_raw_text_is_cut_and_the_message_says_so) {
  const Reading reading = read("n,x,word\nbad,1," + std::string(100'000, 'w') + "\n");
  ASSERT_EQ(reading.rejected.size(), 1U);
  EXPECT_EQ(reading.rejected[0].raw.size(), 65536U);
  EXPECT_NE(reading.rejected[0].message.find("only the first 65536 bytes"), std::string::npos);
}

TEST(CsvReader, any_cut_of_the_stream_and_any_batch_give_the_same_rows) {
  const std::string text =
      "n,x,word,flag\r\n1,2.5,\"a\nb\",1\r\n\r\nbad,1,c,1\r\n3,4,\"d\"\"e\",0\r\n4,5,\"open,1\r\n"
      "5,6,gr\xC3\xBC\xC3\x9F,\r\n6,7,last,1";
  const Reading whole = read(text, flows(), {.delimiter = ','});
  ASSERT_EQ(whole.numbers, (std::vector<std::int64_t>{1, 3, 5, 6}));
  ASSERT_EQ(whole.rejected.size(), 2U);
  for (std::size_t chunk = 1; chunk <= text.size(); ++chunk)
    for (const std::size_t batch : {1U, 2U, 3U, 100U}) {
      expect_same(read(text, flows(), {.delimiter = ',', .chunk_bytes = chunk}, batch), whole);
    }
}

TEST(CsvReader, rejected_rows_come_in_the_order_of_the_file) {
  const Reading reading = read("n,x,word\nbad,1,a\n1,2\n2,bad,b\n\"\n");
  std::vector<std::int64_t> rows;
  for (const RejectedRow& row : reading.rejected) rows.push_back(row.row);
  EXPECT_EQ(rows, (std::vector<std::int64_t>{1, 2, 3, 4}));
}

TEST(CsvReader, reads_files_without_a_header_by_position) {
  const Reading reading = read("1,2.5,a\n2,3.5,b\n");
  ASSERT_FALSE(reading.error) << to_string(*reading.error);
  EXPECT_EQ(column(reading, "word"), (Words{"a", "b"}));
  EXPECT_EQ(column(reading, "at"), (Words{"<missing>", "<missing>"}));
}

TEST(CsvReader, values_that_look_like_names_are_no_header) {
  const Reading reading = read("1,2,word\n2,3,flag\n");
  ASSERT_FALSE(reading.error);
  EXPECT_EQ(column(reading, "word"), (Words{"word", "flag"}));
}

TEST(CsvReader, detects_each_delimiter) {
  for (const char delimiter : {',', ';', '\t', '|'}) {
    std::string text = "n,x,word\n1,2.5,\"a;b|c\"\n2,3,d e\n";
    std::replace(text.begin(), text.end(), ',', delimiter);
    const Reading reading = read(text);
    ASSERT_FALSE(reading.error) << "delimiter " << delimiter << to_string(*reading.error);
    EXPECT_EQ(column(reading, "word"), (Words{"a;b|c", "d e"}));
  }
}

TEST(CsvReader, decimal_commas_are_read_where_the_schema_says_so) {
  Schema schema = flows();
  schema.decimal = ',';
  const Reading reading = read("n;x;word\n1,0;2,5;a\n1;2.5;b\n", schema);
  EXPECT_EQ(column(reading, "x"), Words{"2.5"});
  ASSERT_EQ(reading.rejected.size(), 1U);
  EXPECT_EQ(reading.rejected[0].rule, "not_a_number");
}

TEST(CsvReader, an_absent_column_is_named_with_the_nearest_header) {
  const Reading reading = read("n,x,wrod\n1,2,a\n");
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->code, ErrorCode::schema_mismatch);
  EXPECT_NE(reading.error->message.find("'word' (is it 'wrod'?)"), std::string::npos)
      << reading.error->message;
  EXPECT_EQ(reading.error->where.column, "word");
}

TEST(CsvReader, the_caller_may_allow_columns_to_be_absent) {
  Schema schema = flows();
  schema.columns[2].role = Role::label;
  EXPECT_TRUE(read("n,x\n1,2\n", schema).error);
  EXPECT_FALSE(read("n,x\n1,2\n", schema, {.optional_roles = {Role::label}}).error);
  EXPECT_FALSE(read("1,2\n", schema, {.optional_roles = {Role::label}}).error);
  EXPECT_FALSE(read("n,word\n1,a\n", schema, {.optional_columns = {"x"}}).error);
}

TEST(CsvReader, repeated_names_count_once_and_two_names_of_one_column_are_refused) {
  const Reading reading = read("n,x,word,n\n1,2,a,9\n");
  ASSERT_FALSE(reading.error) << to_string(*reading.error);
  EXPECT_EQ(column(reading, "n"), Words{"1"});
  const Reading both = read("n,x,word,Count of things\n1,2,a,9\n");
  ASSERT_TRUE(both.error);
  EXPECT_EQ(both.error->code, ErrorCode::schema_mismatch);
}

TEST(CsvReader, an_ambiguous_date_stops_until_the_schema_states_the_order) {
  const std::string text = "n,x,word,at\n1,2,a,03/07/2017 08:55:58\n";
  const Reading stopped = read(text);
  ASSERT_TRUE(stopped.error);
  EXPECT_EQ(stopped.error->code, ErrorCode::schema_mismatch);
  EXPECT_NE(stopped.error->hint.find("format: day_first"), std::string::npos);
  EXPECT_EQ(stopped.error->where.file, "test.csv");
  Schema schema = flows();
  schema.columns[4].format = TimeFormat::day_first;
  EXPECT_EQ(column(read(text, schema), "at"), Words{"2017-07-03T08:55:58Z"});
}

TEST(CsvReader, epoch_times_follow_the_unit) {
  Schema schema = flows();
  schema.columns[4].unit = "ms";
  const Reading reading = read("n,x,word,at\n1,2,a,1500000000123\n", schema);
  EXPECT_EQ(column(reading, "at"), Words{"2017-07-14T02:40:00.123Z"});
}

TEST(CsvReader, refuses_empty_files_and_utf_16) {
  EXPECT_EQ(read("").error->code, ErrorCode::malformed);
  EXPECT_EQ(read("\n\n").error->code, ErrorCode::malformed);
  EXPECT_EQ(read("\xFF\xFEn\0").error->code, ErrorCode::unsupported);
  EXPECT_EQ(read("n,x,\"word\n1,2,a\n").error->code, ErrorCode::malformed);
}

TEST(CsvReader, a_header_without_rows_is_an_empty_table) {
  const Reading reading = read("n,x,word\n");
  EXPECT_FALSE(reading.error);
  EXPECT_EQ(reading.table.rows(), 0U);
}

/// Ten columns of whole numbers and eleven of decimals, side by side.
Schema many_numbers() {
  std::string yaml = "name: many\nheader: absent\nmissing: [\"-\"]\ncolumns:\n";
  for (int i = 0; i < 21; ++i)
    yaml += fmt::format("  - {{name: c{}, type: {}}}\n", i, i < 10 ? "int64" : "float64");
  return parse_schema(yaml, "many.yaml").value();
}

/// Most cells are short numbers; some are long, missing, quoted or none.
std::string many_rows(std::size_t rows) {
  Random random(5);
  std::string text;
  for (std::size_t row = 0; row < rows; ++row) {
    const bool is_odd = random.below(20) == 0;
    for (int column = 0; column < 21; ++column) {
      const std::string point = column < 10 ? "" : ".";
      std::string cell = fmt::format("{}{}{}{}", random.below(2) == 0 ? "-" : "",
                                     random.below(100), point, random.below(1000));
      if (is_odd && random.below(9) == 0)
        cell = std::vector<std::string>{"-", "", "x", "\"7\"", cell + "1234567"}[random.below(5)];
      text += (column == 0 ? "" : ",") + cell;
    }
    text += '\n';
  }
  return text;
}

TEST(CsvReader, numbers_side_by_side_are_those_of_few_rows_at_a_time) {
  const Schema schema = many_numbers();
  const std::string text = many_rows(3000);
  const Reading few = read(text, schema, {}, 7);  // too few for tiles
  EXPECT_GT(few.rejected.size(), 10U);
  EXPECT_GT(few.table.rows(), 2800U);
  for (const std::size_t rows : {8, 100, 3000}) expect_same(read(text, schema, {}, rows), few);
}

/// The same with rows that are longer than what is looked at in one turn.
std::string with_long_rows(std::string text) {
  for (std::size_t at = 1000; at < text.size(); at += 100'000)
    text.insert(text.find('\n', at) + 1, std::string(50'000, '7') + ",\n\n");
  return text;
}

TEST(CsvReader, takers_read_what_one_reader_does) {
  const Schema schema = many_numbers();
  const std::string text = with_long_rows(many_rows(3000));
  const ReadOptions options{.max_row_bytes = 3000, .chunk_bytes = 1500};
  const Reading alone = read(text, schema, options, 100);
  for (const std::size_t takers : {1, 2, 5}) {
    ByteSource source = ByteSource::from_memory(text, "test.csv", Hashing::sha256).value();
    expect_same(drain_in_turns(open_csv(std::move(source), schema, options), schema, 100, takers),
                alone);
  }
}

TEST(CsvReader, takers_read_while_others_take) {
  const Schema schema = many_numbers();
  const std::string text = with_long_rows(many_rows(5000));
  const ReadOptions options{.max_row_bytes = 3000};
  const Reading alone = read(text, schema, options, 100);
  ByteSource source = ByteSource::from_memory(text, "test.csv").value();
  const auto reader = open_csv(std::move(source), schema, options).value();
  std::mutex turn;
  std::map<std::int64_t, double> last_numbers;  // by row
  const auto work = [&] {
    std::unique_lock lock(turn);
    const std::unique_ptr<RowTaker> taker = reader->taker();
    while (taker->take(100).value() > 0) {
      lock.unlock();
      const Batch* batch = taker->read().value();
      lock.lock();
      for (std::size_t i = 0; i < batch->row_numbers.size(); ++i)
        last_numbers[batch->row_numbers[i]] = batch->table.columns[20].number(i);
    }
  };
  std::vector<std::jthread> threads;
  for (int i = 0; i < 3; ++i) threads.emplace_back(work);
  threads.clear();
  ASSERT_EQ(last_numbers.size(), alone.numbers.size());
  for (std::size_t i = 0; i < alone.numbers.size(); ++i) {
    const double expected = alone.table.columns[20].number(i);
    const double found = last_numbers.at(alone.numbers[i]);
    EXPECT_TRUE(found == expected || (std::isnan(found) && std::isnan(expected)));
  }
}

TEST(CsvReader, a_taker_tells_of_an_ambiguous_date_when_it_reads) {
  const Schema schema = flows();
  const std::string text = "n,x,word,at\n1,2,a,03/07/2017 08:55:58\n";
  const auto reader =
      open_csv(ByteSource::from_memory(text, "test.csv").value(), schema).value();
  const std::unique_ptr<RowTaker> taker = reader->taker();
  ASSERT_EQ(taker->take(10).value(), 1U);
  const Result<const Batch*> batch = taker->read();
  ASSERT_FALSE(batch);
  EXPECT_EQ(batch.error().code, ErrorCode::schema_mismatch);
}

}  // namespace
}  // namespace vedette
