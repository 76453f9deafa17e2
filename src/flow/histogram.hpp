// SPDX-License-Identifier: Apache-2.0
/// A small histogram over whole numbers whose bins widen with the value: quantiles and entropy of
/// a series in fixed memory, the same for any order of values.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>

namespace vedette {

/// `PerDoubling` bins for each doubling of the value: with 2 they start at 0, 1, 2, 3, 4, 6, 8, 12,
/// 16, ...; with 1 at 0, 1, 2, 4, 8, ... The last bin is open, and not kept: it holds what the
/// others leave of the series, whose length its owner knows.
template <std::size_t Bins, std::size_t PerDoubling>
class Histogram {
  static_assert(PerDoubling == 1 || PerDoubling == 2);

 public:
  static constexpr std::size_t kBins = Bins;

  void add(std::uint64_t value) {
    const std::size_t bin = bin_of(value);
    if (bin < counts_.size()) ++counts_[bin];
  }
  /// Of all bins but the last.
  [[nodiscard]] std::span<const std::uint32_t> counts() const { return counts_; }

  [[nodiscard]] static constexpr std::size_t bin_of(std::uint64_t value) {
    std::size_t bin = static_cast<std::size_t>(std::bit_width(value));
    if constexpr (PerDoubling == 2)
      if (value > 1) bin = 2 * (bin - 1) + static_cast<std::size_t>(value >> (bin - 2) & 1);
    return std::min(bin, Bins - 1);
  }
  /// Smallest value of a bin.
  [[nodiscard]] static constexpr std::uint64_t start_of(std::size_t bin) {
    if (bin < 2) return bin;
    if constexpr (PerDoubling == 1) return std::uint64_t{1} << (bin - 1);
    const std::size_t power = bin / 2;
    return (std::uint64_t{1} << power) | (bin % 2 == 0 ? 0 : std::uint64_t{1} << (power - 1));
  }

 private:
  std::array<std::uint32_t, Bins - 1> counts_{};
};

/// Shannon entropy of the shares of `total` values, in bits; 0 for an empty series. `counts` are of
/// all bins but the last, here and below.
[[nodiscard]] double entropy(std::span<const std::uint32_t> counts, std::uint64_t total);

/// The bin in which the share `q` of `total` values is reached; 0 for an empty series.
[[nodiscard]] std::size_t quantile_bin(std::span<const std::uint32_t> counts, std::uint64_t total,
                                       double q);

/// Middle of that bin, as the value of the quantile; 0 for an empty series.
template <std::size_t Bins, std::size_t PerDoubling>
[[nodiscard]] double quantile(const Histogram<Bins, PerDoubling>& histogram, std::uint64_t total,
                              double q) {
  using Shape = Histogram<Bins, PerDoubling>;
  const std::size_t bin = quantile_bin(histogram.counts(), total, q);
  const auto low = static_cast<double>(Shape::start_of(bin));
  const auto high = static_cast<double>(Shape::start_of(bin + 1) - 1);
  return (low + high) / 2;
}

}  // namespace vedette
