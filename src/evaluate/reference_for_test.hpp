// SPDX-License-Identifier: Apache-2.0
/// The definitions of the ranking figures, written down without any regard to speed, and random
/// rows to compare on. For tests only.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include "base/random.hpp"
#include "data/matrix.hpp"

namespace vedette::reference {

struct Ranked {
  std::vector<float> scores;
  std::vector<std::uint8_t> positive;
};

/// `rows` rows with scores on a grid of `levels` values, so that many are equal.
inline Ranked random_ranked(std::uint64_t seed, std::size_t rows, std::uint64_t levels) {
  Random random(seed);
  Ranked ranked;
  for (std::size_t i = 0; i < rows; ++i) {
    const bool positive = random.below(3) == 0;
    const std::uint64_t level = random.below(levels) / (positive ? 1 : 2);
    ranked.scores.push_back(static_cast<float>(level) / static_cast<float>(levels));
    ranked.positive.push_back(positive ? 1 : 0);
  }
  return ranked;
}

/// Random shares of `classes` classes with coarse values, and the rows' true classes.
struct Scored {
  Scores scores;
  std::vector<std::int32_t> classes;
};
inline Scored random_scored(std::uint64_t seed, std::size_t rows, std::size_t classes) {
  Random random(seed);
  Scored scored{{rows, classes, {}}, {}};
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t truth = random.below(classes);
    std::vector<float> row(classes);
    float sum = 0;
    for (std::size_t c = 0; c < classes; ++c)
      sum += row[c] = static_cast<float>(random.below(4) + (c == truth ? 2 : 0) + 1);
    for (const float value : row) scored.scores.values.push_back(value / sum);
    scored.classes.push_back(static_cast<std::int32_t>(truth));
  }
  return scored;
}

/// Every positive against every negative.
inline double roc_auc(const Ranked& rows) {
  double wins = 0;
  double pairs = 0;
  for (std::size_t i = 0; i < rows.scores.size(); ++i)
    for (std::size_t j = 0; j < rows.scores.size(); ++j) {
      if (rows.positive[i] == 0 || rows.positive[j] != 0) continue;
      pairs += 1;
      if (rows.scores[i] > rows.scores[j]) wins += 1;
      if (rows.scores[i] == rows.scores[j]) wins += 0.5;
    }
  return wins / pairs;
}

struct Counts {
  double hits = 0;
  double alarms = 0;
  double positives = 0;
  double negatives = 0;
};
inline Counts counts_at(const Ranked& rows, float threshold) {
  Counts counts;
  for (std::size_t i = 0; i < rows.scores.size(); ++i) {
    const bool positive = rows.positive[i] != 0;
    (positive ? counts.positives : counts.negatives) += 1;
    if (rows.scores[i] >= threshold) (positive ? counts.hits : counts.alarms) += 1;
  }
  return counts;
}

inline double pr_auc(const Ranked& rows) {
  double area = 0;
  double recall_before = 0;
  const std::set<float, std::greater<>> thresholds(rows.scores.begin(), rows.scores.end());
  for (const float threshold : thresholds) {
    const Counts counts = counts_at(rows, threshold);
    const double recall = counts.hits / counts.positives;
    area += (recall - recall_before) * counts.hits / (counts.hits + counts.alarms);
    recall_before = recall;
  }
  return area;
}

}  // namespace vedette::reference
