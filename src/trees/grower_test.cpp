// SPDX-License-Identifier: Apache-2.0
#include "trees/grower.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "trees/test_data.hpp"
#include "trees/trainer.hpp"

namespace vedette {
namespace {

using testing_data::exclusive_or;
using testing_data::kNaN;
using testing_data::matrix_of;
using testing_data::noisy_with_gaps;
using testing_data::steps;

struct Grown {
  Cuts cuts;
  BinnedMatrix binned;
  GrownTree tree;
};

Grown grow(const Matrix& matrix, std::size_t classes, const GrowOptions& options = {}) {
  Cuts cuts = fit_cuts(matrix, {}).value();
  BinnedMatrix binned = apply_cuts(cuts, matrix, 1);
  Random random(1);
  GrownTree tree = grow_tree(binned, every_sample(matrix), classes, options, random, {});
  return {std::move(cuts), std::move(binned), std::move(tree)};
}

std::span<const double> weights_at(const GrownTree& tree, std::size_t node) {
  const std::size_t classes = tree.class_weights.size() / tree.nodes.size();
  return std::span(tree.class_weights).subspan(node * classes, classes);
}

/// Is the heaviest class of every row's leaf the row's own?
bool tells_all(const Grown& grown, const Matrix& matrix) {
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    const auto weights = weights_at(grown.tree, grown.tree.leaf_of(grown.binned.row(i)));
    const auto told = std::ranges::max_element(weights) - weights.begin();
    if (told != matrix.classes[i]) return false;
  }
  return true;
}

std::size_t depth_below(const GrownTree& tree, std::size_t node) {
  const std::uint32_t left = tree.nodes[node].left;
  if (left == 0) return 0;
  return 1 + std::max(depth_below(tree, left), depth_below(tree, left + 1U));
}

TEST(GrowTree, learns_what_can_be_learnt) {
  const std::vector<std::pair<std::string, Matrix>> cases = {
      {"steps of three classes", steps(500, 3, 1)},
      {"exclusive or", exclusive_or(400, 2)},
      {"many rows, so all ways of counting", steps(5000, 2, 3)},
      {"noise, told apart by heart", noisy_with_gaps(300, 4, 4)}};
  for (const auto& [name, matrix] : cases)
    for (const Criterion criterion : {Criterion::gini, Criterion::entropy})
      EXPECT_TRUE(tells_all(grow(matrix, 3, {.split = {.criterion = criterion}}), matrix)) << name;
}

TEST(GrowTree, two_classes_grow_alike_counted_as_two_or_as_three) {
  const Matrix matrix = noisy_with_gaps(3000, 6, 9);
  for (const Criterion criterion : {Criterion::gini, Criterion::entropy}) {
    const GrowOptions options{.split = {.columns_per_node = 2, .criterion = criterion}};
    const GrownTree two = grow(matrix, 2, options).tree;
    const GrownTree three = grow(matrix, 3, options).tree;
    ASSERT_EQ(two.nodes.size(), three.nodes.size());
    for (std::size_t i = 0; i < two.nodes.size(); ++i) {
      EXPECT_EQ(two.nodes[i].column, three.nodes[i].column);
      EXPECT_EQ(two.nodes[i].code, three.nodes[i].code);
    }
  }
}

TEST(GrowTree, the_first_split_is_the_best_one) {
  // Column 1 tells all but one row, column 0 less.
  const Matrix matrix = matrix_of({{{0, 1}, 0},
                                   {{5, 2}, 0},
                                   {{1, 3}, 0},
                                   {{6, 4}, 1},
                                   {{2, 5}, 0},
                                   {{7, 6}, 1},
                                   {{3, 7}, 1},
                                   {{8, 8}, 1}});
  const Grown grown = grow(matrix, 2, {.max_depth = 1});
  ASSERT_EQ(grown.tree.nodes.size(), 3U);
  EXPECT_EQ(grown.tree.nodes[0].column, 1U);
  EXPECT_EQ(grown.cuts.threshold(1, grown.tree.nodes[0].code), 3.5F);
  EXPECT_THAT(weights_at(grown.tree, 1), testing::ElementsAre(3, 0));
  EXPECT_THAT(weights_at(grown.tree, 2), testing::ElementsAre(1, 4));
}

TEST(GrowTree, missing_values_go_where_they_help) {
  struct Case {
    std::string name;
    std::vector<testing_data::Row> rows;
    bool missing_left;
  };
  const std::vector<Case> cases = {
      {"like small numbers", {{{1}, 0}, {{2}, 0}, {{kNaN}, 0}, {{8}, 1}, {{9}, 1}}, true},
      {"like large numbers", {{{1}, 0}, {{2}, 0}, {{kNaN}, 1}, {{8}, 1}, {{9}, 1}}, false},
      {"unlike any number", {{{1}, 0}, {{2}, 0}, {{kNaN}, 1}, {{kNaN}, 1}, {{9}, 0}}, false},
      {"none seen, heavier left", {{{1}, 0}, {{2}, 0}, {{3}, 0}, {{9}, 1}}, true},
      {"none seen, heavier right", {{{1}, 0}, {{7}, 1}, {{8}, 1}, {{9}, 1}}, false}};
  for (const Case& c : cases) {
    const Matrix matrix = matrix_of(c.rows);
    const Grown grown = grow(matrix, 2);
    EXPECT_EQ(grown.tree.nodes.size(), 3U) << c.name;
    EXPECT_EQ(grown.tree.nodes[0].missing_left, c.missing_left) << c.name;
    EXPECT_TRUE(tells_all(grown, matrix)) << c.name;
  }
}

TEST(GrowTree, nothing_to_split_gives_a_single_leaf) {
  const std::vector<std::pair<std::string, Matrix>> cases = {
      {"a single row", matrix_of({{{1, 2}, 1}})},
      {"one class", matrix_of({{{1, 2}, 1}, {{2, 3}, 1}})},
      {"constant columns", matrix_of({{{1, 2}, 0}, {{1, 2}, 1}})},
      {"nothing but missing values", matrix_of({{{kNaN, kNaN}, 0}, {{kNaN, kNaN}, 1}})}};
  for (const auto& [name, matrix] : cases) {
    const Grown grown = grow(matrix, 2);
    EXPECT_EQ(grown.tree.nodes.size(), 1U) << name;
    EXPECT_EQ(weights_at(grown.tree, 0)[1], 1 + (name == "one class" ? 1 : 0)) << name;
  }
}

TEST(GrowTree, looks_on_when_the_drawn_columns_are_constant) {
  Matrix matrix = matrix_of({{{1, 1, 1, 1, 1, 1, 0}, 0}, {{1, 1, 1, 1, 1, 1, 9}, 1}});
  EXPECT_EQ(grow(matrix, 2, {.split = {.columns_per_node = 1}}).tree.nodes.size(), 3U);
}

TEST(GrowTree, keeps_to_its_limits) {
  const Matrix matrix = noisy_with_gaps(2000, 4, 5);
  for (const std::uint32_t depth : {1U, 2U, 5U})
    EXPECT_EQ(depth_below(grow(matrix, 2, {.max_depth = depth}).tree, 0), depth);
  const GrownTree tree = grow(matrix, 2, {.split = {.min_leaf = 25}}).tree;
  for (std::size_t i = 0; i < tree.nodes.size(); ++i)
    EXPECT_GE(weights_at(tree, i)[0] + weights_at(tree, i)[1], 25);
  EXPECT_GT(tree.nodes.size(), 50U);
}

TEST(GrowTree, a_split_must_be_worth_it_when_asked) {
  const Matrix matrix = noisy_with_gaps(2000, 4, 6);
  const std::size_t all = grow(matrix, 2).tree.nodes.size();
  const std::size_t some = grow(matrix, 2, {.min_decrease = 0.002}).tree.nodes.size();
  const std::size_t none = grow(matrix, 2, {.min_decrease = 0.9}).tree.nodes.size();
  EXPECT_GT(all, some);
  EXPECT_GT(some, 1U);
  EXPECT_EQ(none, 1U);
}

TEST(GrowTree, children_share_their_parents_rows) {
  const Matrix matrix = noisy_with_gaps(6000, 3, 7);
  const Grown grown = grow(matrix, 2);
  for (std::size_t i = 0; i < grown.tree.nodes.size(); ++i) {
    const std::uint32_t left = grown.tree.nodes[i].left;
    if (left == 0) continue;
    EXPECT_GT(left, i);
    for (std::size_t k = 0; k < 2; ++k)
      EXPECT_EQ(weights_at(grown.tree, i)[k],
                weights_at(grown.tree, left)[k] + weights_at(grown.tree, left + 1U)[k]);
  }
  std::vector<double> counted(grown.tree.nodes.size());
  for (std::size_t i = 0; i < matrix.rows; ++i) ++counted[grown.tree.leaf_of(grown.binned.row(i))];
  for (std::size_t i = 0; i < counted.size(); ++i)
    if (grown.tree.nodes[i].left == 0) {
      EXPECT_EQ(counted[i], weights_at(grown.tree, i)[0] + weights_at(grown.tree, i)[1]);
    }
}

TEST(GrowTree, decrease_tells_which_columns_mattered) {
  const GrownTree tree = grow(steps(2000, 5, 8), 3).tree;
  EXPECT_GT(tree.decrease[0], 0.1);
  EXPECT_GT(tree.decrease[1], 0.1);
  for (std::size_t c = 2; c < 5; ++c) EXPECT_LT(tree.decrease[c], 0.02);
}

TEST(GrowTree, stops_when_asked) {
  const Matrix matrix = noisy_with_gaps(500, 3, 1);
  const BinnedMatrix binned = apply_cuts(fit_cuts(matrix, {}).value(), matrix, 1);
  std::stop_source source;
  source.request_stop();
  Random random(1);
  const GrownTree tree = grow_tree(binned, every_sample(matrix), 2, {}, random, source.get_token());
  EXPECT_EQ(tree.nodes.size(), 1U);
}

}  // namespace
}  // namespace vedette
