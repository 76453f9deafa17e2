// SPDX-License-Identifier: Apache-2.0
#include "evaluate/curves_json.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/random.hpp"

namespace vedette {
namespace {

struct Rows {
  Scores scores;
  std::vector<std::int32_t> classes;
};

/// Attack scores that tell the classes apart, but not quite.
Rows made_up(std::size_t count) {
  Random random(4);
  Rows rows{{count, 2, {}}, {}};
  for (std::size_t i = 0; i < count; ++i) {
    rows.classes.push_back(i % 3 == 0 ? 1 : 0);
    const double score = 0.6 * random.uniform() + (i % 3 == 0 ? 0.4 : 0);
    rows.scores.values.push_back(static_cast<float>(1 - score));
    rows.scores.values.push_back(static_cast<float>(score));
  }
  return rows;
}

const std::vector<std::string> kNames = {"normal", "attack"};

Evaluation evaluated(const Rows& rows, float threshold) {
  return evaluate(rows.scores, rows.classes, kNames, Threshold{.value = threshold});
}

TEST(CurvesToJson, every_row_of_the_table_counts_what_its_threshold_decides) {
  const Rows rows = made_up(5000);
  const Json curves = curves_to_json(evaluated(rows, 0.437F));
  const std::vector<float> attack = attack_scores(rows.scores);
  ASSERT_LE(curves["thresholds"].size(), kMostCurvePoints);
  EXPECT_GT(curves["thresholds"].size(), 100U);
  for (const Json& row : curves["thresholds"]) {
    std::int64_t counts[2][2] = {};
    for (std::size_t i = 0; i < attack.size(); ++i)
      ++counts[rows.classes[i]][attack[i] >= row["threshold"].get<float>() ? 1 : 0];
    ASSERT_EQ(row["tp"], counts[1][1]) << row["threshold"];
    ASSERT_EQ(row["fp"], counts[0][1]);
    ASSERT_EQ(row["fn"], counts[1][0]);
    ASSERT_EQ(row["tn"], counts[0][0]);
  }
}

TEST(CurvesToJson, the_frozen_threshold_is_marked_once) {
  for (const float threshold : {0.0F, 0.437F, 0.9999F, 1.0F, std::nextafter(1.0F, 2.0F)}) {
    int marked = 0;
    float last = 2;
    const Json curves = curves_to_json(evaluated(made_up(900), threshold));
    for (const Json& row : curves["thresholds"]) {
      const auto at = row["threshold"].get<float>();
      EXPECT_LT(at, last) << "thresholds descend";
      last = at;
      if (!row["frozen"].get<bool>()) continue;
      ++marked;
      EXPECT_EQ(at, threshold);
    }
    EXPECT_EQ(marked, 1) << threshold;
  }
}

TEST(CurvesToJson, curves_run_from_nothing_to_everything) {
  const Json curves = curves_to_json(evaluated(made_up(900), 0.5F));
  EXPECT_EQ(curves["roc"].front()[0], 0.0);
  EXPECT_EQ(curves["roc"].front()[1], 0.0);
  EXPECT_EQ(curves["roc"].back()[0], 1.0);
  EXPECT_EQ(curves["roc"].back()[1], 1.0);
  EXPECT_EQ(curves["pr"].back()[0], 1.0);
  EXPECT_NEAR(curves["pr"].back()[1].get<double>(), 1.0 / 3, 1e-12);
  EXPECT_EQ(curves["pr"].size() + 1, curves["roc"].size()) << "no precision of no alerts";
}

TEST(CurvesToJson, bins_of_scores_have_intervals_and_all_rows) {
  const Json curves = curves_to_json(evaluated(made_up(900), 0.5F));
  std::int64_t rows = 0;
  for (const Json& bin : curves["calibration"]) {
    rows += bin["rows"].get<std::int64_t>();
    EXPECT_LE(bin["share_interval"][0], bin["share"]);
    EXPECT_GE(bin["share_interval"][1], bin["share"]);
  }
  EXPECT_EQ(rows, 900);
}

TEST(CurvesToJson, there_are_none_without_a_benign_class_or_with_rows_of_one_side) {
  Rows rows = made_up(90);
  EXPECT_TRUE(curves_to_json(evaluate(rows.scores, rows.classes, kNames, std::nullopt)).is_null());
  rows.classes.assign(90, 0);
  EXPECT_TRUE(curves_to_json(evaluated(rows, 0.5F)).is_null());
}

TEST(CurvesToJson, an_evaluation_read_back_from_a_bundle_has_the_same_curves) {
  const Evaluation evaluation = evaluated(made_up(900), 0.5F);
  const Evaluation again = evaluation_from_json(to_json(evaluation)).value();
  EXPECT_EQ(dump_json(curves_to_json(again)), dump_json(curves_to_json(evaluation)));
}

}  // namespace
}  // namespace vedette
