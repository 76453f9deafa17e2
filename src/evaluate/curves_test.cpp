// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "evaluate/metrics.hpp"
#include "evaluate/reference_for_test.hpp"

namespace vedette {
namespace {

using reference::Ranked;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

const Ranked kTwelveRows{
    {0.1F, 0.4F, 0.35F, 0.8F, 0.65F, 0.4F, 0.9F, 0.35F, 0.2F, 0.65F, 0.5F, 0.4F},
    {0, 0, 1, 1, 0, 1, 1, 0, 0, 1, 0, 1}};

// The literals are from scikit-learn 1.9.1, roc_auc_score and average_precision_score.
TEST(Curves, areas_equal_those_of_scikit_learn) {
  EXPECT_NEAR(roc_auc(kTwelveRows.scores, kTwelveRows.positive), 0.75, 1e-15);
  EXPECT_NEAR(pr_auc(kTwelveRows.scores, kTwelveRows.positive), 0.7666666666666666, 1e-15);
}

// The literals are from NumPy, by the definition: a 6 x 6 table of comparisons, variances of its
// row and column means.
TEST(Curves, the_interval_of_the_roc_area_follows_delong) {
  const auto interval = roc_auc_interval(kTwelveRows.scores, kTwelveRows.positive);
  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->low, 0.46088531733600296, 1e-12);
  EXPECT_NEAR(interval->high, 1.0, 1e-12);
}

struct Case {
  const char* name;
  Ranked rows;
  double roc;
  double pr;
};

TEST(Curves, small_cases_by_hand) {
  const Case cases[] = {
      {"perfect", {{0.9F, 0.8F, 0.2F, 0.1F}, {1, 1, 0, 0}}, 1, 1},
      {"reversed", {{0.9F, 0.8F, 0.2F, 0.1F}, {0, 0, 1, 1}}, 0, (0.5 / 3) + (0.5 * 2 / 4)},
      {"all equal", {{0.5F, 0.5F, 0.5F, 0.5F}, {1, 0, 0, 0}}, 0.5, 0.25},
      {"one swap", {{0.9F, 0.8F, 0.7F, 0.1F}, {1, 0, 1, 0}}, 0.75, 0.5 + 0.5 * 2 / 3},
      {"not a number is lowest", {{kNaN, 0.0F, kNaN, 1.0F}, {0, 1, 0, 1}}, 1, 1},
  };
  for (const Case& c : cases) {
    EXPECT_DOUBLE_EQ(roc_auc(c.rows.scores, c.rows.positive), c.roc) << c.name;
    EXPECT_DOUBLE_EQ(pr_auc(c.rows.scores, c.rows.positive), c.pr) << c.name;
  }
}

TEST(Curves, areas_that_do_not_exist_are_not_numbers) {
  const std::vector<float> scores{0.1F, 0.2F};
  const std::vector<std::uint8_t> none{0, 0};
  const std::vector<std::uint8_t> all{1, 1};
  EXPECT_TRUE(std::isnan(roc_auc(scores, none)));
  EXPECT_TRUE(std::isnan(roc_auc(scores, all)));
  EXPECT_TRUE(std::isnan(pr_auc(scores, none)));
  EXPECT_EQ(pr_auc(scores, all), 1);
  EXPECT_TRUE(std::isnan(roc_auc({}, {})));
  EXPECT_FALSE(roc_auc_interval(scores, all));
  EXPECT_TRUE(std::isnan(recall_at_fpr(scores, all, 0.5)));
}

TEST(Curves, equal_the_definitions_on_random_rows_with_many_ties) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Ranked rows = reference::random_ranked(seed, 20 + 7 * seed, 1 + seed % 13);
    EXPECT_NEAR(roc_auc(rows.scores, rows.positive), reference::roc_auc(rows), 1e-12) << seed;
    EXPECT_NEAR(pr_auc(rows.scores, rows.positive), reference::pr_auc(rows), 1e-12) << seed;
  }
}

TEST(Curves, the_order_of_rows_changes_nothing) {
  Ranked rows = reference::random_ranked(5, 300, 20);
  const double roc = roc_auc(rows.scores, rows.positive);
  const double pr = pr_auc(rows.scores, rows.positive);
  const auto interval = roc_auc_interval(rows.scores, rows.positive);
  const auto points = operating_points(rows.scores, rows.positive);
  std::vector<std::size_t> order(rows.scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random(9).shuffle(std::span(order));
  Ranked shuffled;
  for (const std::size_t i : order) {
    shuffled.scores.push_back(rows.scores[i]);
    shuffled.positive.push_back(rows.positive[i]);
  }
  EXPECT_EQ(roc_auc(shuffled.scores, shuffled.positive), roc);
  EXPECT_EQ(pr_auc(shuffled.scores, shuffled.positive), pr);
  EXPECT_EQ(roc_auc_interval(shuffled.scores, shuffled.positive), interval);
  EXPECT_EQ(operating_points(shuffled.scores, shuffled.positive), points);
}

TEST(Curves, the_roc_interval_covers_the_true_area_about_as_often_as_it_says) {
  // Two normal distributions one standard deviation apart: the true area is Phi(1 / sqrt 2).
  const double truth = 0.5 * std::erfc(-0.5);
  int covered = 0;
  constexpr int kTrials = 400;
  for (std::uint64_t seed = 0; seed < kTrials; ++seed) {
    Random random(seed);
    Ranked rows;
    for (int i = 0; i < 160; ++i) {
      const bool positive = i % 2 == 0;
      rows.scores.push_back(static_cast<float>(random.normal() + (positive ? 1 : 0)));
      rows.positive.push_back(positive ? 1 : 0);
    }
    const auto interval = roc_auc_interval(rows.scores, rows.positive);
    covered += interval->low <= truth && truth <= interval->high ? 1 : 0;
  }
  EXPECT_GT(covered, kTrials * 91 / 100);
  EXPECT_LT(covered, kTrials * 98 / 100);
}

TEST(Curves, operating_points_are_one_per_score_with_cumulated_counts) {
  const std::vector<float> scores{0.9F, 0.5F, 0.5F, 0.1F};
  const std::vector<std::uint8_t> positive{1, 0, 1, 0};
  EXPECT_THAT(operating_points(scores, positive),
              testing::ElementsAre(OperatingPoint{0.9F, 1, 0}, OperatingPoint{0.5F, 2, 1},
                                   OperatingPoint{0.1F, 2, 2}));
  EXPECT_THAT(operating_points({}, {}), testing::IsEmpty());
}

TEST(Curves, thinned_points_are_true_points_with_both_ends_and_no_wide_gaps) {
  const Ranked rows = reference::random_ranked(3, 4000, 1 << 20);
  const auto all = operating_points(rows.scores, rows.positive, rows.scores.size());
  for (const std::size_t most : {4U, 5U, 50U, 500U}) {
    const auto points = operating_points(rows.scores, rows.positive, most);
    EXPECT_LE(points.size(), most);
    EXPECT_EQ(points.front(), all.front());
    EXPECT_EQ(points.back(), all.back());
    for (const OperatingPoint& point : points) EXPECT_THAT(all, testing::Contains(point));
    const auto steps = static_cast<std::int64_t>(most / 2 - 1);
    const std::int64_t widest = all.back().true_positives / steps + 2;
    for (std::size_t i = 1; i < points.size(); ++i)
      EXPECT_LE(points[i].true_positives - points[i - 1].true_positives, widest) << most;
  }
}

TEST(Curves, recall_at_a_rate_is_the_best_that_the_rate_allows) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Ranked rows = reference::random_ranked(seed, 200, 30);
    for (const double fpr : {0.0, 0.01, 0.1, 0.5, 1.0}) {
      double best = 0;
      for (const float threshold : rows.scores) {
        const reference::Counts counts = reference::counts_at(rows, threshold);
        if (counts.alarms / counts.negatives <= fpr)
          best = std::max(best, counts.hits / counts.positives);
      }
      EXPECT_EQ(recall_at_fpr(rows.scores, rows.positive, fpr), best) << seed << ' ' << fpr;
    }
  }
}

}  // namespace
}  // namespace vedette
