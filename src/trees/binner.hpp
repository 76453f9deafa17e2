// SPDX-License-Identifier: Apache-2.0
/// Numbers to one-byte codes: trees then count bins instead of sorting rows, and a row becomes a
/// few bytes. Cuts lie at weighted quantiles, and between every two values of a column that has
/// few of them, where nothing is lost.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "base/progress.hpp"
#include "data/matrix.hpp"

namespace vedette {

/// The code of NaN; numbers have smaller ones.
inline constexpr std::uint8_t kMissingCode = 255;
/// Most codes that numbers of one column can have.
inline constexpr std::size_t kMaxBins = 255;

/// Ascending cuts per column. A number's code is how many cuts of its column are smaller than it,
/// so `value <= cut c` exactly when `code <= c`.
class Cuts {
 public:
  Cuts() = default;
  /// Errors: `malformed` when a column has over 254 cuts, or cuts that are NaN or do not ascend.
  [[nodiscard]] static Result<Cuts> make(const std::vector<std::vector<float>>& columns);

  [[nodiscard]] std::size_t columns() const { return starts_.size() - 1; }
  [[nodiscard]] std::span<const float> of(std::size_t column) const {
    return {values_.data() + starts_[column], starts_[column + 1] - starts_[column]};
  }
  /// The number that a test for code `code` compares with: left when `value <= threshold`.
  /// Infinite for the last code: such a test separates numbers from missing.
  [[nodiscard]] float threshold(std::size_t column, std::uint8_t code) const {
    const std::span<const float> cuts = of(column);
    return code < cuts.size() ? cuts[code] : std::numeric_limits<float>::infinity();
  }
  [[nodiscard]] std::uint8_t code(std::size_t column, float value) const;

 private:
  std::vector<float> values_;
  std::vector<std::size_t> starts_{0};
};

/// Code of a number that is not NaN: Shar's binary search, whose steps are powers of two. The
/// comparisons become numbers that are added, since branches on them could not be foreseen.
[[nodiscard]] inline std::uint8_t count_smaller(std::span<const float> cuts, float value) {
  if (cuts.empty()) return 0;
  const float* const cut = cuts.data();
  auto shift = static_cast<int>(std::bit_width(cuts.size())) - 1;
  const std::size_t power = std::size_t{1} << shift;
  std::size_t count = cut[power - 1] < value ? cuts.size() + 1 - power : 0;
  while (shift-- > 0) {
    const std::size_t middle = count + (std::size_t{1} << shift) - 1;
    count += static_cast<std::size_t>(cut[middle] < value) << shift;
  }
  return static_cast<std::uint8_t>(count);
}

inline std::uint8_t Cuts::code(std::size_t column, float value) const {
  return value != value ? kMissingCode : count_smaller(of(column), value);
}

/// A matrix as codes, row-major: one row of a node's rows is one or two cache lines, however many
/// columns the node looks at.
struct BinnedMatrix {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<std::uint8_t> codes;  ///< rows * columns

  [[nodiscard]] const std::uint8_t* row(std::size_t i) const { return codes.data() + i * columns; }
};

/// Cuts for every column, from all rows of positive weight. Rows of weight 2 count as two equal
/// rows. Errors: `cancelled`.
[[nodiscard]] Result<Cuts> fit_cuts(const Matrix& matrix, const WorkContext& work);

/// The codes of all rows; `matrix` has as many columns as `cuts`.
[[nodiscard]] BinnedMatrix apply_cuts(const Cuts& cuts, const Matrix& matrix, int threads);

}  // namespace vedette
