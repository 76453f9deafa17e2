// SPDX-License-Identifier: Apache-2.0
#include "trees/forest.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "trees/test_data.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;
using testing_data::accuracy;
using testing_data::exclusive_or;
using testing_data::kNaN;
using testing_data::matrix_of;
using testing_data::no_rows;
using testing_data::noisy_with_gaps;
using testing_data::steps;

constexpr std::uint64_t kSeed = 17;

Forest forest_of(const Matrix& matrix, int classes, const ForestOptions& options = {.trees = 20},
                 int threads = 1) {
  return train_forest(matrix, classes, options, kSeed, {.threads = threads}).value();
}

Scores scores_of(const Forest& forest, const Matrix& matrix, int threads = 1) {
  return forest.score(matrix, {.threads = threads}).value();
}

TEST(Forest, learns_what_can_be_learnt) {
  const std::vector<std::pair<Matrix, Matrix>> cases = {
      {steps(2000, 6, 1), steps(500, 6, 2)}, {exclusive_or(2000, 3), exclusive_or(500, 4)}};
  for (const auto& [train, test] : cases)
    EXPECT_GT(accuracy(scores_of(forest_of(train, 3), test), test), 0.97);
}

TEST(Forest, shares_add_up_to_one) {
  const Matrix matrix = noisy_with_gaps(400, 4, 1);
  const Scores scores = scores_of(forest_of(matrix, 3), matrix);
  EXPECT_EQ(scores.classes, 3U);
  for (std::size_t i = 0; i < scores.rows; ++i) {
    EXPECT_NEAR(scores.row(i)[0] + scores.row(i)[1] + scores.row(i)[2], 1, 1e-6);
    EXPECT_EQ(scores.row(i)[2], 0) << "no row has class 2";
  }
}

TEST(Forest, same_seed_same_bits_on_any_number_of_threads) {
  const Matrix matrix = noisy_with_gaps(1500, 6, 2);
  const std::string bytes = to_bytes(forest_of(matrix, 2));
  EXPECT_EQ(to_bytes(forest_of(matrix, 2, {.trees = 20}, 2)), bytes);
  EXPECT_EQ(to_bytes(forest_of(matrix, 2, {.trees = 20}, 7)), bytes);
  EXPECT_NE(to_bytes(train_forest(matrix, 2, {.trees = 20}, kSeed + 1, {}).value()), bytes);
}

TEST(Forest, a_row_scores_alike_alone_and_in_any_batch) {
  const Matrix train = noisy_with_gaps(1500, 5, 3);
  const Matrix test = noisy_with_gaps(777, 5, 4);
  for (const std::uint32_t trees : {1U, 15U, 16U, 37U}) {
    const Forest forest = forest_of(train, 2, {.trees = trees});
    const Scores batch = scores_of(forest, test);
    EXPECT_EQ(scores_of(forest, test, 3).values, batch.values);
    for (std::size_t i = 0; i < test.rows; ++i)
      ASSERT_THAT(forest.score_row(test.row(i)), testing::ElementsAreArray(batch.row(i)));
  }
}

/// Scores by the public view of the nodes: slow, obvious, and on the original numbers.
std::vector<float> walk_views(const Forest& forest, std::span<const float> row) {
  std::vector<double> sums(forest.classes());
  for (const std::uint32_t root : forest.parts().roots) {
    NodeView node = forest.node(root);
    while (!node.is_leaf) {
      const float value = row[node.column];
      const bool left = std::isnan(value) ? node.missing_left : value <= node.threshold;
      node = forest.node(node.left + (left ? 0 : 1));
    }
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += static_cast<double>(node.leaf[k]);
  }
  std::vector<float> shares;
  for (const double sum : sums)
    shares.push_back(static_cast<float>(sum / static_cast<double>(forest.trees())));
  return shares;
}

TEST(Forest, flat_scoring_equals_walking_the_nodes_on_raw_numbers) {
  const Matrix train = noisy_with_gaps(2000, 5, 5);
  const Matrix test = noisy_with_gaps(500, 5, 6);
  const Forest forest = forest_of(train, 2);
  for (std::size_t i = 0; i < test.rows; ++i)
    ASSERT_EQ(forest.score_row(test.row(i)), walk_views(forest, test.row(i)));
}

TEST(Forest, a_weight_equals_so_many_rows) {
  Matrix weighted = noisy_with_gaps(400, 4, 7);
  Matrix repeated = no_rows(4);
  Random random(1);
  for (std::size_t i = 0; i < weighted.rows; ++i) {
    const auto times = random.below(4);
    weighted.weights.push_back(static_cast<float>(times));
    for (std::size_t copy = 0; copy < times; ++copy) {
      const std::span<const float> row = weighted.row(i);
      repeated.values.insert(repeated.values.end(), row.begin(), row.end());
      repeated.classes.push_back(weighted.classes[i]);
    }
  }
  repeated.rows = repeated.classes.size();
  const ForestOptions options{.trees = 5, .rows = RowDraw::every_row, .min_leaf = 3};
  EXPECT_EQ(to_bytes(forest_of(weighted, 2, options)), to_bytes(forest_of(repeated, 2, options)));
}

TEST(Forest, cover_and_importance_describe_the_training) {
  const Matrix matrix = steps(1000, 5, 8);
  const Forest forest = forest_of(matrix, 3, {.trees = 10, .rows = RowDraw::every_row});
  const std::vector<float>& importance = forest.parts().importance;
  float sum = 0;
  for (const float share : importance) sum += share;
  EXPECT_NEAR(sum, 1, 1e-5);
  EXPECT_GT(importance[0] + importance[1], 0.6F);
  for (const std::uint32_t root : forest.parts().roots) EXPECT_EQ(forest.node(root).cover, 1000);
  for (std::uint32_t i = 0; i < forest.parts().nodes.size(); ++i) {
    const NodeView node = forest.node(i);
    if (node.is_leaf) continue;
    EXPECT_EQ(node.cover, forest.node(node.left).cover + forest.node(node.left + 1).cover);
  }
}

TEST(Forest, equal_leaves_are_stored_once) {
  const Forest forest = forest_of(steps(1000, 4, 9), 3);
  EXPECT_EQ(forest.parts().leaves.size(), 9U) << "every leaf is pure, so there are three kinds";
}

TEST(Forest, degenerate_data_give_the_shares_of_the_classes) {
  const std::vector<std::pair<std::string, Matrix>> cases = {
      {"constant columns", matrix_of({{{4}, 0}, {{4}, 0}, {{4}, 0}, {{4}, 1}})},
      {"no value at all", matrix_of({{{kNaN}, 0}, {{kNaN}, 0}, {{kNaN}, 0}, {{kNaN}, 1}})}};
  for (const auto& [name, matrix] : cases) {
    const Forest tree = train_tree(matrix, 2, {}, kSeed, {}).value();
    for (const float value : {4.0F, 100.0F, kNaN})
      EXPECT_THAT(tree.score_row(std::vector{value}), testing::ElementsAre(0.75F, 0.25F)) << name;
  }
  const Forest one_class = forest_of(matrix_of({{{1}, 0}}), 1);
  EXPECT_THAT(one_class.score_row(std::vector{1.0F}), testing::ElementsAre(1.0F));
}

TEST(Forest, refuses_wrong_input_with_a_reason) {
  struct Case {
    std::string message;
    Matrix matrix;
    ForestOptions options;
  };
  const Matrix good = steps(10, 2, 1);
  Matrix bad_class = good;
  bad_class.classes[3] = 3;
  Matrix bad_weight = good;
  bad_weight.weights.assign(10, 1);
  bad_weight.weights[2] = kNaN;
  Matrix no_weight = good;
  no_weight.weights.assign(10, 0);
  Matrix no_classes = good;
  no_classes.classes.clear();
  const std::vector<Case> cases = {
      {"no rows", no_rows(2), {}},
      {"a class is not in 0 to 2", bad_class, {}},
      {"weight is negative or not a number", bad_weight, {}},
      {"no row has a weight", no_weight, {}},
      {"every row needs a class", no_classes, {}},
      {"needs a tree", good, {.trees = 0}},
      {"weight of a leaf", good, {.min_leaf = 0}},
      {"impurity drop", good, {.min_decrease = -1}},
      {"share of columns", good, {.columns = {ColumnDraw::Rule::share, 1.5}}}};
  for (const Case& c : cases) {
    const Result<Forest> forest = train_forest(c.matrix, 3, c.options, kSeed, {});
    ASSERT_FALSE(forest) << c.message;
    EXPECT_EQ(forest.error().code, ErrorCode::invalid_argument) << c.message;
    EXPECT_THAT(forest.error().message, HasSubstr(c.message));
  }
}

TEST(Forest, refuses_rows_of_another_width) {
  const Forest forest = forest_of(steps(50, 3, 1), 3);
  const Result<Scores> scores = forest.score(steps(5, 4, 1), {});
  ASSERT_FALSE(scores);
  EXPECT_EQ(scores.error().code, ErrorCode::schema_mismatch);
  EXPECT_EQ(forest.score(no_rows(3), {}).value().values.size(), 0U);
}

TEST(Forest, tells_its_progress_and_stops_when_asked) {
  std::stop_source source;
  std::uint64_t most = 0;
  WorkContext work{.stop = source.get_token(), .threads = 2};
  work.on_progress = [&](std::string_view, std::uint64_t done, std::uint64_t total) {
    EXPECT_EQ(total, 50U);
    most = done;
    if (done == 3) source.request_stop();
  };
  const Result<Forest> forest = train_forest(steps(300, 3, 1), 3, {.trees = 50}, kSeed, work);
  ASSERT_FALSE(forest);
  EXPECT_EQ(forest.error().code, ErrorCode::cancelled);
  EXPECT_GE(most, 3U);
  EXPECT_LT(most, 50U);
}

TEST(ColumnDraw, follows_its_rule) {
  using enum ColumnDraw::Rule;
  const std::vector<std::tuple<ColumnDraw, std::size_t, std::size_t>> cases = {
      {{square_root}, 40, 6}, {{square_root}, 1, 1},  {{log2}, 40, 5},        {{log2}, 1, 1},
      {{all}, 40, 40},        {{share, 0.5}, 40, 20}, {{share, 0.001}, 40, 1}};
  for (const auto& [draw, columns, wanted] : cases) EXPECT_EQ(draw.of(columns), wanted);
}

TEST(DecisionTree, uses_all_rows_and_columns_and_is_pruned_by_its_limits) {
  const Matrix matrix = exclusive_or(800, 5);
  const Forest tree = train_tree(matrix, 2, {}, kSeed, {}).value();
  EXPECT_EQ(tree.trees(), 1U);
  EXPECT_EQ(accuracy(scores_of(tree, matrix), matrix), 1);
  const Forest stump = train_tree(matrix, 2, {.max_depth = 1}, kSeed, {}).value();
  EXPECT_EQ(stump.parts().nodes.size(), 3U);
}

TEST(OutOfBag, foretells_the_accuracy_on_new_rows) {
  const Matrix train = noisy_with_gaps(3000, 6, 1);
  const Matrix test = noisy_with_gaps(3000, 6, 2);
  const ForestOptions options{.trees = 60};
  const Forest forest = forest_of(train, 2, options);
  const OutOfBag result = out_of_bag(forest, train, options, kSeed, {.threads = 2}).value();
  EXPECT_EQ(result.rows, train.rows);
  EXPECT_NEAR(result.accuracy, accuracy(scores_of(forest, test), test), 0.03);
  EXPECT_LT(result.accuracy, 0.95) << "rows the trees have seen would be told by heart";
  EXPECT_GT(result.log_loss, 0.2);
  EXPECT_LT(result.log_loss, 1.0);
  const OutOfBag again = out_of_bag(forest, train, options, kSeed, {.threads = 1}).value();
  EXPECT_EQ(again.scores.values, result.scores.values);
}

TEST(OutOfBag, rows_that_all_trees_saw_have_no_score) {
  const Matrix train = steps(200, 3, 1);
  const ForestOptions options{.trees = 1};
  const Forest forest = forest_of(train, 3, options);
  const OutOfBag result = out_of_bag(forest, train, options, kSeed, {}).value();
  std::size_t scored = 0;
  for (std::size_t i = 0; i < train.rows; ++i)
    scored += std::isnan(result.scores.row(i)[0]) ? 0 : 1;
  EXPECT_EQ(scored, result.rows);
  EXPECT_NEAR(static_cast<double>(scored) / 200, 0.37, 0.1);
  EXPECT_FALSE(out_of_bag(forest, train, {.rows = RowDraw::every_row}, kSeed, {}));
}

}  // namespace
}  // namespace vedette
