// SPDX-License-Identifier: Apache-2.0
#include "train/sampled_shap.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "base/random.hpp"

namespace vedette {
namespace {

constexpr std::uint64_t kSeed = 2014;

/// Adds half of the step that each column causes, for columns in this order.
void walk_through(RowWalk& walk, std::span<const float> from, std::span<const float> to,
                  std::span<const std::size_t> order, std::span<double> steps) {
  double output = walk.start(from);
  for (const std::size_t column : order) {
    if (from[column] == to[column]) continue;
    const double next = walk.change(column, to[column]);
    steps[column] += (next - output) / 2;
    output = next;
  }
}

/// Sums of samples and of their squares.
struct Moments {
  std::vector<double> sums;
  std::vector<double> squares;

  void add(std::span<const double> sample) {
    for (std::size_t j = 0; j < sample.size(); ++j) {
      sums[j] += sample[j];
      squares[j] += sample[j] * sample[j];
    }
  }
};

Moments sample_row(RowWalk& walk, std::span<const float> row, const Matrix& background) {
  Moments moments{std::vector<double>(row.size()), std::vector<double>(row.size())};
  std::vector<std::size_t> order(row.size());
  for (std::size_t k = 0; k < kShapOrders; ++k) {
    Random random = Random::for_task(kSeed, k);
    std::iota(order.begin(), order.end(), std::size_t{0});
    random.shuffle(std::span(order));
    const std::span<const float> from = background.row(k % background.rows);
    std::vector<double> steps(row.size());
    walk_through(walk, from, row, order, steps);
    std::ranges::reverse(order);
    walk_through(walk, from, row, order, steps);
    moments.add(steps);
  }
  return moments;
}

double mean_output(RowWalk& walk, const Matrix& background) {
  double sum = 0;
  for (std::size_t k = 0; k < kShapOrders; ++k)
    sum += walk.start(background.row(k % background.rows));
  return sum / static_cast<double>(kShapOrders);
}

}  // namespace

Attribution sampled_shap(RowWalk& walk, const Matrix& rows, const Matrix& background) {
  check(background.rows > 0, "there are rows to compare with");
  constexpr auto kCount = static_cast<double>(kShapOrders);
  Attribution result{.method = "sampled_shap", .unit = "", .columns = rows.columns};
  result.base = mean_output(walk, background);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const Moments moments = sample_row(walk, rows.row(i), background);
    for (std::size_t j = 0; j < rows.columns; ++j) {
      const double mean = moments.sums[j] / kCount;
      const double variance = std::max(0.0, moments.squares[j] / kCount - mean * mean);
      result.contributions.push_back(mean);
      result.standard_error.push_back(std::sqrt(variance / (kCount - 1)));
    }
  }
  return result;
}

}  // namespace vedette
