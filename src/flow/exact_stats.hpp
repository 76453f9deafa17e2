// SPDX-License-Identifier: Apache-2.0
/// Mean and variance of whole numbers in one pass without rounding: sums are kept as integers, so
/// the order of values does not matter and nothing is lost for microsecond squares, where running
/// sums in double precision fail.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace vedette {

__extension__ using Wide = unsigned __int128;
/// The same, without the padding that its natural alignment brings into structures.
__extension__ using StoredWide [[gnu::aligned(8)]] = unsigned __int128;

/// Sample variance (divided by n - 1) from exact sums; 0 below two values.
[[nodiscard]] inline double variance_of(std::uint64_t count, std::uint64_t sum, Wide squares) {
  if (count < 2) return 0;
  const Wide scaled = squares * count - static_cast<Wide>(sum) * sum;  // never negative
  return static_cast<double>(scaled) / static_cast<double>(count) / static_cast<double>(count - 1);
}

/// Lengths in bytes. The number of values is kept by whoever owns the series.
/// Bounds: up to 2^32 values of any size; offloaded packets reach megabytes.
struct LengthStats {
  StoredWide squares = 0;
  std::uint64_t sum = 0;
  std::uint32_t least = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t most = 0;

  void add(std::uint32_t value) {
    sum += value;
    squares += std::uint64_t{value} * value;
    least = std::min(least, value);
    most = std::max(most, value);
  }
  [[nodiscard]] double variance(std::uint64_t count) const {
    return variance_of(count, sum, squares);
  }
};

/// Time spans in nanoseconds, never negative. The sum of squares is at most the square of the sum,
/// so no series shorter than 292 years overflows.
struct SpanStats {
  StoredWide squares = 0;
  std::uint64_t sum = 0;
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t most = 0;

  void add(std::uint64_t value) {
    sum += value;
    squares += static_cast<Wide>(value) * value;
    least = std::min(least, value);
    most = std::max(most, value);
  }
  /// In nanoseconds squared.
  [[nodiscard]] double variance(std::uint64_t count) const {
    return variance_of(count, sum, squares);
  }
};

}  // namespace vedette
