// SPDX-License-Identifier: Apache-2.0
/// Walks; boosted.cpp lays the trees out.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>

#include "base/parallel.hpp"
#include "trees/boosted.hpp"

namespace vedette {
namespace {

constexpr std::size_t kJobRows = 4 * kBlockRows;  ///< of a thread, with the same scratch space

}  // namespace

struct BoostedScorer::Row {
  explicit Row(const BoostedScorer& scorer)
      : answers(std::make_unique_for_overwrite<std::uint64_t[]>(scorer.word_tests_.size())),
        slots(scorer.word_tests_.empty() || !scorer.linked_.empty() ? scorer.columns_ * 2 : 0) {}

  std::unique_ptr<std::uint64_t[]> answers;  ///< to `word_tests_`
  std::vector<float> slots;                  ///< where trees are walked without answers
};

struct BoostedScorer::Block {
  struct alignas(kRegisterRows) Sums {
    std::array<float, kBlockRows> of_rows;
  };

  explicit Block(const BoostedScorer& scorer)
      : answers(std::make_unique_for_overwrite<RowBits[]>(scorer.rank_tests_.size())),
        sums(scorer.groups_),
        slots(scorer.linked_.empty() ? 0 : kBlockRows * scorer.columns_ * 2) {}

  std::unique_ptr<RowBits[]> answers;  ///< to `rank_tests_`
  std::vector<Sums> sums;              ///< for each group
  std::vector<float> slots;            ///< of each row, where trees are walked row by row
};

void BoostedScorer::load(std::span<const float> row, std::span<float> slots) const {
  constexpr float kLow = -std::numeric_limits<float>::infinity();
  for (std::size_t c = 0; c < row.size(); ++c) {
    slots[2 * c] = row[c];
    slots[2 * c + 1] = std::isnan(row[c]) ? kLow : row[c];
  }
}

BoostedScorer::Leaves BoostedScorer::complete_leaves(const Run& run, const float* slots) const {
  const std::size_t leaves = std::size_t{1} << run.depth;
  std::array<const Test*, kWalks> tests;
  std::array<std::size_t, kWalks> at{};
  for (std::size_t w = 0; w < kWalks; ++w)
    tests[w] = tests_.data() + run.tests + std::min<std::size_t>(w, run.count - 1) * (leaves - 1);
  for (std::uint32_t level = 0; level < run.depth; ++level)
    for (std::size_t w = 0; w < kWalks; ++w) {
      const Test test = tests[w][at[w]];
      at[w] = 2 * at[w] + 2 - static_cast<std::size_t>(slots[test.slot] < test.threshold);
    }
  Leaves result{};
  for (std::size_t w = 0; w < run.count; ++w)
    result[w] = leaves_.data()[run.leaves + w * leaves + at[w] - (leaves - 1)];
  return result;
}

bool BoostedScorer::is_in_set(std::uint32_t set, float category) const {
  const CategorySet& words = sets_[set];
  const bool in_range = category > -1 && category < static_cast<float>(words.words * 32);
  if (!in_range) return false;
  const auto bit = static_cast<std::uint32_t>(category);
  return (set_words_[words.first + bit / 32] >> (bit % 32) & 1) != 0;
}

std::uint32_t BoostedScorer::next(std::uint32_t at, const float* slots) const {
  const LinkedNode& node = linked_[at];
  const float value = slots[node.slot & ~1U];
  bool left = value < node.threshold;
  if (node.categories != 0) left = !is_in_set(node.categories - 1, value);
  if (std::isnan(value)) left = node.slot % 2 != 0;
  return node.child == at ? at : node.child + (left ? 0U : 1U);
}

BoostedScorer::Leaves BoostedScorer::linked_leaves(const Run& run, const float* slots) const {
  std::array<std::uint32_t, kWalks> at = run.roots;
  std::uint32_t moved = 1;
  while (moved != 0) {
    moved = 0;
    for (std::uint32_t& node : at) {
      const std::uint32_t below = next(node, slots);
      moved |= below ^ node;
      node = below;
    }
  }
  Leaves result;
  for (std::size_t w = 0; w < kWalks; ++w) result[w] = linked_[at[w]].threshold;
  return result;
}

template <class LeafOf>
void BoostedScorer::add_leaves(const Run& run, const LeafOf& leaf_of,
                               std::span<float> margins) const {
  if (groups_ > 1) {
    for (std::size_t w = 0; w < run.count; ++w) margins[run.groups[w]] += leaf_of(w);
    return;
  }
  float sum = margins[0];  // in memory, each leaf would wait for the one before to be written
  for (std::size_t w = 0; w < run.count; ++w) sum += leaf_of(w);
  margins[0] = sum;
}

#if defined(__x86_64__)
void BoostedScorer::answer_row(std::span<const float> row, Row& space) const {
  Ranks ranks;
  rank_row_avx512(row, ranked_columns_, ranks);
  answer_row_avx512(word_tests_, ranks, ranked_columns_.size() > kMostRanks / 4,
                    space.answers.get());
}

void BoostedScorer::add_answered(const Run& run, const std::uint64_t* answers,
                                 std::span<float> margins) const {
  const auto numbers = walk_row_avx512(run.depth, answers + run.words);
  const float* leaves = leaves_.data() + run.leaves;
  add_leaves(run, [&](std::size_t w) { return leaves[(w << run.depth) + numbers[w]]; }, margins);
}
#else
void BoostedScorer::answer_row(std::span<const float>, Row&) const {}
void BoostedScorer::add_answered(const Run&, const std::uint64_t*, std::span<float>) const {
  check(false, "tests are answered in advance on processors that can");
}
#endif

void BoostedScorer::add_row(std::span<const float> row, std::span<float> margins,
                            Row& space) const {
  const bool answered = !word_tests_.empty();
  if (answered) answer_row(row, space);
  if (!space.slots.empty()) load(row, space.slots);
  for (const Run& run : runs_) {
    if (run.complete && answered) {
      add_answered(run, space.answers.get(), margins);
      continue;
    }
    const float* slots = space.slots.data();
    const Leaves leaves = run.complete ? complete_leaves(run, slots) : linked_leaves(run, slots);
    add_leaves(run, [&](std::size_t w) { return leaves[w]; }, margins);
  }
}

void BoostedScorer::add_rows(const Matrix& rows, std::size_t first,
                             std::span<float> margins) const {
  Row space(*this);
  for (std::size_t i = 0; i < margins.size() / groups_; ++i)
    add_row(rows.row(first + i), margins.subspan(i * groups_, groups_), space);
}

#if defined(__x86_64__)
void BoostedScorer::add_run(const Run& run, Block& block) const {
  if (run.complete) {
    const std::size_t leaves = std::size_t{1} << run.depth;
    const std::size_t leaf_bytes = sizeof(float) * leaf_table_size(leaves);
    for (std::size_t w = 0; w < run.count; ++w)
      add_tree_avx512(run.depth, test_places_.data() + run.tests + w * (leaves - 1),
                      leaf_bytes_.data() + run.leaf_bytes + w * leaf_bytes, block.answers.get(),
                      block.sums[run.groups[w]].of_rows.data());
    return;
  }
  for (std::size_t i = 0; i < kBlockRows; ++i) {
    const Leaves leaves = linked_leaves(run, block.slots.data() + i * columns_ * 2);
    for (std::size_t w = 0; w < run.count; ++w) block.sums[run.groups[w]].of_rows[i] += leaves[w];
  }
}

void BoostedScorer::add_block(const Matrix& rows, std::size_t first, std::span<float> margins,
                              Block& block) const {
  const std::size_t count = margins.size() / groups_;
  const float* values = rows.values.data() + first * columns_;
  std::vector<float> filled_up;
  if (count < kBlockRows) {
    filled_up.assign(values, values + count * columns_);
    filled_up.resize(kBlockRows * columns_);
    values = filled_up.data();
  }
  answer_tests_avx512(values, rank_columns_, rank_tests_.data(), block.answers.get());
  for (Block::Sums& sums : block.sums) sums.of_rows.fill(base_margin_);
  for (std::size_t i = 0; !block.slots.empty() && i < kBlockRows; ++i)
    load({values + i * columns_, columns_},
         std::span(block.slots).subspan(i * columns_ * 2, columns_ * 2));
  for (const Run& run : runs_) add_run(run, block);
  for (std::size_t g = 0; g < groups_; ++g)
    for (std::size_t i = 0; i < count; ++i) margins[i * groups_ + g] = block.sums[g].of_rows[i];
}
#else
void BoostedScorer::add_block(const Matrix& rows, std::size_t first, std::span<float> margins,
                              Block&) const {
  add_rows(rows, first, margins);
}
#endif

std::vector<float> BoostedScorer::margins_of_row(std::span<const float> row) const {
  check(row.size() == columns_, "a row has as many values as the model has columns");
  std::vector<float> margins(groups_, base_margin_);
  Row space(*this);
  add_row(row, margins, space);
  return margins;
}

Result<std::vector<float>> BoostedScorer::margins(const Matrix& rows,
                                                  const WorkContext& work) const {
  if (rows.columns != columns_)
    return fail(ErrorCode::schema_mismatch,
                fmt::format("the model takes {} columns, not {}", columns_, rows.columns));
  std::vector<float> margins(rows.rows * groups_, base_margin_);
  parallel_for((rows.rows + kJobRows - 1) / kJobRows, work.threads, [&](std::size_t job) {
    std::optional<Block> block;
    const std::size_t end = std::min(rows.rows, (job + 1) * kJobRows);
    for (std::size_t first = job * kJobRows; first < end && !work.stopped(); first += kBlockRows) {
      const std::size_t count = std::min(end - first, kBlockRows);
      const std::span<float> into = std::span(margins).subspan(first * groups_, count * groups_);
      if (test_places_.empty() || count < block_from_) {
        add_rows(rows, first, into);
      } else {
        if (!block) block.emplace(*this);
        add_block(rows, first, into, *block);
      }
    }
  });
  if (work.stopped()) return fail(ErrorCode::cancelled, "stopped while scoring");
  return margins;
}

}  // namespace vedette
