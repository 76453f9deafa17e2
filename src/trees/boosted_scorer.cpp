// SPDX-License-Identifier: Apache-2.0
/// Walks; boosted.cpp lays the trees out.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/parallel.hpp"
#include "trees/boosted.hpp"

namespace vedette {

void BoostedScorer::load(std::span<const float> row, std::vector<float>& slots) const {
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

void BoostedScorer::add_trees(const float* slots, std::span<float> margins) const {
  for (const Run& run : runs_) {
    const Leaves leaves = run.complete ? complete_leaves(run, slots) : linked_leaves(run, slots);
    for (std::size_t w = 0; w < run.count; ++w) margins[run.groups[w]] += leaves[w];
  }
}

std::vector<float> BoostedScorer::margins_of_row(std::span<const float> row) const {
  check(row.size() == columns_, "a row has as many values as the model has columns");
  std::vector<float> slots(columns_ * 2);
  load(row, slots);
  std::vector<float> margins(groups_, base_margin_);
  add_trees(slots.data(), margins);
  return margins;
}

Result<std::vector<float>> BoostedScorer::margins(const Matrix& rows,
                                                  const WorkContext& work) const {
  if (rows.columns != columns_)
    return fail(ErrorCode::schema_mismatch,
                fmt::format("the model takes {} columns, not {}", columns_, rows.columns));
  constexpr std::size_t kBlock = 64;
  std::vector<float> margins(rows.rows * groups_, base_margin_);
  parallel_for((rows.rows + kBlock - 1) / kBlock, work.threads, [&](std::size_t block) {
    if (work.stopped()) return;
    std::vector<float> slots(columns_ * 2);
    const std::size_t end = std::min(rows.rows, (block + 1) * kBlock);
    for (std::size_t i = block * kBlock; i < end; ++i) {
      load(rows.row(i), slots);
      add_trees(slots.data(), std::span(margins).subspan(i * groups_, groups_));
    }
  });
  if (work.stopped()) return fail(ErrorCode::cancelled, "stopped while scoring");
  return margins;
}

}  // namespace vedette
