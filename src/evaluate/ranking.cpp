// SPDX-License-Identifier: Apache-2.0
#include "evaluate/ranking.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace vedette {
namespace {

struct Item {
  float score;
  std::uint8_t positive;
};

std::vector<Item> sorted_items(std::span<const float> scores,
                               std::span<const std::uint8_t> positive) {
  check(scores.size() == positive.size(), "every score has its class");
  std::vector<Item> items;
  items.reserve(scores.size());
  for (std::size_t i = 0; i < scores.size(); ++i) items.push_back({scores[i], positive[i]});
  std::ranges::sort(items, [](const Item& a, const Item& b) {
    return ranks_before(a.score, b.score);
  });
  return items;
}

}  // namespace

bool ranks_before(float a, float b) {
  if (std::isnan(a)) return false;
  return std::isnan(b) || a > b;
}

Ranking rank(std::span<const float> scores, std::span<const std::uint8_t> positive) {
  Ranking ranking;
  for (const Item& item : sorted_items(scores, positive)) {
    if (ranking.blocks.empty() || ranks_before(ranking.blocks.back().score, item.score))
      ranking.blocks.push_back({item.score, 0, 0});
    TieBlock& block = ranking.blocks.back();
    ++(item.positive != 0 ? block.positives : block.negatives);
    ++(item.positive != 0 ? ranking.positives : ranking.negatives);
  }
  return ranking;
}

std::size_t blocks_within_fpr(const Ranking& ranking, double max_fpr) {
  std::int64_t false_positives = 0;
  std::size_t taken = 0;
  for (std::size_t i = 0; i < ranking.blocks.size(); ++i) {
    false_positives += ranking.blocks[i].negatives;
    if (ratio(false_positives, ranking.negatives) > max_fpr) break;
    if (ranking.blocks[i].positives > 0) taken = i + 1;
  }
  return taken;
}

}  // namespace vedette
