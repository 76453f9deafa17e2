// SPDX-License-Identifier: Apache-2.0
#include "trees/boosted.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/random.hpp"
#include "data/simd.hpp"
#include "trees/boosted_block.hpp"
#include "trees/boosted_row.hpp"
#include "trees/test_data.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_data::kNaN;

constexpr float kInfinity = std::numeric_limits<float>::infinity();

struct Shape {
  std::vector<std::uint32_t> depths{};  ///< of the trees
  std::uint32_t groups = 1;
  bool categories = false;
  std::uint32_t thresholds = 9;  ///< different ones, from -4 to 4
  std::size_t columns = 5;
};

/// A random tree; about one path in four ends early.
BoostedTree random_tree(Random& random, std::uint32_t depth, std::size_t columns,
                        const Shape& shape) {
  BoostedTree tree;
  const std::function<std::uint32_t(std::uint32_t)> grow = [&](std::uint32_t left_to_go) {
    const auto at = static_cast<std::uint32_t>(tree.nodes.size());
    tree.nodes.emplace_back();
    BoostedNode node;
    node.leaf = static_cast<float>(random.normal());
    if (left_to_go > 0 && (left_to_go == depth || random.below(8) != 0)) {
      node.column = static_cast<std::uint32_t>(random.below(columns));
      const auto place = static_cast<float>(random.below(shape.thresholds));
      node.threshold = place * 8 / static_cast<float>(shape.thresholds - 1) - 4;
      node.missing_left = random.below(2) == 0;
      if (shape.categories && random.below(3) == 0) {
        node.categories = static_cast<std::uint32_t>(tree.category_sets.size());
        tree.category_sets.push_back({static_cast<std::uint32_t>(random.below(5)), 2, 70});
      }
      node.left = grow(left_to_go - 1);
      node.right = grow(left_to_go - 1);
    }
    tree.nodes[at] = node;
    return at;
  };
  grow(depth);
  return tree;
}

BoostedTrees random_model(std::uint64_t seed, const Shape& shape) {
  Random random(seed);
  BoostedTrees model{
      .columns = shape.columns, .groups = shape.groups, .base_margin = 0.25F, .trees = {}};
  for (const std::uint32_t depth : shape.depths) {
    model.trees.push_back(random_tree(random, depth, model.columns, shape));
    model.trees.back().group = static_cast<std::uint32_t>((model.trees.size() - 1) % shape.groups);
  }
  return model;
}

/// Small whole numbers, so that values often equal thresholds and are in category sets; some are
/// missing or infinite.
Matrix random_rows(std::uint64_t seed, std::size_t rows, std::size_t columns = 5) {
  Random random(seed);
  Matrix matrix;
  matrix.rows = rows;
  matrix.columns = columns;
  for (std::size_t i = 0; i < rows * columns; ++i)
    matrix.values.push_back(static_cast<float>(random.below(11)) - 4);
  for (float& value : matrix.values)
    if (random.below(5) == 0) value = std::array{kNaN, kInfinity, -kInfinity}[random.below(3)];
  return matrix;
}

/// The meaning of the model, as plainly as it can be put.
std::vector<float> margins_by_definition(const BoostedTrees& model, std::span<const float> row) {
  std::vector<float> margins(model.groups, model.base_margin);
  for (const BoostedTree& tree : model.trees) {
    const BoostedNode* node = &tree.nodes[0];
    while (node->left != BoostedNode::kNone) {
      const float value = row[node->column];
      bool left = value < node->threshold;
      if (node->categories != BoostedNode::kNone)
        left = std::ranges::count(tree.category_sets[node->categories], value) == 0;
      if (std::isnan(value)) left = node->missing_left;
      node = &tree.nodes[left ? node->left : node->right];
    }
    margins[tree.group] += node->leaf;
  }
  return margins;
}

TEST(BoostedScorer, equals_the_definition_to_the_bit_alone_and_in_batches) {
  struct Case {
    std::string name;
    Shape shape;
  };
  const auto many = [](std::size_t trees, std::uint32_t depth) {
    return std::vector<std::uint32_t>(trees, depth);
  };
  const std::vector<Case> cases = {
      {"no tree", {}},
      {"a leaf", {{0}}},
      {"one stump", {{1}}},
      {"twenty of depth six", {many(20, 6)}},
      {"depth eight", {{8, 8, 8}}},
      {"depth nine, by links", {{9, 9, 9}}},
      {"all depths in turn", {{0, 3, 12, 6, 1, 9, 9, 8, 2, 10, 4, 4, 4, 5, 7}}},
      {"three classes", {many(30, 4), 3}},
      {"categories", {many(20, 5), 2, true}},
      {"as many thresholds as a byte tells apart", {many(60, 7), 1, false, 255}},
      {"more thresholds than that", {many(60, 7), 1, false, 400}},
      {"most columns are never asked about", {many(3, 2), 1, false, 9, 11}},
      {"as many columns as two registers of ranks hold", {many(60, 7), 1, false, 30, 64}},
      {"as four registers hold", {many(60, 8), 1, false, 30, 128}},
      {"more columns than ranks", {many(60, 8), 1, false, 30, 129}},
      {"more tests than are answered in advance", {many(1600, 8), 1, false, 255, 2000}}};
  for (const Case& c : cases) {
    const std::size_t many_rows = 5 * kBlockRows + 60;  // more than a thread takes at once
    const Matrix rows = random_rows(7, c.shape.columns > 100 ? 80 : many_rows, c.shape.columns);
    const BoostedTrees model = random_model(3, c.shape);
    const BoostedScorer scorer = BoostedScorer::make(model).value();
    const std::vector<float> batch = scorer.margins(rows, {.threads = 2}).value();
    for (std::size_t i = 0; i < rows.rows; ++i) {
      const std::vector<float> wanted = margins_by_definition(model, rows.row(i));
      ASSERT_EQ(scorer.margins_of_row(rows.row(i)), wanted) << c.name;
      ASSERT_THAT(std::span(batch).subspan(i * c.shape.groups, c.shape.groups),
                  testing::ElementsAreArray(wanted))
          << c.name;
    }
  }
}

BoostedTrees stump(BoostedNode root, std::vector<std::vector<std::uint32_t>> sets = {}) {
  root.left = 1;
  root.right = 2;
  return {.columns = 1, .trees = {{{root, {.leaf = -1}, {.leaf = 1}}, std::move(sets), 0}}};
}

#if defined(__x86_64__)
/// All that can be asked about a column with these cuts.
std::vector<RankTest> all_tests(std::size_t cuts) {
  std::vector<RankTest> tests;
  for (std::size_t place = 0; place < cuts; ++place) tests.emplace_back(place, true);
  for (std::size_t place = 0; place < cuts; ++place) tests.emplace_back(place, false);
  return tests;
}

TEST(RankTest, goes_right_from_the_threshold_on_and_where_it_was_told_when_missing) {
  if (best_simd() != Simd::avx512) GTEST_SKIP() << "this processor has no AVX-512";
  Random random(11);
  for (std::size_t size = 0; size <= kMostCuts; size += size < 20 ? 1 : 47) {
    std::vector<float> cuts;
    for (std::size_t i = 0; i < size; ++i)
      cuts.push_back(static_cast<float>(i) - 100 + static_cast<float>(random.uniform()) / 2);
    const std::size_t columns = size % 9 + 1;
    std::vector<float> values = {kNaN, kInfinity, -kInfinity, 0, -0.0F};
    while (values.size() < kBlockRows * columns)
      values.push_back(cuts.empty() || random.below(2) == 0
                           ? static_cast<float>(random.uniform() * 300 - 120)
                           : cuts[random.below(cuts.size())]);
    std::vector<RankTest> tests;
    std::vector<ColumnTests> asked;
    for (std::size_t c = 0; c < columns; ++c) {
      const std::vector<RankTest> of_column = all_tests(size);
      asked.push_back({CutTree(cuts), static_cast<std::uint32_t>(tests.size()),
                       static_cast<std::uint32_t>(of_column.size())});
      tests.insert(tests.end(), of_column.begin(), of_column.end());
    }
    std::vector<RowBits> answers(tests.size() + 1);
    answer_tests_avx512(values.data(), asked, tests.data(), answers.data());
    for (std::size_t i = 0; i < values.size(); ++i)
      for (std::size_t t = 0; t < 2 * size; ++t) {
        const bool right = std::isnan(values[i]) ? t < size : values[i] >= cuts[t % size];
        ASSERT_EQ(answers[asked[i % columns].first + t][i / columns], right)
            << size << " cuts, value " << values[i] << ", test " << t;
      }
  }
}
#endif

#if defined(__x86_64__)
TEST(SortedCuts, rank_is_the_count_of_cuts_at_or_below_a_value) {
  if (best_simd() != Simd::avx512) GTEST_SKIP() << "this processor has no AVX-512";
  for (std::size_t size = 0; size <= kMostCuts; ++size) {
    std::vector<float> cuts;
    for (std::size_t i = 0; i < size; ++i) cuts.push_back(static_cast<float>(i) / 2);
    const std::vector<RankedColumn> columns = {{2, SortedCuts(cuts)}, {0, SortedCuts({})}};
    for (const float value : {-1.0F, -0.0F, 0.0F, 0.25F, 7.5F, 8.0F, 8.25F, 127.0F, 1e30F,
                              -kInfinity, kInfinity, kNaN}) {
      const auto at_or_below = [value](float cut) { return cut <= value; };
      const auto wanted = static_cast<std::uint8_t>(std::ranges::count_if(cuts, at_or_below));
      const std::uint8_t missing_right = std::isnan(value) ? UINT8_MAX : wanted;
      Ranks ranks;
      rank_row_avx512(std::array{0.0F, 9.0F, value}, columns, ranks);
      ASSERT_THAT(std::span(ranks).first(4), ElementsAre(missing_right, wanted, 0, 0))
          << size << " cuts, value " << value;
    }
  }
}
#endif

TEST(BoostedScorer, equal_goes_right_and_missing_where_it_was_told) {
  struct Case {
    BoostedNode root;
    float value;
    float margin;
  };
  const std::vector<Case> cases = {{{.threshold = 2}, 1.5F, -1},
                                   {{.threshold = 2}, 2, 1},
                                   {{.threshold = 2}, -kInfinity, -1},
                                   {{.threshold = 2}, kNaN, 1},
                                   {{.threshold = 2, .missing_left = true}, kNaN, -1},
                                   {{.threshold = -kInfinity, .missing_left = true}, kNaN, -1},
                                   {{.threshold = -kInfinity, .missing_left = true}, -kInfinity, 1},
                                   {{.threshold = kInfinity}, kInfinity, 1},
                                   {{.threshold = kInfinity}, 5, -1},
                                   {{.threshold = kInfinity}, kNaN, 1}};
  for (const Case& c : cases)
    EXPECT_THAT(BoostedScorer::make(stump(c.root)).value().margins_of_row(std::vector{c.value}),
                ElementsAre(c.margin))
        << c.root.threshold << " " << c.value;
}

TEST(BoostedScorer, categories_in_the_set_go_right_and_all_others_left) {
  const BoostedScorer scorer =
      BoostedScorer::make(stump({.missing_left = true, .categories = 0}, {{0, 33}})).value();
  const std::vector<std::pair<float, float>> cases = {{0, 1},   {33, 1},  {1, -1},    {32, -1},
                                                      {64, -1}, {-1, -1}, {1e9F, -1}, {kNaN, -1}};
  for (const auto& [value, margin] : cases)
    EXPECT_THAT(scorer.margins_of_row(std::vector{value}), ElementsAre(margin)) << value;
}

TEST(BoostedScorer, takes_no_memory_for_columns_that_no_tree_looks_at) {
  BoostedTrees model = stump({});
  model.columns = (std::size_t{1} << 31) - 1;
  EXPECT_TRUE(BoostedScorer::make(model));
}

TEST(BoostedScorer, refuses_models_that_are_none) {
  using Damage = void (*)(BoostedTrees&);
  const std::vector<std::pair<std::string, Damage>> cases = {
      {"needs columns", [](BoostedTrees& m) { m.columns = 0; }},
      {"finite base", [](BoostedTrees& m) { m.base_margin = kNaN; }},
      {"no nodes", [](BoostedTrees& m) { m.trees[0].nodes.clear(); }},
      {"group", [](BoostedTrees& m) { m.trees[0].group = 1; }},
      {"child that does not exist", [](BoostedTrees& m) { m.trees[0].nodes[0].right = 3; }},
      {"share a child", [](BoostedTrees& m) { m.trees[0].nodes[0].right = 1; }},
      {"share a child", [](BoostedTrees& m) { m.trees[0].nodes[0].left = 0; }},
      {"column", [](BoostedTrees& m) { m.trees[0].nodes[0].column = 1; }},
      {"threshold", [](BoostedTrees& m) { m.trees[0].nodes[0].threshold = kNaN; }},
      {"leaf is not finite", [](BoostedTrees& m) { m.trees[0].nodes[1].leaf = kInfinity; }},
      {"category set", [](BoostedTrees& m) { m.trees[0].nodes[0].categories = 0; }},
      {"2^24", [](BoostedTrees& m) { m.trees[0].category_sets = {{1U << 24}}; }}};
  for (const auto& [message, damage] : cases) {
    BoostedTrees model = stump({});
    damage(model);
    const Result<BoostedScorer> scorer = BoostedScorer::make(model);
    ASSERT_FALSE(scorer) << message;
    EXPECT_THAT(scorer.error().message, HasSubstr(message));
  }
  EXPECT_EQ(BoostedScorer::make(stump({})).value().margins(random_rows(1, 2), {}).error().code,
            ErrorCode::schema_mismatch);
}

}  // namespace
}  // namespace vedette
