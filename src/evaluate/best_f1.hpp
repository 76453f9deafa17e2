// SPDX-License-Identifier: Apache-2.0
/// The searches behind ThresholdPolicy::best_f1 and steady_f1. Private to this module.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "data/matrix.hpp"
#include "evaluate/ranking.hpp"

namespace vedette {

/// Index of the attack class (1 ...) with the highest score, the first among equals.
[[nodiscard]] std::int32_t likeliest_attack(std::span<const float> scores_of_row);

/// Number of leading blocks of `ranking` to call attack for the best F1 of attack (two classes)
/// or macro F1 (more); the fewest among equals, at least one. `attack` holds the rows' attack
/// scores, from which `ranking` was made.
[[nodiscard]] std::size_t blocks_for_best_f1(const Ranking& ranking, const Scores& scores,
                                             std::span<const float> attack,
                                             std::span<const std::int32_t> classes);

/// Of the numbers of leading blocks whose macro F1 is within one standard error of the best, the
/// one whose threshold lies nearest to 0.5; at least one.
[[nodiscard]] std::size_t blocks_for_steady_f1(const Ranking& ranking, const Scores& scores,
                                               std::span<const float> attack,
                                               std::span<const std::int32_t> classes);

}  // namespace vedette
