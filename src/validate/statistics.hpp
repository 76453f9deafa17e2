// SPDX-License-Identifier: Apache-2.0
/// Tail probabilities of the two drift tests.
#pragma once

namespace vedette {

/// P(D >= distance) for the two-sample Kolmogorov-Smirnov test of samples of sizes n and m:
/// Kolmogorov's limit with Stephens' correction for small samples (Stephens 1970).
[[nodiscard]] double kolmogorov_smirnov_p(double distance, double n, double m);

/// P(X >= statistic) for the chi-square distribution; `degrees` >= 1.
[[nodiscard]] double chi_square_p(double statistic, double degrees);

}  // namespace vedette
