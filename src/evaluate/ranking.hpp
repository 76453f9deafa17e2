// SPDX-License-Identifier: Apache-2.0
/// Rows in order of their score, equal scores taken together: what every ranking figure and every
/// threshold is computed from. Private to this module.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace vedette {

/// All rows of one score.
struct TieBlock {
  float score = 0;
  std::int64_t positives = 0;
  std::int64_t negatives = 0;
};

struct Ranking {
  std::vector<TieBlock> blocks;  ///< highest score first; NaN last
  std::int64_t positives = 0;
  std::int64_t negatives = 0;

  [[nodiscard]] bool has_both() const { return positives > 0 && negatives > 0; }
};

[[nodiscard]] Ranking rank(std::span<const float> scores, std::span<const std::uint8_t> positive);

/// Whether `a` ranks before `b`: a total order with NaN behind all numbers.
[[nodiscard]] bool ranks_before(float a, float b);

/// Number of leading blocks that may count as attack: as many as give the highest recall with
/// false positives / negatives <= `max_fpr`, and no block more. Needs a negative row.
[[nodiscard]] std::size_t blocks_within_fpr(const Ranking& ranking, double max_fpr);

/// `part` / `whole` as a double.
[[nodiscard]] inline double ratio(std::int64_t part, std::int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace vedette
