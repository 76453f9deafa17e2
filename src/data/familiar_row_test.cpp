// SPDX-License-Identifier: Apache-2.0
#include "data/familiar_row.hpp"

#include <gmock/gmock.h>

#include <vector>

#include "base/random.hpp"
#include "data/json_row.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;

Schema usual_schema() {
  return parse_schema(
             "name: three\ncolumns:\n  - {name: bytes, type: int64}\n"
             "  - {name: rate, type: float64}\n  - {name: proto, type: text}\n",
             "three.yaml")
      .value();
}

/// What a parser makes of a row: the texts, or the rule that it breaks.
std::vector<std::string> parsed(JsonRowParser& parser, const std::string& row) {
  const std::string padded = row + std::string(JsonRowParser::kPadding, ' ');
  std::vector<std::string_view> texts(3);
  const auto fault = parser.parse(std::string_view(padded).substr(0, row.size()), texts);
  if (fault) return {fault->rule, fault->message};
  return {texts.begin(), texts.end()};
}

/// The same for a parser that has just seen a row of the usual shape.
std::vector<std::string> parsed_after(const std::string& usual, const std::string& row) {
  JsonRowParser parser(usual_schema());
  static_cast<void>(parsed(parser, usual));
  return parsed(parser, row);
}

std::vector<std::string> parsed_alone(const std::string& row) {
  JsonRowParser parser(usual_schema());
  return parsed(parser, row);
}

constexpr const char* kUsual = R"({"bytes":7,"rate":-0.5e+3,"proto":"tcp"})";

TEST(FamiliarRow, takes_numbers_words_and_plain_strings) {
  const KnownKey keys[] = {{"bytes", 0}, {"rate", 1}, {"proto", 2}};
  std::vector<std::string_view> texts(3);
  EXPECT_TRUE(read_familiar_row(kUsual, keys, texts));
  EXPECT_THAT(texts, ElementsAre("7", "-0.5e+3", "tcp"));
  EXPECT_TRUE(read_familiar_row(" { \"bytes\" : null ,\t\"rate\":true,\r\n\"proto\":\"\" } ", keys,
                                texts));
  EXPECT_THAT(texts, ElementsAre("", "true", ""));
}

TEST(FamiliarRow, leaves_everything_else_to_the_parser) {
  const KnownKey keys[] = {{"bytes", 0}, {"rate", 1}};
  std::vector<std::string_view> texts(2);
  for (const char* row :
       {"", "{", "{}", "[]", R"({"bytes":7})", R"({"bytes":7,"rate":1)", R"({"bytes":7,"rate":1}})",
        R"({"bytes":7,"rate":1,})", R"({"bytes":7 "rate":1})", R"({"rate":1,"bytes":7})",
        R"({"bytes":07,"rate":1})", R"({"bytes":7.,"rate":1})", R"({"bytes":.7,"rate":1})",
        R"({"bytes":+7,"rate":1})", R"({"bytes":7e,"rate":1})", R"({"bytes":-,"rate":1})",
        R"({"bytes":NaN,"rate":1})", R"({"bytes":nul,"rate":1})", R"({"bytes":"a\n","rate":1})",
        "{\"bytes\":\"\xc3\xa4\",\"rate\":1}", "{\"bytes\":\"a\tb\",\"rate\":1}",
        R"({"bytes":"a,"rate":1})", R"({"bytes":[7],"rate":1})", R"({"bytes":{},"rate":1})",
        R"({"bytes":7,"rate":1,"more":2})", R"({"bytez":7,"rate":1})", R"({bytes:7,"rate":1})"})
    EXPECT_FALSE(read_familiar_row(row, keys, texts)) << row;
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
  }
}

TEST(FamiliarRow, a_row_of_another_shape_does_not_stay_in_the_way) {
  JsonRowParser parser(usual_schema());
  const std::string other = R"({"proto":"udp","bytes":1})";
  for (const std::string& row : {std::string(kUsual), other, std::string(kUsual), other, other})
    EXPECT_EQ(parsed(parser, row), parsed_alone(row)) << row;
}

}  // namespace
}  // namespace vedette
