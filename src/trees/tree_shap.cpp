// SPDX-License-Identifier: Apache-2.0
#include "trees/tree_shap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace vedette {
namespace {

constexpr std::uint32_t kMostDepth = 1024;
constexpr std::size_t kMostPoints = 64;
/// Stands in for a share of nothing, so that every factor can be divided out again.
constexpr double kLeastShare = 1e-30;

/// Gauss-Legendre quadrature on [0, 1], exact for polynomials of a degree below 2 * Points.
template <std::size_t Points>
struct Quadrature {
  std::array<double, Points> at;
  std::array<double, Points> weight;

  /// Newton's method on the Legendre polynomial, from the usual cosine guess.
  Quadrature() {
    constexpr auto kPoints = static_cast<double>(Points);
    for (std::size_t i = 0; i < Points; ++i) {
      double x = std::cos(std::numbers::pi * (static_cast<double>(i) + 0.75) / (kPoints + 0.5));
      double slope = 1;
      for (int step = 0; step < 100; ++step) {
        double before = 1;
        double now = x;
        for (double k = 2; k <= kPoints; ++k)
          before = std::exchange(now, ((2 * k - 1) * x * now - (k - 1) * before) / k);
        slope = kPoints * (x * now - before) / (x * x - 1);
        const double move = now / slope;
        x -= move;
        if (std::abs(move) < 1e-15) break;
      }
      at[i] = (1 - x) / 2;
      weight[i] = 1 / ((1 - x * x) * slope * slope);
    }
  }
};

template <std::size_t Points>
const Quadrature<Points>& quadrature_of() {
  static const Quadrature<Points> quadrature;
  return quadrature;
}

/// The training weight that a node passes on to its left child, as a share.
double left_share(std::span<const ShapNode> nodes, const ShapNode& node) {
  const double left = std::max(nodes[node.left].cover, 0.0);
  const double right = std::max(nodes[node.right].cover, 0.0);
  return left + right > 0 ? left / (left + right) : 0.5;
}

}  // namespace

std::uint32_t TreeShap::previous_of(std::uint32_t parent, std::uint32_t column) const {
  std::uint32_t at = parent;
  while (at != 0 && edges_[at].column != column) at = edges_[at].parent;
  return at;
}

Result<> TreeShap::connect(std::span<const ShapNode> nodes) {
  edges_.resize(nodes.size());
  std::vector<double> reach(nodes.size(), 1);  // share of all training weight
  std::vector<std::uint32_t> depth(nodes.size());
  std::vector<std::uint32_t> columns(nodes.size());  // different ones on the path
  for (std::uint32_t n = 0; n < nodes.size(); ++n) {
    const ShapNode& node = nodes[n];
    edges_[n].ends = node.left == 0;
    edges_[n].value = node.value;
    if (edges_[n].ends) {
      base_ += reach[n] * node.value;
      continue;
    }
    if (depth[n] == kMostDepth)
      return fail(ErrorCode::unsupported,
                  fmt::format("trees deeper than {} cannot be explained", kMostDepth));
    const std::uint32_t previous = previous_of(n, node.column);
    const double share = left_share(nodes, node);
    for (const bool is_left : {true, false}) {
      const std::uint32_t child = is_left ? node.left : node.right;
      check(child > n && child < nodes.size(), "children stand after their parents");
      const double own = is_left ? share : 1 - share;
      const double before = previous == 0 ? 1 : edges_[previous].share;
      edges_[child] = {n, previous, node.column, is_left, false,
                       std::max(own * before, kLeastShare), 0};
      reach[child] = reach[n] * own;
      depth[child] = depth[n] + 1;
      columns[child] = columns[n] + (previous == 0 ? 1 : 0);
    }
  }
  most_columns_ = *std::ranges::max_element(columns);
  if (most_columns_ > 2 * kMostPoints)
    return fail(ErrorCode::unsupported,
                fmt::format("trees that ask over {} columns on one path cannot be explained",
                            2 * kMostPoints));
  return {};
}

Result<TreeShap> TreeShap::make(std::span<const ShapNode> nodes) {
  check(!nodes.empty(), "a tree has a root");
  TreeShap tree;
  VEDETTE_TRY(tree.connect(nodes));
  return tree;
}

/// The product of each node's path at every point of the quadrature. A column that is asked again
/// has its old factor taken out; leaves come with their values.
template <std::size_t Points>
void TreeShap::go_down(std::span<const std::uint8_t> goes_left, Workspace& workspace) const {
  const Quadrature<Points>& quadrature = quadrature_of<Points>();
  double* const inverses = workspace.inverses.data();
  double* const products = workspace.products.data();
  std::fill_n(inverses, Points, 1.0);
  std::ranges::copy(quadrature.weight, products);
  workspace.ones[0] = 1;
  for (std::size_t n = 1; n < edges_.size(); ++n) {
    const Edge& edge = edges_[n];
    const bool passes = (goes_left[edge.parent] != 0) == edge.is_left;
    const double one = passes ? workspace.ones[edge.previous] : 0;
    workspace.ones[n] = one;
    const double* const above = products + edge.parent * Points;
    const double* const before = inverses + edge.previous * Points;
    for (std::size_t q = 0; q < Points; ++q) {
      const double t = quadrature.at[q];
      const double factor = t * one + (1 - t) * edge.share;
      products[n * Points + q] = above[q] * factor * before[q];
      inverses[n * Points + q] = 1 / factor;
    }
  }
}

/// The sums of the leaves below each edge, of which the edge's column gets its part. Where the
/// column was asked before, the part of the edge before is taken back.
template <std::size_t Points>
void TreeShap::go_up(Workspace& workspace, std::span<double> contributions) const {
  const double* const inverses = workspace.inverses.data();
  double* const sums = workspace.products.data();
  for (std::size_t n = 0; n < edges_.size(); ++n)
    for (std::size_t q = 0; q < Points; ++q)
      sums[n * Points + q] *= edges_[n].ends ? edges_[n].value : 0;
  for (std::size_t n = edges_.size() - 1; n > 0; --n) {
    const Edge& edge = edges_[n];
    const double gain = workspace.ones[n] - edge.share;
    const double gain_before =
        edge.previous == 0 ? 0 : workspace.ones[edge.previous] - edges_[edge.previous].share;
    const double* const inverse = inverses + n * Points;
    const double* const before = inverses + edge.previous * Points;
    double part = 0;
    for (std::size_t q = 0; q < Points; ++q) {
      const double sum = sums[n * Points + q];
      part += sum * (gain * inverse[q] - gain_before * before[q]);
      sums[edge.parent * Points + q] += sum;
    }
    contributions[edge.column] += part;
  }
}

template <std::size_t Points>
void TreeShap::add_with(std::span<const std::uint8_t> goes_left, Workspace& workspace,
                        std::span<double> contributions) const {
  workspace.ones.resize(edges_.size());
  workspace.inverses.resize(edges_.size() * Points);
  workspace.products.resize(edges_.size() * Points);
  go_down<Points>(goes_left, workspace);
  go_up<Points>(workspace, contributions);
}

void TreeShap::add(std::span<const std::uint8_t> goes_left, Workspace& workspace,
                   std::span<double> contributions) const {
  // n points are exact for the products of 2 n columns.
  if (most_columns_ <= 4) return add_with<2>(goes_left, workspace, contributions);
  if (most_columns_ <= 8) return add_with<4>(goes_left, workspace, contributions);
  if (most_columns_ <= 12) return add_with<6>(goes_left, workspace, contributions);
  if (most_columns_ <= 16) return add_with<8>(goes_left, workspace, contributions);
  if (most_columns_ <= 20) return add_with<10>(goes_left, workspace, contributions);
  if (most_columns_ <= 24) return add_with<12>(goes_left, workspace, contributions);
  if (most_columns_ <= 32) return add_with<16>(goes_left, workspace, contributions);
  add_with<kMostPoints>(goes_left, workspace, contributions);
}

}  // namespace vedette
