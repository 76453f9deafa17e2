// SPDX-License-Identifier: Apache-2.0
/// Scores gradient-boosted trees trained elsewhere, many times faster than the library that
/// trained them and to the same bit.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "base/progress.hpp"
#include "data/matrix.hpp"
#include "trees/boosted_block.hpp"
#include "trees/boosted_row.hpp"

namespace vedette {

/// A test, or a leaf where `left` is `kNone`. A number goes left when `value < threshold`; with
/// `categories`, a category goes right when it is in that set. NaN goes where `missing_left` says.
struct BoostedNode {
  static constexpr std::uint32_t kNone = UINT32_MAX;

  std::uint32_t left = kNone;
  std::uint32_t right = kNone;
  std::uint32_t column = 0;
  float threshold = 0;  ///< of no meaning with `categories`
  bool missing_left = false;
  std::uint32_t categories = kNone;  ///< index into `BoostedTree::category_sets`
  float leaf = 0;                    ///< added to the margin of the tree's group
};

/// One tree in any node order; the root is node 0. Nodes that nothing leads to are ignored.
struct BoostedTree {
  std::vector<BoostedNode> nodes{};
  std::vector<std::vector<std::uint32_t>> category_sets{};  ///< categories, below 2^24
  std::uint32_t group = 0;                                  ///< the class whose margin it adds to
};

/// A model as XGBoost 1.7 means it: single-precision sums, in tree order, from `base_margin` on.
struct BoostedTrees {
  std::size_t columns = 0;
  std::uint32_t groups = 1;  ///< 1 for two classes, else one per class
  float base_margin = 0;     ///< `base_score` after the objective's transform
  std::vector<BoostedTree> trees{};
};

/// The model laid out for speed; immutable, and safe to use from several threads at once.
///
/// Trees up to eight deep become complete binary trees without child links, so a walk is a fixed
/// number of branch-free steps, and eight trees are walked at once to hide each other's latency.
/// Runs of other trees (deeper, or with categories) follow links, eight at once too. Where the
/// processor can, all tests of complete trees are answered before the walk (boosted_row.hpp), in
/// batches for 256 rows at a time (boosted_block.hpp).
class BoostedScorer {
 public:
  /// Errors: `malformed` when a tree is not one, an index is out of range, or a number not finite
  /// (thresholds may be infinite).
  [[nodiscard]] static Result<BoostedScorer> make(const BoostedTrees& model);

  [[nodiscard]] std::size_t columns() const { return columns_; }
  [[nodiscard]] std::size_t groups() const { return groups_; }

  /// One margin per group for a row of `columns()` values; NaN is missing.
  [[nodiscard]] std::vector<float> margins_of_row(std::span<const float> row) const;
  /// rows x groups margins: the same bits as row by row, on any number of threads.
  /// Errors: `schema_mismatch` when the width is wrong; `cancelled`.
  [[nodiscard]] Result<std::vector<float>> margins(const Matrix& rows,
                                                   const WorkContext& work) const;

 private:
  friend class BoostedLayout;

  static constexpr std::size_t kWalks = kWalkedTrees;

  /// Slot 2c of a row is column c with NaN as it is, which no test finds smaller; slot 2c + 1 has
  /// minus infinity for NaN, which every test (of a threshold above that) does.
  struct Test {
    float threshold = 0;
    std::uint32_t slot = 0;
  };
  struct LinkedNode {
    float threshold = 0;  ///< of a leaf: its value
    std::uint32_t slot = 0;
    std::uint32_t child = 0;       ///< left; right is `child + 1`; a leaf's is itself
    std::uint32_t categories = 0;  ///< set number + 1; 0: compares numbers
  };
  struct CategorySet {
    std::size_t first = 0;  ///< word
    std::size_t words = 0;
  };
  /// Up to eight trees that stand next to each other in the model.
  struct Run {
    bool complete = false;
    std::uint32_t depth = 0;     ///< of complete trees
    std::uint32_t count = 0;     ///< of trees; the last one is repeated to fill up eight
    std::size_t tests = 0;       ///< first test, of complete trees
    std::size_t leaves = 0;      ///< first leaf, of complete trees
    std::size_t leaf_bytes = 0;  ///< first table of them, where there are blocks
    std::size_t words = 0;       ///< first word of tests, where rows are ranked
    std::array<std::uint32_t, kWalks> roots{};   ///< of linked trees
    std::array<std::uint32_t, kWalks> groups{};  ///< that the trees add to
  };

  using Leaves = std::array<float, kWalks>;

  /// Scratch space for one row, and for 256.
  struct Row;
  struct Block;

  void load(std::span<const float> row, std::span<float> slots) const;
  void add_row(std::span<const float> row, std::span<float> margins, Row& space) const;
  void add_rows(const Matrix& rows, std::size_t first, std::span<float> margins) const;
  void add_block(const Matrix& rows, std::size_t first, std::span<float> margins,
                 Block& block) const;
  void add_run(const Run& run, Block& block) const;
  template <class LeafOf>
  void add_leaves(const Run& run, const LeafOf& leaf_of, std::span<float> margins) const;
  void add_answered(const Run& run, const std::uint64_t* answers, std::span<float> margins) const;
  void answer_row(std::span<const float> row, Row& space) const;
  [[nodiscard]] Leaves complete_leaves(const Run& run, const float* slots) const;
  [[nodiscard]] Leaves linked_leaves(const Run& run, const float* slots) const;
  [[nodiscard]] std::uint32_t next(std::uint32_t at, const float* slots) const;
  [[nodiscard]] bool is_in_set(std::uint32_t set, float category) const;

  std::size_t columns_ = 0;
  std::size_t groups_ = 1;
  float base_margin_ = 0;
  std::vector<Run> runs_;
  std::vector<Test> tests_;
  std::vector<float> leaves_;
  // For rows that are ranked.
  std::vector<RankedColumn> ranked_columns_;
  std::vector<WordTests> word_tests_;
  // For blocks; without them rows go one by one.
  std::size_t block_from_ = 0;              ///< rows, for which a block takes no longer
  std::vector<RankTest> rank_tests_;        ///< each test that occurs, once; sorted by column
  std::vector<ColumnTests> rank_columns_;
  std::vector<std::uint32_t> test_places_;  ///< of `tests_`, among `rank_tests_`
  std::vector<std::uint8_t> leaf_bytes_;    ///< leaves once more
  std::vector<LinkedNode> linked_;
  std::vector<CategorySet> sets_;
  std::vector<std::uint32_t> set_words_;
};

}  // namespace vedette
