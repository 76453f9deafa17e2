// SPDX-License-Identifier: Apache-2.0
#include "train/boosting_loss.hpp"

#include <algorithm>
#include <cmath>

#include "base/parallel.hpp"

namespace vedette {
namespace {

/// No sum of gradients passes 2 * the total weight, so with this grid it stays below 2^52 steps,
/// which a double holds exactly.
double grid_for(const Matrix& rows) {
  double total = 0;
  for (std::size_t i = 0; i < rows.rows; ++i) total += static_cast<double>(rows.weight(i));
  return std::exp2(std::ceil(std::log2(2 * total)) - 52);
}

}  // namespace

BoostingLoss::BoostingLoss(const Matrix& rows, std::size_t classes)
    : rows_(rows), outputs_(classes == 2 ? 1 : classes), grid_(grid_for(rows)) {}

float BoostingLoss::on_grid(double value) const {
  // A float keeps 24 bits: where they do not reach down to the grid, its own steps are multiples
  // of the grid, so the conversion does not leave it.
  return static_cast<float>(std::nearbyint(value / grid_) * grid_);
}

void BoostingLoss::row_gradients(std::size_t row, std::span<const float> margins,
                                 Gradients& into) const {
  const double weight = static_cast<double>(rows_.weight(row));
  const auto cls = static_cast<std::size_t>(rows_.classes[row]);
  const std::span<const float> own = margins.subspan(row * outputs_, outputs_);
  const auto store = [&](std::size_t output, double share, bool is_class, double curvature) {
    const std::size_t at = row * outputs_ + output;
    into.first[at] = on_grid(weight * (share - (is_class ? 1.0 : 0.0)));
    into.second[at] = on_grid(std::max(weight * curvature * share * (1 - share), grid_));
  };
  if (outputs_ == 1) {
    store(0, 1 / (1 + std::exp(-static_cast<double>(own[0]))), cls == 1, 1);
    return;
  }
  const double largest = static_cast<double>(*std::ranges::max_element(own));
  double sum = 0;
  for (const float margin : own) sum += std::exp(static_cast<double>(margin) - largest);
  for (std::size_t c = 0; c < outputs_; ++c)
    store(c, std::exp(static_cast<double>(own[c]) - largest) / sum, c == cls, 2);
}

Gradients BoostingLoss::gradients(std::span<const float> margins, int threads) const {
  constexpr std::size_t kRowsPerTask = 8192;
  Gradients gradients{std::vector<float>(margins.size()), std::vector<float>(margins.size())};
  const std::size_t tasks = (rows_.rows + kRowsPerTask - 1) / kRowsPerTask;
  parallel_for(tasks, threads, [&](std::size_t task) {
    const std::size_t end = std::min(rows_.rows, (task + 1) * kRowsPerTask);
    for (std::size_t i = task * kRowsPerTask; i < end; ++i) row_gradients(i, margins, gradients);
  });
  return gradients;
}

}  // namespace vedette
