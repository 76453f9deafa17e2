// SPDX-License-Identifier: Apache-2.0
/// Honest figures about scores. Attack is the positive class throughout; for tasks with several
/// classes the attack score of a row is 1 - score(benign).
///
/// Everything is exact and takes O(n log n). Equal scores are never told apart, and the order of
/// the rows makes no difference (but for the last bits of sums of scores). A score that is not a
/// number counts as lower than every other.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "data/matrix.hpp"

namespace vedette {

struct Interval {
  double low = 0;
  double high = 0;
  bool operator==(const Interval&) const = default;
};

/// Wilson score interval of a share (Wilson 1927); [0, 1] when `trials` is 0.
[[nodiscard]] Interval wilson_interval(std::int64_t successes, std::int64_t trials,
                                       double z = 1.959964);

/// A share with its count and 95 % Wilson interval.
struct Share {
  std::int64_t hits = 0;
  std::int64_t of = 0;
  [[nodiscard]] double value() const;  ///< 0 when `of` is 0
  [[nodiscard]] Interval interval() const;
  bool operator==(const Share&) const = default;
};

/// Area under the ROC curve (Mann-Whitney, ties count half); NaN with only one class present.
/// `positive[i]` is 1 for the positive class.
[[nodiscard]] double roc_auc(std::span<const float> scores, std::span<const std::uint8_t> positive);
/// 95 % interval of `roc_auc` from the structural components of DeLong, DeLong and Clarke-Pearson
/// (1988), cut to [0, 1]; it has no width when the classes are separated perfectly. Nothing with
/// fewer than two rows of either class.
[[nodiscard]] std::optional<Interval> roc_auc_interval(std::span<const float> scores,
                                                       std::span<const std::uint8_t> positive);

/// Average precision: sum of precision x recall step, ties taken together; NaN without a positive.
[[nodiscard]] double pr_auc(std::span<const float> scores, std::span<const std::uint8_t> positive);
/// 95 % interval of an average precision over `positives` rows: the binomial interval of Boyd, Eng
/// and Page (2013) in Wilson's form, which stays inside [0, 1] and has a width at both ends.
/// Nothing without a positive or when `average_precision` is NaN.
[[nodiscard]] std::optional<Interval> pr_auc_interval(double average_precision,
                                                      std::int64_t positives);

/// Mean of -ln(score of the true class), the score clipped to [1e-7, 1 - 1e-7]; NaN without rows.
[[nodiscard]] double log_loss(const Scores& scores, std::span<const std::int32_t> classes);

/// What the scores of one interval promised and what came.
struct ReliabilityBin {
  double mean_score = 0;
  double positive_share = 0;
  std::int64_t rows = 0;
  bool operator==(const ReliabilityBin&) const = default;
};
/// `bins` intervals of equal width over [0, 1], lowest first; those without rows are left out.
[[nodiscard]] std::vector<ReliabilityBin> reliability(std::span<const float> scores,
                                                      std::span<const std::uint8_t> positive,
                                                      int bins = 10);
/// Expected calibration error: mean |positive share - mean score|, weighted by rows; 0 for no bins.
[[nodiscard]] double expected_calibration_error(std::span<const ReliabilityBin> bins);

/// A point of the ROC and precision-recall curves: what happens at `score >= threshold`.
struct OperatingPoint {
  float threshold = 0;
  std::int64_t true_positives = 0;
  std::int64_t false_positives = 0;
  bool operator==(const OperatingPoint&) const = default;
};
/// One point per distinct score, highest threshold first, thinned evenly in recall and in false
/// positives to at most `max_points` (ends kept); `max_points` is at least 4.
[[nodiscard]] std::vector<OperatingPoint> operating_points(std::span<const float> scores,
                                                           std::span<const std::uint8_t> positive,
                                                           std::size_t max_points = 500);
/// Of points as `operating_points` makes them, of this many positive and negative rows, at most
/// `max_points` (at least 4) by the same rule.
[[nodiscard]] std::vector<OperatingPoint> thin_out(const std::vector<OperatingPoint>& points,
                                                   std::int64_t positives, std::int64_t negatives,
                                                   std::size_t max_points);
/// The highest recall on these rows among thresholds whose false-positive rate is <= `max_fpr`;
/// NaN without a positive or a negative row.
[[nodiscard]] double recall_at_fpr(std::span<const float> scores,
                                   std::span<const std::uint8_t> positive, double max_fpr);

/// Rows: true class; columns: decided class.
struct ConfusionMatrix {
  std::vector<std::string> classes;
  std::vector<std::int64_t> counts;  ///< classes x classes, row-major
  [[nodiscard]] std::int64_t at(std::size_t truth, std::size_t decided) const;
  [[nodiscard]] std::int64_t total() const;
  bool operator==(const ConfusionMatrix&) const = default;
};
/// Both class lists hold indices into `class_names` and are equally long.
[[nodiscard]] ConfusionMatrix confusion_matrix(std::span<const std::int32_t> truth,
                                               std::span<const std::int32_t> decided,
                                               std::span<const std::string> class_names);

struct ClassFigures {
  std::string name;
  std::int64_t rows = 0;  ///< true rows of this class
  Share precision;
  Share recall;
  double f1 = 0;
};

/// Everything that follows from a confusion matrix. Shares of nothing are 0.
struct ClassReport {
  ConfusionMatrix confusion;
  std::vector<ClassFigures> per_class;
  double accuracy = 0;
  double balanced_accuracy = 0;  ///< mean recall over classes that occur in truth
  double macro_f1 = 0;           ///< over classes that occur in truth or decisions
  double weighted_f1 = 0;        ///< by true rows
};
[[nodiscard]] ClassReport classification_report(ConfusionMatrix confusion);
[[nodiscard]] ClassReport classification_report(std::span<const std::int32_t> truth,
                                                std::span<const std::int32_t> decided,
                                                std::span<const std::string> class_names);

/// Where a detector is going to work. Test sets hold far more attacks than networks do, so their
/// precision says little about the precision an analyst meets (Axelsson 2000, the base-rate
/// fallacy).
struct Deployment {
  double prevalence = 0;     ///< share of attacks among flows, [0, 1]
  double flows_per_day = 0;
};
/// Share of alerts that are attacks; NaN when there is no alert at all.
[[nodiscard]] double precision_at_prevalence(double recall, double fpr, double prevalence);
[[nodiscard]] double alerts_per_day(double recall, double fpr, const Deployment& deployment);

}  // namespace vedette
