// SPDX-License-Identifier: Apache-2.0
#include "evaluate/curves_json.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace vedette {
namespace {

/// The thinned curve with its beginning and the frozen threshold.
std::vector<OperatingPoint> points_to_draw(const Evaluation& evaluation) {
  const Share& attacks = *evaluation.detections;
  const Share& benign = *evaluation.false_positives;
  std::vector<OperatingPoint> points =
      thin_out(evaluation.curve, attacks.of, benign.of, kMostCurvePoints - 2);
  const OperatingPoint frozen{evaluation.threshold->value, attacks.hits, benign.hits};
  for (const OperatingPoint& point : {OperatingPoint{std::nextafter(1.0F, 2.0F), 0, 0}, frozen}) {
    const auto place = std::ranges::lower_bound(points, point.threshold, std::ranges::greater{},
                                                &OperatingPoint::threshold);
    if (place == points.end() || place->threshold != point.threshold) points.insert(place, point);
  }
  return points;
}

double share_of(std::int64_t part, std::int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

Json calibration_json(const std::vector<ReliabilityBin>& bins) {
  Json rows = Json::array();
  for (const ReliabilityBin& bin : bins) {
    const auto positives =
        static_cast<std::int64_t>(std::llround(bin.positive_share * static_cast<double>(bin.rows)));
    const Interval interval = wilson_interval(positives, bin.rows);
    rows.push_back({{"mean_score", bin.mean_score},
                    {"share", bin.positive_share},
                    {"share_interval", {interval.low, interval.high}},
                    {"rows", bin.rows}});
  }
  return rows;
}

}  // namespace

Json curves_to_json(const Evaluation& evaluation) {
  if (!evaluation.threshold || evaluation.curve.empty()) return nullptr;
  const std::int64_t attacks = evaluation.detections->of;
  const std::int64_t benign = evaluation.false_positives->of;
  if (attacks == 0 || benign == 0) return nullptr;
  Json roc = Json::array();
  Json pr = Json::array();
  Json thresholds = Json::array();
  for (const OperatingPoint& point : points_to_draw(evaluation)) {
    const std::int64_t tp = point.true_positives;
    const std::int64_t fp = point.false_positives;
    const double recall = share_of(tp, attacks);
    roc.push_back({share_of(fp, benign), recall, point.threshold});
    if (tp + fp > 0) pr.push_back({recall, share_of(tp, tp + fp), point.threshold});
    thresholds.push_back({{"threshold", point.threshold},
                          {"tp", tp},
                          {"fp", fp},
                          {"fn", attacks - tp},
                          {"tn", benign - fp},
                          {"frozen", point.threshold == evaluation.threshold->value}});
  }
  return {{"roc", std::move(roc)},
          {"pr", std::move(pr)},
          {"calibration", calibration_json(evaluation.reliability)},
          {"thresholds", std::move(thresholds)}};
}

}  // namespace vedette
