// SPDX-License-Identifier: Apache-2.0
#include "evaluate/threshold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "evaluate/best_f1.hpp"
#include "evaluate/ranking.hpp"

namespace vedette {
namespace {

using Kind = ThresholdPolicy::Kind;

bool is_share(double value) { return value >= 0 && value <= 1; }

Result<> check_policy(const ThresholdPolicy& policy) {
  if (policy.kind == Kind::max_fpr && !is_share(policy.max_fpr))
    return fail(ErrorCode::invalid_argument,
                fmt::format("a false-positive rate of {} is outside 0 to 1", policy.max_fpr));
  if (policy.kind == Kind::fixed && !is_share(policy.value))
    return fail(ErrorCode::invalid_argument,
                fmt::format("a threshold of {} is outside 0 to 1", policy.value));
  return {};
}

/// Midway between two neighbouring scores, `low` excluded: the decision on both stays the same.
float midway(float low, float high) {
  const float middle = low + (high - low) / 2;
  return middle > low ? middle : high;
}

/// Above every score; within [0, 1] where there is room.
float above(float highest) {
  if (std::isnan(highest)) return 1.0F;
  if (highest < 1.0F) return midway(highest, 1.0F);
  return std::nextafter(highest, std::numeric_limits<float>::infinity());
}

/// The threshold that calls exactly the first `taken` blocks attack.
float value_between(const Ranking& ranking, std::size_t taken) {
  const std::vector<TieBlock>& blocks = ranking.blocks;
  if (taken == 0) return above(blocks.front().score);
  const float lowest_attack = blocks[taken - 1].score;
  if (taken == blocks.size()) return midway(std::min(0.0F, lowest_attack), lowest_attack);
  const float highest_benign = blocks[taken].score;
  return std::isnan(highest_benign) ? lowest_attack : midway(highest_benign, lowest_attack);
}

std::string reason(const ThresholdPolicy& policy, std::size_t classes, bool nothing_fits) {
  if (policy.kind == Kind::fixed) return "fixed by the user";
  if (policy.kind == Kind::best_f1)
    return classes == 2 ? "best F1 of attack on validation rows"
                        : "best macro F1 on validation rows";
  if (policy.kind == Kind::steady_f1)
    return "nearest to 0.5 among those within one standard error of the best macro F1 on "
           "validation rows";
  if (nothing_fits)
    return fmt::format("no threshold keeps the false-positive rate on validation rows at or "
                       "below {}: nothing is called an attack", policy.max_fpr);
  return fmt::format("highest recall with a false-positive rate of at most {} on validation rows",
                     policy.max_fpr);
}

std::size_t blocks_to_take(const ThresholdPolicy& policy, const Ranking& ranking,
                           const Scores& scores, std::span<const float> attack,
                           std::span<const std::int32_t> classes) {
  if (policy.kind == Kind::max_fpr) return blocks_within_fpr(ranking, policy.max_fpr);
  if (policy.kind == Kind::best_f1)
    return blocks_for_best_f1(ranking, scores, attack, classes);
  return blocks_for_steady_f1(ranking, scores, attack, classes);
}

Threshold with_promise(Threshold threshold, const Ranking& ranking) {
  std::int64_t hits = 0;
  std::int64_t false_alarms = 0;
  for (const TieBlock& block : ranking.blocks) {
    if (!(block.score >= threshold.value)) break;
    hits += block.positives;
    false_alarms += block.negatives;
  }
  threshold.promised_recall = ratio(hits, ranking.positives);
  threshold.promised_fpr = ratio(false_alarms, ranking.negatives);
  threshold.benign_rows = ranking.negatives;
  threshold.attack_rows = ranking.positives;
  return threshold;
}

std::int32_t highest(std::span<const float> scores_of_row) {
  return static_cast<std::int32_t>(std::ranges::max_element(scores_of_row) -
                                   scores_of_row.begin());
}

}  // namespace

std::vector<float> attack_scores(const Scores& scores) {
  std::vector<float> attack(scores.rows);
  for (std::size_t i = 0; i < scores.rows; ++i) attack[i] = 1.0F - scores.row(i)[0];
  return attack;
}

Result<Threshold> choose_threshold(const Scores& scores, std::span<const std::int32_t> classes,
                                   const ThresholdPolicy& policy) {
  check(scores.rows == classes.size(), "every row of scores has its class");
  VEDETTE_TRY(check_policy(policy));
  std::vector<std::uint8_t> is_attack;
  for (const std::int32_t cls : classes) is_attack.push_back(cls != 0 ? 1 : 0);
  const std::vector<float> attack = attack_scores(scores);
  const Ranking ranking = rank(attack, is_attack);
  if (!ranking.has_both())
    return fail(ErrorCode::invalid_argument,
                fmt::format("a threshold needs benign and attack rows to be chosen on, but there "
                            "are {} and {}", ranking.negatives, ranking.positives),
                "give the validation part more rows or split by class");
  if (policy.kind == Kind::fixed) {
    const Threshold given{static_cast<float>(policy.value), policy, reason(policy, 2, false)};
    return with_promise(given, ranking);
  }
  const std::size_t taken = blocks_to_take(policy, ranking, scores, attack, classes);
  const Threshold chosen{value_between(ranking, taken), policy,
                         reason(policy, scores.classes, taken == 0)};
  return with_promise(chosen, ranking);
}

std::vector<std::int32_t> decide(const Scores& scores, const std::optional<Threshold>& threshold) {
  std::vector<std::int32_t> decided(scores.rows);
  for (std::size_t i = 0; i < scores.rows; ++i) {
    const std::span<const float> row = scores.row(i);
    if (!threshold)
      decided[i] = highest(row);
    else if (1.0F - row[0] >= threshold->value)
      decided[i] = likeliest_attack(row);
  }
  return decided;
}

}  // namespace vedette
