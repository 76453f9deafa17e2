// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>

#include "train/calibration.hpp"

namespace vedette {
namespace {

/// Neighbouring scores that share one value.
struct Block {
  double low;   ///< smallest score
  double high;  ///< largest score
  double sum;   ///< of weighted targets
  double weight;

  [[nodiscard]] double mean() const { return sum / weight; }
  void absorb(const Block& next) {
    high = next.high;
    sum += next.sum;
    weight += next.weight;
  }
};

/// One block per distinct score, ascending: equal scores must get equal shares.
std::vector<Block> distinct_scores(std::span<const double> scores,
                                   std::span<const std::uint8_t> positive,
                                   std::span<const float> weights) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return scores[i]; });
  std::vector<Block> blocks;
  for (const std::size_t i : order) {
    const double weight = weights.empty() ? 1.0 : static_cast<double>(weights[i]);
    if (weight <= 0) continue;
    const Block row{scores[i], scores[i], positive[i] == 0 ? 0.0 : weight, weight};
    if (!blocks.empty() && blocks.back().high == row.low) {
      blocks.back().absorb(row);
    } else {
      blocks.push_back(row);
    }
  }
  return blocks;
}

std::vector<Block> pool_adjacent_violators(const std::vector<Block>& blocks) {
  std::vector<Block> pooled;
  for (const Block& block : blocks) {
    pooled.push_back(block);
    while (pooled.size() > 1 && pooled[pooled.size() - 2].mean() >= pooled.back().mean()) {
      const Block last = pooled.back();
      pooled.pop_back();
      pooled.back().absorb(last);
    }
  }
  return pooled;
}

}  // namespace

double IsotonicMap::operator()(double score) const {
  const auto right = std::ranges::lower_bound(scores, score);
  if (right == scores.begin()) return shares.front();
  if (right == scores.end()) return shares.back();
  const auto at = static_cast<std::size_t>(right - scores.begin());
  if (*right == score) return shares[at];
  const double along = (score - scores[at - 1]) / (scores[at] - scores[at - 1]);
  return shares[at - 1] + along * (shares[at] - shares[at - 1]);
}

IsotonicMap fit_isotonic(std::span<const double> scores, std::span<const std::uint8_t> positive,
                         std::span<const float> weights) {
  IsotonicMap map;
  for (const Block& block : pool_adjacent_violators(distinct_scores(scores, positive, weights))) {
    map.scores.push_back(block.low);
    map.shares.push_back(block.mean());
    if (block.high == block.low) continue;
    map.scores.push_back(block.high);
    map.shares.push_back(block.mean());
  }
  check(!map.scores.empty(), "isotonic regression is given at least one weighted score");
  return map;
}

}  // namespace vedette
