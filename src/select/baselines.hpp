// SPDX-License-Identifier: Apache-2.0
/// Yardsticks on the same test rows: a result means nothing until it beats them (Arp et al. 2022,
/// "inappropriate baseline").
#pragma once

#include <vector>

#include "select/contenders.hpp"

namespace vedette {

/// majority_class, best_single_column, logistic_regression and default_forest; the last two only
/// when the winner is not the same model. `contest` is as `run_contest` left it, its front being
/// the winner: contenders that ran already are used again. Every yardstick gets its threshold on
/// the tune rows and is refitted like the winner. Errors: of the learners.
[[nodiscard]] Result<std::vector<Baseline>> run_baselines(const Experiment& experiment,
                                                          Contest& contest);

/// Always answers with the most frequent class of the train rows.
[[nodiscard]] Baseline majority_class(const Experiment& experiment);

/// The best decision tree of up to four leaves that sees one column only: the shortcut that a
/// clever model would have to beat. Chosen by the selection metric on the tune rows.
[[nodiscard]] Result<Baseline> best_single_column(const Experiment& experiment);

}  // namespace vedette
