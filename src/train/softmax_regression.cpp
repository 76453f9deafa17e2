// SPDX-License-Identifier: Apache-2.0
#include "train/softmax_regression.hpp"

#include <algorithm>
#include <cmath>

#include "base/parallel.hpp"
#include "train/lbfgs.hpp"

namespace vedette {
namespace {

/// Sums run over a fixed number of blocks, then over the blocks in order: the same bits for any
/// thread count.
constexpr std::size_t kBlocks = 64;

class SoftmaxLoss {
 public:
  SoftmaxLoss(const Matrix& rows, std::size_t classes, double cost, int threads)
      : rows_(rows), classes_(classes), width_(rows.columns + 1), cost_(cost), threads_(threads) {}

  [[nodiscard]] std::size_t size() const { return classes_ * width_; }

  [[nodiscard]] LossAndGradient operator()(std::span<const double> weights) const {
    std::vector<LossAndGradient> parts(kBlocks);
    parallel_for(kBlocks, threads_, [&](std::size_t b) {
      parts[b] = block(weights, rows_.rows * b / kBlocks, rows_.rows * (b + 1) / kBlocks);
    });
    // Two weight vectors that differ by w each carry half of it: doubling their penalty makes
    // the two-class problem the usual one in w.
    const double penalty = classes_ == 2 ? 2.0 : 1.0;
    LossAndGradient sum{0, std::vector<double>(size())};
    for (std::size_t k = 0; k < size(); ++k) {
      sum.loss += penalty * weights[k] * weights[k] / 2;
      sum.gradient[k] = penalty * weights[k];
      for (const LossAndGradient& part : parts) sum.gradient[k] += part.gradient[k];
    }
    for (const LossAndGradient& part : parts) sum.loss += part.loss;
    return sum;
  }

 private:
  [[nodiscard]] LossAndGradient block(std::span<const double> weights, std::size_t begin,
                                      std::size_t end) const {
    LossAndGradient sum{0, std::vector<double>(size())};
    std::vector<double> shares(classes_);
    for (std::size_t i = begin; i < end; ++i) {
      const std::span<const float> row = rows_.row(i);
      const double cost = cost_ * static_cast<double>(rows_.weight(i));
      const auto cls = static_cast<std::size_t>(rows_.classes[i]);
      for (std::size_t c = 0; c < classes_; ++c) shares[c] = decide(weights, c, row);
      sum.loss += cost * to_shares(shares, cls);
      for (std::size_t c = 0; c < classes_; ++c) {
        const double error = cost * (shares[c] - (c == cls ? 1.0 : 0.0));
        double* gradient = sum.gradient.data() + c * width_;
        for (std::size_t j = 0; j < row.size(); ++j)
          gradient[j] += error * static_cast<double>(row[j]);
        gradient[row.size()] += error;
      }
    }
    return sum;
  }

  [[nodiscard]] double decide(std::span<const double> weights, std::size_t cls,
                              std::span<const float> row) const {
    const double* weight = weights.data() + cls * width_;
    double sum = weight[row.size()];
    for (std::size_t j = 0; j < row.size(); ++j) sum += weight[j] * static_cast<double>(row[j]);
    return sum;
  }

  /// Decision values become shares in place; returns -log of the share of `cls`.
  static double to_shares(std::span<double> values, std::size_t cls) {
    const double largest = *std::ranges::max_element(values);
    const double of_class = values[cls] - largest;
    double sum = 0;
    for (double& value : values) sum += value = std::exp(value - largest);
    for (double& value : values) value /= sum;
    return std::log(sum) - of_class;
  }

  const Matrix& rows_;
  std::size_t classes_;
  std::size_t width_;
  double cost_;
  int threads_;
};

}  // namespace

Result<LinearWeights> train_softmax(const Matrix& rows, std::size_t classes,
                                    const SoftmaxOptions& options, const WorkContext& work) {
  const SoftmaxLoss loss(rows, classes, options.cost, work.threads);
  LbfgsOptions search;
  search.tolerance = options.tolerance;
  search.stop = work.stop;
  const LbfgsResult found =
      VEDETTE_TRY(minimise_lbfgs(loss, std::vector<double>(loss.size()), search));
  LinearWeights weights;
  weights.columns = rows.columns;
  weights.values = found.point;
  if (classes > 2) return weights;
  const std::size_t width = rows.columns + 1;
  weights.values.resize(width);
  for (std::size_t j = 0; j < width; ++j)
    weights.values[j] = found.point[width + j] - found.point[j];
  return weights;
}

}  // namespace vedette
