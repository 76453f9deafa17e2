// SPDX-License-Identifier: Apache-2.0
/// Grows one classification tree on binned rows.
#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "base/random.hpp"
#include "trees/split_finder.hpp"

namespace vedette {

struct GrowOptions {
  NodeSplitOptions split{};
  std::uint32_t max_depth = 0;  ///< splits on the longest path; 0: no limit
  double min_decrease = 0;      ///< least share of the root's weight times impurity drop
};

/// A test, or a leaf where `left` is 0. The right child stands after the left one.
struct GrownNode {
  std::uint32_t left = 0;
  std::uint32_t column = 0;
  std::uint8_t code = 0;
  bool missing_left = false;
};

/// The root is node 0, and children stand after their parents.
struct GrownTree {
  std::vector<GrownNode> nodes;
  std::vector<double> class_weights;  ///< nodes x classes: weight of the training rows there
  std::vector<double> decrease;       ///< per column: impurity drop over the root's weight, summed

  /// The leaf that a row of codes ends in.
  [[nodiscard]] std::size_t leaf_of(const std::uint8_t* codes) const {
    std::size_t i = 0;
    while (nodes[i].left != 0) {
      const GrownNode& node = nodes[i];
      const std::uint8_t code = codes[node.column];
      const bool left = code == kMissingCode ? node.missing_left : code <= node.code;
      i = node.left + (left ? 0 : 1);
    }
    return i;
  }
};

/// Depth first, left before right, so `random` is used in a fixed order. `samples` may not be
/// empty. When `stop` is requested the tree comes back unfinished: the caller must look at it.
[[nodiscard]] GrownTree grow_tree(const BinnedMatrix& binned, std::vector<Sample> samples,
                                  std::size_t classes, const GrowOptions& options, Random& random,
                                  const std::stop_token& stop);

}  // namespace vedette
