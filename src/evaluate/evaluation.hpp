// SPDX-License-Identifier: Apache-2.0
/// The full account of a model on rows it never saw.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "evaluate/metrics.hpp"
#include "evaluate/threshold.hpp"

namespace vedette {

struct Evaluation {
  std::int64_t rows = 0;
  ClassReport report;                      ///< at the frozen threshold
  std::optional<Threshold> threshold;      ///< none when no class is benign
  std::optional<Share> false_positives;    ///< benign rows decided as attack: the realised rate
  std::optional<Share> detections;         ///< attack rows decided as attack (any attack class)
  double roc_auc = 0;                      ///< attack against benign; without a benign class the
                                           ///< mean of one class against the rest; may be NaN
  std::optional<Interval> roc_auc_interval;  ///< 95 %; only with a benign class
  double pr_auc = 0;                         ///< as roc_auc
  std::optional<Interval> pr_auc_interval;
  double log_loss = 0;
  /// Of the attack score; without a benign class of the decided class's score, "positive" then
  /// meaning decided rightly.
  std::vector<ReliabilityBin> reliability;
  double calibration_error = 0;
  std::vector<OperatingPoint> curve;       ///< empty without a benign class
  /// (rate, recall) at false-positive rates 1e-2, 1e-3, 1e-4 on these rows: for orientation, no
  /// promise. Empty without a benign class.
  std::vector<std::pair<double, double>> recall_at_fpr;

  /// Per million *benign* rows; NaN when no row is benign.
  [[nodiscard]] double false_alarms_per_million() const;
};

/// `classes` and `scores` have the same rows; `class_names` gives the classes of both. With a
/// `threshold`, class 0 is benign.
[[nodiscard]] Evaluation evaluate(const Scores& scores, std::span<const std::int32_t> classes,
                                  std::span<const std::string> class_names,
                                  const std::optional<Threshold>& threshold);

/// The object called `metrics` in `--json` output: rows, accuracy, accuracy_interval,
/// balanced_accuracy, macro_f1, weighted_f1, roc_auc, roc_auc_interval, pr_auc, pr_auc_interval,
/// log_loss, threshold (a number), threshold_choice (how it was chosen), fpr_promised,
/// fpr_realised, fpr_interval, recall, recall_interval, false_alarms_per_million,
/// calibration_error, per_class [{name, rows, precision, precision_interval, recall,
/// recall_interval, f1}], confusion {classes, counts (row-major)}, recall_at_fpr [{fpr, recall}],
/// deployment [{prevalence, precision, alerts_per_million_flows}] for prevalences 1e-1 to 1e-4,
/// reliability [{score, share, rows}], curve [{threshold, true_positives, false_positives}].
/// Intervals are [low, high], 95 %. Numbers that do not exist are null.
[[nodiscard]] Json to_json(const Evaluation& evaluation);
/// Reads back what `to_json` wrote (for bundles), exactly. What follows from the confusion matrix
/// is computed from it again, not read. Errors: `malformed`.
[[nodiscard]] Result<Evaluation> evaluation_from_json(const Json& json);

}  // namespace vedette
