// SPDX-License-Identifier: Apache-2.0
#include "data/familiar_row.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <vector>

#include "base/random.hpp"
#include "data/json_row.hpp"
#include "data/test_memory.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;

const Schema& usual_schema() {
  static const Schema schema = parse_schema(
                                   "name: three\ncolumns:\n  - {name: bytes, type: int64}\n"
                                   "  - {name: rate, type: float64}\n  - {name: proto, type: text}\n",
                                   "three.yaml")
                                   .value();
  return schema;
}

/// What a parser makes of a row: the texts, or the rule that it breaks.
std::vector<std::string> parsed(JsonRowParser& parser, const std::string& row) {
  const std::string padded = row + std::string(JsonRowParser::kPadding, ' ');
  std::vector<std::string_view> texts(3);
  const auto fault = parser.parse(std::string_view(padded).substr(0, row.size()), texts);
  if (fault) return {fault->rule, fault->message};
  return {texts.begin(), texts.end()};
}

/// The same as it is copied.
std::vector<std::string> copied(JsonRowParser& parser, const std::string& row) {
  const std::string padded = row + std::string(JsonRowParser::kPadding, ' ');
  CopiedRows rows;
  const auto parsed = parser.parse(std::string_view(padded).substr(0, row.size()), rows);
  if (!parsed) return {parsed.error().rule, parsed.error().message};
  return {std::string((*parsed)[0]), std::string((*parsed)[1]), std::string((*parsed)[2])};
}

/// The same for a parser that has just seen a row of the usual shape.
std::vector<std::string> parsed_after(const std::string& usual, const std::string& row) {
  JsonRowParser parser(usual_schema());
  static_cast<void>(parsed(parser, usual));
  return parsed(parser, row);
}

std::vector<std::string> copied_after(const std::string& usual, const std::string& row) {
  JsonRowParser parser(usual_schema());
  static_cast<void>(copied(parser, usual));
  return copied(parser, row);
}

std::vector<std::string> parsed_alone(const std::string& row) {
  JsonRowParser parser(usual_schema());
  return parsed(parser, row);
}

/// Keys of the columns 0, 1, ... by what stands before their values.
std::vector<KnownKey> keys_of(const std::vector<std::string>& leads) {
  std::vector<KnownKey> keys;
  for (const std::string& lead : leads) keys.push_back({"", keys.size(), lead});
  return keys;
}

std::vector<std::string> familiar(const std::string& row, const std::vector<KnownKey>& keys) {
  const std::string padded = row + std::string(kFamiliarPadding, '#');
  std::vector<std::string_view> texts(keys.size());
  if (!read_familiar_row(std::string_view(padded).substr(0, row.size()), keys, texts))
    return {"not familiar"};
  return {texts.begin(), texts.end()};
}

constexpr const char* kUsual = R"({"bytes":7,"rate":-0.5e+3,"proto":"tcp"})";

TEST(FamiliarRow, takes_numbers_words_and_plain_strings) {
  const auto keys = keys_of({"{\"bytes\":", ",\"rate\":", ", \"proto\" : "});
  EXPECT_THAT(familiar(R"({"bytes":7,"rate":-0.5e+3, "proto" : "tcp"})", keys),
              ElementsAre("7", "-0.5e+3", "tcp"));
  EXPECT_THAT(familiar("{\"bytes\":null,\"rate\":true, \"proto\" : \"\" }\r\n", keys),
              ElementsAre("", "true", ""));
}

TEST(FamiliarRow, takes_numbers_of_every_length) {
  const auto keys = keys_of({"{\"a\":", ",\"b\":"});
  for (std::size_t digits = 1; digits < 40; ++digits) {
    const std::string whole = std::string(digits, '7');
    for (const std::string& number : {whole, "-" + whole, whole + ".25", "0." + whole,
                                      "-0." + whole, whole + "e5", "1." + whole + "E-7"})
      EXPECT_THAT(familiar("{\"a\":" + number + ",\"b\":0}", keys), ElementsAre(number, "0"));
  }
}

TEST(JsonNumber, is_what_the_standard_says) {
  for (const char* number : {"0", "-0", "12", "1.5", "0.05", "1e5", "-1.25E+7", "0e-1", "1e999"})
    EXPECT_TRUE(is_json_number(number)) << number;
  for (const char* other : {"", "-", "00", "01", "-01", "1.", ".5", "+1", "-inf", "NaN", "1..2",
                            "1.2.3", "0x1", "1e", "1e+", "1 ", " 1", "1,"})
    EXPECT_FALSE(is_json_number(other)) << other;
}

TEST(JsonNumber, others_are_no_json_in_any_row) {
  for (const char* row : {R"({"bytes":00})", R"({"bytes":-inf})", R"({"rate":1.})"})
    EXPECT_EQ(parsed_alone(row).front(), "not_json") << row;
}

TEST(FamiliarRow, does_not_look_past_its_end) {
  const auto keys = keys_of({"{\"a\":"});
  const std::string text = "{\"a\":12}" + std::string(kFamiliarPadding, '3');
  std::vector<std::string_view> texts(1);
  for (std::size_t size = 0; size < 8; ++size)
    EXPECT_FALSE(read_familiar_row(std::string_view(text).substr(0, size), keys, texts)) << size;
  EXPECT_TRUE(read_familiar_row(std::string_view(text).substr(0, 8), keys, texts));
  EXPECT_THAT(texts, ElementsAre("12"));
}

TEST(FamiliarRow, leaves_everything_else_to_the_parser) {
  const auto keys = keys_of({"{\"bytes\":", ",\"rate\":"});
  for (const char* row :
       {"", "{", "{}", "[]", R"({"bytes":7})", R"({"bytes":7,"rate":1)", R"({"bytes":7,"rate":1}})",
        R"({"bytes":7,"rate":1,})", R"({"bytes":7 "rate":1})", R"({"rate":1,"bytes":7})",
        R"({"bytes":07,"rate":1})", R"({"bytes":-07,"rate":1})",
        R"({"bytes":7.,"rate":1})", R"({"bytes":7.7.7,"rate":1})", R"({"bytes":.7,"rate":1})",
        R"({"bytes":+7,"rate":1})", R"({"bytes":7e,"rate":1})", R"({"bytes":-,"rate":1})",
        R"({"bytes":NaN,"rate":1})", R"({"bytes":nul,"rate":1})", R"({"bytes":"a\n","rate":1})",
        "{\"bytes\":\"\xc3\xa4\",\"rate\":1}", "{\"bytes\":\"a\tb\",\"rate\":1}",
        R"({"bytes":"a,"rate":1})", R"({"bytes":[7],"rate":1})", R"({"bytes":{},"rate":1})",
        R"({"bytes":7,"rate":1,"more":2})", R"({"bytez":7,"rate":1})", R"({bytes:7,"rate":1})"})
    EXPECT_THAT(familiar(row, keys), ElementsAre("not familiar")) << row;
}

TEST(FamiliarRow, makes_no_difference_to_what_a_parser_finds) {
  const std::string usual = kUsual;
  constexpr std::string_view kBytes = "{}[]\",:\\ 0179-+.eEnulltruefalse\t\n\x80\xc3z";
  Random random(7);
  for (int i = 0; i < 6'000; ++i) {
    std::string row = usual;
    for (std::uint64_t edits = random.below(3); edits < 3; ++edits) {
      const std::size_t at = random.below(row.size());
      const char byte = kBytes[random.below(kBytes.size())];
      if (random.below(3) == 0)
        row.erase(at, 1);
      else if (random.below(2) == 0)
        row.insert(at, 1, byte);
      else
        row[at] = byte;
    }
    ASSERT_EQ(parsed_after(usual, row), parsed_alone(row)) << row;
    ASSERT_EQ(copied_after(usual, row), parsed_alone(row)) << row;
  }
}

TEST(FamiliarRow, is_copied_with_empty_cells_for_columns_that_it_has_not) {
  const std::string texts[] = {"7", "-0.25", "a text of more than sixteen bytes"};
  for (unsigned present = 1; present < 8; ++present) {
    std::string row;
    for (std::size_t i = 0; i < 3; ++i)
      if ((present >> i & 1) != 0)
        row += fmt::format("{}\"{}\":{}{}{}", row.empty() ? "{" : ",",
                           usual_schema().columns[i].name, i == 2 ? "\"" : "", texts[i],
                           i == 2 ? "\"" : "");
    row += '}';
    EXPECT_EQ(copied_after(row, row), parsed_alone(row)) << row;
  }
  const std::string turned = R"({"proto":"udp","bytes":1})";
  EXPECT_EQ(copied_after(turned, turned), parsed_alone(turned));
}

TEST(FamiliarRow, rows_with_wide_gaps_are_read_as_all_others) {
  JsonRowParser parser(usual_schema());
  for (const std::size_t blanks : {10, 300, 3'000, 10}) {
    const std::string row = "{\"bytes\":1," + std::string(blanks, ' ') + "\"proto\":\"udp\"}";
    for (int time = 0; time < 2; ++time) EXPECT_EQ(parsed(parser, row), parsed_alone(row));
  }
}

TEST(FamiliarRow, wide_gaps_leave_no_memory_behind) {
  constexpr std::size_t kGap = 200'000;
  constexpr std::size_t kPlaces = 100;
  JsonRowParser parser(usual_schema());
  std::string row = "{";
  std::size_t before = 0;
  for (std::size_t place = 0; place < kPlaces; ++place) {
    static_cast<void>(parsed(parser, row + std::string(kGap, ' ') + "\"bytes\":1}"));
    if (place == 0) before = allocated_bytes();  // the general parser has its room by then
    row += fmt::format("\"x{}\":1,", place);
  }
  EXPECT_LT(allocated_bytes(), before + kPlaces * kGap / 4);
}

TEST(FamiliarRow, a_row_of_another_shape_does_not_stay_in_the_way) {
  JsonRowParser parser(usual_schema());
  const std::string other = R"({"proto":"udp","bytes":1})";
  for (const std::string& row : {std::string(kUsual), other, std::string(kUsual), other, other})
    EXPECT_EQ(parsed(parser, row), parsed_alone(row)) << row;
}

}  // namespace
}  // namespace vedette
