// SPDX-License-Identifier: Apache-2.0
#include "evaluate/evaluation.hpp"

#include <cmath>
#include <limits>

#include "evaluate/decision_shares.hpp"

namespace vedette {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<std::uint8_t> is_class(std::span<const std::int32_t> classes, std::size_t cls) {
  std::vector<std::uint8_t> is;
  is.reserve(classes.size());
  for (const std::int32_t c : classes) is.push_back(c == static_cast<std::int32_t>(cls) ? 1 : 0);
  return is;
}

std::vector<float> scores_of_class(const Scores& scores, std::size_t cls) {
  std::vector<float> column(scores.rows);
  for (std::size_t i = 0; i < scores.rows; ++i) column[i] = scores.row(i)[cls];
  return column;
}

using Area = double (*)(std::span<const float>, std::span<const std::uint8_t>);

/// Mean over the classes for which the area exists.
double one_against_rest(Area area, const Scores& scores, std::span<const std::int32_t> classes) {
  double sum = 0;
  int counted = 0;
  for (std::size_t c = 0; c < scores.classes; ++c) {
    const double one = area(scores_of_class(scores, c), is_class(classes, c));
    if (std::isnan(one)) continue;
    sum += one;
    ++counted;
  }
  return counted == 0 ? kNaN : sum / counted;
}

void add_ranking_of_attack(Evaluation& evaluation, const Scores& scores,
                           std::span<const std::int32_t> classes) {
  const std::vector<float> attack = attack_scores(scores);
  std::vector<std::uint8_t> is_attack = is_class(classes, 0);
  for (std::uint8_t& flag : is_attack) flag ^= 1;
  evaluation.roc_auc = roc_auc(attack, is_attack);
  evaluation.roc_auc_interval = roc_auc_interval(attack, is_attack);
  evaluation.pr_auc = pr_auc(attack, is_attack);
  evaluation.pr_auc_interval = pr_auc_interval(evaluation.pr_auc, evaluation.detections->of);
  evaluation.reliability = reliability(attack, is_attack);
  evaluation.curve = operating_points(attack, is_attack);
  for (const double fpr : {1e-2, 1e-3, 1e-4})
    evaluation.recall_at_fpr.emplace_back(fpr, recall_at_fpr(attack, is_attack, fpr));
}

void add_ranking_of_classes(Evaluation& evaluation, const Scores& scores,
                            std::span<const std::int32_t> classes,
                            std::span<const std::int32_t> decided) {
  evaluation.roc_auc = one_against_rest(roc_auc, scores, classes);
  evaluation.pr_auc = one_against_rest(pr_auc, scores, classes);
  std::vector<float> confidence;
  std::vector<std::uint8_t> right;
  for (std::size_t i = 0; i < scores.rows; ++i) {
    confidence.push_back(scores.row(i)[static_cast<std::size_t>(decided[i])]);
    right.push_back(decided[i] == classes[i] ? 1 : 0);
  }
  evaluation.reliability = reliability(confidence, right);
}

}  // namespace

Share false_positive_share(const ConfusionMatrix& confusion) {
  Share share;
  for (std::size_t decided = 0; decided < confusion.classes.size(); ++decided)
    share.of += confusion.at(0, decided);
  share.hits = share.of - confusion.at(0, 0);
  return share;
}

Share detection_share(const ConfusionMatrix& confusion) {
  Share share;
  for (std::size_t truth = 1; truth < confusion.classes.size(); ++truth)
    for (std::size_t decided = 0; decided < confusion.classes.size(); ++decided) {
      share.of += confusion.at(truth, decided);
      if (decided > 0) share.hits += confusion.at(truth, decided);
    }
  return share;
}

double Evaluation::false_alarms_per_million() const {
  if (!false_positives || false_positives->of == 0) return kNaN;
  return false_positives->value() * 1e6;
}

Evaluation evaluate(const Scores& scores, std::span<const std::int32_t> classes,
                    std::span<const std::string> class_names,
                    const std::optional<Threshold>& threshold) {
  check(scores.classes == class_names.size(), "every class has a name and a score");
  const std::vector<std::int32_t> decided = decide(scores, threshold);
  Evaluation evaluation;
  evaluation.rows = static_cast<std::int64_t>(scores.rows);
  evaluation.report = classification_report(classes, decided, class_names);
  evaluation.threshold = threshold;
  evaluation.log_loss = log_loss(scores, classes);
  if (threshold) {
    evaluation.false_positives = false_positive_share(evaluation.report.confusion);
    evaluation.detections = detection_share(evaluation.report.confusion);
    add_ranking_of_attack(evaluation, scores, classes);
  } else {
    add_ranking_of_classes(evaluation, scores, classes, decided);
  }
  evaluation.calibration_error = expected_calibration_error(evaluation.reliability);
  return evaluation;
}

}  // namespace vedette
