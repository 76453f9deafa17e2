// SPDX-License-Identifier: Apache-2.0
#include "select/baselines.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "select/synthetic.hpp"

namespace vedette {
namespace {

using synthetic::Case;
using synthetic::make_case;

double share_of(const Case& made, const std::vector<std::uint32_t>& rows, std::int32_t wanted) {
  const auto hits = std::ranges::count_if(
      rows, [&](std::uint32_t row) { return made.labels.classes[row] == wanted; });
  return static_cast<double>(hits) / static_cast<double>(rows.size());
}

TEST(MajorityClass, always_answers_with_the_most_frequent_class) {
  for (const std::size_t classes : {2, 5}) {
    SelectOptions options;
    options.task = Task::multiclass;
    const Case made = make_case({.classes = classes}, options);
    std::int32_t top = 0;
    for (std::int32_t c = 1; c < static_cast<std::int32_t>(classes); ++c)
      if (share_of(made, made.split.train, c) > share_of(made, made.split.train, top)) top = c;
    const Baseline baseline = majority_class(made.experiment());
    EXPECT_NEAR(baseline.test.report.accuracy, share_of(made, made.split.test, top), 1e-12);
    const auto& name = made.labels.map.classes[static_cast<std::size_t>(top)];
    EXPECT_EQ(baseline.description, "always '" + name + "'");
  }
}

TEST(BestSingleColumn, finds_the_column_that_gives_the_classes_away) {
  Case made = make_case({.rows = 600});
  Column& noise = made.traffic.table.columns[3];
  noise = Column::make("noise", ColumnType::float64);
  for (const std::int32_t c : made.labels.classes) noise.push_float64(c == 0 ? 1.5 : -1.5);
  const Baseline baseline = best_single_column(made.experiment()).value();
  EXPECT_NE(baseline.description.find("'noise'"), std::string::npos) << baseline.description;
  EXPECT_EQ(baseline.test.report.accuracy, 1);
}

TEST(BestSingleColumn, reads_text_columns_too) {
  Case made = make_case({.rows = 600});
  Column& service = made.traffic.table.columns[2];
  service = Column::make("service", ColumnType::text);
  for (const std::int32_t c : made.labels.classes) service.push_text(c == 0 ? "dns" : "irc");
  const Baseline baseline = best_single_column(made.experiment()).value();
  EXPECT_NE(baseline.description.find("'service'"), std::string::npos) << baseline.description;
  EXPECT_EQ(baseline.test.report.accuracy, 1);
}

Contest contest_of(const Case& made, std::vector<LearnerPlan> plans) {
  return run_contest(made.experiment(), plans).value();
}

std::vector<std::string> names(const std::vector<Baseline>& baselines) {
  std::vector<std::string> found;
  for (const Baseline& baseline : baselines) found.push_back(baseline.name);
  return found;
}

TEST(Baselines, leave_out_what_the_winner_is_already) {
  const Case made = make_case({});
  using Names = std::vector<std::string>;
  Contest regression = contest_of(made, {{"logistic_regression", Json::object()}});
  EXPECT_EQ(names(run_baselines(made.experiment(), regression).value()),
            (Names{"majority_class", "best_single_column", "default_forest"}));
  Contest forest = contest_of(made, {{"random_forest", Json::object()}});
  EXPECT_EQ(names(run_baselines(made.experiment(), forest).value()),
            (Names{"majority_class", "best_single_column", "logistic_regression"}));
}

TEST(Baselines, are_the_same_whether_the_learner_took_part_or_not) {
  const Case made = make_case({});
  Contest alone = contest_of(made, {{"decision_tree", Json::object()}});
  Contest both =
      contest_of(made, {{"decision_tree", Json::object()}, {"random_forest", Json::object()}});
  if (both.contenders.front().row.learner != "decision_tree")
    std::swap(both.contenders[0], both.contenders[1]);
  const auto without = run_baselines(made.experiment(), alone).value();
  const auto with = run_baselines(made.experiment(), both).value();
  ASSERT_EQ(names(without), names(with));
  for (std::size_t i = 0; i < with.size(); ++i)
    EXPECT_EQ(dump_json(to_json(with[i].test)), dump_json(to_json(without[i].test)));
}

}  // namespace
}  // namespace vedette
