// SPDX-License-Identifier: Apache-2.0
/// Walks of one boosted tree for 64 rows at once, on processors of Simd::avx512.
///
/// What a test asks of a value depends only on the value's rank among the thresholds of its column.
/// Ranks fit into bytes, so one instruction answers a test for 64 rows; all tests of a tree are
/// answered, from the leaves up, and the answers choose between leaf numbers. No branch, no walk.
/// The idea of answering tests by columns is QuickScorer's (Lucchese et al., SIGIR 2015).
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace vedette {

constexpr std::size_t kBlockRows = 64;
/// Most thresholds of a column that ranks in bytes can tell apart.
constexpr std::size_t kMostCuts = 255;
constexpr std::size_t kReadLeaves = 32;
/// Of wider models the ranks of a block would not stay in the processor's cache.
constexpr std::size_t kMostBlockColumns = 4096;

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

/// "Goes left": the rank in the plane is at most `rank`.
struct RankTest {
  std::uint32_t plane = 0;  ///< byte at which the 64 ranks begin
  std::uint32_t rank = 0;   ///< the threshold's place among those of its column
};

#if defined(__x86_64__)
/// Ranks, the count of thresholds at or below a value, of 64 values that lie `stride` apart.
/// `planes`: 64 bytes where NaN is above every threshold, and 64 where it is below.
void rank_block_avx512(const float* values, std::size_t stride, const CutTree& cuts,
                       std::uint8_t* planes);

/// Adds the leaves of a complete tree, up to eight deep, to 64 sums. `tests`: breadth first.
/// `leaves`: `kReadLeaves` are read, also where there are fewer.
void add_tree_avx512(std::uint32_t depth, const RankTest* tests, const float* leaves,
                     const std::uint8_t* planes, float* sums);
#endif

}  // namespace vedette
