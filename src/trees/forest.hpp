// SPDX-License-Identifier: Apache-2.0
/// Forests of classification trees as flat arrays: training (Breiman, "Random Forests", 2001),
/// scoring, and bytes. One decision tree is a forest of one; AdaBoost makes forests too.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/progress.hpp"
#include "data/matrix.hpp"
#include "trees/grower.hpp"

namespace vedette {

/// Eight bytes, so that eight nodes share a cache line. A test sends a row to `child` when the
/// code at `slot` of the row is at most `code`, and to `child + 1` otherwise. Slot 2c holds
/// column c with missing as 255, slot 2c + 1 the same with missing as 0: that is how a test
/// chooses the side of missing values at no cost. In a leaf `child` is the leaf's number.
struct FlatNode {
  std::uint32_t child = 0;
  std::uint32_t test = kLeaf;  ///< slot * 256 + code

  static constexpr std::uint32_t kLeaf = 255;  ///< slot 0, code 255: no test looks like this
  [[nodiscard]] bool is_leaf() const { return test == kLeaf; }
  [[nodiscard]] std::uint32_t slot() const { return test >> 8; }
  [[nodiscard]] std::uint8_t code() const { return static_cast<std::uint8_t>(test); }
};

/// What becomes of the leaves that a row ends in.
enum class ForestOutput : std::uint8_t {
  mean = 0,            ///< class shares: the mean over the trees
  softmax_of_sum = 1,  ///< votes: summed, then made shares by softmax
};

/// Everything a forest consists of; `Forest::make` checks it.
struct ForestParts {
  std::uint32_t classes = 0;
  ForestOutput output = ForestOutput::mean;
  Cuts cuts;                         ///< of the columns that tests use; others may be empty
  std::vector<std::uint32_t> roots;  ///< first node of each tree; trees stand one after another
  std::vector<FlatNode> nodes;       ///< children stand after their parents, in their tree
  std::vector<float> leaves;         ///< leaf numbers x classes; equal leaves share one
  std::vector<float> cover;          ///< per node: weight of the training rows there
  std::vector<float> importance;     ///< per column: share of all impurity drop, 0 when unused
};

/// One node in terms of the original numbers, for explanations and exports.
struct NodeView {
  bool is_leaf = false;
  std::uint32_t column = 0;
  float threshold = 0;            ///< left when value <= threshold
  bool missing_left = false;      ///< where NaN goes
  std::uint32_t left = 0;         ///< the right child is `left + 1`
  std::span<const float> leaf{};  ///< per class
  float cover = 0;
};

/// An immutable forest; safe to use from several threads at once.
class Forest {
 public:
  /// Checks that every index is in range, every tree is one, every number is finite, so that
  /// scoring need not. Errors: `malformed` saying what is wrong.
  [[nodiscard]] static Result<Forest> make(ForestParts parts);

  [[nodiscard]] std::size_t columns() const { return parts_.cuts.columns(); }
  [[nodiscard]] std::size_t classes() const { return parts_.classes; }
  [[nodiscard]] std::size_t trees() const { return parts_.roots.size(); }
  [[nodiscard]] const ForestParts& parts() const { return parts_; }
  [[nodiscard]] NodeView node(std::uint32_t index) const;

  /// Class shares per row. A row's numbers are the same bits alone and in any batch, on any
  /// number of threads. Errors: `schema_mismatch` when the width is wrong; `cancelled`.
  [[nodiscard]] Result<Scores> score(const Matrix& rows, const WorkContext& work) const;
  /// Class shares of one row of `columns()` values.
  [[nodiscard]] std::vector<float> score_row(std::span<const float> row) const;

 private:
  explicit Forest(ForestParts parts) : parts_(std::move(parts)) {}
  ForestParts parts_;
};

/// How many columns a node draws.
struct ColumnDraw {
  enum class Rule { square_root, log2, all, share } rule = Rule::square_root;
  double share = 1;  ///< in (0, 1], with Rule::share

  /// At least 1.
  [[nodiscard]] std::size_t of(std::size_t columns) const;
};

enum class RowDraw { bootstrap, every_row };

/// Class weights go into `Matrix::weights`.
struct ForestOptions {
  std::uint32_t trees = 100;
  ColumnDraw columns{};
  RowDraw rows = RowDraw::bootstrap;
  std::uint32_t max_depth = 0;  ///< 0: no limit
  double min_leaf = 1;          ///< least weight of rows in a leaf, > 0
  double min_decrease = 0;      ///< least share of the root's weight times impurity drop
  Criterion criterion = Criterion::gini;
};

/// Grows trees side by side on `work.threads` threads; the same seed gives the same bits on any
/// number of them. Missing values are welcome. Rows of weight 0 are left out.
/// Errors: `invalid_argument` (no rows, no columns, wrong classes, weights or options),
/// `too_large`, `cancelled`.
[[nodiscard]] Result<Forest> train_forest(const Matrix& matrix, int classes,
                                          const ForestOptions& options, std::uint64_t seed,
                                          const WorkContext& work);

/// One tree on all rows and columns: the options are those of `train_forest`, of which `trees`,
/// `columns` and `rows` are not looked at.
[[nodiscard]] Result<Forest> train_tree(const Matrix& matrix, int classes,
                                        const ForestOptions& options, std::uint64_t seed,
                                        const WorkContext& work);

/// How well each row is told by the trees that did not see it.
struct OutOfBag {
  Scores scores;         ///< NaN in rows that every tree saw
  std::size_t rows = 0;  ///< rows that some tree did not see
  double accuracy = 0;   ///< weighted share of those rows told right
  double log_loss = 0;   ///< weighted mean; natural logarithm; shares floored at 1e-15
};

/// Draws the bootstrap samples of `train_forest` again: all arguments must be those that made
/// `forest`. Errors: `invalid_argument` when it was trained without bootstrap; `cancelled`.
[[nodiscard]] Result<OutOfBag> out_of_bag(const Forest& forest, const Matrix& matrix,
                                          const ForestOptions& options, std::uint64_t seed,
                                          const WorkContext& work);

/// docs/formats/forest.md; equal forests have equal bytes.
[[nodiscard]] std::string to_bytes(const Forest& forest);
/// Errors: `malformed` (not a forest, cut short, inconsistent), `unsupported` (newer format).
[[nodiscard]] Result<Forest> forest_from_bytes(std::string_view bytes);

}  // namespace vedette
