// SPDX-License-Identifier: Apache-2.0
#include "trees/binner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "base/parallel.hpp"

namespace vedette {
namespace {

struct WeightedValue {
  float value;
  double weight;
};

/// Bits whose unsigned order is the order of the numbers.
std::uint32_t ordered_bits(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return (bits >> 31) != 0 ? ~bits : bits | 0x80000000U;
}

float from_ordered_bits(std::uint32_t bits) {
  return std::bit_cast<float>((bits >> 31) != 0 ? bits & 0x7fffffffU : ~bits);
}

/// Least-significant-digit radix sort by the upper 32 bits, 11 at a time; equal ones keep order.
void sort_by_upper_half(std::vector<std::uint64_t>& keys) {
  std::vector<std::uint64_t> other(keys.size());
  for (const int shift : {32, 43, 54}) {
    std::array<std::size_t, 2049> starts{};
    for (const std::uint64_t key : keys) ++starts[((key >> shift) & 2047) + 1];
    for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
    for (const std::uint64_t key : keys) other[starts[(key >> shift) & 2047]++] = key;
    keys.swap(other);
  }
}

/// Value bits above, row number below, ascending by value; without missing and weightless rows.
std::vector<std::uint64_t> sorted_column(const Matrix& matrix, std::size_t column) {
  std::vector<std::uint64_t> keys;
  keys.reserve(matrix.rows);
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    const float value = matrix.at(i, column) + 0.0F;  // one zero, not two
    if (std::isnan(value) || !(matrix.weight(i) > 0)) continue;
    keys.push_back(std::uint64_t{ordered_bits(value)} << 32 | i);
  }
  sort_by_upper_half(keys);
  return keys;
}

std::vector<WeightedValue> distinct_values(const Matrix& matrix, std::size_t column) {
  std::vector<WeightedValue> distinct;
  for (const std::uint64_t key : sorted_column(matrix, column)) {
    const float value = from_ordered_bits(static_cast<std::uint32_t>(key >> 32));
    if (distinct.empty() || distinct.back().value < value) distinct.push_back({value, 0});
    distinct.back().weight += static_cast<double>(matrix.weight(key & 0xffffffffU));
  }
  return distinct;
}

/// A cut with a <= cut < b: the middle where single precision has one.
float cut_between(float a, float b) {
  const auto middle = static_cast<float>(0.5 * (static_cast<double>(a) + static_cast<double>(b)));
  return middle >= a && middle < b ? middle : a;
}

/// Cuts at about equal weight; a value that outweighs a bin gets one of its own, and the share of
/// the others is then counted anew.
std::vector<float> choose_cuts(const std::vector<WeightedValue>& distinct) {
  const bool exact = distinct.size() <= kMaxBins;
  double left = 0;
  for (const WeightedValue& v : distinct) left += v.weight;
  double bin = 0;
  std::vector<float> cuts;
  for (std::size_t i = 0; i + 1 < distinct.size() && cuts.size() + 1 < kMaxBins; ++i) {
    bin += distinct[i].weight;
    const double target = left / static_cast<double>(kMaxBins - cuts.size());
    const bool nearer_now = bin + distinct[i + 1].weight - target > target - bin;
    if (!exact && !nearer_now) continue;
    cuts.push_back(cut_between(distinct[i].value, distinct[i + 1].value));
    left -= bin;
    bin = 0;
  }
  return cuts;
}

}  // namespace

Result<Cuts> Cuts::make(const std::vector<std::vector<float>>& columns) {
  Cuts cuts;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const std::vector<float>& column = columns[c];
    if (column.size() >= kMaxBins)
      return fail(ErrorCode::malformed, fmt::format("column {} has {} cuts", c, column.size()));
    for (std::size_t i = 0; i < column.size(); ++i)
      if (std::isnan(column[i]) || (i > 0 && column[i] <= column[i - 1]))
        return fail(ErrorCode::malformed, fmt::format("the cuts of column {} do not ascend", c));
    cuts.values_.insert(cuts.values_.end(), column.begin(), column.end());
    cuts.starts_.push_back(cuts.values_.size());
  }
  return cuts;
}

Result<Cuts> fit_cuts(const Matrix& matrix, const WorkContext& work) {
  std::vector<std::vector<float>> columns(matrix.columns);
  parallel_for(matrix.columns, work.threads, [&](std::size_t c) {
    if (!work.stopped()) columns[c] = choose_cuts(distinct_values(matrix, c));
  });
  if (work.stopped()) return fail(ErrorCode::cancelled, "stopped while binning");
  return Cuts::make(columns);
}

BinnedMatrix apply_cuts(const Cuts& cuts, const Matrix& matrix, int threads) {
  check(cuts.columns() == matrix.columns, "cuts were made for these columns");
  constexpr std::size_t kBlock = 512;
  BinnedMatrix binned{matrix.rows, matrix.columns, {}};
  binned.codes.resize(matrix.rows * matrix.columns);
  parallel_for((matrix.rows + kBlock - 1) / kBlock, threads, [&](std::size_t block) {
    const std::size_t end = std::min(matrix.rows, (block + 1) * kBlock);
    for (std::size_t c = 0; c < matrix.columns; ++c)
      for (std::size_t i = block * kBlock; i < end; ++i) {
        const std::size_t place = i * matrix.columns + c;
        binned.codes.data()[place] = cuts.code(c, matrix.values.data()[place]);
      }
  });
  return binned;
}

}  // namespace vedette
