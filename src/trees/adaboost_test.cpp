// SPDX-License-Identifier: Apache-2.0
#include "trees/adaboost.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "trees/test_data.hpp"

namespace vedette {
namespace {

using testing_data::accuracy;
using testing_data::exclusive_or;
using testing_data::matrix_of;
using testing_data::noisy_with_gaps;
using testing_data::steps;

Forest boosted(const Matrix& matrix, int classes, const AdaBoostOptions& options = {}) {
  return train_adaboost(matrix, classes, options, 1, {}).value();
}

/// Which side of a slanted line a point is on: a sum of steps in each coordinate tells.
Matrix diagonal(std::size_t rows, std::uint64_t seed) {
  Matrix matrix = steps(rows, 2, seed);
  for (std::size_t i = 0; i < rows; ++i)
    matrix.classes[i] = matrix.at(i, 0) + matrix.at(i, 1) > 1 ? 1 : 0;
  return matrix;
}

double score_accuracy(const Forest& forest, const Matrix& matrix) {
  return accuracy(forest.score(matrix, {}).value(), matrix);
}

TEST(AdaBoost, many_stumps_learn_what_one_cannot) {
  const Matrix train = diagonal(2000, 1);
  const Matrix test = diagonal(1000, 2);
  EXPECT_LT(score_accuracy(boosted(train, 2, {.rounds = 1}), test), 0.8);
  EXPECT_GT(score_accuracy(boosted(train, 2, {.rounds = 60}), test), 0.95);
}

TEST(AdaBoost, learns_more_than_two_classes) {
  const Matrix train = steps(2000, 4, 1);
  const Matrix test = steps(1000, 4, 2);
  EXPECT_GT(score_accuracy(boosted(train, 3, {.max_depth = 2}), test), 0.95);
}

TEST(AdaBoost, deeper_trees_learn_exclusive_or) {
  const Matrix matrix = exclusive_or(1000, 3);
  EXPECT_GT(score_accuracy(boosted(matrix, 2, {.max_depth = 4}), matrix), 0.95);
}

TEST(AdaBoost, a_tree_without_error_ends_it) {
  const Matrix matrix = matrix_of({{{1}, 0}, {{2}, 0}, {{3}, 1}, {{4}, 1}});
  const Forest forest = boosted(matrix, 2);
  EXPECT_EQ(forest.trees(), 1U);
  // One vote of weight 1: softmax(-1, 1).
  EXPECT_NEAR(forest.score_row(std::vector{1.0F})[0], 1 / (1 + std::exp(-2.0)), 1e-6);
}

TEST(AdaBoost, a_first_tree_no_better_than_chance_stays_alone) {
  const Matrix matrix = matrix_of({{{1}, 0}, {{1}, 1}});
  EXPECT_EQ(boosted(matrix, 2).trees(), 1U);
}

TEST(AdaBoost, say_follows_the_paper) {
  // The best stump errs on one row of five, so its say is log(4) and that row then weighs half of
  // all; the second stump is the one that gets it right.
  const Matrix matrix = matrix_of({{{1}, 0}, {{2}, 0}, {{3}, 1}, {{4}, 1}, {{5}, 0}});
  const Forest forest = boosted(matrix, 2, {.rounds = 2});
  ASSERT_EQ(forest.trees(), 2U);
  const double first = std::log(4.0);
  const double second = std::log((1 - 0.25) / 0.25);  // errs on two rows of one eighth each
  const double margin = (first - second) / (first + second);
  const NodeView root = forest.node(0);
  EXPECT_EQ(root.threshold, 2.5F);
  const auto told = forest.score_row(std::vector{3.0F});
  const double all_one = 1 / (1 + std::exp(-2.0));
  const double split = 1 / (1 + std::exp(-2 * margin));
  EXPECT_TRUE(std::abs(told[1] - all_one) < 1e-6 || std::abs(told[1] - split) < 1e-6) << told[1];
}

TEST(AdaBoost, same_seed_same_bits_and_rows_score_alike_alone) {
  const Matrix matrix = noisy_with_gaps(600, 5, 4);
  const Forest forest = boosted(matrix, 2, {.rounds = 20, .max_depth = 3});
  const Forest again =
      train_adaboost(matrix, 2, {.rounds = 20, .max_depth = 3}, 1, {.threads = 4}).value();
  EXPECT_EQ(to_bytes(forest), to_bytes(again));
  const Scores scores = forest.score(matrix, {.threads = 2}).value();
  for (std::size_t i = 0; i < matrix.rows; ++i)
    ASSERT_THAT(forest.score_row(matrix.row(i)), testing::ElementsAreArray(scores.row(i)));
}

TEST(AdaBoost, shares_add_up_to_one_with_many_classes) {
  const Matrix matrix = steps(500, 3, 5);
  const Scores scores = boosted(matrix, 4).score(matrix, {}).value();
  for (std::size_t i = 0; i < scores.rows; ++i) {
    float sum = 0;
    for (const float share : scores.row(i)) {
      EXPECT_GT(share, 0);
      sum += share;
    }
    ASSERT_NEAR(sum, 1, 1e-6);
  }
}

TEST(AdaBoost, weights_of_rows_count) {
  Matrix matrix = matrix_of({{{1}, 0}, {{1}, 1}});
  matrix.weights = {1, 3};
  EXPECT_GT(boosted(matrix, 2).score_row(std::vector{1.0F})[1], 0.5F);
  matrix.weights = {3, 1};
  EXPECT_LT(boosted(matrix, 2).score_row(std::vector{1.0F})[1], 0.5F);
}

TEST(AdaBoost, refuses_senseless_options_and_stops_when_asked) {
  const Matrix matrix = steps(50, 2, 6);
  for (const AdaBoostOptions& options :
       {AdaBoostOptions{.rounds = 0}, AdaBoostOptions{.learning_rate = 0},
        AdaBoostOptions{.max_depth = 0}})
    EXPECT_EQ(train_adaboost(matrix, 3, options, 1, {}).error().code, ErrorCode::invalid_argument);
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(train_adaboost(matrix, 3, {}, 1, {.stop = source.get_token()}).error().code,
            ErrorCode::cancelled);
}

}  // namespace
}  // namespace vedette
