// SPDX-License-Identifier: Apache-2.0
#include "train/lbfgs.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>
#include <optional>

namespace vedette {
namespace {

using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// a + factor * b
Vector moved(const Vector& a, double factor, const Vector& b) {
  Vector sum(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) sum[i] = a[i] + factor * b[i];
  return sum;
}

struct Pair {
  Vector step;
  Vector change;  // of the gradient
  double rho;     // 1 / (step . change)
};

/// The two-loop recursion: minus the inverse Hessian estimate times the gradient.
Vector direction(const std::deque<Pair>& pairs, const Vector& gradient) {
  Vector q = gradient;
  Vector alphas(pairs.size());
  for (std::size_t i = pairs.size(); i-- > 0;) {
    alphas[i] = pairs[i].rho * dot(pairs[i].step, q);
    q = moved(q, -alphas[i], pairs[i].change);
  }
  if (!pairs.empty()) {
    const Pair& last = pairs.back();
    const double scale = 1 / (last.rho * dot(last.change, last.change));
    for (double& value : q) value *= scale;
  }
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const double beta = pairs[i].rho * dot(pairs[i].change, q);
    q = moved(q, alphas[i] - beta, pairs[i].step);
  }
  for (double& value : q) value = -value;
  return q;
}

struct Place {
  Vector point;
  LossAndGradient at;
};

/// Halves the step until the loss falls by a share of what the slope promises; nothing when it
/// does not fall at all, as at the minimum in floating point.
std::optional<Place> line_search(
    const std::function<LossAndGradient(std::span<const double>)>& function, const Place& from,
    const Vector& along, double first_length) {
  constexpr int kMostHalvings = 40;
  const double slope = dot(from.at.gradient, along);
  double length = first_length;
  for (int i = 0; i < kMostHalvings; ++i, length /= 2) {
    Place tried;
    tried.point = moved(from.point, length, along);
    tried.at = function(tried.point);
    if (tried.at.loss <= from.at.loss + 1e-4 * length * slope && tried.at.loss < from.at.loss)
      return tried;
  }
  return std::nullopt;
}

}  // namespace

Result<LbfgsResult> minimise_lbfgs(
    const std::function<LossAndGradient(std::span<const double>)>& function, Vector start,
    const LbfgsOptions& options) {
  Place place{std::move(start), {}};
  place.at = function(place.point);
  const double first_norm = std::sqrt(dot(place.at.gradient, place.at.gradient));
  std::deque<Pair> pairs;
  LbfgsResult result;
  for (; result.steps < options.most_steps; ++result.steps) {
    if (options.stop.stop_requested()) return fail(ErrorCode::cancelled, "training was stopped");
    const double norm = std::sqrt(dot(place.at.gradient, place.at.gradient));
    result.converged = norm <= options.tolerance * first_norm;
    if (result.converged) break;
    const Vector along = direction(pairs, place.at.gradient);
    std::optional<Place> next = line_search(function, place, along, pairs.empty() ? 1 / norm : 1.0);
    result.converged = !next.has_value();
    if (!next) break;
    Pair pair{moved(next->point, -1, place.point), moved(next->at.gradient, -1, place.at.gradient),
              0};
    const double curvature = dot(pair.step, pair.change);
    place = std::move(*next);
    // Rounding can make the curvature vanish near the minimum; such a pair would spoil the rest.
    if (curvature <= 1e-14 * dot(pair.change, pair.change)) continue;
    pair.rho = 1 / curvature;
    pairs.push_back(std::move(pair));
    if (pairs.size() > options.memory) pairs.pop_front();
  }
  result.point = std::move(place.point);
  return result;
}

}  // namespace vedette
