// SPDX-License-Identifier: Apache-2.0
#include "validate/statistics.hpp"

#include <algorithm>
#include <cmath>

namespace vedette {
namespace {

constexpr int kMostTerms = 10000;
constexpr double kTiny = 1e-300;
constexpr double kPrecision = 1e-14;

/// x^a e^-x / Gamma(a), the factor of both forms below.
double gamma_factor(double a, double x) { return std::exp(a * std::log(x) - x - std::lgamma(a)); }

/// Regularised lower incomplete gamma function by its power series; for x < a + 1.
double lower_gamma_series(double a, double x) {
  double term = 1 / a;
  double sum = term;
  for (int n = 1; n < kMostTerms && term > sum * kPrecision; ++n) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * gamma_factor(a, x);
}

/// Regularised upper incomplete gamma function by Legendre's continued fraction, evaluated with
/// Lentz's method; for x >= a + 1.
double upper_gamma_fraction(double a, double x) {
  double b = x + 1 - a;
  double c = 1 / kTiny;
  double d = 1 / b;
  double fraction = d;
  for (int n = 1; n < kMostTerms; ++n) {
    const double numerator = -n * (n - a);
    b += 2;
    d = numerator * d + b;
    if (std::abs(d) < kTiny) d = kTiny;
    c = b + numerator / c;
    if (std::abs(c) < kTiny) c = kTiny;
    d = 1 / d;
    fraction *= d * c;
    if (std::abs(d * c - 1) < kPrecision) break;
  }
  return fraction * gamma_factor(a, x);
}

}  // namespace

double kolmogorov_smirnov_p(double distance, double n, double m) {
  if (n <= 0 || m <= 0) return 1;
  const double root = std::sqrt(n * m / (n + m));
  const double lambda = (root + 0.12 + 0.11 / root) * distance;
  // The alternating series does not converge near zero, where the probability is 1.
  if (lambda < 0.2) return 1;
  double sum = 0;
  double sign = 1;
  for (int k = 1; k <= 100; ++k) {
    const double term = std::exp(-2.0 * k * k * lambda * lambda);
    sum += sign * term;
    sign = -sign;
    if (term < kPrecision) break;
  }
  return std::clamp(2 * sum, 0.0, 1.0);
}

double chi_square_p(double statistic, double degrees) {
  if (statistic <= 0) return 1;
  const double a = degrees / 2;
  const double x = statistic / 2;
  const double p = x < a + 1 ? 1 - lower_gamma_series(a, x) : upper_gamma_fraction(a, x);
  return std::clamp(p, 0.0, 1.0);
}

}  // namespace vedette
