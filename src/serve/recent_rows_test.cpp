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

TEST(RecentRows, forgets_the_generation_before_the_last) {
  constexpr auto kRows = static_cast<std::int64_t>(RecentRows::kRows);
  RecentRows recent;
  for (std::int64_t first = 0; first < 3 * kRows; first += kRows) {
    recent.offer(counting(first, RecentRows::kRows));
    recent.turn();
  }
  recent.offer(counting(3 * kRows, 5));
  EXPECT_EQ(recent.sample()->columns[0], counting(2 * kRows, RecentRows::kRows + 5).columns[0]);
}

TEST(RecentRows, rows_that_were_picked_belong_to_it_once_they_are_added) {
  RecentRows recent;
  RecentRows::Picked first = recent.pick(counting(0, 8));
  EXPECT_FALSE(recent.sample());
  recent.offer(counting(0, 3 * RecentRows::kRows));  // every second one only is kept from here on
  const std::size_t kept = recent.sample()->rows();
  recent.add(first);
  EXPECT_EQ(recent.sample()->rows(), kept + 4);
  EXPECT_EQ(recent.sample()->columns[0].int64s().back(), 6);
  recent.add(RecentRows::Picked{});
  EXPECT_EQ(recent.sample()->rows(), kept + 4);
}

TEST(RecentRows, a_small_generation_goes_on) {
  RecentRows recent;
  recent.offer(counting(0, 3));
  recent.turn();
  recent.turn();
  recent.offer(counting(3, 2));
  EXPECT_EQ(recent.sample()->columns[0], counting(0, 5).columns[0]);
}

TEST(RecentRows, what_is_too_much_for_a_generation_is_thinned_out_evenly) {
  constexpr std::size_t kOffered = 37 * RecentRows::kRows;
  for (const std::size_t batch : {1UL, 7UL, 512UL, 4096UL, kOffered}) {
    RecentRows recent;
    for (std::size_t first = 0; first < kOffered; first += batch)
      recent.offer(counting(static_cast<std::int64_t>(first), std::min(batch, kOffered - first)));
    const Table sample = *recent.sample();
    const std::span<const std::int64_t> kept = sample.columns[0].int64s();
    ASSERT_GE(kept.size(), RecentRows::kRows) << batch;
    ASSERT_LE(kept.size(), 2 * RecentRows::kRows) << batch;
    for (std::size_t i = 0; i < kept.size(); ++i)
      ASSERT_EQ(kept[i], static_cast<std::int64_t>(i) * 32) << "in batches of " << batch;
    recent.turn();
    recent.offer(counting(-1, 1));
    EXPECT_EQ(recent.sample()->columns[0].int64s().back(), -1) << "each row counts again";
  }
}

}  // namespace
}  // namespace vedette
