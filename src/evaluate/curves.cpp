// SPDX-License-Identifier: Apache-2.0
// Figures of the ranking alone: areas under curves, their intervals, and the curves' points.
#include <algorithm>
#include <cmath>
#include <limits>

#include "evaluate/metrics.hpp"
#include "evaluate/ranking.hpp"

namespace vedette {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kZ95 = 1.959964;

double roc_auc_of(const Ranking& ranking) {
  // Twice the number of (positive, negative) pairs in the right order, ties counting one half.
  double twice_pairs = 0;
  std::int64_t negatives_below = ranking.negatives;
  for (const TieBlock& block : ranking.blocks) {
    negatives_below -= block.negatives;
    twice_pairs += static_cast<double>(block.positives) *
                   static_cast<double>(2 * negatives_below + block.negatives);
  }
  return twice_pairs / 2 / static_cast<double>(ranking.positives) /
         static_cast<double>(ranking.negatives);
}

/// Sums of squared deviations of the two classes' structural components from the area.
struct ComponentSpread {
  double positives = 0;
  double negatives = 0;
};

ComponentSpread component_spread(const Ranking& ranking, double area) {
  ComponentSpread spread;
  std::int64_t positives_above = 0;
  std::int64_t negatives_below = ranking.negatives;
  for (const TieBlock& block : ranking.blocks) {
    negatives_below -= block.negatives;
    // Share of negatives that a positive of this score beats, and of positives that beat a
    // negative of it.
    const double beaten = ratio(2 * negatives_below + block.negatives, 2 * ranking.negatives);
    const double beating = ratio(2 * positives_above + block.positives, 2 * ranking.positives);
    spread.positives += static_cast<double>(block.positives) * (beaten - area) * (beaten - area);
    spread.negatives += static_cast<double>(block.negatives) * (beating - area) * (beating - area);
    positives_above += block.positives;
  }
  return spread;
}

std::vector<OperatingPoint> all_points(const Ranking& ranking) {
  std::vector<OperatingPoint> points;
  points.reserve(ranking.blocks.size());
  std::int64_t true_positives = 0;
  std::int64_t false_positives = 0;
  for (const TieBlock& block : ranking.blocks) {
    true_positives += block.positives;
    false_positives += block.negatives;
    points.push_back({block.score, true_positives, false_positives});
  }
  return points;
}

/// Which of `cells` equal steps of [0, whole] `part` has reached.
std::int64_t cell(std::int64_t part, std::int64_t whole, std::int64_t cells) {
  return whole == 0 ? 0 : part * cells / whole;
}

}  // namespace

double roc_auc(std::span<const float> scores, std::span<const std::uint8_t> positive) {
  const Ranking ranking = rank(scores, positive);
  return ranking.has_both() ? roc_auc_of(ranking) : kNaN;
}

std::optional<Interval> roc_auc_interval(std::span<const float> scores,
                                         std::span<const std::uint8_t> positive) {
  const Ranking ranking = rank(scores, positive);
  if (ranking.positives < 2 || ranking.negatives < 2) return std::nullopt;
  const double area = roc_auc_of(ranking);
  const ComponentSpread spread = component_spread(ranking, area);
  const auto p = static_cast<double>(ranking.positives);
  const auto n = static_cast<double>(ranking.negatives);
  const double variance = spread.positives / (p * (p - 1)) + spread.negatives / (n * (n - 1));
  const double half_width = kZ95 * std::sqrt(variance);
  return Interval{std::max(0.0, area - half_width), std::min(1.0, area + half_width)};
}

double pr_auc(std::span<const float> scores, std::span<const std::uint8_t> positive) {
  const Ranking ranking = rank(scores, positive);
  if (ranking.positives == 0) return kNaN;
  double area = 0;
  std::int64_t hits = 0;
  std::int64_t alerts = 0;
  for (const TieBlock& block : ranking.blocks) {
    hits += block.positives;
    alerts += block.positives + block.negatives;
    area += ratio(block.positives, ranking.positives) * ratio(hits, alerts);
  }
  return std::min(area, 1.0);  // the sum of rounded steps may end a few bits above
}

std::vector<OperatingPoint> operating_points(std::span<const float> scores,
                                             std::span<const std::uint8_t> positive,
                                             std::size_t max_points) {
  const Ranking ranking = rank(scores, positive);
  return thin_out(all_points(ranking), ranking.positives, ranking.negatives, max_points);
}

std::vector<OperatingPoint> thin_out(const std::vector<OperatingPoint>& points,
                                     std::int64_t positives, std::int64_t negatives,
                                     std::size_t max_points) {
  check(max_points >= 4, "a curve has room for its ends and a step");
  if (points.size() <= max_points) return points;
  // Both counts only grow, so the pair of cells changes at most 2 * cells times; with the first
  // and the last point that makes 2 * cells + 2 points.
  const auto cells = static_cast<std::int64_t>((max_points - 2) / 2);
  std::vector<OperatingPoint> kept;
  std::pair<std::int64_t, std::int64_t> last_cell{-1, -1};
  for (const OperatingPoint& point : points) {
    const std::pair here{cell(point.true_positives, positives, cells),
                         cell(point.false_positives, negatives, cells)};
    if (here != last_cell) kept.push_back(point);
    last_cell = here;
  }
  if (kept.back() != points.back()) kept.push_back(points.back());
  return kept;
}

double recall_at_fpr(std::span<const float> scores, std::span<const std::uint8_t> positive,
                     double max_fpr) {
  const Ranking ranking = rank(scores, positive);
  if (!ranking.has_both()) return kNaN;
  std::int64_t hits = 0;
  for (std::size_t i = 0; i < blocks_within_fpr(ranking, max_fpr); ++i)
    hits += ranking.blocks[i].positives;
  return ratio(hits, ranking.positives);
}

}  // namespace vedette
