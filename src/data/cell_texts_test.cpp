// SPDX-License-Identifier: Apache-2.0
#include "data/cell_texts.hpp"

#include <gmock/gmock.h>

#include <array>
#include <string>
#include <vector>

#include "data/test_memory.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;
using testing::Optional;

TEST(CopiedRows, cells_of_any_size_come_back) {
  std::vector<std::string> texts;
  for (std::size_t size = 0; size <= 40; ++size) {
    texts.emplace_back();
    for (std::size_t i = 0; i < size; ++i) texts.back() += static_cast<char>('a' + (size + i) % 26);
  }
  const std::vector<std::string_view> cells(texts.begin(), texts.end());
  CopiedRows rows;
  const RowText row = rows.add(cells);
  for (std::size_t i = 0; i < cells.size(); ++i) EXPECT_EQ(row[i], texts[i]) << i;
  const char* end = row.text + row.starts[cells.size()];
  EXPECT_EQ(std::string(end, RowText::kPadding), std::string(RowText::kPadding, ','));
}

TEST(CopiedRows, rows_stay_until_they_are_cleared) {
  const std::string long_text(10'000, 'x');
  const std::array<std::string_view, 2> first = {"12", long_text};
  const std::array<std::string_view, 2> second = {"345", "tcp"};
  CopiedRows rows;
  for (int round = 0; round < 2; ++round) {
    const RowText one = rows.add(first);
    const RowText other = rows.add(second);
    EXPECT_EQ(one[0], "12");
    EXPECT_EQ(one[1], long_text);
    EXPECT_EQ(other[0], "345");
    EXPECT_EQ(other[1], "tcp");
    rows.clear();
  }
}

TEST(CopiedRows, hold_little_memory_for_the_next_rows) {
  const std::string text(1'500, 'x');
  const std::array<std::string_view, 1> cells = {text};
  CopiedRows rows;
  const std::size_t before = allocated_bytes();
  for (int time = 0; time < 20'000; ++time) static_cast<void>(rows.add(cells));
  rows.clear();
  EXPECT_LT(allocated_bytes(), before + (4U << 20));
}

TEST(CopiedRows, columns_are_cells_in_their_order) {
  EXPECT_THAT(CopiedRows::in_order(3), ElementsAre(Optional(0), Optional(1), Optional(2)));
}

}  // namespace
}  // namespace vedette
