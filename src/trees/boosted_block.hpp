// SPDX-License-Identifier: Apache-2.0
/// Boosted trees for 256 rows at once, on processors of Simd::avx512.
///
/// What a test asks of a value depends only on the value's rank among the thresholds of its column.
/// A rank is eight bits, and one bit of all rows is one register; so each test that the model asks,
/// in however many trees, is answered once for all rows by a few logical instructions. In a tree,
/// the answers of each level then choose among those of the next. No branch, no walk. The idea of
/// answering tests by columns is QuickScorer's (Lucchese et al., SIGIR 2015).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace vedette {

constexpr std::size_t kRegisterRows = 64;  ///< as bytes
constexpr std::size_t kBlockRows = 256;    ///< as bits; 512 would fill one, and few batches
/// Most thresholds of a column that ranks of eight bits can tell apart.
constexpr std::size_t kMostCuts = 255;
/// Thresholds are kept for each column, a kilobyte of them.
constexpr std::size_t kMostBlockColumns = 4096;
/// Of models that ask more the answers would not stay near the processor (8 MiB).
constexpr std::size_t kMostTests = std::size_t{1} << 18;

/// One bit of each row of a block. Fours of rows that lie 16 apart stand side by side, as
/// instructions that make bytes of numbers order them.
struct alignas(32) RowBits {
  std::array<std::uint64_t, kBlockRows / kRegisterRows> words;

  [[nodiscard]] bool operator[](std::size_t row) const {
    const std::size_t place = row % 16 / 4 * 16 + row % kRegisterRows / 16 * 4 + row % 4;
    return (words[row / kRegisterRows] >> place & 1) != 0;
  }
};

/// Thresholds of a column as a complete binary tree, one level after the other from place 1 on:
/// below place i lie those at 2 i and 2 i + 1 (Eytzinger's order). So a search reads each level as
/// a table that lies in a few registers, and never gathers from memory.
class CutTree {
 public:
  /// `cuts`: ascending, `kMostCuts` at most; infinity fills up.
  explicit CutTree(std::span<const float> cuts);
  [[nodiscard]] const float* places() const { return places_.data(); }
  /// Bits of a rank, which is the count of thresholds at or below a value; 4 to 8.
  [[nodiscard]] int levels() const { return levels_; }

 private:
  int levels_;
  std::array<float, kMostCuts + 1> places_{};  ///< place 0 is unused
};

/// "Goes right": the rank is above `threshold`, the place of one among those of its column.
struct RankTest {
  RankTest(std::size_t threshold, bool missing_right);

  std::uint8_t high;  ///< upper four bits of the place; 16 more where missing values go right
  std::uint8_t low;   ///< lower four bits
};

/// What is asked about a column: neighbours among all tests of the model.
struct ColumnTests {
  CutTree cuts;
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

/// Of a complete tree, in one of the four tables of `append_leaf_bytes()`.
constexpr std::size_t leaf_table_size(std::size_t leaves) {
  return leaves < kRegisterRows ? kRegisterRows : leaves;
}
/// Appends leaves of a complete tree as `add_tree_avx512()` reads them: a table of their first
/// bytes, then one each of their second, third and fourth.
void append_leaf_bytes(std::span<const float> leaves, std::vector<std::uint8_t>& bytes);

#if defined(__x86_64__)
/// Answers ("goes right") of `kBlockRows` rows, which lie one behind the other in `values`, to all
/// `tests` of `columns`; one of each in `answers`.
void answer_tests_avx512(const float* values, std::span<const ColumnTests> columns,
                         const RankTest* tests, RowBits* answers);

/// Adds the leaves of a complete tree, up to eight deep, to `kBlockRows` sums, aligned to 64.
/// `tests`: breadth first, the places of their answers.
void add_tree_avx512(std::uint32_t depth, const std::uint32_t* tests,
                     const std::uint8_t* leaf_bytes, const RowBits* answers, float* sums);
#endif

}  // namespace vedette
