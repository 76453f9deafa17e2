// SPDX-License-Identifier: Apache-2.0
/// From grown trees to the flat arrays of a forest; inside the module only.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "trees/forest.hpp"

namespace vedette {

/// Leaf vectors of `classes` numbers, each kept once.
class LeafTable {
 public:
  explicit LeafTable(std::size_t classes) : classes_(classes) {}
  /// The number of this leaf, old or new.
  std::uint32_t number_of(std::span<const float> leaf);
  [[nodiscard]] std::span<const float> leaf(std::size_t number) const {
    return std::span(values_).subspan(number * classes_, classes_);
  }
  [[nodiscard]] std::size_t size() const { return values_.size() / classes_; }
  [[nodiscard]] const std::vector<float>& values() const { return values_; }

 private:
  std::size_t classes_;
  std::vector<float> values_;
  std::unordered_map<std::string, std::uint32_t> numbers_;  ///< by the bytes of the leaf
};

/// One tree in its final form, but with leaf numbers and children of its own.
struct FlatTree {
  std::vector<FlatNode> nodes;
  std::vector<float> cover;
  std::vector<double> decrease;  ///< per column
  LeafTable leaves;
};

/// The vector of a leaf (one number per class) whose training rows have these weights per class.
using LeafRule = std::function<std::vector<float>(std::span<const double> class_weights)>;

/// Leaf rule of forests: the share of each class.
[[nodiscard]] std::vector<float> class_shares(std::span<const double> class_weights);

[[nodiscard]] FlatTree flatten(const GrownTree& tree, std::size_t classes, const LeafRule& rule);

/// Puts the trees together in the given order, and drops the cuts of columns no test uses.
[[nodiscard]] Result<Forest> build_forest(const Cuts& cuts, std::size_t classes,
                                          ForestOutput output, const std::vector<FlatTree>& trees);

}  // namespace vedette
