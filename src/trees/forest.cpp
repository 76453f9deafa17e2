// SPDX-License-Identifier: Apache-2.0
#include "trees/forest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace vedette {
namespace {

bool all_finite(std::span<const float> numbers) {
  return std::ranges::all_of(numbers, [](float x) { return std::isfinite(x); });
}

tl::unexpected<Error> bad_forest(std::string what) {
  return fail(ErrorCode::malformed, "not a valid forest: " + std::move(what));
}

Result<> check_shape(const ForestParts& parts) {
  if (parts.classes == 0) return bad_forest("it has no classes");
  if (parts.cuts.columns() == 0) return bad_forest("it has no columns");
  if (parts.roots.empty() || parts.roots[0] != 0) return bad_forest("its first tree is missing");
  if (parts.leaves.empty() || parts.leaves.size() % parts.classes != 0)
    return bad_forest("its leaves do not have one number per class");
  if (parts.cover.size() != parts.nodes.size()) return bad_forest("cover is not per node");
  if (parts.importance.size() != parts.cuts.columns())
    return bad_forest("importance is not per column");
  if (!all_finite(parts.leaves) || !all_finite(parts.cover) || !all_finite(parts.importance))
    return bad_forest("a number is not finite");
  const auto is_share = [](float x) { return x >= 0 && x <= 1; };
  if (parts.output == ForestOutput::mean && !std::ranges::all_of(parts.leaves, is_share))
    return bad_forest("a leaf holds something else than shares");
  return {};
}

/// Nodes `begin` to `end` are a tree when every node but the root is a child once, and children
/// stand after their parents. Since pairs of siblings stand together, it is enough that the pairs
/// are all different and as many as the tests.
Result<> check_tree(const ForestParts& parts, std::uint32_t begin, std::uint32_t end) {
  std::vector<bool> is_child(end - begin);
  std::uint64_t children = 0;
  for (std::uint32_t i = begin; i < end; ++i) {
    const FlatNode& node = parts.nodes[i];
    if (node.is_leaf()) {
      if (node.child >= parts.leaves.size() / parts.classes)
        return bad_forest(fmt::format("node {} is a leaf that does not exist", i));
      continue;
    }
    if (node.slot() / 2 >= parts.cuts.columns() || node.code() == kMissingCode)
      return bad_forest(fmt::format("node {} tests a column that does not exist", i));
    if (node.child <= i || node.child >= end - 1)
      return bad_forest(fmt::format("node {} has its children in the wrong place", i));
    if (is_child[node.child - begin] || is_child[node.child - begin + 1])
      return bad_forest(fmt::format("node {} has children that belong to another", i));
    is_child[node.child - begin] = is_child[node.child - begin + 1] = true;
    children += 2;
  }
  if (children + 1 != end - begin) return bad_forest(fmt::format("node {} heads no tree", begin));
  return {};
}

Result<> check_trees(const ForestParts& parts) {
  for (std::size_t t = 0; t < parts.roots.size(); ++t) {
    const std::size_t end = t + 1 < parts.roots.size() ? parts.roots[t + 1] : parts.nodes.size();
    if (parts.roots[t] >= end || end > parts.nodes.size())
      return bad_forest(fmt::format("tree {} is empty or out of place", t));
    VEDETTE_TRY(check_tree(parts, parts.roots[t], static_cast<std::uint32_t>(end)));
  }
  return {};
}

}  // namespace

Result<Forest> Forest::make(ForestParts parts) {
  if (parts.nodes.size() >= UINT32_MAX)
    return fail(ErrorCode::too_large, "the forest has over four thousand million nodes");
  VEDETTE_TRY(check_shape(parts));
  VEDETTE_TRY(check_trees(parts));
  return Forest(std::move(parts));
}

NodeView Forest::node(std::uint32_t index) const {
  const FlatNode& node = parts_.nodes[index];
  if (node.is_leaf())
    return {.is_leaf = true,
            .leaf = std::span(parts_.leaves).subspan(node.child * classes(), classes()),
            .cover = parts_.cover[index]};
  const std::uint32_t column = node.slot() / 2;
  return {.column = column,
          .threshold = parts_.cuts.threshold(column, node.code()),
          .missing_left = node.slot() % 2 != 0,
          .left = node.child,
          .cover = parts_.cover[index]};
}

}  // namespace vedette
