// SPDX-License-Identifier: Apache-2.0
/// The innermost loop of training: which test of which column parts the rows of a node best.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "base/random.hpp"
#include "trees/binner.hpp"

namespace vedette {

/// One training row as a tree sees it.
struct Sample {
  std::uint32_t row = 0;          ///< of the binned matrix
  std::uint32_t class_index = 0;  ///< below the number of classes
  float weight = 1;               ///< > 0
};

/// What a split should reduce (Breiman et al. 1984; Quinlan 1986).
enum class Criterion { gini, entropy };

struct NodeSplitOptions {
  std::size_t columns_per_node = 0;  ///< drawn at random for each node; 0: all
  double min_leaf = 1;               ///< least weight of rows on each side, > 0
  Criterion criterion = Criterion::gini;
};

/// Numbers with `code <= NodeSplit::code` go left.
struct NodeSplit {
  std::uint32_t column = 0;
  std::uint8_t code = 0;
  bool missing_left = false;
  double loss = 0;  ///< weighted impurity of both sides: weight times gini or entropy (bits)
};

/// Finds splits; holds the counters, so one per thread.
class SplitFinder {
 public:
  virtual ~SplitFinder() = default;
  /// The best split by columns drawn at random, going on past the wanted number until one of
  /// them can be split at all; nothing when no column can. Missing values are tried on both
  /// sides; where a node has none, they will follow the heavier side. Between equal losses the
  /// first column drawn and the smallest code win. `codes`: row-major, of the rows that
  /// `samples` name; `totals`: weight per class of `samples`.
  [[nodiscard]] virtual std::optional<NodeSplit> find(const std::uint8_t* codes,
                                                  std::span<const Sample> samples,
                                                  std::span<const double> totals,
                                                  Random& random) = 0;
  /// Weight per class on the left of the split that `find` returned last.
  [[nodiscard]] virtual std::span<const double> left_weights() const = 0;
  /// Weighted impurity of rows with these weights per class.
  [[nodiscard]] virtual double loss(std::span<const double> weights) const = 0;
};

[[nodiscard]] std::unique_ptr<SplitFinder> make_split_finder(std::size_t columns,
                                                             std::size_t classes,
                                                             const NodeSplitOptions& options);

}  // namespace vedette
