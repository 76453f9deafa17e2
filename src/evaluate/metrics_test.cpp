// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metrics.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace vedette {
namespace {

using testing::DoubleEq;
using testing::DoubleNear;
using testing::ElementsAre;

const std::vector<std::string> kThree{"benign", "dos", "scan"};

// The literals are Wilson's formula worked out in Python.
TEST(Shares, wilson_intervals_of_known_counts) {
  const Interval eight = wilson_interval(8, 10);
  EXPECT_NEAR(eight.low, 0.490162, 1e-6);
  EXPECT_NEAR(eight.high, 0.943318, 1e-6);
  const Interval rare = wilson_interval(1, 1000);
  EXPECT_NEAR(rare.low, 0.000177, 1e-6);
  EXPECT_NEAR(rare.high, 0.005642, 1e-6);
}

TEST(Shares, wilson_intervals_stay_inside_and_have_exact_ends) {
  EXPECT_EQ(wilson_interval(0, 0), (Interval{0, 1}));
  EXPECT_EQ(wilson_interval(0, 7).low, 0);
  EXPECT_EQ(wilson_interval(7, 7).high, 1);
  for (std::int64_t of = 1; of < 60; ++of)
    for (std::int64_t hits = 0; hits <= of; ++hits) {
      const Interval interval = wilson_interval(hits, of);
      const double share = Share{hits, of}.value();
      EXPECT_TRUE(0 <= interval.low && interval.low <= share && share <= interval.high &&
                  interval.high <= 1) << hits << '/' << of;
      const Interval mirrored = wilson_interval(of - hits, of);
      EXPECT_NEAR(interval.low, 1 - mirrored.high, 1e-12);
    }
}

TEST(Shares, a_share_of_nothing_is_zero_and_unknown) {
  EXPECT_EQ((Share{0, 0}.value()), 0);
  EXPECT_EQ((Share{0, 0}.interval()), (Interval{0, 1}));
}

TEST(Shares, the_precision_area_has_an_interval_by_its_positives) {
  EXPECT_FALSE(pr_auc_interval(0.5, 0));
  EXPECT_FALSE(pr_auc_interval(std::nan(""), 10));
  const auto few = pr_auc_interval(0.8, 10);
  const auto many = pr_auc_interval(0.8, 1000);
  EXPECT_NEAR(few->low, wilson_interval(8, 10).low, 1e-12);
  EXPECT_LT(many->high - many->low, few->high - few->low);
  EXPECT_LE(pr_auc_interval(std::nextafter(1.0, 2.0), 10)->high, 1);
}

TEST(Deployment, rare_attacks_drown_a_good_detector_in_false_alarms) {
  // Axelsson's point: 99 % recall at 1 % false positives, one attack in ten thousand flows.
  EXPECT_NEAR(precision_at_prevalence(0.99, 0.01, 1e-4), 0.000099 / (0.000099 + 0.009999), 1e-12);
  EXPECT_DOUBLE_EQ(precision_at_prevalence(0.5, 0, 1e-4), 1);
  EXPECT_EQ(precision_at_prevalence(0, 0.1, 0.5), 0);
  EXPECT_TRUE(std::isnan(precision_at_prevalence(0, 0, 0.5)));
  EXPECT_DOUBLE_EQ(alerts_per_day(0.5, 0.01, {0.1, 1000}), 50 + 9);
}

// The literal is from scikit-learn 1.9.1, log_loss.
TEST(LogLoss, equals_that_of_scikit_learn) {
  const Scores scores{6, 3, {0.7F, 0.2F, 0.1F, 0.1F, 0.6F, 0.3F, 0.2F, 0.2F, 0.6F,
                             0.5F, 0.3F, 0.2F, 0.3F, 0.4F, 0.3F, 0.1F, 0.1F, 0.8F}};
  const std::vector<std::int32_t> classes{0, 1, 2, 1, 0, 2};
  EXPECT_NEAR(log_loss(scores, classes), 0.6682358919061326, 1e-7);
}

TEST(LogLoss, certain_mistakes_cost_much_but_not_everything) {
  const Scores scores{2, 2, {1, 0, 0, 1}};
  EXPECT_NEAR(log_loss(scores, std::vector<std::int32_t>{1, 0}), -std::log(1e-7), 1e-12);
  EXPECT_NEAR(log_loss(scores, std::vector<std::int32_t>{0, 1}), 1e-7, 1e-12);
  EXPECT_TRUE(std::isnan(log_loss({0, 2, {}}, {})));
}

TEST(Reliability, bins_hold_mean_score_and_share_by_hand) {
  const std::vector<float> scores{0.0F, 0.25F, 0.25F, 0.5F, 0.75F, 1.0F};
  const std::vector<std::uint8_t> positive{0, 0, 1, 1, 1, 1};
  const auto bins = reliability(scores, positive, 4);
  EXPECT_THAT(bins, ElementsAre(ReliabilityBin{0, 0, 1}, ReliabilityBin{0.25, 0.5, 2},
                                ReliabilityBin{0.5, 1, 1}, ReliabilityBin{0.875, 1, 2}));
  EXPECT_DOUBLE_EQ(expected_calibration_error(bins), (0 + 2 * 0.25 + 0.5 + 2 * 0.125) / 6);
}

TEST(Reliability, bins_without_rows_are_left_out) {
  const std::vector<float> scores{0.05F, 0.95F};
  const std::vector<std::uint8_t> positive{0, 1};
  EXPECT_EQ(reliability(scores, positive, 10).size(), 2U);
  EXPECT_EQ(expected_calibration_error({}), 0);
}

// The literals are from scikit-learn 1.9.1: f1_score, balanced_accuracy_score, precision_score.
TEST(ClassReport, figures_equal_those_of_scikit_learn) {
  const std::vector<std::int32_t> truth{0, 1, 2, 1, 1, 2, 0, 1, 0, 2};
  const std::vector<std::int32_t> decided{0, 1, 2, 0, 1, 2, 2, 1, 0, 0};
  const ClassReport report = classification_report(truth, decided, kThree);
  EXPECT_DOUBLE_EQ(report.accuracy, 0.7);
  EXPECT_NEAR(report.balanced_accuracy, 0.6944444444444443, 1e-15);
  EXPECT_NEAR(report.macro_f1, 0.6984126984126983, 1e-15);
  EXPECT_NEAR(report.weighted_f1, 0.7142857142857142, 1e-15);
  EXPECT_THAT(report.confusion.counts, ElementsAre(2, 0, 1, 1, 3, 0, 1, 0, 2));
  EXPECT_EQ(report.per_class[1].precision, (Share{3, 3}));
  EXPECT_EQ(report.per_class[1].recall, (Share{3, 4}));
  EXPECT_EQ(report.per_class[2].name, "scan");
}

TEST(ClassReport, classes_that_never_occur_do_not_count) {
  const std::vector<std::int32_t> truth{0, 0, 1, 1};
  const std::vector<std::int32_t> decided{0, 0, 1, 0};
  const ClassReport report = classification_report(truth, decided, kThree);
  EXPECT_THAT(report.balanced_accuracy, DoubleEq(0.75));
  EXPECT_THAT(report.macro_f1, DoubleNear((0.8 + 2.0 / 3) / 2, 1e-15));
  EXPECT_EQ(report.per_class[2].f1, 0);
  EXPECT_EQ(report.per_class[2].rows, 0);
}

TEST(ClassReport, a_class_only_decided_counts_as_a_miss_in_macro_f1) {
  const std::vector<std::int32_t> truth{0, 1};
  const std::vector<std::int32_t> decided{0, 2};
  const ClassReport report = classification_report(truth, decided, kThree);
  EXPECT_THAT(report.macro_f1, DoubleNear(1.0 / 3, 1e-15));
  EXPECT_THAT(report.balanced_accuracy, DoubleEq(0.5));
}

TEST(ClassReport, no_rows_give_zeros) {
  const ClassReport report = classification_report({}, {}, kThree);
  EXPECT_EQ(report.accuracy, 0);
  EXPECT_EQ(report.macro_f1, 0);
  EXPECT_EQ(report.confusion.total(), 0);
}

}  // namespace
}  // namespace vedette
