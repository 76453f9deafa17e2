// SPDX-License-Identifier: Apache-2.0
#include "evaluate/evaluation.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "evaluate/reference_for_test.hpp"

namespace vedette {
namespace {

using reference::Scored;

const std::vector<std::string> kThree{"benign", "dos", "scan"};

Threshold at(float value) {
  Threshold threshold;
  threshold.value = value;
  threshold.promised_fpr = 0.25;
  return threshold;
}

// Six rows used throughout; attack scores 0.3, 0.9, 0.8, 0.5, 0.7, 0.9.
const Scores kScores{6, 3, {0.7F, 0.2F, 0.1F, 0.1F, 0.6F, 0.3F, 0.2F, 0.2F, 0.6F,
                            0.5F, 0.3F, 0.2F, 0.3F, 0.4F, 0.3F, 0.1F, 0.1F, 0.8F}};
const std::vector<std::int32_t> kClasses{0, 1, 2, 1, 0, 2};

TEST(Evaluation, counts_false_positives_and_detections_by_hand) {
  const Evaluation evaluation = evaluate(kScores, kClasses, kThree, at(0.6F));
  EXPECT_EQ(evaluation.rows, 6);
  EXPECT_EQ(evaluation.false_positives, (Share{1, 2}));
  EXPECT_EQ(evaluation.detections, (Share{3, 4}));
  EXPECT_EQ(evaluation.false_alarms_per_million(), 500000);
  EXPECT_EQ(evaluation.roc_auc, 7.0 / 8);
  EXPECT_THAT(evaluation.report.confusion.counts,
              testing::ElementsAre(1, 1, 0, 1, 1, 0, 0, 0, 2));
  ASSERT_EQ(evaluation.recall_at_fpr.size(), 3U);
  EXPECT_EQ(evaluation.recall_at_fpr[0], std::pair(1e-2, 0.75));
}

TEST(Evaluation, another_attack_class_than_the_true_one_is_still_a_detection) {
  const Scores scores{2, 3, {0.1F, 0.8F, 0.1F, 0.9F, 0.1F, 0}};
  const std::vector<std::int32_t> classes{2, 0};
  const Evaluation evaluation = evaluate(scores, classes, kThree, at(0.5F));
  EXPECT_EQ(evaluation.detections, (Share{1, 1}));
  EXPECT_EQ(evaluation.report.per_class[2].recall, (Share{0, 1}));
}

// The literals are from scikit-learn 1.9.1: roc_auc_score(multi_class="ovr") and
// average_precision_score(average="macro").
TEST(Evaluation, without_a_benign_class_areas_are_means_over_classes) {
  const Evaluation evaluation = evaluate(kScores, kClasses, kThree, std::nullopt);
  EXPECT_NEAR(evaluation.roc_auc, 0.9166666666666666, 1e-12);
  EXPECT_NEAR(evaluation.pr_auc, 0.8888888888888888, 1e-12);
  EXPECT_FALSE(evaluation.false_positives);
  EXPECT_FALSE(evaluation.roc_auc_interval);
  EXPECT_TRUE(std::isnan(evaluation.false_alarms_per_million()));
  EXPECT_TRUE(evaluation.curve.empty());
  // Calibration is then about the decided class: five bins, 0.4 and 0.5 wrong.
  EXPECT_NEAR(evaluation.calibration_error, (0.3 + 2 * 0.4 + 0.5 + 0.4 + 0.2) / 6, 1e-6);
}

TEST(Evaluation, rows_of_one_class_give_numbers_that_do_not_exist) {
  const Scores scores{1, 2, {0.25F, 0.75F}};
  const std::vector<std::string> two{"benign", "attack"};
  const Evaluation evaluation = evaluate(scores, std::vector<std::int32_t>{1}, two, at(0.5F));
  EXPECT_TRUE(std::isnan(evaluation.roc_auc));
  const Json json = to_json(evaluation);
  EXPECT_TRUE(json["roc_auc"].is_null());
  EXPECT_TRUE(json["fpr_realised"].is_null());
  EXPECT_TRUE(json["false_alarms_per_million"].is_null());
  EXPECT_EQ(json["recall"], 1.0);
}

TEST(Evaluation, no_rows_at_all_is_an_evaluation_too) {
  const Evaluation evaluation = evaluate({0, 3, {}}, {}, kThree, at(0.5F));
  EXPECT_EQ(evaluation.rows, 0);
  EXPECT_EQ(dump_json(to_json(evaluation_from_json(to_json(evaluation)).value())),
            dump_json(to_json(evaluation)));
}

TEST(EvaluationJson, round_trip_is_exact) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const Scored rows = reference::random_scored(seed, 80, 3);
    const auto threshold = seed % 3 == 0 ? std::nullopt : std::optional(at(0.55F));
    const Evaluation evaluation = evaluate(rows.scores, rows.classes, kThree, threshold);
    const std::string text = dump_json(to_json(evaluation));
    const Evaluation again = evaluation_from_json(parse_json(text).value()).value();
    EXPECT_EQ(dump_json(to_json(again)), text);
    EXPECT_EQ(again.threshold, evaluation.threshold);
    EXPECT_EQ(again.false_positives, evaluation.false_positives);
    EXPECT_EQ(again.curve, evaluation.curve);
    EXPECT_EQ(again.reliability, evaluation.reliability);
    EXPECT_EQ(again.report.macro_f1, evaluation.report.macro_f1);
    EXPECT_EQ(again.roc_auc_interval, evaluation.roc_auc_interval);
  }
}

TEST(EvaluationJson, tells_what_the_detector_would_do_where_attacks_are_rare) {
  const Json json = to_json(evaluate(kScores, kClasses, kThree, at(0.6F)));
  ASSERT_EQ(json["deployment"].size(), 4U);
  EXPECT_EQ(json["deployment"][3]["prevalence"], 1e-4);
  EXPECT_DOUBLE_EQ(json["deployment"][0]["precision"].get<double>(), 0.075 / (0.075 + 0.45));
  EXPECT_EQ(json["fpr_promised"], 0.25);
  EXPECT_EQ(json["per_class"][1]["precision_interval"].size(), 2U);
}

TEST(EvaluationJson, refuses_damaged_values_without_crashing) {
  const Json good = to_json(evaluate(kScores, kClasses, kThree, at(0.6F)));
  ASSERT_TRUE(evaluation_from_json(good));
  const std::pair<const char*, Json> changes[] = {
      {"/rows", -1},
      {"/rows", "6"},
      {"/roc_auc", "high"},
      {"/roc_auc_interval", Json::array({1})},
      {"/roc_auc_interval", Json::array({"a", "b"})},
      {"/threshold_choice", 0.5},
      {"/confusion", nullptr},
      {"/confusion/classes", Json::array({"a"})},
      {"/confusion/classes/0", 7},
      {"/confusion/counts/0", -1},
      {"/confusion/counts/0", std::numeric_limits<std::int64_t>::max()},
      {"/confusion/counts/0", 0.5},
      {"/curve/0", 3},
      {"/curve/0/threshold", 1e300},
      {"/curve/0/true_positives", -3},
      {"/reliability", Json::object()},
      {"/recall_at_fpr/0", Json::array()},
  };
  for (const auto& [place, value] : changes) {
    Json bad = good;
    bad[Json::json_pointer(place)] = value;
    EXPECT_FALSE(evaluation_from_json(bad)) << place << ' ' << value;
  }
  for (const Json& bad : {Json(nullptr), Json(3), Json::array(), Json::object()})
    EXPECT_FALSE(evaluation_from_json(bad));
}

}  // namespace
}  // namespace vedette
