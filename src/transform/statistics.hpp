// SPDX-License-Identifier: Apache-2.0
/// Figures of training columns, NaN left out. Large numbers do not overflow. Private to this
/// module.
#pragma once

#include <span>
#include <vector>

namespace vedette {

/// The values that are there, in ascending order.
[[nodiscard]] std::vector<double> sorted_values(std::span<const double> values);

/// Quantile by linear interpolation between order statistics (Hyndman and Fan 1996, type 7);
/// `sorted` is not empty, `share` in [0, 1].
[[nodiscard]] double quantile(std::span<const double> sorted, double share);
[[nodiscard]] double median(std::span<const double> sorted);
/// The most frequent value, the smallest among equals; `sorted` is not empty.
[[nodiscard]] double mode(std::span<const double> sorted);

/// All 0 without values. A column of one value has a deviation of exactly 0.
struct Moments {
  double mean = 0;
  double deviation = 0;  ///< population standard deviation
  double skewness = 0;   ///< Fisher-Pearson g1; 0 when the deviation is 0
};
[[nodiscard]] Moments moments(std::span<const double> values);

}  // namespace vedette
