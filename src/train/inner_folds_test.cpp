// SPDX-License-Identifier: Apache-2.0
#include "train/inner_folds.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "train/test_rows.hpp"

namespace vedette {
namespace {

/// Rows of which every one stands three times.
Matrix tripled(const Matrix& rows) {
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t i = 0; i < rows.rows; ++i) numbers.insert(numbers.end(), {i, i, i});
  return rows.select(numbers);
}

TEST(InnerFolds, equal_rows_share_a_fold) {
  const Matrix rows = tripled(clouds(50, 3, 2));
  const InnerFolds folds = make_inner_folds(rows, 2, 3, 1);
  ASSERT_EQ(folds.folds, 3U);
  for (std::size_t i = 0; i < rows.rows; ++i)
    EXPECT_EQ(folds.fold_of_row[i], folds.fold_of_row[i / 3 * 3]);
}

TEST(InnerFolds, each_class_is_spread_evenly) {
  const Matrix rows = clouds(300, 3, 3);
  const InnerFolds folds = make_inner_folds(rows, 3, 3, 1);
  std::map<std::pair<std::int32_t, std::uint32_t>, int> counts;
  for (std::size_t i = 0; i < rows.rows; ++i) ++counts[{rows.classes[i], folds.fold_of_row[i]}];
  ASSERT_EQ(counts.size(), 9U);
  for (const auto& [place, count] : counts) EXPECT_NEAR(count, 33, 1);
}

TEST(InnerFolds, a_rare_class_makes_fewer_folds) {
  Matrix rows = clouds(40, 3, 2);
  for (std::size_t i = 0; i < 40; ++i) rows.classes[i] = i < 2 ? 1 : 0;
  EXPECT_EQ(make_inner_folds(rows, 2, 3, 1).folds, 2U);
  rows.classes[1] = 0;
  EXPECT_EQ(make_inner_folds(rows, 2, 3, 1).folds, 1U);
}

TEST(InnerFolds, a_class_that_only_repeats_rows_of_another_makes_one_fold) {
  Matrix rows = tripled(clouds(20, 3, 1));
  for (std::size_t i = 0; i < rows.rows; ++i) rows.classes[i] = i % 3 == 2 ? 1 : 0;
  EXPECT_EQ(make_inner_folds(rows, 2, 3, 1).folds, 1U);
}

TEST(HeldOutSigmoids, every_row_is_decided_once_by_a_model_that_did_not_see_it) {
  const Matrix rows = clouds(90, 2, 2);
  std::size_t decided = 0;
  const auto spy = [&](const Matrix& training, const Matrix& held_out) -> Result<Decisions> {
    EXPECT_EQ(training.rows + held_out.rows, rows.rows);
    std::set<float> seen(training.values.begin(), training.values.end());
    for (const float value : held_out.values) EXPECT_FALSE(seen.contains(value));
    decided += held_out.rows;
    Decisions decisions{held_out.rows, 1, {}};
    for (std::size_t i = 0; i < held_out.rows; ++i)
      decisions.values.push_back(static_cast<double>(held_out.at(i, 1) - held_out.at(i, 0)));
    return decisions;
  };
  const auto sigmoids = held_out_sigmoids(rows, 2, 1, spy).value();
  EXPECT_EQ(decided, rows.rows);
  ASSERT_EQ(sigmoids.size(), 1U);
  EXPECT_GT(sigmoids[0](3), 0.9);
  EXPECT_LT(sigmoids[0](-3), 0.1);
}

TEST(HeldOutSigmoids, an_error_of_the_training_is_handed_on) {
  const auto failing = [](const Matrix&, const Matrix&) -> Result<Decisions> {
    return fail(ErrorCode::cancelled, "stopped");
  };
  EXPECT_EQ(held_out_sigmoids(clouds(30, 2, 2), 2, 1, failing).error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace vedette
