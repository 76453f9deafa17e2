// SPDX-License-Identifier: Apache-2.0
#include "data/matrix.hpp"

#include <gtest/gtest.h>

namespace vedette {
namespace {

TEST(Matrix, selecting_takes_values_classes_weights_and_ids_together) {
  Matrix matrix{.rows = 3,
                .columns = 2,
                .values = {1, 2, 3, 4, 5, 6},
                .categorical = {0, 1},
                .names = std::make_shared<const std::vector<std::string>>(2, "a"),
                .classes = {0, 1, 2},
                .weights = {0.5F, 1, 2},
                .row_ids = {10, 11, 12}};
  const std::uint32_t wanted[] = {2, 0, 2};
  const Matrix selected = matrix.select(wanted);
  EXPECT_EQ(selected.rows, 3U);
  EXPECT_EQ(selected.columns, 2U);
  EXPECT_EQ(selected.values, (std::vector<float>{5, 6, 1, 2, 5, 6}));
  EXPECT_EQ(selected.classes, (std::vector<std::int32_t>{2, 0, 2}));
  EXPECT_EQ(selected.weights, (std::vector<float>{2, 0.5F, 2}));
  EXPECT_EQ(selected.row_ids, (std::vector<std::uint32_t>{12, 10, 12}));
  EXPECT_EQ(selected.names, matrix.names);
  EXPECT_EQ(selected.categorical, matrix.categorical);
}

TEST(Matrix, absent_parts_stay_absent) {
  Matrix matrix;
  matrix.rows = 1;
  matrix.columns = 1;
  matrix.values = {7};
  const std::uint32_t wanted[] = {0};
  const Matrix selected = matrix.select(wanted);
  EXPECT_TRUE(selected.classes.empty());
  EXPECT_TRUE(selected.weights.empty());
  EXPECT_TRUE(selected.row_ids.empty());
  EXPECT_EQ(selected.weight(0), 1.0F);
  EXPECT_EQ(matrix.select({}).rows, 0U);
}

}  // namespace
}  // namespace vedette
