// SPDX-License-Identifier: Apache-2.0
#include "train/training_rows.hpp"

#include <gmock/gmock.h>

#include <limits>

#include "train/class_costs.hpp"
#include "train/test_rows.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;

Result<TrainingRows> make(const Matrix& rows, std::size_t classes, const Json& options = nullptr) {
  const std::vector<OptionSpec> table = {class_weight_option()};
  const Options values = Options::make(table, options).value();
  const WorkContext work;
  return TrainingRows::make({rows, classes, values, 1, work}, MissingValues::refused);
}

TEST(TrainingRows, nothing_is_copied_where_nothing_changes) {
  const Matrix rows = clouds(10, 2, 2);
  EXPECT_EQ(&make(rows, 2)->matrix(), &rows);
}

TEST(TrainingRows, balanced_classes_have_the_same_total_weight) {
  Matrix rows = clouds(100, 2, 2);
  for (std::size_t i = 0; i < 100; ++i) rows.classes[i] = i < 10 ? 1 : 0;
  const auto training = make(rows, 2, {{"class_weight", "balanced"}});
  double totals[2] = {0, 0};
  for (std::size_t i = 0; i < 100; ++i)
    totals[rows.classes[i]] += static_cast<double>(training->matrix().weight(i));
  EXPECT_NEAR(totals[0], 50, 1e-4);
  EXPECT_NEAR(totals[1], 50, 1e-4);
}

TEST(TrainingRows, balancing_what_is_balanced_changes_nothing) {
  Matrix rows = clouds(30, 2, 3);
  rows.weights.assign(30, 1.0F);
  EXPECT_EQ(make(rows, 3, {{"class_weight", "balanced"}})->matrix().weights, rows.weights);
}

TEST(TrainingRows, rows_of_weight_zero_are_left_out) {
  Matrix rows = clouds(10, 2, 2);
  rows.weights.assign(10, 1.0F);
  rows.weights[4] = 0;
  const auto training = make(rows, 2);
  EXPECT_EQ(training->matrix().rows, 9U);
  EXPECT_EQ(training->matrix().at(4, 0), rows.at(5, 0));
}

TEST(TrainingRows, a_class_of_weightless_rows_is_absent) {
  Matrix rows = clouds(10, 2, 2);
  for (const std::int32_t cls : rows.classes) rows.weights.push_back(cls == 1 ? 0.0F : 1.0F);
  EXPECT_THAT(make(rows, 2).error().message, HasSubstr("class number 1 has no training rows"));
}

TEST(TrainingRows, a_missing_value_is_named_with_its_place) {
  Matrix rows = clouds(10, 2, 2);
  rows.names = std::make_shared<const std::vector<std::string>>(
      std::vector<std::string>{"duration", "bytes"});
  rows.values[7] = std::numeric_limits<float>::quiet_NaN();
  const auto training = make(rows, 2);
  ASSERT_FALSE(training);
  EXPECT_EQ(training.error().where.row, 4);
  EXPECT_EQ(training.error().where.column, "bytes");
}

TEST(ClassCosts, costs_are_the_mean_weights_of_both_sides) {
  Matrix rows = clouds(6, 2, 3);
  rows.weights = {1, 2, 3, 1, 2, 3};
  const auto tasks = one_vs_rest(rows, 3, 10);
  ASSERT_EQ(tasks.size(), 3U);
  EXPECT_DOUBLE_EQ(tasks[2].positive_cost, 30);
  EXPECT_DOUBLE_EQ(tasks[2].negative_cost, 15);
  EXPECT_EQ(tasks[2].positive, (std::vector<std::uint8_t>{0, 0, 1, 0, 0, 1}));
  EXPECT_TRUE(weights_are_per_class(rows, 3));
  rows.weights[5] = 4;
  EXPECT_FALSE(weights_are_per_class(rows, 3));
}

TEST(ClassCosts, two_classes_are_one_task_with_class_one_positive) {
  const auto tasks = one_vs_rest(clouds(4, 2, 2), 2, 1);
  ASSERT_EQ(tasks.size(), 1U);
  EXPECT_EQ(tasks[0].positive, (std::vector<std::uint8_t>{0, 1, 0, 1}));
}

}  // namespace
}  // namespace vedette
