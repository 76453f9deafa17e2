// SPDX-License-Identifier: Apache-2.0
#include "validate/row_sample.hpp"

#include <gmock/gmock.h>

#include "validate/test_tables.hpp"

namespace vedette {
namespace {

/// Numbers from `first` on.
Table numbered(std::size_t first, std::size_t count) {
  const auto values = each(count, [&](std::size_t i) { return static_cast<double>(first + i); });
  return {{doubles("x", values)}};
}

TEST(RowSample, keeps_all_rows_while_there_is_room) {
  RowSample sample(10, 1);
  EXPECT_EQ(sample.rows().rows(), 0U);
  sample.add(numbered(0, 4));
  sample.add(numbered(4, 3));
  EXPECT_EQ(sample.rows().columns, numbered(0, 7).columns);
  EXPECT_EQ(sample.seen(), 7);
}

TEST(RowSample, every_row_has_the_same_chance) {
  std::vector<int> times(200);
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    RowSample sample(20, seed);
    for (std::size_t batch = 0; batch < 10; ++batch) sample.add(numbered(batch * 20, 20));
    const Table rows = sample.rows();
    ASSERT_EQ(rows.rows(), 20U);
    for (std::size_t i = 0; i < 20; ++i)
      ++times[static_cast<std::size_t>(rows.columns[0].number(i))];
  }
  // 60 expected, with a standard deviation of 7.3.
  for (std::size_t row = 0; row < 200; ++row) EXPECT_NEAR(times[row], 60, 35) << row;
}

TEST(RowSample, same_seed_same_rows) {
  RowSample one(5, 3);
  RowSample two(5, 3);
  for (RowSample* sample : {&one, &two})
    for (std::size_t batch = 0; batch < 100; ++batch) sample->add(numbered(batch * 7, 7));
  EXPECT_EQ(one.rows().columns, two.rows().columns);
  EXPECT_EQ(one.seen(), 700);
}

}  // namespace
}  // namespace vedette
