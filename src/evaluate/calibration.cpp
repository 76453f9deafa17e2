// SPDX-License-Identifier: Apache-2.0
// Whether scores mean what they say.
#include <algorithm>
#include <cmath>
#include <limits>

#include "evaluate/metrics.hpp"

namespace vedette {
namespace {

/// The bin of a score in [0, 1]; scores outside (or NaN) go to the nearest end.
std::size_t bin_of(float score, int bins) {
  const double position = static_cast<double>(score) * bins;
  if (!(position > 0)) return 0;
  return static_cast<std::size_t>(std::min(position, static_cast<double>(bins - 1)));
}

}  // namespace

double log_loss(const Scores& scores, std::span<const std::int32_t> classes) {
  check(scores.rows == classes.size(), "every row of scores has its class");
  if (scores.rows == 0) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (std::size_t i = 0; i < scores.rows; ++i) {
    const double score = scores.row(i)[static_cast<std::size_t>(classes[i])];
    sum -= std::log(std::clamp(score, 1e-7, 1 - 1e-7));
  }
  return sum / static_cast<double>(scores.rows);
}

std::vector<ReliabilityBin> reliability(std::span<const float> scores,
                                        std::span<const std::uint8_t> positive, int bins) {
  check(scores.size() == positive.size(), "every score has its class");
  check(bins > 0, "there is a bin to count in");
  std::vector<ReliabilityBin> sums(static_cast<std::size_t>(bins));
  for (std::size_t i = 0; i < scores.size(); ++i) {
    ReliabilityBin& bin = sums[bin_of(scores[i], bins)];
    bin.mean_score += scores[i];
    bin.positive_share += positive[i] != 0 ? 1 : 0;
    ++bin.rows;
  }
  std::erase_if(sums, [](const ReliabilityBin& bin) { return bin.rows == 0; });
  for (ReliabilityBin& bin : sums) {
    bin.mean_score /= static_cast<double>(bin.rows);
    bin.positive_share /= static_cast<double>(bin.rows);
  }
  return sums;
}

double expected_calibration_error(std::span<const ReliabilityBin> bins) {
  double weighted = 0;
  std::int64_t rows = 0;
  for (const ReliabilityBin& bin : bins) {
    weighted += static_cast<double>(bin.rows) * std::abs(bin.positive_share - bin.mean_score);
    rows += bin.rows;
  }
  return rows == 0 ? 0 : weighted / static_cast<double>(rows);
}

}  // namespace vedette
