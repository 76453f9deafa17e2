// SPDX-License-Identifier: Apache-2.0
/// Evaluations and training outcomes as people read them in a terminal.
#pragma once

#include <string>

#include "cli/terminal.hpp"
#include "evaluate/evaluation.hpp"
#include "pipeline/train_job.hpp"

namespace vedette {

/// Headline figures, promised against realised false positives, per-class table, confusion.
[[nodiscard]] std::string evaluation_text(const Evaluation& evaluation, const Terminal& terminal);

/// The outcome of `train`: leaderboard, baselines, the winner's evaluation, what to do next.
[[nodiscard]] std::string train_report_text(const TrainOutcome& outcome, const Terminal& terminal);

}  // namespace vedette
