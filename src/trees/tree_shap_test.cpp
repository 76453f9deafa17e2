// SPDX-License-Identifier: Apache-2.0
#include "trees/tree_shap.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <numeric>

#include "base/random.hpp"

namespace vedette {
namespace {

/// A random tree, grown node by node; every split deals the cover out at random.
std::vector<ShapNode> random_tree(std::uint32_t columns, std::size_t splits, Random& random) {
  std::vector<ShapNode> nodes{{.cover = 100, .value = random.normal()}};
  for (std::size_t s = 0; s < splits; ++s) {
    std::size_t at = random.below(nodes.size());
    while (nodes[at].left != 0) at = random.below(nodes.size());
    nodes[at].left = static_cast<std::uint32_t>(nodes.size());
    nodes[at].right = nodes[at].left + 1;
    nodes[at].column = static_cast<std::uint32_t>(random.below(columns));
    const double cover = nodes[at].cover;
    const double left = random.below(8) == 0 ? 0 : cover * random.uniform();
    nodes.push_back({.cover = left, .value = random.normal()});
    nodes.push_back({.cover = cover - left, .value = random.normal()});
  }
  return nodes;
}

std::vector<std::uint8_t> random_ways(std::size_t nodes, Random& random) {
  std::vector<std::uint8_t> ways;
  for (std::size_t n = 0; n < nodes; ++n)
    ways.push_back(static_cast<std::uint8_t>(random.below(2)));
  return ways;
}

/// The output when only the columns in `known` (bits) are known: the definition, by recursion.
double expected(std::span<const ShapNode> nodes, std::span<const std::uint8_t> goes_left,
                std::uint32_t known, std::uint32_t at = 0) {
  const ShapNode& node = nodes[at];
  if (node.left == 0) return node.value;
  const auto below = [&](std::uint32_t child) { return expected(nodes, goes_left, known, child); };
  if ((known >> node.column & 1U) != 0) return below(goes_left[at] != 0 ? node.left : node.right);
  const double left = nodes[node.left].cover;
  const double right = nodes[node.right].cover;
  const double share = left + right > 0 ? left / (left + right) : 0.5;
  return share * below(node.left) + (1 - share) * below(node.right);
}

/// Shapley's formula over all subsets.
std::vector<double> by_all_subsets(std::span<const ShapNode> nodes,
                                   std::span<const std::uint8_t> goes_left,
                                   std::uint32_t columns) {
  std::vector<double> outputs;
  for (std::uint32_t known = 0; known < (1U << columns); ++known)
    outputs.push_back(expected(nodes, goes_left, known));
  std::vector<double> values(columns);
  for (std::uint32_t known = 0; known < (1U << columns); ++known) {
    const int size = std::popcount(known);
    const double weight = std::exp(std::lgamma(size + 1.0) + std::lgamma(columns - size + 0.0) -
                                   std::lgamma(columns + 1.0));
    for (std::uint32_t c = 0; c < columns; ++c)
      if ((known >> c & 1U) == 0) values[c] += weight * (outputs[known | 1U << c] - outputs[known]);
  }
  return values;
}

std::vector<double> by_tree_shap(std::span<const ShapNode> nodes,
                                 std::span<const std::uint8_t> goes_left, std::size_t columns) {
  TreeShap::Workspace workspace;
  std::vector<double> values(columns);
  TreeShap::make(nodes).value().add(goes_left, workspace, values);
  return values;
}

TEST(TreeShap, equals_shapley_s_formula_over_all_subsets) {
  Random random(5);
  for (int round = 0; round < 300; ++round) {
    const auto columns = static_cast<std::uint32_t>(1 + random.below(10));
    const auto nodes = random_tree(columns, random.below(25), random);
    const auto ways = random_ways(nodes.size(), random);
    const auto exact = by_all_subsets(nodes, ways, columns);
    const auto fast = by_tree_shap(nodes, ways, columns);
    for (std::size_t c = 0; c < columns; ++c)
      ASSERT_NEAR(fast[c], exact[c], 1e-12) << "round " << round << ", column " << c;
  }
}

double output_of(std::span<const ShapNode> nodes, std::span<const std::uint8_t> goes_left) {
  std::uint32_t at = 0;
  while (nodes[at].left != 0) at = goes_left[at] != 0 ? nodes[at].left : nodes[at].right;
  return nodes[at].value;
}

TEST(TreeShap, base_and_contributions_add_up_to_the_output) {
  Random random(6);
  for (const std::uint32_t columns : {3U, 9U, 20U, 31U}) {
    for (int round = 0; round < 20; ++round) {
      const auto nodes = random_tree(columns, 400, random);
      const auto ways = random_ways(nodes.size(), random);
      const TreeShap tree = TreeShap::make(nodes).value();
      const auto values = by_tree_shap(nodes, ways, columns);
      ASSERT_NEAR(std::accumulate(values.begin(), values.end(), tree.base()),
                  output_of(nodes, ways), 1e-10);
      ASSERT_NEAR(tree.base(), expected(nodes, ways, 0), 1e-10);
    }
  }
}

/// Node 2k asks column k; to the right is the end.
std::vector<ShapNode> chain(std::uint32_t length, std::uint32_t columns) {
  std::vector<ShapNode> nodes;
  for (std::uint32_t k = 0; k < length; ++k) {
    nodes.push_back({2 * k + 1, 2 * k + 2, k % columns, 2.0, 0});
    nodes.push_back({.cover = 1, .value = 1.0 * k});
    std::swap(nodes[2 * k].left, nodes[2 * k].right);
  }
  nodes.push_back({.cover = 1, .value = -1});
  return nodes;
}

TEST(TreeShap, long_paths_stay_exact_and_longer_ones_are_refused) {
  for (const std::uint32_t columns : {5U, 16U, 33U, 128U}) {
    const auto nodes = chain(140, columns);
    const std::vector<std::uint8_t> ways(nodes.size(), 1);  // to the very end
    const auto values = by_tree_shap(nodes, ways, columns);
    const TreeShap tree = TreeShap::make(nodes).value();
    EXPECT_NEAR(std::accumulate(values.begin(), values.end(), tree.base()), -1, 1e-9) << columns;
  }
  EXPECT_EQ(TreeShap::make(chain(140, 129)).error().code, ErrorCode::unsupported);
  EXPECT_TRUE(TreeShap::make(chain(1024, 3)));
  EXPECT_EQ(TreeShap::make(chain(1025, 3)).error().code, ErrorCode::unsupported);
}

TEST(TreeShap, a_column_that_is_not_asked_adds_nothing_and_a_single_leaf_is_all_base) {
  const std::vector<ShapNode> leaf{{.cover = 3, .value = 2.5}};
  EXPECT_EQ(TreeShap::make(leaf).value().base(), 2.5);
  EXPECT_EQ(by_tree_shap(leaf, std::vector<std::uint8_t>{0}, 2), (std::vector<double>{0, 0}));
  const std::vector<ShapNode> stump{
      {1, 2, 1, 4, 0}, {.cover = 3, .value = 1}, {.cover = 1, .value = 5}};
  EXPECT_EQ(TreeShap::make(stump).value().base(), 2);
  const auto values = by_tree_shap(stump, std::vector<std::uint8_t>{0, 0, 0}, 3);
  EXPECT_EQ(values[0], 0);
  EXPECT_NEAR(values[1], 3, 1e-14);
  EXPECT_EQ(values[2], 0);
}

}  // namespace
}  // namespace vedette
