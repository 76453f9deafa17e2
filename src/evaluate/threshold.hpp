// SPDX-License-Identifier: Apache-2.0
/// Choosing the decision threshold on validation rows, and deciding by it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "data/matrix.hpp"

namespace vedette {

/// What the threshold is chosen for.
struct ThresholdPolicy {
  enum class Kind {
    best_f1,   ///< binary: best F1 of attack; more classes: best macro F1
    max_fpr,   ///< highest recall whose false-positive rate on validation rows is <= max_fpr
    fixed,     ///< `value` as given
    steady_f1, ///< best macro F1, but of all thresholds within one standard error of it the one
               ///< nearest to 0.5: the best of few rows is mostly luck (the one-standard-error
               ///< rule of Breiman et al. 1984)
  } kind = Kind::best_f1;
  double max_fpr = 0.01;
  double value = 0.5;
  bool operator==(const ThresholdPolicy&) const = default;
};

[[nodiscard]] std::string_view to_string(ThresholdPolicy::Kind kind);
/// Errors: `invalid_argument` with the list of policies.
[[nodiscard]] Result<ThresholdPolicy::Kind> threshold_kind_from(std::string_view name);

/// A frozen threshold with the promise made on validation rows. A row is an attack when its
/// attack score >= value.
struct Threshold {
  float value = 0.5F;
  ThresholdPolicy policy{};
  std::string why{};             ///< one sentence
  double promised_fpr = 0;       ///< on validation rows
  double promised_recall = 0;
  std::int64_t benign_rows = 0;  ///< validation rows behind the promise
  std::int64_t attack_rows = 0;
  bool operator==(const Threshold&) const = default;
};

[[nodiscard]] Json to_json(const Threshold& threshold);
/// Errors: `malformed`, also for numbers that no threshold can have.
[[nodiscard]] Result<Threshold> threshold_from_json(const Json& json);

/// 1 - score of class 0 (benign), per row.
[[nodiscard]] std::vector<float> attack_scores(const Scores& scores);

/// Class 0 is benign. Only scores that occur are candidates, and rows of equal score are never
/// parted. Among equally good thresholds the highest is taken: the fewest alarms. It is then put
/// midway to the next lower score, so that it does not hang on the last bit; every validation row
/// is decided as if it had not been moved. When even the highest score breaks `max_fpr`, the
/// threshold lies above it and the promised recall is 0. Takes O(n log n + n x classes).
/// Errors: `invalid_argument` when one of benign and attack has no row, or the policy's number is
/// outside [0, 1].
[[nodiscard]] Result<Threshold> choose_threshold(const Scores& scores,
                                                 std::span<const std::int32_t> classes,
                                                 const ThresholdPolicy& policy);

/// Class per row: with a benign class (index 0), benign below the threshold, otherwise the attack
/// class with the highest score; without one (`threshold` empty), the highest score. Among equal
/// scores the first class.
[[nodiscard]] std::vector<std::int32_t> decide(const Scores& scores,
                                               const std::optional<Threshold>& threshold);

}  // namespace vedette
