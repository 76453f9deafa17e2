// SPDX-License-Identifier: Apache-2.0
#include "select/contenders.hpp"

#include <gtest/gtest.h>

#include "select/synthetic.hpp"

namespace vedette {
namespace {

using synthetic::Case;
using synthetic::make_case;

/// More rows than any learner with a limit takes: copies of a few, so that it stays quick.
Case large_case(const LearnerEntry& limited) {
  return make_case({.rows = limited.traits.max_rows * 5 / 4 + 10, .twins = 0});
}

const LearnerEntry* limited_learner() {
  for (const LearnerEntry& entry : learner_catalog())
    if (entry.traits.max_rows != 0) return &entry;
  return nullptr;
}

TEST(Contest, lets_a_learner_sit_out_that_takes_fewer_rows) {
  const LearnerEntry* limited = limited_learner();
  ASSERT_NE(limited, nullptr);
  const Case made = large_case(*limited);
  const std::vector<LearnerPlan> plans{{limited->name, Json::object()},
                                       {"decision_tree", Json::object()}};
  const Contest contest = run_contest(made.experiment(), plans).value();
  ASSERT_EQ(contest.contenders.size(), 2U);
  EXPECT_EQ(contest.contenders[0].row.learner, "decision_tree");
  EXPECT_TRUE(contest.contenders[1].row.sat_out);
  EXPECT_NE(contest.contenders[1].row.note.find("takes at most"), std::string::npos);
  EXPECT_FALSE(contest.search_cut_short);
}

TEST(Contest, fails_when_nobody_can_take_part) {
  const LearnerEntry* limited = limited_learner();
  ASSERT_NE(limited, nullptr);
  const Case made = large_case(*limited);
  const std::vector<LearnerPlan> plans{{limited->name, Json::object()}};
  EXPECT_EQ(run_contest(made.experiment(), plans).error().code, ErrorCode::too_large);
}

TEST(Contest, takes_options_as_given_and_checks_them) {
  const Case made = make_case({});
  const std::vector<LearnerPlan> plans{{"decision_tree", {{"max_depth", 3}}}};
  const Contest contest = run_contest(made.experiment(), plans).value();
  EXPECT_EQ(contest.contenders[0].options->integer("max_depth"), 3);
  const std::vector<LearnerPlan> wrong{{"decision_tree", {{"max_dept", 3}}}};
  EXPECT_EQ(run_contest(made.experiment(), wrong).error().code, ErrorCode::invalid_argument);
}

TEST(Contest, may_hold_one_learner_twice_with_different_options) {
  const Case made = make_case({});
  const std::vector<LearnerPlan> plans{{"decision_tree", {{"max_depth", 1}}},
                                       {"decision_tree", {{"max_depth", 4}}}};
  const Contest contest = run_contest(made.experiment(), plans).value();
  EXPECT_EQ(contest.contenders[0].options->integer("max_depth"), 4);
  EXPECT_GE(contest.contenders[0].row.metric, contest.contenders[1].row.metric);
}

TEST(Contest, orders_by_the_metric_that_was_chosen) {
  for (const SelectionMetric metric : {SelectionMetric::log_loss, SelectionMetric::pr_auc}) {
    SelectOptions options;
    options.metric = metric;
    const Case made = make_case({}, options);
    const std::vector<LearnerPlan> plans{{"decision_tree", Json::object()},
                                         {"logistic_regression", Json::object()}};
    const Contest contest = run_contest(made.experiment(), plans).value();
    const Evaluation& first = contest.contenders[0].row.tune;
    const Evaluation& second = contest.contenders[1].row.tune;
    if (metric == SelectionMetric::log_loss) {
      EXPECT_LE(first.log_loss, second.log_loss);
    } else {
      EXPECT_GE(first.pr_auc, second.pr_auc);
    }
  }
}

TEST(LearnerPlans, are_the_whole_catalogue_by_default) {
  EXPECT_EQ(learner_plans(SelectOptions()).value().size(), learner_catalog().size());
}

}  // namespace
}  // namespace vedette
