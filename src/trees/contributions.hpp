// SPDX-License-Identifier: Apache-2.0
/// Explains forests and boosted trees: what each column adds to one output (`TreeShap`, summed
/// over the trees).
#pragma once

#include <span>
#include <vector>

#include "base/error.hpp"
#include "data/matrix.hpp"
#include "trees/boosted.hpp"
#include "trees/forest.hpp"

namespace vedette {

/// The base and a row's values add up to the row's output.
struct Contributions {
  std::size_t columns = 0;
  double base = 0;             ///< the output when nothing is known of a row
  std::vector<double> values;  ///< rows x columns
};

/// Explains the sum over the trees of each leaf's numbers times `weights` (one per class): with 1
/// over the number of trees for one class and 0 for the others, that class's share. A row's
/// numbers are the same bits alone and in any batch.
/// Errors: `schema_mismatch` when the width is wrong; `unsupported` (see `TreeShap::make`).
[[nodiscard]] Result<Contributions> contributions(const Forest& forest, const Matrix& rows,
                                                  std::span<const double> weights);

/// Explains the margin of one group. `cover`: per tree and node. `model` must be one that
/// `BoostedScorer::make` takes. Errors as above.
[[nodiscard]] Result<Contributions> contributions(const BoostedTrees& model,
                                                  std::span<const std::vector<float>> cover,
                                                  std::uint32_t group, const Matrix& rows);

}  // namespace vedette
