// SPDX-License-Identifier: Apache-2.0
#include "train/share_attribution.hpp"

#include <algorithm>
#include <cmath>

namespace vedette {
namespace {

constexpr int kSteps = 256;

std::vector<double> softmax(std::vector<double> margins) {
  const double largest = *std::ranges::max_element(margins);
  double sum = 0;
  for (double& margin : margins) sum += margin = std::exp(margin - largest);
  for (double& margin : margins) margin /= sum;
  return margins;
}

/// The slope of the share with each margin, averaged over the way; multiplied by the margins'
/// changes these add up to the share's, here exactly.
std::vector<double> mean_slopes(std::span<const double> from, std::span<const double> to,
                                std::size_t cls) {
  std::vector<double> slopes(from.size());
  std::vector<double> margins(from.size());
  for (int step = 0; step < kSteps; ++step) {
    const double t = (step + 0.5) / kSteps;
    for (std::size_t k = 0; k < from.size(); ++k) margins[k] = from[k] + t * (to[k] - from[k]);
    const std::vector<double> shares = softmax(margins);
    for (std::size_t k = 0; k < from.size(); ++k)
      slopes[k] += shares[cls] * ((k == cls ? 1 : 0) - shares[k]) / kSteps;
  }
  const double change =
      softmax({to.begin(), to.end()})[cls] - softmax({from.begin(), from.end()})[cls];
  double sum = 0;
  for (std::size_t k = 0; k < from.size(); ++k) sum += slopes[k] * (to[k] - from[k]);
  if (sum != 0)
    for (double& slope : slopes) slope *= change / sum;
  return slopes;
}

}  // namespace

Attribution share_attribution(std::span<const Attribution> margins, std::size_t cls) {
  // The share is the sigmoid of the log-odds: the softmax of half of them for and against.
  const double scale = margins.size() == 2 ? 0.5 : 1;
  std::vector<double> bases;
  for (const Attribution& margin : margins) bases.push_back(scale * margin.base);
  Attribution share{.method = margins[0].method,
                    .unit = "probability",
                    .columns = margins[0].columns,
                    .base = softmax(bases)[cls],
                    .contributions = std::vector<double>(margins[0].contributions.size())};
  const std::size_t rows = share.columns == 0 ? 0 : share.contributions.size() / share.columns;
  for (std::size_t i = 0; i < rows; ++i) {
    std::vector<double> outputs;
    for (const Attribution& margin : margins) outputs.push_back(scale * margin.output(i));
    const std::vector<double> slopes = mean_slopes(bases, outputs, cls);
    for (std::size_t k = 0; k < margins.size(); ++k)
      for (std::size_t j = i * share.columns; j < (i + 1) * share.columns; ++j)
        share.contributions[j] += slopes[k] * scale * margins[k].contributions[j];
  }
  return share;
}

}  // namespace vedette
