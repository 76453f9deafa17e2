// SPDX-License-Identifier: Apache-2.0
/// Shapley values of trees: what each column adds to the output for one row, when a column that
/// is not known follows both branches by the training weight that went there ("path-dependent"
/// TreeSHAP; Lundberg, Erion and Lee, "Consistent individualized feature attribution for tree
/// ensembles", 2018).
///
/// Computed another way than there. A leaf is reached with the product, over the columns of its
/// path, of `one` (whether the row passes all tests of the column) or `share` (of the training
/// weight that does). Owen's multilinear extension (1972) turns the sum over all subsets into the
/// integral over t in [0, 1] of products of `t * one + (1 - t) * share`, a polynomial that
/// Gauss-Legendre quadrature integrates exactly. It takes O(nodes x columns of the longest path)
/// per row, and adds no numbers of opposite sign that would cancel.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/error.hpp"

namespace vedette {

/// A test, or a leaf where `left` is 0.
struct ShapNode {
  std::uint32_t left = 0;
  std::uint32_t right = 0;
  std::uint32_t column = 0;  ///< that the test asks
  double cover = 0;          ///< weight of the training rows that came here
  double value = 0;          ///< of a leaf
};

/// One tree, prepared; immutable.
class TreeShap {
 public:
  /// Memory that calls of `add` reuse; one per thread.
  struct Workspace {
    std::vector<double> ones;      ///< per node: 1 where the row passes all tests of its column
    std::vector<double> inverses;  ///< per node and point: 1 / the factor of its column
    std::vector<double> products;  ///< per node and point: of its path, then sums over leaves
  };

  /// The root is node 0; children stand after their parents, and each has one parent. Negative
  /// covers count as 0; where neither child has cover, both get half.
  /// Errors: `unsupported` for a tree that is deeper than 1024, or asks over 128 different
  /// columns on one path.
  [[nodiscard]] static Result<TreeShap> make(std::span<const ShapNode> nodes);

  /// The output when nothing is known of a row: the mean over the training weight.
  [[nodiscard]] double base() const { return base_; }
  /// Adds what each column adds to the output of a row, to `contributions[column]`.
  /// `goes_left[n]` is 1 where the row passes the test of node n to the left.
  void add(std::span<const std::uint8_t> goes_left, Workspace& workspace,
           std::span<double> contributions) const;

 private:
  /// The way from a parent to this node. Node 0 has none.
  struct Edge {
    std::uint32_t parent = 0;
    std::uint32_t previous = 0;  ///< the nearest edge above that asks the same column; 0: none
    std::uint32_t column = 0;
    bool is_left = false;
    bool ends = false;  ///< in a leaf
    double share = 1;   ///< of training weight that passes all tests of the column so far
    double value = 0;   ///< of the leaf
  };

  TreeShap() = default;
  [[nodiscard]] Result<> connect(std::span<const ShapNode> nodes);
  [[nodiscard]] std::uint32_t previous_of(std::uint32_t parent, std::uint32_t column) const;
  template <std::size_t Points>
  void go_down(std::span<const std::uint8_t> goes_left, Workspace& workspace) const;
  template <std::size_t Points>
  void go_up(Workspace& workspace, std::span<double> contributions) const;
  template <std::size_t Points>
  void add_with(std::span<const std::uint8_t> goes_left, Workspace& workspace,
                std::span<double> contributions) const;

  std::vector<Edge> edges_;  ///< per node
  std::size_t most_columns_ = 0;  ///< on one path
  double base_ = 0;
};

}  // namespace vedette
