// SPDX-License-Identifier: Apache-2.0
/// Scoring of a block of rows, tree by tree; inside the module only.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "trees/forest.hpp"

namespace vedette {

/// Sums the leaves of chosen trees for up to `kRows` rows. One per thread.
class BlockScorer {
 public:
  /// Enough rows to make loading a tree into the cache worth it, few enough for their codes to
  /// stay there with it.
  static constexpr std::size_t kRows = 256;

  /// `parts` must outlive the scorer.
  explicit BlockScorer(const ForestParts& parts);
  /// Takes rows x columns values and sets their sums to zero.
  void load(std::span<const float> values);
  /// Adds a tree's leaves to the sums of the given rows, numbered from 0 in the block.
  void add_tree(std::size_t tree, std::span<const std::uint32_t> rows);
  /// Per class; meaningful until `finish_row`.
  [[nodiscard]] std::span<double> sums_of(std::size_t row) {
    return std::span(sums_).subspan(row * parts_.classes, parts_.classes);
  }
  /// The shares of one row, into `shares`.
  void finish_row(std::size_t row, std::span<float> shares);

 private:
  const ForestParts& parts_;
  std::size_t rows_ = 0;
  std::vector<std::uint8_t> slots_;  ///< rows x 2 columns
  std::vector<double> sums_;         ///< rows x classes
};

}  // namespace vedette
