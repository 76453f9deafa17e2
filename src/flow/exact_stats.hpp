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

/// A whole number kept in two parts: no wider than it must be and almost without alignment, so that
/// flows, of which there are millions, have no holes. Reads and writes as a `Number`.
template <class Number, class Low, class High>
class [[gnu::packed, gnu::aligned(2)]] Stored {
 public:
  constexpr Stored(Number number = 0)
      : low_(static_cast<Low>(number)), high_(static_cast<High>(number >> kLowBits)) {}
  constexpr operator Number() const { return static_cast<Number>(high_) << kLowBits | low_; }
  constexpr Stored& operator+=(Number more) { return *this = Stored(*this + more); }

 private:
  static constexpr int kLowBits = std::numeric_limits<Low>::digits;
  Low low_;
  High high_;
};
/// Up to 2^48 nanoseconds, which are 78 hours.
using StoredSpan = Stored<std::uint64_t, std::uint32_t, std::uint16_t>;
/// Up to 2^96.
using StoredSquares = Stored<Wide, std::uint64_t, std::uint32_t>;

/// Sample variance (divided by n - 1) from exact sums; 0 below two values.
[[nodiscard]] inline double variance_of(std::uint64_t count, std::uint64_t sum, Wide squares) {
  if (count < 2) return 0;
  const Wide scaled = squares * count - static_cast<Wide>(sum) * sum;  // never negative
  return static_cast<double>(scaled) / static_cast<double>(count) / static_cast<double>(count - 1);
}

/// Lengths in bytes. The number of values is kept by whoever owns the series.
/// Bounds: up to 2^32 values of any size; offloaded packets reach megabytes.
struct LengthStats {
  std::uint64_t sum = 0;
  std::uint32_t least = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t most = 0;
  std::uint32_t nonzero = 0;  ///< how many are
  StoredSquares squares{};

  void add(std::uint32_t value) {
    sum += value;
    squares += std::uint64_t{value} * value;
    least = std::min(least, value);
    most = std::max(most, value);
    nonzero += value > 0 ? 1 : 0;
  }
  [[nodiscard]] double variance(std::uint64_t count) const {
    return variance_of(count, sum, squares);
  }
};

/// Time spans in nanoseconds, never negative. The sum of squares is at most the square of the sum,
/// so nothing overflows in a series shorter than `kLongest`.
struct SpanStats {
  static constexpr std::uint64_t kLongest = (std::uint64_t{1} << 48) - 1;

  StoredSquares squares{};
  StoredSpan sum{};
  StoredSpan least = kLongest;
  StoredSpan most{};

  void add(std::uint64_t value) {
    sum += value;
    squares += static_cast<Wide>(value) * value;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  /// In nanoseconds squared.
  [[nodiscard]] double variance(std::uint64_t count) const {
    return variance_of(count, sum, squares);
  }
};

}  // namespace vedette
