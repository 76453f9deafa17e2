// SPDX-License-Identifier: Apache-2.0
/// Boosted trees for one row, on processors of Simd::avx512.
///
/// As in blocks of rows (boosted_block.hpp) a test asks for a value's rank among the thresholds of
/// its column. The ranks of a row are bytes that lie in a few registers; so 64 tests of a tree are
/// answered by fetching their ranks from there and comparing them, all at once, with the places of
/// their thresholds. The walk then reads bits of a register, of eight trees side by side.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "trees/boosted_block.hpp"

namespace vedette {

/// Of a row: two for each column that is asked about, one with missing values above all thresholds
/// and one with them below.
constexpr std::size_t kMostRanks = 256;
using Ranks = std::array<std::uint8_t, kMostRanks>;

constexpr std::size_t kWordTests = 64;  ///< whose answers fit into a word

/// Thresholds of a column, found in two steps: the sixteen, then the place among them.
class SortedCuts {
 public:
  /// `cuts`: ascending, `kMostCuts` at most; NaN fills up.
  explicit SortedCuts(std::span<const float> cuts);

  static constexpr std::size_t kStep = 16;
  alignas(64) std::array<float, (kMostCuts + 1) / kStep> last;  ///< of each sixteen
  alignas(64) std::array<float, kMostCuts + 1> cuts;
};

struct RankedColumn {
  std::uint32_t column = 0;
  SortedCuts cuts;
};

/// "Goes right" is: the rank `ranks` tells of is above `places`. As it stands, none does.
struct alignas(64) WordTests {
  WordTests() { places.fill(UINT8_MAX); }

  std::array<std::uint8_t, kWordTests> ranks{};
  std::array<std::uint8_t, kWordTests> places;
};

/// Of complete trees that are walked side by side.
constexpr std::size_t kWalkedTrees = 8;

/// Words of a complete tree. Test `at`, breadth first, is bit `at` + 1 of all of them together: so
/// below bit i stand 2 i and 2 i + 1, and no level shares its second word with another.
constexpr std::size_t words_of_tree(std::uint32_t depth) {
  return ((std::size_t{1} << depth) + kWordTests - 1) / kWordTests;
}

#if defined(__x86_64__)
/// `columns`: at most half of `kMostRanks`, their ranks in this order.
void rank_row_avx512(std::span<const float> row, std::span<const RankedColumn> columns,
                     Ranks& ranks);

/// Answers to all tests, a word of them each. `many`: more than half of `ranks` are in use.
void answer_row_avx512(std::span<const WordTests> tests, const Ranks& ranks, bool many,
                       std::uint64_t* answers);

/// Numbers of the leaves, from the left, that eight complete trees of this depth lead to.
/// `answers`: the first word of each tree, then the second of each, and so on.
std::array<std::uint64_t, kWalkedTrees> walk_row_avx512(std::uint32_t depth,
                                                        const std::uint64_t* answers);
#endif

}  // namespace vedette
