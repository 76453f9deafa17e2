// SPDX-License-Identifier: Apache-2.0
#include "select/metric.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace vedette {
namespace {

constexpr SelectionMetric kAll[] = {SelectionMetric::log_loss, SelectionMetric::pr_auc,
                                    SelectionMetric::roc_auc, SelectionMetric::macro_f1,
                                    SelectionMetric::accuracy};

TEST(SelectionMetric, reads_back_the_name_of_every_metric) {
  for (const SelectionMetric metric : kAll)
    EXPECT_EQ(selection_metric_from(to_string(metric)).value(), metric);
}

TEST(SelectionMetric, refuses_an_unknown_name_and_offers_the_nearest) {
  const auto result = selection_metric_from("pr_acu");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::invalid_argument);
  EXPECT_NE(result.error().hint.find("pr_auc"), std::string::npos);
  EXPECT_NE(selection_metric_from("beauty").error().hint.find("macro_f1"), std::string::npos);
}

TEST(SelectionMetric, takes_each_figure_from_its_place_with_higher_being_better) {
  Evaluation evaluation;
  evaluation.log_loss = 0.25;
  evaluation.pr_auc = 0.5;
  evaluation.roc_auc = 0.625;
  evaluation.report.macro_f1 = 0.75;
  evaluation.report.accuracy = 0.875;
  const double expected[] = {-0.25, 0.5, 0.625, 0.75, 0.875};
  for (std::size_t i = 0; i < std::size(kAll); ++i)
    EXPECT_EQ(metric_value(evaluation, kAll[i]), expected[i]) << to_string(kAll[i]);
}

TEST(SelectionMetric, puts_a_figure_that_does_not_exist_below_all_others) {
  Evaluation evaluation;
  evaluation.roc_auc = std::nan("");
  EXPECT_EQ(metric_value(evaluation, SelectionMetric::roc_auc),
            -std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace vedette
