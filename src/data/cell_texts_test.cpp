// SPDX-License-Identifier: Apache-2.0
#include "data/cell_texts.hpp"

#include <gmock/gmock.h>

#include <array>

namespace vedette {
namespace {

using testing::ElementsAre;
using testing::Optional;

TEST(LineRows, texts_are_every_second_cell_of_the_line) {
  const std::string line = R"({"a": 12, "b": "tcp", "c": null})" + std::string(64, ' ');
  const std::string_view text = line;
  const std::array<std::string_view, 3> texts = {text.substr(6, 2), text.substr(16, 3), {}};
  LineRows rows;
  const RowText row = rows.add(text, texts);
  EXPECT_EQ(row.text, line.data()) << "nothing is copied";
  EXPECT_EQ(row[0], "12");
  EXPECT_EQ(row[2], "tcp");
  EXPECT_EQ(row[4], "");
  EXPECT_THAT(LineRows::cells_of(3), ElementsAre(Optional(0), Optional(2), Optional(4)));
}

TEST(LineRows, a_row_with_a_text_from_elsewhere_is_copied) {
  const std::string line = R"({"a": 12, "b": "\u0074cp"})";
  const std::string unescaped = "tcp";
  const std::array<std::string_view, 3> texts = {std::string_view(line).substr(6, 2), unescaped, {}};
  LineRows rows;
  const RowText row = rows.add(line, texts);
  EXPECT_NE(row.text, line.data());
  EXPECT_EQ(row[0], "12");
  EXPECT_EQ(row[2], "tcp");
  EXPECT_EQ(row[4], "");
}

TEST(LineRows, rows_stay_until_they_are_cleared) {
  const std::string line = "12 345";
  const std::array<std::string_view, 1> first = {std::string_view(line).substr(0, 2)};
  const std::array<std::string_view, 1> second = {std::string_view(line).substr(3, 3)};
  LineRows rows;
  for (int round = 0; round < 2; ++round) {
    const RowText one = rows.add(line, first);
    const RowText other = rows.add(line, second);
    EXPECT_EQ(one[0], "12");
    EXPECT_EQ(other[0], "345");
    rows.clear();
  }
}

}  // namespace
}  // namespace vedette
