// SPDX-License-Identifier: Apache-2.0
#include "trees/contributions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "trees/tree_shap.hpp"

namespace vedette {
namespace {

Result<> check_columns(const Matrix& rows, std::size_t columns) {
  if (rows.columns == columns) return {};
  return fail(ErrorCode::schema_mismatch,
              fmt::format("the model takes {} columns, not {}", columns, rows.columns));
}

/// Adds one tree to the contributions of all rows. `goes_left(row, n)` answers for a test.
template <class GoesLeft>
Result<> add_tree(Contributions& sum, std::span<const ShapNode> nodes, const Matrix& rows,
                  GoesLeft goes_left) {
  const TreeShap tree = VEDETTE_TRY(TreeShap::make(nodes));
  sum.base += tree.base();
  TreeShap::Workspace workspace;
  std::vector<std::uint8_t> left(nodes.size());
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const std::span<const float> row = rows.row(i);
    for (std::size_t n = 0; n < nodes.size(); ++n)
      if (nodes[n].left != 0) left[n] = goes_left(row, n) ? 1 : 0;
    tree.add(left, workspace, std::span(sum.values).subspan(i * sum.columns, sum.columns));
  }
  return {};
}

ShapNode shap_node(const NodeView& view, std::uint32_t root, std::span<const double> weights) {
  ShapNode node;
  node.cover = static_cast<double>(view.cover);
  if (view.is_leaf) {
    for (std::size_t c = 0; c < weights.size(); ++c)
      node.value += weights[c] * static_cast<double>(view.leaf[c]);
    return node;
  }
  node.left = view.left - root;
  node.right = node.left + 1;
  node.column = view.column;
  return node;
}

Result<> add_forest_tree(Contributions& sum, const Forest& forest, std::uint32_t root,
                         std::uint32_t end, std::span<const double> weights, const Matrix& rows) {
  std::vector<NodeView> views;
  std::vector<ShapNode> nodes;
  for (std::uint32_t i = root; i < end; ++i) {
    views.push_back(forest.node(i));
    nodes.push_back(shap_node(views.back(), root, weights));
  }
  return add_tree(sum, nodes, rows, [&](std::span<const float> row, std::size_t n) {
    const float value = row[views[n].column];
    return std::isnan(value) ? views[n].missing_left : value <= views[n].threshold;
  });
}

bool goes_left(const BoostedTree& tree, const BoostedNode& node, float value) {
  if (std::isnan(value)) return node.missing_left;
  if (node.categories == BoostedNode::kNone) return value < node.threshold;
  const std::vector<std::uint32_t>& set = tree.category_sets[node.categories];
  return std::ranges::none_of(
      set, [&](std::uint32_t category) { return static_cast<float>(category) == value; });
}

/// Nodes in an order in which parents stand before their children.
std::vector<std::uint32_t> from_the_root(const BoostedTree& tree) {
  std::vector<std::uint32_t> order{0};
  for (std::size_t i = 0; i < order.size(); ++i) {
    const BoostedNode& node = tree.nodes[order[i]];
    if (node.left == BoostedNode::kNone) continue;
    order.push_back(node.left);
    order.push_back(node.right);
  }
  return order;
}

Result<> add_boosted_tree(Contributions& sum, const BoostedTree& tree,
                          std::span<const float> cover, const Matrix& rows) {
  const std::vector<std::uint32_t> order = from_the_root(tree);
  std::vector<ShapNode> nodes;
  std::uint32_t next = 1;
  for (const std::uint32_t at : order) {
    const BoostedNode& node = tree.nodes[at];
    ShapNode shap{.cover = static_cast<double>(cover[at])};
    if (node.left == BoostedNode::kNone) {
      shap.value = static_cast<double>(node.leaf);
    } else {
      shap.left = next++;
      shap.right = next++;
      shap.column = node.column;
    }
    nodes.push_back(shap);
  }
  return add_tree(sum, nodes, rows, [&](std::span<const float> row, std::size_t n) {
    const BoostedNode& node = tree.nodes[order[n]];
    return goes_left(tree, node, row[node.column]);
  });
}

}  // namespace

Result<Contributions> contributions(const Forest& forest, const Matrix& rows,
                                    std::span<const double> weights) {
  check(weights.size() == forest.classes(), "every class has a weight");
  VEDETTE_TRY(check_columns(rows, forest.columns()));
  Contributions sum{rows.columns, 0, std::vector<double>(rows.rows * rows.columns)};
  const std::vector<std::uint32_t>& roots = forest.parts().roots;
  for (std::size_t t = 0; t < roots.size(); ++t) {
    const std::size_t end = t + 1 < roots.size() ? roots[t + 1] : forest.parts().nodes.size();
    VEDETTE_TRY(
        add_forest_tree(sum, forest, roots[t], static_cast<std::uint32_t>(end), weights, rows));
  }
  return sum;
}

Result<Contributions> contributions(const BoostedTrees& model,
                                    std::span<const std::vector<float>> cover, std::uint32_t group,
                                    const Matrix& rows) {
  check(cover.size() == model.trees.size(), "every tree has its cover");
  VEDETTE_TRY(check_columns(rows, model.columns));
  Contributions sum{rows.columns, static_cast<double>(model.base_margin),
                    std::vector<double>(rows.rows * rows.columns)};
  for (std::size_t t = 0; t < model.trees.size(); ++t)
    if (model.trees[t].group == group)
      VEDETTE_TRY(add_boosted_tree(sum, model.trees[t], cover[t], rows));
  return sum;
}

}  // namespace vedette
