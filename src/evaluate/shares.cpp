// SPDX-License-Identifier: Apache-2.0
// Shares, their intervals, and what they mean where attacks are rare.
#include <algorithm>
#include <cmath>
#include <limits>

#include "evaluate/metrics.hpp"
#include "evaluate/ranking.hpp"

namespace vedette {
namespace {

/// Wilson's interval for a share that need not be a quotient of whole numbers.
Interval wilson(double share, double trials, double z) {
  const double z2 = z * z;
  const double center = share + z2 / (2 * trials);
  const double spread = z * std::sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials));
  const double norm = 1 + z2 / trials;
  return {std::max(0.0, (center - spread) / norm), std::min(1.0, (center + spread) / norm)};
}

}  // namespace

Interval wilson_interval(std::int64_t successes, std::int64_t trials, double z) {
  if (trials == 0) return {0, 1};
  Interval interval = wilson(ratio(successes, trials), static_cast<double>(trials), z);
  // The formula gives exactly 0 and 1 here; rounding must not make it less.
  if (successes == 0) interval.low = 0;
  if (successes == trials) interval.high = 1;
  return interval;
}

double Share::value() const { return of == 0 ? 0 : ratio(hits, of); }

Interval Share::interval() const { return wilson_interval(hits, of); }

std::optional<Interval> pr_auc_interval(double average_precision, std::int64_t positives) {
  if (std::isnan(average_precision) || positives == 0) return std::nullopt;
  // A sum of many small terms may pass 1 in its last bit.
  const double share = std::clamp(average_precision, 0.0, 1.0);
  return wilson(share, static_cast<double>(positives), 1.959964);
}

double precision_at_prevalence(double recall, double fpr, double prevalence) {
  const double hits = recall * prevalence;
  const double alerts = hits + fpr * (1 - prevalence);
  return alerts > 0 ? hits / alerts : std::numeric_limits<double>::quiet_NaN();
}

double alerts_per_day(double recall, double fpr, const Deployment& deployment) {
  return deployment.flows_per_day *
         (recall * deployment.prevalence + fpr * (1 - deployment.prevalence));
}

}  // namespace vedette
