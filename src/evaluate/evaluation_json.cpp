// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "evaluate/decision_shares.hpp"
#include "evaluate/evaluation.hpp"

namespace vedette {
namespace {

/// More rows than a double counts exactly are no evaluation of ours.
constexpr std::int64_t kMostRows = std::int64_t{1} << 53;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json number(const std::optional<Share>& share) {
  return share && share->of > 0 ? Json(share->value()) : Json(nullptr);
}

Json interval(const std::optional<Interval>& value) {
  return value ? Json::array({value->low, value->high}) : Json(nullptr);
}

Json interval(const std::optional<Share>& share) {
  return share && share->of > 0 ? interval(share->interval()) : Json(nullptr);
}

Json per_class_json(const ClassReport& report) {
  Json rows = Json::array();
  for (const ClassFigures& figures : report.per_class)
    rows.push_back({{"name", figures.name},
                    {"rows", figures.rows},
                    {"precision", number(figures.precision)},
                    {"precision_interval", interval(figures.precision)},
                    {"recall", number(figures.recall)},
                    {"recall_interval", interval(figures.recall)},
                    {"f1", figures.f1}});
  return rows;
}

Json accuracy_interval(const ConfusionMatrix& confusion) {
  Share right{0, confusion.total()};
  for (std::size_t c = 0; c < confusion.classes.size(); ++c) right.hits += confusion.at(c, c);
  return interval(right);
}

Json deployment_json(const Evaluation& evaluation) {
  Json rows = Json::array();
  if (!evaluation.false_positives || !evaluation.detections) return rows;
  const double fpr = evaluation.false_positives->value();
  const double recall = evaluation.detections->value();
  for (const double prevalence : {1e-1, 1e-2, 1e-3, 1e-4})
    rows.push_back(
        {{"prevalence", prevalence},
         {"precision", number(precision_at_prevalence(recall, fpr, prevalence))},
         {"alerts_per_million_flows", alerts_per_day(recall, fpr, {prevalence, 1e6})}});
  return rows;
}

Json reliability_json(const std::vector<ReliabilityBin>& bins) {
  Json rows = Json::array();
  for (const ReliabilityBin& bin : bins)
    rows.push_back(
        {{"score", number(bin.mean_score)}, {"share", bin.positive_share}, {"rows", bin.rows}});
  return rows;
}

Json curve_json(const std::vector<OperatingPoint>& curve) {
  Json rows = Json::array();
  for (const OperatingPoint& point : curve)
    rows.push_back({{"threshold", number(point.threshold)},
                    {"true_positives", point.true_positives},
                    {"false_positives", point.false_positives}});
  return rows;
}

Json recall_at_fpr_json(const Evaluation& evaluation) {
  Json rows = Json::array();
  for (const auto& [fpr, recall] : evaluation.recall_at_fpr)
    rows.push_back({{"fpr", fpr}, {"recall", number(recall)}});
  return rows;
}

/// A finite number, or NaN for null.
Result<double> read_number(const Json& object, std::string_view key) {
  if (object.is_object() && object.contains(key) && object[key].is_null())
    return std::numeric_limits<double>::quiet_NaN();
  const double value = VEDETTE_TRY(json_number(object, key));
  if (!std::isfinite(value))
    return fail(ErrorCode::malformed, fmt::format("'{}' is not a finite number", key));
  return value;
}

Result<std::int64_t> read_count(const Json& object, std::string_view key) {
  const std::int64_t count = VEDETTE_TRY(json_integer(object, key));
  if (count < 0 || count > kMostRows)
    return fail(ErrorCode::malformed, fmt::format("'{}' is not a number of rows", key));
  return count;
}

Result<std::optional<Interval>> read_interval(const Json& object, std::string_view key) {
  if (object.is_object() && object.contains(key) && object[key].is_null())
    return std::optional<Interval>{};
  const Json* ends = VEDETTE_TRY(json_array(object, key));
  if (ends->size() != 2 || !(*ends)[0].is_number() || !(*ends)[1].is_number())
    return fail(ErrorCode::malformed, fmt::format("'{}' is not a pair of numbers", key));
  return Interval{(*ends)[0].get<double>(), (*ends)[1].get<double>()};
}

/// The items of a list, each read by `read_item`.
template <class T>
Result<std::vector<T>> read_list(const Json& object, std::string_view key,
                                 Result<T> (*read_item)(const Json&)) {
  const Json* items = VEDETTE_TRY(json_array(object, key));
  std::vector<T> list;
  for (const Json& item : *items) list.push_back(VEDETTE_TRY(read_item(item)));
  return list;
}

Result<ReliabilityBin> read_bin(const Json& json) {
  ReliabilityBin bin;
  bin.mean_score = VEDETTE_TRY(read_number(json, "score"));
  bin.positive_share = VEDETTE_TRY(read_number(json, "share"));
  bin.rows = VEDETTE_TRY(read_count(json, "rows"));
  return bin;
}

Result<OperatingPoint> read_point(const Json& json) {
  OperatingPoint point;
  const double threshold = VEDETTE_TRY(read_number(json, "threshold"));
  if (std::abs(threshold) > std::numeric_limits<float>::max())
    return fail(ErrorCode::malformed, "a threshold of the curve is out of range");
  point.threshold = static_cast<float>(threshold);
  point.true_positives = VEDETTE_TRY(read_count(json, "true_positives"));
  point.false_positives = VEDETTE_TRY(read_count(json, "false_positives"));
  return point;
}

Result<std::pair<double, double>> read_recall(const Json& json) {
  const double fpr = VEDETTE_TRY(read_number(json, "fpr"));
  const double recall = VEDETTE_TRY(read_number(json, "recall"));
  return std::pair{fpr, recall};
}

Result<std::string> read_class_name(const Json& json) {
  if (!json.is_string()) return fail(ErrorCode::malformed, "a class name is not text");
  return json.get<std::string>();
}

Result<std::int64_t> read_cell(const Json& json) {
  if (!json.is_number_integer()) return fail(ErrorCode::malformed, "a count is not a whole number");
  const auto count = json.get<std::int64_t>();
  if (count < 0 || count > kMostRows)
    return fail(ErrorCode::malformed, "a count is not a number of rows");
  return count;
}

Result<ConfusionMatrix> read_confusion(const Json& json) {
  const Json* object = VEDETTE_TRY(json_object(json, "confusion"));
  ConfusionMatrix confusion;
  confusion.classes = VEDETTE_TRY(read_list(*object, "classes", read_class_name));
  confusion.counts = VEDETTE_TRY(read_list(*object, "counts", read_cell));
  const std::size_t classes = confusion.classes.size();
  if (classes < 2 || confusion.counts.size() != classes * classes)
    return fail(ErrorCode::malformed, "the confusion matrix is not square over its classes");
  std::int64_t total = 0;
  for (const std::int64_t count : confusion.counts)
    if ((total += count) > kMostRows)
      return fail(ErrorCode::malformed, "the confusion matrix counts too many rows");
  return confusion;
}

/// Adds what exists only with a benign class.
Result<Evaluation> with_threshold(Evaluation evaluation, const Json& json) {
  if (!json.contains("threshold_choice") || json["threshold_choice"].is_null()) return evaluation;
  evaluation.threshold = VEDETTE_TRY(threshold_from_json(json["threshold_choice"]));
  evaluation.false_positives = false_positive_share(evaluation.report.confusion);
  evaluation.detections = detection_share(evaluation.report.confusion);
  return evaluation;
}

}  // namespace

Json to_json(const Evaluation& evaluation) {
  const ClassReport& report = evaluation.report;
  const auto& threshold = evaluation.threshold;
  return {{"rows", evaluation.rows},
          {"accuracy", report.accuracy},
          {"accuracy_interval", accuracy_interval(report.confusion)},
          {"balanced_accuracy", report.balanced_accuracy},
          {"macro_f1", report.macro_f1},
          {"weighted_f1", report.weighted_f1},
          {"roc_auc", number(evaluation.roc_auc)},
          {"roc_auc_interval", interval(evaluation.roc_auc_interval)},
          {"pr_auc", number(evaluation.pr_auc)},
          {"pr_auc_interval", interval(evaluation.pr_auc_interval)},
          {"log_loss", number(evaluation.log_loss)},
          {"threshold", threshold ? number(threshold->value) : Json(nullptr)},
          {"threshold_choice", threshold ? to_json(*threshold) : Json(nullptr)},
          {"fpr_promised", threshold ? Json(threshold->promised_fpr) : Json(nullptr)},
          {"fpr_realised", number(evaluation.false_positives)},
          {"fpr_interval", interval(evaluation.false_positives)},
          {"recall", number(evaluation.detections)},
          {"recall_interval", interval(evaluation.detections)},
          {"false_alarms_per_million", number(evaluation.false_alarms_per_million())},
          {"calibration_error", number(evaluation.calibration_error)},
          {"per_class", per_class_json(report)},
          {"confusion",
           {{"classes", report.confusion.classes}, {"counts", report.confusion.counts}}},
          {"recall_at_fpr", recall_at_fpr_json(evaluation)},
          {"deployment", deployment_json(evaluation)},
          {"reliability", reliability_json(evaluation.reliability)},
          {"curve", curve_json(evaluation.curve)}};
}

Result<Evaluation> evaluation_from_json(const Json& json) {
  Evaluation evaluation;
  evaluation.rows = VEDETTE_TRY(read_count(json, "rows"));
  evaluation.report = classification_report(VEDETTE_TRY(read_confusion(json)));
  evaluation.roc_auc = VEDETTE_TRY(read_number(json, "roc_auc"));
  evaluation.roc_auc_interval = VEDETTE_TRY(read_interval(json, "roc_auc_interval"));
  evaluation.pr_auc = VEDETTE_TRY(read_number(json, "pr_auc"));
  evaluation.pr_auc_interval = VEDETTE_TRY(read_interval(json, "pr_auc_interval"));
  evaluation.log_loss = VEDETTE_TRY(read_number(json, "log_loss"));
  evaluation.calibration_error = VEDETTE_TRY(read_number(json, "calibration_error"));
  evaluation.recall_at_fpr = VEDETTE_TRY(read_list(json, "recall_at_fpr", read_recall));
  evaluation.reliability = VEDETTE_TRY(read_list(json, "reliability", read_bin));
  evaluation.curve = VEDETTE_TRY(read_list(json, "curve", read_point));
  return with_threshold(std::move(evaluation), json);
}

}  // namespace vedette
