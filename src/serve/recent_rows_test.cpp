// SPDX-License-Identifier: Apache-2.0
#include "serve/recent_rows.hpp"

#include <gmock/gmock.h>

namespace vedette {
namespace {

/// One column that counts on from `first`.
Table counting(std::int64_t first, std::size_t rows) {
  Table table;
  table.columns.push_back(Column::make("n", ColumnType::int64));
  for (std::size_t i = 0; i < rows; ++i)
    table.columns[0].push_int64(first + static_cast<std::int64_t>(i));
  return table;
}

TEST(RecentRows, has_no_sample_before_the_first_row) {
  RecentRows recent;
  EXPECT_FALSE(recent.sample());
  recent.offer(counting(0, 0));
  EXPECT_FALSE(recent.sample());
}

TEST(RecentRows, keeps_rows_in_the_order_they_came) {
  RecentRows recent;
  recent.offer(counting(0, 1));
  recent.offer(counting(1, 3));
  EXPECT_EQ(recent.sample()->columns[0], counting(0, 4).columns[0]);
}

TEST(RecentRows, forgets_the_oldest_generation) {
  constexpr auto kRows = static_cast<std::int64_t>(RecentRows::kRows);
  RecentRows recent;
  for (std::int64_t first = 0; first < 3 * kRows; first += 500)
    recent.offer(counting(first, 500));
  EXPECT_EQ(recent.sample()->columns[0], counting(kRows, 2 * RecentRows::kRows).columns[0]);
}

TEST(RecentRows, takes_the_last_rows_of_a_long_table) {
  RecentRows recent;
  recent.offer(counting(0, RecentRows::kRows + 7));
  EXPECT_EQ(recent.sample()->columns[0], counting(7, RecentRows::kRows).columns[0]);
}

}  // namespace
}  // namespace vedette
