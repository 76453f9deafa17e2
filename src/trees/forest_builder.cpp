// SPDX-License-Identifier: Apache-2.0
#include "trees/forest_builder.hpp"

#include <numeric>

namespace vedette {
namespace {

/// Appends `tree`, moving its children and leaf numbers to their final places.
void append(ForestParts& parts, LeafTable& leaves, const FlatTree& tree) {
  const auto first = static_cast<std::uint32_t>(parts.nodes.size());
  std::vector<std::uint32_t> numbers(tree.leaves.size());
  for (std::size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = leaves.number_of(tree.leaves.leaf(i));
  parts.roots.push_back(first);
  for (FlatNode node : tree.nodes) {
    node.child = node.is_leaf() ? numbers[node.child] : node.child + first;
    parts.nodes.push_back(node);
  }
  parts.cover.insert(parts.cover.end(), tree.cover.begin(), tree.cover.end());
}

/// Mean over the trees that split at all of each column's share of the drop, adding up to 1.
std::vector<float> column_importance(std::size_t columns, const std::vector<FlatTree>& trees) {
  std::vector<double> sums(columns);
  for (const FlatTree& tree : trees) {
    const double total = std::accumulate(tree.decrease.begin(), tree.decrease.end(), 0.0);
    if (!(total > 0)) continue;
    for (std::size_t c = 0; c < columns; ++c) sums[c] += tree.decrease[c] / total;
  }
  const double total = std::accumulate(sums.begin(), sums.end(), 0.0);
  std::vector<float> importance(columns);
  for (std::size_t c = 0; c < columns && total > 0; ++c)
    importance[c] = static_cast<float>(sums[c] / total);
  return importance;
}

Result<Cuts> used_cuts(const Cuts& cuts, const std::vector<FlatNode>& nodes) {
  std::vector<std::vector<float>> used(cuts.columns());
  for (const FlatNode& node : nodes) {
    if (node.is_leaf()) continue;
    const std::size_t column = node.slot() / 2;
    if (used[column].empty()) used[column].assign(cuts.of(column).begin(), cuts.of(column).end());
  }
  return Cuts::make(used);
}

}  // namespace

std::uint32_t LeafTable::number_of(std::span<const float> leaf) {
  const std::string key(reinterpret_cast<const char*>(leaf.data()), leaf.size_bytes());
  const auto [place, is_new] = numbers_.try_emplace(key, static_cast<std::uint32_t>(size()));
  if (is_new) values_.insert(values_.end(), leaf.begin(), leaf.end());
  return place->second;
}

std::vector<float> class_shares(std::span<const double> class_weights) {
  const double total = std::accumulate(class_weights.begin(), class_weights.end(), 0.0);
  std::vector<float> shares(class_weights.size());
  for (std::size_t k = 0; k < shares.size(); ++k)
    shares[k] = static_cast<float>(class_weights[k] / total);
  return shares;
}

FlatTree flatten(const GrownTree& tree, std::size_t classes, const LeafRule& rule) {
  FlatTree flat{{}, {}, tree.decrease, LeafTable(classes)};
  flat.nodes.resize(tree.nodes.size());
  flat.cover.resize(tree.nodes.size());
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    const GrownNode& node = tree.nodes[i];
    const std::span weights = std::span(tree.class_weights).subspan(i * classes, classes);
    flat.cover[i] = static_cast<float>(std::accumulate(weights.begin(), weights.end(), 0.0));
    if (node.left == 0) {
      flat.nodes[i].child = flat.leaves.number_of(rule(weights));
    } else {
      const std::uint32_t slot = node.column * 2 + (node.missing_left ? 1 : 0);
      flat.nodes[i] = {node.left, slot << 8 | node.code};
    }
  }
  return flat;
}

Result<Forest> build_forest(const Cuts& cuts, std::size_t classes, ForestOutput output,
                            const std::vector<FlatTree>& trees) {
  std::size_t nodes = 0;
  for (const FlatTree& tree : trees) nodes += tree.nodes.size();
  if (nodes >= UINT32_MAX)
    return fail(ErrorCode::too_large, "the forest would have over four thousand million nodes",
                "limit the depth, or the weight of leaves from below");
  ForestParts parts;
  parts.classes = static_cast<std::uint32_t>(classes);
  parts.output = output;
  parts.nodes.reserve(nodes);
  parts.cover.reserve(nodes);
  LeafTable leaves(classes);
  for (const FlatTree& tree : trees) append(parts, leaves, tree);
  parts.leaves = leaves.values();
  parts.cuts = VEDETTE_TRY(used_cuts(cuts, parts.nodes));
  parts.importance = column_importance(cuts.columns(), trees);
  return Forest::make(std::move(parts));
}

}  // namespace vedette
