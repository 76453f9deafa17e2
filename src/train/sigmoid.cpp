// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "train/calibration.hpp"

namespace vedette {
namespace {

/// log(1 + exp(x)) without overflow.
double softplus(double x) {
  return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}

/// The weighted cross entropy of a sigmoid against Platt's smoothed targets.
struct SigmoidProblem {
  std::span<const double> scores;
  std::vector<double> targets;
  std::vector<double> weights;

  [[nodiscard]] double loss(const Sigmoid& sigmoid) const {
    double sum = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
      const double z = sigmoid.slope * scores[i] + sigmoid.intercept;
      sum += weights[i] * (softplus(z) - targets[i] * z);
    }
    return sum;
  }
};

/// First and second derivatives with regard to slope (a) and intercept (b).
struct Derivatives {
  double a = 0, b = 0;
  double aa = 1e-12, ab = 0, bb = 1e-12;  // a ridge keeps the Hessian positive definite
};

Derivatives derivatives(const SigmoidProblem& problem, const Sigmoid& sigmoid) {
  Derivatives d;
  for (std::size_t i = 0; i < problem.scores.size(); ++i) {
    const double score = problem.scores[i];
    const double p = sigmoid(score);
    const double error = problem.weights[i] * (p - problem.targets[i]);
    const double curvature = problem.weights[i] * p * (1 - p);
    d.a += error * score;
    d.b += error;
    d.aa += curvature * score * score;
    d.ab += curvature * score;
    d.bb += curvature;
  }
  return d;
}

SigmoidProblem make_problem(std::span<const double> scores, std::span<const std::uint8_t> positive,
                            std::span<const float> weights) {
  SigmoidProblem problem{scores, std::vector<double>(scores.size()),
                         std::vector<double>(scores.size(), 1.0)};
  if (!weights.empty()) std::ranges::copy(weights, problem.weights.begin());
  double sums[2] = {0, 0};
  for (std::size_t i = 0; i < scores.size(); ++i)
    sums[positive[i] == 0 ? 0 : 1] += problem.weights[i];
  for (std::size_t i = 0; i < scores.size(); ++i)
    problem.targets[i] = positive[i] == 0 ? 1 / (sums[0] + 2) : (sums[1] + 1) / (sums[1] + 2);
  return problem;
}

/// The start of the paper: flat, at the smoothed prior.
Sigmoid prior(std::span<const std::uint8_t> positive, const SigmoidProblem& problem) {
  double sums[2] = {0, 0};
  for (std::size_t i = 0; i < positive.size(); ++i)
    sums[positive[i] == 0 ? 0 : 1] += problem.weights[i];
  return {0, std::log((sums[1] + 1) / (sums[0] + 1))};
}

}  // namespace

double Sigmoid::operator()(double score) const {
  const double z = slope * score + intercept;
  // Two forms, so that exp never overflows and small probabilities keep their digits.
  if (z >= 0) return 1 / (1 + std::exp(-z));
  const double e = std::exp(z);
  return e / (1 + e);
}

Sigmoid fit_sigmoid(std::span<const double> scores, std::span<const std::uint8_t> positive,
                    std::span<const float> weights) {
  constexpr int kMostSteps = 100;
  constexpr double kSmallestStep = 1e-10;
  const SigmoidProblem problem = make_problem(scores, positive, weights);
  Sigmoid sigmoid = prior(positive, problem);
  double loss = problem.loss(sigmoid);
  for (int step = 0; step < kMostSteps; ++step) {
    const Derivatives d = derivatives(problem, sigmoid);
    if (std::abs(d.a) < 1e-9 && std::abs(d.b) < 1e-9) break;
    const double determinant = d.aa * d.bb - d.ab * d.ab;
    const double da = -(d.bb * d.a - d.ab * d.b) / determinant;
    const double db = -(d.aa * d.b - d.ab * d.a) / determinant;
    const double slope_along = d.a * da + d.b * db;
    double length = 1;
    for (; length >= kSmallestStep; length /= 2) {
      const Sigmoid tried{sigmoid.slope + length * da, sigmoid.intercept + length * db};
      const double tried_loss = problem.loss(tried);
      if (tried_loss >= loss + 1e-4 * length * slope_along) continue;
      sigmoid = tried;
      loss = tried_loss;
      break;
    }
    if (length < kSmallestStep) break;
  }
  return sigmoid;
}

}  // namespace vedette
