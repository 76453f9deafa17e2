// SPDX-License-Identifier: Apache-2.0
#include "trees/contributions.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "trees/adaboost.hpp"
#include "trees/test_data.hpp"

namespace vedette {
namespace {

using testing_data::kNaN;
using testing_data::noisy_with_gaps;

double sum_of_row(const Contributions& c, std::size_t row) {
  const auto begin = c.values.begin() + static_cast<std::ptrdiff_t>(row * c.columns);
  return std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(c.columns), c.base);
}

TEST(Contributions, of_forests_add_up_to_the_class_share) {
  const Matrix train = noisy_with_gaps(600, 6, 1);
  const Matrix fresh = noisy_with_gaps(100, 6, 2);
  const Forest forest = train_forest(train, 2, {.trees = 15}, 3, {}).value();
  const Scores scores = forest.score(fresh, {}).value();
  for (std::size_t cls = 0; cls < 2; ++cls) {
    std::vector<double> weights(2);
    weights[cls] = 1.0 / 15;
    const Contributions explained = contributions(forest, fresh, weights).value();
    for (std::size_t i = 0; i < fresh.rows; ++i)
      ASSERT_NEAR(sum_of_row(explained, i), static_cast<double>(scores.row(i)[cls]), 1e-6);
  }
}

TEST(Contributions, base_of_a_tree_is_the_share_of_the_class_in_training) {
  const Matrix train = noisy_with_gaps(500, 4, 7);
  const Forest tree = train_tree(train, 2, {}, 1, {}).value();
  const double ones = std::accumulate(train.classes.begin(), train.classes.end(), 0.0);
  const std::vector<double> weights{0, 1};
  EXPECT_NEAR(contributions(tree, train, weights).value().base, ones / 500, 1e-6);
}

TEST(Contributions, of_a_row_are_the_same_bits_alone_and_in_a_batch) {
  const Matrix train = noisy_with_gaps(300, 5, 1);
  const Forest forest = train_forest(train, 2, {.trees = 5}, 3, {}).value();
  const std::vector<double> weights{-1, 1};
  const Contributions all = contributions(forest, train, weights).value();
  for (std::uint32_t i = 0; i < 300; i += 23) {
    const Matrix row = train.select(std::vector{i});
    const Contributions alone = contributions(forest, row, weights).value();
    for (std::size_t c = 0; c < 5; ++c) ASSERT_EQ(alone.values[c], all.values[i * 5 + c]);
  }
}

/// x < 1 ? -1 : (category in {0, 3} ? 2 : 1), missing x to the left, missing category to the right;
/// nodes out of order.
BoostedTrees small_model() {
  BoostedTree tree;
  tree.nodes.resize(5);
  tree.nodes[0] = {.left = 4, .right = 2, .column = 0, .threshold = 1, .missing_left = true};
  tree.nodes[4] = {.leaf = -1};
  tree.nodes[2] = {.left = 3, .right = 1, .column = 1, .categories = 0};
  tree.nodes[3] = {.leaf = 1};
  tree.nodes[1] = {.leaf = 2};
  tree.category_sets = {{0, 3}};
  return {.columns = 2, .groups = 1, .base_margin = 0.5F, .trees = {tree}};
}

TEST(Contributions, of_boosted_trees_take_missing_values_and_categories_as_the_scorer_does) {
  const BoostedTrees model = small_model();
  const std::vector<std::vector<float>> cover{{8, 3, 4, 1, 4}};
  const BoostedScorer scorer = BoostedScorer::make(model).value();
  Matrix rows;
  rows.columns = 2;
  for (const float x : {0.0F, 1.0F, kNaN})
    for (const float category : {0.0F, 1.0F, 3.0F, 40.0F, kNaN}) {
      rows.values.insert(rows.values.end(), {x, category});
      ++rows.rows;
    }
  const Contributions explained = contributions(model, cover, 0, rows).value();
  EXPECT_NEAR(explained.base, 0.5 + (4 * -1 + 1 * 1 + 3 * 2) / 8.0, 1e-12);
  for (std::size_t i = 0; i < rows.rows; ++i)
    EXPECT_NEAR(sum_of_row(explained, i),
                static_cast<double>(scorer.margins_of_row(rows.row(i)).front()), 1e-6)
        << "row " << i;
}

TEST(Contributions, rows_of_another_width_are_refused) {
  const std::vector<std::vector<float>> cover{{8, 3, 4, 1, 4}};
  const auto refused = contributions(small_model(), cover, 0, testing_data::no_rows(3));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::schema_mismatch);
}

}  // namespace
}  // namespace vedette
