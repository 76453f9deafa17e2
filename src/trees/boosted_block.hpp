// SPDX-License-Identifier: Apache-2.0
/// Walks of one boosted tree for 128 rows at once, on processors of Simd::avx512.
///
/// What a test asks of a value depends only on the value's rank among the thresholds of its column.
/// Ranks fit into bytes, so one instruction answers a test for 64 rows; all tests of a tree are
/// answered, and the answers of each level choose among those of the next. No branch, no walk. The
/// idea of answering tests by columns is QuickScorer's (Lucchese et al., SIGIR 2015).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace vedette {

constexpr std::size_t kRegisterRows = 64;  ///< as bytes
/// Two registers of them: most of a test's time is loading, and what it asks is loaded for both.
constexpr std::size_t kBlockRows = 2 * kRegisterRows;
/// Most thresholds of a column that ranks in bytes can tell apart.
constexpr std::size_t kMostCuts = 255;
/// Of wider models the ranks of a block would not stay in the processor's cache.
constexpr std::size_t kMostBlockColumns = 2048;

/// Thresholds of a column as a complete binary tree of eight levels, one level after the other from
/// place 1 on: below place i lie those at 2 i and 2 i + 1 (Eytzinger's order). So a search reads
/// each level as a table that lies in a few registers, and never gathers from memory.
class CutTree {
 public:
  /// `cuts`: ascending, `kMostCuts` at most; infinity fills up.
  explicit CutTree(std::span<const float> cuts);
  [[nodiscard]] const float* places() const { return places_.data(); }

 private:
  std::array<float, kMostCuts + 1> places_{};  ///< place 0 is unused
};

/// Where a row's rank stands in a plane: rows 16 apart are neighbours, as ranks are packed.
constexpr std::size_t place_in_plane(std::size_t row) {
  return row / kRegisterRows * kRegisterRows + row % 16 / 4 * 16 + row % kRegisterRows / 16 * 4 +
         row % 4;
}

/// "Goes right": the rank in the plane is above the threshold's place among those of its column.
struct RankTest {
  RankTest(std::size_t plane_number, std::size_t threshold);

  std::uint32_t plane;    ///< byte at which the ranks of a block begin
  std::uint32_t missing;  ///< to 254 from the threshold's place, in each of the four bytes
};

/// Of a complete tree, in one of the four tables of `append_leaf_bytes()`.
constexpr std::size_t leaf_table_size(std::size_t leaves) {
  return leaves < kRegisterRows ? kRegisterRows : leaves;
}
/// Appends leaves of a complete tree as `add_tree_avx512()` reads them: a table of their first
/// bytes, then one each of their second, third and fourth.
void append_leaf_bytes(std::span<const float> leaves, std::vector<std::uint8_t>& bytes);

#if defined(__x86_64__)
/// Ranks, the count of thresholds at or below a value, of `kBlockRows` rows of `columns` values.
/// `cuts`: of each column. `planes`: two of `kBlockRows` bytes for each column, aligned to 64; in
/// the first NaN is above every threshold, and below in the second.
void rank_block_avx512(const float* values, std::size_t columns, const CutTree* cuts,
                       std::uint8_t* planes);

/// Adds the leaves of a complete tree, up to eight deep, to `kBlockRows` sums, aligned to 64.
/// `tests`: breadth first.
void add_tree_avx512(std::uint32_t depth, const RankTest* tests, const std::uint8_t* leaf_bytes,
                     const std::uint8_t* planes, float* sums);
#endif

}  // namespace vedette
