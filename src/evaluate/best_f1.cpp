// SPDX-License-Identifier: Apache-2.0
#include "evaluate/best_f1.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace vedette {
namespace {

/// Counts per class from which F1 follows, kept up to date while rows cross the threshold.
class F1Counts {
 public:
  /// Starts with every row decided as benign.
  F1Counts(std::span<const std::int32_t> classes, std::size_t class_count)
      : truth_(class_count), decided_(class_count), right_(class_count) {
    for (const std::int32_t cls : classes) ++truth_[static_cast<std::size_t>(cls)];
    decided_[0] = static_cast<std::int64_t>(classes.size());
    right_[0] = truth_[0];
  }

  void move_from_benign(std::int32_t truth, std::int32_t attack) {
    --decided_[0];
    ++decided_[static_cast<std::size_t>(attack)];
    if (truth == 0) --right_[0];
    if (truth == attack) ++right_[static_cast<std::size_t>(attack)];
  }

  [[nodiscard]] double f1(std::size_t cls) const {
    return ratio(2 * right_[cls], truth_[cls] + decided_[cls]);
  }

  [[nodiscard]] double macro_f1() const {
    double sum = 0;
    int seen = 0;
    for (std::size_t cls = 0; cls < truth_.size(); ++cls) {
      if (truth_[cls] + decided_[cls] == 0) continue;
      sum += f1(cls);
      ++seen;
    }
    return sum / seen;
  }

  /// At most the standard error of macro F1: the wrong decisions of each class are taken for a
  /// Poisson count (one more than observed, so that no error is not no doubt), and all classes
  /// for erring together.
  [[nodiscard]] double macro_f1_error() const {
    double sum = 0;
    int seen = 0;
    for (std::size_t cls = 0; cls < truth_.size(); ++cls) {
      const std::int64_t both = truth_[cls] + decided_[cls];
      if (both == 0) continue;
      const auto wrong = static_cast<double>(both - 2 * right_[cls]);
      const double worse = static_cast<double>(2 * right_[cls]) /
                           (static_cast<double>(both) + std::sqrt(wrong + 1));
      sum += f1(cls) - worse;
      ++seen;
    }
    return sum / seen;
  }

  /// What `best_f1` asks for.
  [[nodiscard]] double figure() const { return truth_.size() == 2 ? f1(1) : macro_f1(); }

 private:
  std::vector<std::int64_t> truth_;
  std::vector<std::int64_t> decided_;
  std::vector<std::int64_t> right_;
};

std::vector<std::uint32_t> rows_by_score(std::span<const float> attack) {
  std::vector<std::uint32_t> order(attack.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
    return ranks_before(attack[a], attack[b]);
  });
  return order;
}

/// Calls `visit(blocks, counts)` with 1, 2 ... leading blocks counted as attack.
template <class Visit>
void sweep(const Ranking& ranking, const Scores& scores, std::span<const float> attack,
           std::span<const std::int32_t> classes, const Visit& visit) {
  F1Counts counts(classes, scores.classes);
  const std::vector<std::uint32_t> order = rows_by_score(attack);
  std::size_t next = 0;
  for (std::size_t b = 0; b < ranking.blocks.size(); ++b) {
    const TieBlock& block = ranking.blocks[b];
    const auto end = next + static_cast<std::size_t>(block.positives + block.negatives);
    for (; next < end; ++next)
      counts.move_from_benign(classes[order[next]], likeliest_attack(scores.row(order[next])));
    visit(b + 1, counts);
  }
}

}  // namespace

std::int32_t likeliest_attack(std::span<const float> scores_of_row) {
  const auto best = std::max_element(scores_of_row.begin() + 1, scores_of_row.end());
  return static_cast<std::int32_t>(best - scores_of_row.begin());
}

std::size_t blocks_for_best_f1(const Ranking& ranking, const Scores& scores,
                               std::span<const float> attack,
                               std::span<const std::int32_t> classes) {
  std::size_t best_blocks = 1;
  double best = -1;
  sweep(ranking, scores, attack, classes, [&](std::size_t blocks, const F1Counts& counts) {
    if (counts.figure() <= best) return;
    best = counts.figure();
    best_blocks = blocks;
  });
  return best_blocks;
}

std::size_t blocks_for_steady_f1(const Ranking& ranking, const Scores& scores,
                                 std::span<const float> attack,
                                 std::span<const std::int32_t> classes) {
  std::vector<double> figures;
  double best = -1;
  double error = 0;
  sweep(ranking, scores, attack, classes, [&](std::size_t, const F1Counts& counts) {
    figures.push_back(counts.macro_f1());
    if (figures.back() <= best) return;
    best = figures.back();
    error = counts.macro_f1_error();
  });
  std::size_t nearest = 0;
  double distance = 2;
  for (std::size_t b = 0; b < figures.size(); ++b) {
    const double low = b + 1 < figures.size() ? ranking.blocks[b + 1].score : 0.0;
    const double off = std::abs((ranking.blocks[b].score + low) / 2 - 0.5);
    if (figures[b] < best - error || off >= distance) continue;
    distance = off;
    nearest = b + 1;
  }
  return std::max<std::size_t>(nearest, 1);
}

}  // namespace vedette
