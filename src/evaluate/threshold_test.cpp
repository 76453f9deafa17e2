// SPDX-License-Identifier: Apache-2.0
#include "evaluate/threshold.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <tuple>

#include "evaluate/metrics.hpp"
#include "evaluate/reference_for_test.hpp"

namespace vedette {
namespace {

using reference::Scored;
using testing::HasSubstr;
using Kind = ThresholdPolicy::Kind;

/// Two classes, from attack scores.
Scored binary(const std::vector<float>& attack, const std::vector<std::int32_t>& classes) {
  Scored scored{{attack.size(), 2, {}}, classes};
  for (const float score : attack) {
    scored.scores.values.push_back(1 - score);
    scored.scores.values.push_back(score);
  }
  return scored;
}

std::vector<std::string> names(std::size_t classes) {
  std::vector<std::string> list;
  for (std::size_t c = 0; c < classes; ++c) list.push_back("c" + std::to_string(c));
  return list;
}

ClassReport report_at(const Scored& rows, float value) {
  Threshold threshold;
  threshold.value = value;
  return classification_report(rows.classes, decide(rows.scores, threshold),
                               names(rows.scores.classes));
}

/// The figure that best_f1 looks for.
double f1_at(const Scored& rows, float value) {
  const ClassReport report = report_at(rows, value);
  return rows.scores.classes == 2 ? report.per_class[1].f1 : report.macro_f1;
}

Share false_alarms(const Scored& rows, float value) {
  const ConfusionMatrix confusion = report_at(rows, value).confusion;
  Share share;
  for (std::size_t d = 0; d < rows.scores.classes; ++d) share.of += confusion.at(0, d);
  share.hits = share.of - confusion.at(0, 0);
  return share;
}

TEST(Threshold, best_f1_by_hand_lies_midway_between_neighbours) {
  const Scored rows = binary({0.875F, 0.75F, 0.5F, 0.25F, 0.125F}, {1, 1, 0, 1, 0});
  // F1 at 0.75: 4/5; at 0.25: 6/7, the best.
  const Threshold threshold =
      choose_threshold(rows.scores, rows.classes, {.kind = Kind::best_f1}).value();
  EXPECT_EQ(threshold.value, 0.1875F);
  EXPECT_EQ(threshold.promised_fpr, 0.5);
  EXPECT_EQ(threshold.promised_recall, 1);
  EXPECT_EQ(threshold.benign_rows, 2);
  EXPECT_EQ(threshold.attack_rows, 3);
  EXPECT_THAT(threshold.why, HasSubstr("F1"));
}

TEST(Threshold, steady_f1_stays_near_a_half_where_the_best_is_not_clearly_better) {
  // At 0.15 four rows of 200 are decided wrongly, at 0.55 six: that may be luck.
  std::vector<float> scores(98, 0.9F);
  std::vector<std::int32_t> classes(98, 1);
  for (const auto& [count, score, cls] :
       {std::tuple(2, 0.2F, 1), std::tuple(96, 0.1F, 0), std::tuple(4, 0.95F, 0)}) {
    scores.insert(scores.end(), static_cast<std::size_t>(count), score);
    classes.insert(classes.end(), static_cast<std::size_t>(count), cls);
  }
  const Scored rows = binary(scores, classes);
  const auto value = [&](Kind kind) {
    return choose_threshold(rows.scores, rows.classes, {.kind = kind}).value().value;
  };
  EXPECT_FLOAT_EQ(value(Kind::best_f1), 0.15F);
  EXPECT_FLOAT_EQ(value(Kind::steady_f1), 0.55F);
}

TEST(Threshold, steady_f1_goes_far_from_a_half_where_the_best_is_clearly_better) {
  std::vector<float> scores;
  std::vector<std::int32_t> classes;
  for (int i = 0; i < 200; ++i) {
    classes.push_back(i % 2);
    scores.push_back(i % 2 == 1 ? 0.25F : 0.125F);
  }
  const Scored rows = binary(scores, classes);
  const Threshold clear =
      choose_threshold(rows.scores, rows.classes, {.kind = Kind::steady_f1}).value();
  EXPECT_EQ(clear.value, 0.1875F);
  EXPECT_EQ(clear.promised_recall, 1);
}

TEST(Threshold, best_f1_is_the_best_of_all_scores_for_any_number_of_classes) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Scored rows = reference::random_scored(seed, 30 + seed * 5, 2 + seed % 4);
    const Threshold chosen =
        choose_threshold(rows.scores, rows.classes, {.kind = Kind::best_f1}).value();
    double best = 0;
    for (const float candidate : attack_scores(rows.scores))
      best = std::max(best, f1_at(rows, candidate));
    EXPECT_DOUBLE_EQ(f1_at(rows, chosen.value), best) << seed;
  }
}

TEST(Threshold, max_fpr_keeps_its_promise_exactly_and_wastes_no_recall) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const Scored rows = reference::random_scored(seed, 100 + seed, 2 + seed % 3);
    for (const double limit : {0.0, 0.005, 0.02, 0.1, 0.3, 1.0}) {
      const Threshold chosen =
          choose_threshold(rows.scores, rows.classes, {Kind::max_fpr, limit, 0.5}).value();
      const double realised = false_alarms(rows, chosen.value).value();
      EXPECT_LE(realised, limit);
      EXPECT_EQ(realised, chosen.promised_fpr);
      double best = 0;
      for (const float candidate : attack_scores(rows.scores)) {
        if (false_alarms(rows, candidate).value() > limit) continue;
        const ConfusionMatrix confusion = report_at(rows, candidate).confusion;
        std::int64_t missed = 0;
        for (std::size_t t = 1; t < rows.scores.classes; ++t) missed += confusion.at(t, 0);
        best = std::max(best, 1 - Share{missed, chosen.attack_rows}.value());
      }
      EXPECT_NEAR(chosen.promised_recall, best, 1e-12) << seed << ' ' << limit;
    }
  }
}

TEST(Threshold, never_parts_equal_scores) {
  // Taking the rows at 0.5 would bring 1 of 4 benign rows with them.
  const Scored rows = binary({0.5F, 0.5F, 0.9F, 0.1F, 0.1F, 0.1F}, {1, 0, 1, 0, 0, 0});
  const Threshold strict =
      choose_threshold(rows.scores, rows.classes, {Kind::max_fpr, 0.2, 0.5}).value();
  EXPECT_GT(strict.value, 0.5F);
  EXPECT_EQ(strict.promised_recall, 0.5);
  EXPECT_EQ(strict.promised_fpr, 0);
  const Threshold loose =
      choose_threshold(rows.scores, rows.classes, {Kind::max_fpr, 0.25, 0.5}).value();
  EXPECT_LE(loose.value, 0.5F);
  EXPECT_EQ(loose.promised_fpr, 0.25);
}

TEST(Threshold, among_equally_good_ones_the_highest_is_taken) {
  const Scored rows = binary({0.9F, 0.6F, 0.4F, 0.2F}, {1, 0, 0, 0});
  const Threshold chosen =
      choose_threshold(rows.scores, rows.classes, {Kind::max_fpr, 1.0, 0.5}).value();
  EXPECT_EQ(chosen.promised_fpr, 0);
  EXPECT_GT(chosen.value, 0.6F);
}

TEST(Threshold, lies_above_every_score_when_the_best_rows_are_benign) {
  for (const float top : {0.5F, 1.0F}) {
    const Scored rows = binary({top, 0.25F}, {0, 1});
    const Threshold chosen =
        choose_threshold(rows.scores, rows.classes, {Kind::max_fpr, 0.1, 0.5}).value();
    EXPECT_GT(chosen.value, top);
    EXPECT_EQ(chosen.promised_recall, 0);
    EXPECT_THAT(chosen.why, HasSubstr("nothing is called an attack"));
    EXPECT_EQ(threshold_from_json(to_json(chosen)).value(), chosen);
  }
}

TEST(Threshold, adjacent_floats_leave_no_room_and_are_still_told_apart) {
  const float low = 0.75F;
  const float high = std::nextafter(low, 1.0F);
  const Scored rows{{2, 2, {1 - high, high, 1 - low, low}}, {1, 0}};
  const Threshold chosen =
      choose_threshold(rows.scores, rows.classes, {Kind::max_fpr, 0.0, 0.5}).value();
  EXPECT_EQ(chosen.promised_recall, 1);
  EXPECT_EQ(chosen.promised_fpr, 0);
}

TEST(Threshold, a_fixed_value_is_kept_and_its_promise_measured) {
  const Scored rows = binary({0.9F, 0.6F, 0.4F, 0.2F}, {1, 0, 1, 0});
  const Threshold chosen =
      choose_threshold(rows.scores, rows.classes, {Kind::fixed, 0.01, 0.5}).value();
  EXPECT_EQ(chosen.value, 0.5F);
  EXPECT_EQ(chosen.promised_fpr, 0.5);
  EXPECT_EQ(chosen.promised_recall, 0.5);
}

TEST(Threshold, refuses_rows_and_policies_that_make_no_sense) {
  const Scored only_benign = binary({0.1F, 0.2F}, {0, 0});
  const Scored only_attack = binary({0.1F, 0.2F}, {1, 1});
  const Scored both = binary({0.1F, 0.2F}, {0, 1});
  for (const Scored& rows : {only_benign, only_attack, Scored{{0, 2, {}}, {}}})
    EXPECT_EQ(choose_threshold(rows.scores, rows.classes, {}).error().code,
              ErrorCode::invalid_argument);
  for (const double bad : {-0.1, 1.5, std::nan("")}) {
    EXPECT_FALSE(choose_threshold(both.scores, both.classes, {Kind::max_fpr, bad, 0.5}));
    EXPECT_FALSE(choose_threshold(both.scores, both.classes, {Kind::fixed, 0.1, bad}));
  }
}

TEST(Threshold, scores_that_are_not_numbers_are_never_attacks) {
  Scored rows = binary({0.9F, 0.6F, 0.1F}, {1, 1, 0});
  rows.scores.values[4] = std::numeric_limits<float>::quiet_NaN();
  const Threshold chosen =
      choose_threshold(rows.scores, rows.classes, {.kind = Kind::best_f1}).value();
  EXPECT_THAT(decide(rows.scores, chosen), testing::ElementsAre(1, 1, 0));
}

TEST(Decide, takes_the_likeliest_attack_class_at_or_above_the_threshold) {
  const Scores scores{4, 3, {0.5F, 0.2F, 0.3F, 0.5F, 0.25F, 0.25F, 0.75F, 0.25F, 0, 0, 0, 1}};
  Threshold threshold;
  threshold.value = 0.5F;
  EXPECT_THAT(decide(scores, threshold), testing::ElementsAre(2, 1, 0, 2));
  EXPECT_THAT(decide(scores, std::nullopt), testing::ElementsAre(0, 0, 0, 2));
}

TEST(ThresholdJson, round_trip_is_exact) {
  Threshold threshold{0.1F, {Kind::max_fpr, 0.001, 0.5}, "why \"quoted\"", 1.0 / 3, 2.0 / 7, 3, 7};
  for (const Kind kind : {Kind::best_f1, Kind::max_fpr, Kind::fixed, Kind::steady_f1}) {
    threshold.policy.kind = kind;
    const Json json = parse_json(dump_json(to_json(threshold))).value();
    EXPECT_EQ(threshold_from_json(json).value(), threshold);
  }
}

TEST(ThresholdJson, refuses_what_no_threshold_can_be) {
  const Json good = to_json(Threshold{});
  ASSERT_TRUE(threshold_from_json(good));
  const std::pair<const char*, Json> changes[] = {
      {"value", 1e300},        {"value", -1},          {"value", "0.5"},
      {"value", nullptr},      {"policy", 3},          {"policy", Json::object()},
      {"promised_fpr", 2},     {"promised_recall", -1}, {"benign_rows", -1},
      {"attack_rows", 1.5},    {"why", 1},
  };
  for (const auto& [key, value] : changes) {
    Json bad = good;
    bad[key] = value;
    EXPECT_FALSE(threshold_from_json(bad)) << key << ' ' << value;
    bad.erase(key);
    EXPECT_FALSE(threshold_from_json(bad)) << "without " << key;
  }
  EXPECT_FALSE(threshold_from_json(Json::array()));
}

TEST(ThresholdJson, policy_names_are_checked) {
  EXPECT_EQ(threshold_kind_from("max_fpr").value(), Kind::max_fpr);
  EXPECT_THAT(threshold_kind_from("best").error().hint, HasSubstr("best_f1"));
}

}  // namespace
}  // namespace vedette
