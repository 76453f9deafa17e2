// SPDX-License-Identifier: Apache-2.0
/// A walk down a tree is a chain of loads, each waiting for the one before; so sixteen
/// walks go on at once. One row walks sixteen trees; a batch walks sixteen rows down one tree,
/// whose nodes then stay in the cache. Sums are taken in tree order either way.
#include "trees/forest_scorer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/parallel.hpp"

namespace vedette {
namespace {

constexpr std::size_t kWalks = 16;

/// The next node on the way down; a leaf leads to itself.
std::uint32_t step(const FlatNode* nodes, std::uint32_t at, const std::uint8_t* slots) {
  const FlatNode node = nodes[at];
  const std::uint32_t below = node.child + (slots[node.test >> 8] > (node.test & 255) ? 1U : 0U);
  return node.test == FlatNode::kLeaf ? at : below;
}

/// Moves all walkers on until each stands in a leaf.
void walk(const FlatNode* nodes, std::array<std::uint32_t, kWalks>& at,
          const std::array<const std::uint8_t*, kWalks>& slots) {
  std::uint32_t moved = 1;
  while (moved != 0) {
    moved = 0;
    for (std::size_t w = 0; w < kWalks; ++w) {
      const std::uint32_t next = step(nodes, at[w], slots[w]);
      moved |= next ^ at[w];
      at[w] = next;
    }
  }
}

void encode_row(const Cuts& cuts, const float* row, std::uint8_t* slots) {
  for (std::size_t c = 0; c < cuts.columns(); ++c) {
    const std::uint8_t code = cuts.code(c, row[c]);
    slots[2 * c] = code;
    slots[2 * c + 1] = code == kMissingCode ? 0 : code;
  }
}

/// Sums over trees to shares, in place of `sums`.
void finish(const ForestParts& parts, std::span<double> sums, std::span<float> shares) {
  if (parts.output == ForestOutput::mean) {
    const auto trees = static_cast<double>(parts.roots.size());
    for (std::size_t k = 0; k < sums.size(); ++k) shares[k] = static_cast<float>(sums[k] / trees);
    return;
  }
  const double most = *std::max_element(sums.begin(), sums.end());
  double total = 0;
  for (double& sum : sums) total += sum = std::exp(sum - most);
  for (std::size_t k = 0; k < sums.size(); ++k) shares[k] = static_cast<float>(sums[k] / total);
}

void add_leaf(const ForestParts& parts, std::uint32_t node, std::span<double> sums) {
  const float* const leaf = parts.leaves.data() + parts.nodes[node].child * sums.size();
  for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += static_cast<double>(leaf[k]);
}

}  // namespace

BlockScorer::BlockScorer(const ForestParts& parts)
    : parts_(parts), slots_(kRows * parts.cuts.columns() * 2), sums_(kRows * parts.classes) {}

void BlockScorer::load(std::span<const float> values) {
  const std::size_t columns = parts_.cuts.columns();
  rows_ = values.size() / columns;
  for (std::size_t i = 0; i < rows_; ++i)
    encode_row(parts_.cuts, values.data() + i * columns, slots_.data() + i * columns * 2);
  std::fill(sums_.begin(), sums_.end(), 0.0);
}

void BlockScorer::add_tree(std::size_t tree, std::span<const std::uint32_t> rows) {
  const std::size_t width = parts_.cuts.columns() * 2;
  for (std::size_t first = 0; first < rows.size(); first += kWalks) {
    const std::size_t count = std::min(kWalks, rows.size() - first);
    std::array<std::uint32_t, kWalks> at;
    std::array<const std::uint8_t*, kWalks> slots;
    for (std::size_t w = 0; w < kWalks; ++w) {
      at[w] = parts_.roots[tree];
      slots[w] = slots_.data() + rows[first + std::min(w, count - 1)] * width;
    }
    walk(parts_.nodes.data(), at, slots);
    for (std::size_t w = 0; w < count; ++w) add_leaf(parts_, at[w], sums_of(rows[first + w]));
  }
}

void BlockScorer::finish_row(std::size_t row, std::span<float> shares) {
  finish(parts_, sums_of(row), shares);
}

std::vector<float> Forest::score_row(std::span<const float> row) const {
  check(row.size() == columns(), "a row has as many values as the forest has columns");
  std::vector<std::uint8_t> slots(columns() * 2);
  encode_row(parts_.cuts, row.data(), slots.data());
  std::vector<double> sums(classes());
  std::array<const std::uint8_t*, kWalks> same;
  same.fill(slots.data());
  for (std::size_t first = 0; first < trees(); first += kWalks) {
    const std::size_t count = std::min(kWalks, trees() - first);
    std::array<std::uint32_t, kWalks> at;
    for (std::size_t w = 0; w < kWalks; ++w) at[w] = parts_.roots[first + std::min(w, count - 1)];
    walk(parts_.nodes.data(), at, same);
    for (std::size_t w = 0; w < count; ++w) add_leaf(parts_, at[w], sums);
  }
  std::vector<float> shares(classes());
  finish(parts_, sums, shares);
  return shares;
}

Result<Scores> Forest::score(const Matrix& rows, const WorkContext& work) const {
  if (rows.columns != columns())
    return fail(ErrorCode::schema_mismatch,
                fmt::format("the forest takes {} columns, not {}", columns(), rows.columns));
  Scores scores{rows.rows, classes(), std::vector<float>(rows.rows * classes())};
  std::vector<std::uint32_t> every(BlockScorer::kRows);
  std::iota(every.begin(), every.end(), 0U);
  const std::size_t blocks = (rows.rows + BlockScorer::kRows - 1) / BlockScorer::kRows;
  parallel_for(blocks, work.threads, [&](std::size_t block) {
    if (work.stopped()) return;
    const std::size_t begin = block * BlockScorer::kRows;
    const std::size_t count = std::min(BlockScorer::kRows, rows.rows - begin);
    BlockScorer scorer(parts_);
    scorer.load(std::span(rows.values).subspan(begin * columns(), count * columns()));
    for (std::size_t t = 0; t < trees(); ++t) scorer.add_tree(t, std::span(every).first(count));
    for (std::size_t i = 0; i < count; ++i)
      scorer.finish_row(i, std::span(scores.values).subspan((begin + i) * classes(), classes()));
  });
  if (work.stopped()) return fail(ErrorCode::cancelled, "stopped while scoring");
  return scores;
}

}  // namespace vedette
