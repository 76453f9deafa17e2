// SPDX-License-Identifier: Apache-2.0
#include "select/select.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "select/protocol.hpp"
#include "select/synthetic.hpp"

namespace vedette {
namespace {

using synthetic::make_traffic;
using synthetic::Traffic;
using testing::ElementsAre;

/// Learners that train in no time, so that each test can run the whole protocol.
SelectOptions quick_options() {
  SelectOptions options;
  options.learners = {{"decision_tree", Json::object()},
                      {"logistic_regression", Json::object()},
                      {"random_forest", {{"n_estimators", 10}}}};
  options.clock = [] { return TimeNs{0}; };
  return options;
}

Result<Selection> select(const Traffic& traffic, const SelectOptions& options, int threads = 1) {
  return select_on(traffic.table, traffic.schema, {}, options, {.threads = threads}, {});
}

std::string leaderboard_text(const Selection& selection) {
  Json rows = Json::array();
  for (const Contender& contender : selection.leaderboard) rows.push_back(to_json(contender));
  return dump_json(rows);
}

std::vector<std::string> names(const std::vector<Baseline>& baselines) {
  std::vector<std::string> found;
  for (const Baseline& baseline : baselines) found.push_back(baseline.name);
  return found;
}

/// The feature values of some rows, replaced.
void garble(Table& table, std::span<const std::uint32_t> rows) {
  for (std::size_t c = 0; c < 2; ++c) {
    auto& values = std::get<UnsetVector<double>>(table.columns[c].values);
    for (const std::uint32_t row : rows) values[row] = 1e6 + static_cast<double>(row + c);
  }
}

TEST(SelectModel, learns_a_separable_task_and_orders_the_leaderboard) {
  const Selection selection = select(make_traffic({}), quick_options()).value();
  EXPECT_GT(selection.evaluation.report.accuracy, 0.8);
  EXPECT_EQ(selection.evaluation.rows, static_cast<std::int64_t>(selection.split.test.size()));
  ASSERT_EQ(selection.leaderboard.size(), 3U);
  EXPECT_TRUE(
      std::ranges::is_sorted(selection.leaderboard, std::ranges::greater(), &Contender::metric));
  EXPECT_EQ(selection.learner, selection.leaderboard.front().learner);
  EXPECT_EQ(selection.learner_options, selection.leaderboard.front().options);
  ASSERT_TRUE(selection.threshold);
  EXPECT_EQ(selection.threshold->benign_rows + selection.threshold->attack_rows,
            static_cast<std::int64_t>(selection.split.tune.size()));
  EXPECT_FALSE(selection.search_cut_short);
}

TEST(SelectModel, gives_the_same_bits_whatever_the_thread_count) {
  const Traffic traffic = make_traffic({});
  SelectOptions options = quick_options();
  options.search.candidates = 4;
  const Selection one = select(traffic, options, 1).value();
  const Selection three = select(traffic, options, 3).value();
  EXPECT_EQ(one.model->to_bytes(), three.model->to_bytes());
  EXPECT_EQ(one.threshold->value, three.threshold->value);
  EXPECT_EQ(leaderboard_text(one), leaderboard_text(three));
  EXPECT_EQ(dump_json(to_json(one.evaluation)), dump_json(to_json(three.evaluation)));
}

/// The parts are given, since splitting by duplicates looks at the values of all rows.
TEST(SelectModel, does_not_look_at_the_test_rows_before_the_end) {
  Traffic traffic = make_traffic({.twins = 0});
  SelectOptions options = quick_options();
  options.search.candidates = 3;
  std::vector<std::uint8_t> parts(traffic.table.rows(), 0);
  std::vector<std::uint32_t> test;
  for (std::uint32_t row = 0; row < parts.size(); ++row) {
    parts[row] = row % 5 == 0 ? 2 : row % 5 == 1 ? 1 : 0;
    if (parts[row] == 2) test.push_back(row);
  }
  const auto run = [&] {
    return select_on(traffic.table, traffic.schema, parts, options, {}, {}).value();
  };
  const Selection before = run();
  garble(traffic.table, test);
  const Selection after = run();
  EXPECT_EQ(before.model->to_bytes(), after.model->to_bytes());
  EXPECT_EQ(dump_json(before.transform.to_json()), dump_json(after.transform.to_json()));
  EXPECT_EQ(before.threshold->value, after.threshold->value);
  EXPECT_EQ(leaderboard_text(before), leaderboard_text(after));
  EXPECT_NE(dump_json(to_json(before.evaluation)), dump_json(to_json(after.evaluation)));
}

TEST(SelectModel, refits_on_train_and_tune_rows_with_the_threshold_frozen) {
  const Traffic traffic = make_traffic({});
  SelectOptions options = quick_options();
  const Selection refitted = select(traffic, options).value();
  options.refit = SelectOptions::Refit::none;
  const Selection plain = select(traffic, options).value();
  EXPECT_EQ(refitted.learner, plain.learner);
  EXPECT_EQ(refitted.threshold->value, plain.threshold->value);
  EXPECT_NE(refitted.model->to_bytes(), plain.model->to_bytes());
}

TEST(SelectModel, tells_families_apart_and_reports_every_class) {
  SelectOptions options = quick_options();
  options.task = Task::multiclass;
  const Selection selection = select(make_traffic({.rows = 800, .classes = 4}), options).value();
  EXPECT_THAT(selection.labels.classes, ElementsAre("benign", "attack1", "attack2", "attack3"));
  EXPECT_EQ(selection.evaluation.report.per_class.size(), 4U);
  EXPECT_EQ(selection.model->classes(), 4U);
  EXPECT_GT(selection.evaluation.report.macro_f1, 0.6);
}

TEST(SelectModel, needs_no_benign_class) {
  Traffic traffic = make_traffic({.classes = 3});
  traffic.schema.label.benign.clear();
  SelectOptions options = quick_options();
  options.task = Task::multiclass;
  const Selection selection = select(traffic, options).value();
  EXPECT_FALSE(selection.threshold);
  EXPECT_FALSE(selection.labels.has_benign);
  EXPECT_GT(selection.evaluation.report.accuracy, 0.6);
  options.threshold.kind = ThresholdPolicy::Kind::max_fpr;
  EXPECT_EQ(select(traffic, options).error().code, ErrorCode::invalid_argument);
}

TEST(SelectModel, leaves_out_a_class_that_only_test_rows_have) {
  Traffic traffic = make_traffic({.rows = 300, .label_noise = 0, .twins = 0});
  std::vector<std::uint8_t> parts(300, 0);
  Column labels = Column::make("label", ColumnType::text);
  for (std::size_t row = 0; row < parts.size(); ++row) {
    if (row >= 200) parts[row] = row % 2 == 0 ? 1 : 2;
    labels.push_text(row == 299 ? "zero_day" : traffic.table.columns.back().text(row));
  }
  traffic.table.columns.back() = labels;
  SelectOptions options = quick_options();
  options.task = Task::multiclass;
  const Selection selection =
      select_on(traffic.table, traffic.schema, parts, options, {}, {}).value();
  EXPECT_THAT(selection.labels.classes, ElementsAre("benign", "attack1"));
  EXPECT_THAT(selection.split.left_out, ElementsAre(299));
  ASSERT_EQ(selection.notes.size(), 1U);
  EXPECT_NE(selection.notes[0].find("zero_day"), std::string::npos);
}

TEST(SelectModel, takes_tune_rows_from_train_rows_when_none_are_given) {
  const Traffic traffic = make_traffic({.rows = 500, .twins = 0});
  std::vector<std::uint8_t> parts(500, 0);
  std::fill(parts.begin() + 400, parts.end(), std::uint8_t{2});
  const Selection selection =
      select_on(traffic.table, traffic.schema, parts, quick_options(), {}, {}).value();
  EXPECT_EQ(selection.split.test.size(), 100U);
  EXPECT_EQ(selection.split.train.size() + selection.split.tune.size(), 400U);
  EXPECT_NEAR(static_cast<double>(selection.split.tune.size()), 400.0 / 7, 5);
  EXPECT_EQ(selection.split.options.method, SplitMethod::given);
}

TEST(SelectModel, refuses_parts_that_do_not_fit_the_table) {
  const Traffic traffic = make_traffic({});
  const std::vector<std::uint8_t> too_few(3, 0);
  EXPECT_EQ(select_on(traffic.table, traffic.schema, too_few, quick_options(), {}, {}).error().code,
            ErrorCode::invalid_argument);
  const std::vector<std::uint8_t> no_test(traffic.table.rows(), 0);
  EXPECT_EQ(select_on(traffic.table, traffic.schema, no_test, quick_options(), {}, {}).error().code,
            ErrorCode::invalid_argument);
}

TEST(SelectModel, refuses_an_unknown_learner_with_the_nearest_name) {
  SelectOptions options = quick_options();
  options.learners.push_back({"random_forrest", Json::object()});
  const auto result = select(make_traffic({}), options);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::invalid_argument);
  EXPECT_NE(result.error().hint.find("random_forest"), std::string::npos);
}

TEST(SelectModel, goes_on_to_the_end_when_the_search_is_stopped) {
  std::stop_source stop;
  stop.request_stop();
  SelectOptions options = quick_options();
  options.search.candidates = 9;
  const Traffic traffic = make_traffic({});
  const Selection selection =
      select_on(traffic.table, traffic.schema, {}, options, {.stop = stop.get_token()}, {}).value();
  EXPECT_TRUE(selection.search_cut_short);
  EXPECT_EQ(selection.learner, "decision_tree");
  EXPECT_FALSE(selection.leaderboard[0].sat_out);
  EXPECT_TRUE(selection.leaderboard[1].sat_out);
  EXPECT_NE(selection.leaderboard[1].note.find("stopped"), std::string::npos);
  EXPECT_FALSE(selection.baselines.empty());
}

TEST(SelectModel, gives_up_at_the_second_request) {
  std::stop_source stop;
  stop.request_stop();
  const Traffic traffic = make_traffic({});
  const auto result = select_on(traffic.table, traffic.schema, {}, quick_options(),
                                {.stop = stop.get_token()}, stop.get_token());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::cancelled);
}

TEST(SelectModel, lets_every_learner_of_the_catalogue_compete_by_default) {
  SelectOptions options = quick_options();
  options.learners.clear();
  const Selection selection = select(make_traffic({.rows = 200}), options, 2).value();
  EXPECT_EQ(selection.leaderboard.size(), learner_catalog().size());
  for (const Contender& contender : selection.leaderboard)
    EXPECT_FALSE(contender.sat_out) << contender.learner << ": " << contender.note;
}

TEST(SelectModel, reweighs_classes_when_asked) {
  const Traffic traffic = make_traffic({.rows = 600, .classes = 3});
  SelectOptions options = quick_options();
  const std::string plain = select(traffic, options).value().model->to_bytes();
  options.class_weights = true;
  EXPECT_NE(select(traffic, options).value().model->to_bytes(), plain);
}

TEST(SelectModel, beats_its_baselines_on_an_easy_task) {
  const Selection selection =
      select(make_traffic({.rows = 600, .label_noise = 0}), quick_options()).value();
  EXPECT_THAT(names(selection.baselines),
              testing::IsSupersetOf({"majority_class", "best_single_column", "default_forest"}));
  for (const Baseline& baseline : selection.baselines) {
    EXPECT_EQ(baseline.test.rows, selection.evaluation.rows);
    if (baseline.name == "majority_class" || baseline.name == "best_single_column") {
      EXPECT_GT(selection.evaluation.report.macro_f1, baseline.test.report.macro_f1);
    }
  }
}

TEST(SelectJson, says_of_a_learner_that_sat_out_only_why) {
  Contender contender;
  contender.learner = "kernel_svm";
  contender.options = Json::object();
  contender.sat_out = true;
  contender.note = "sat out: takes at most 20000 rows";
  const Json json = to_json(contender);
  EXPECT_EQ(json["note"], contender.note);
  EXPECT_TRUE(json["sat_out"]);
  EXPECT_FALSE(json.contains("tune"));
}

TEST(SelectModel, takes_a_validated_table) {
  Traffic traffic = make_traffic({});
  const ValidatedTable table =
      validate(std::move(traffic.table), std::move(traffic.schema), {}, 0).value();
  const Selection selection = select_model(table, quick_options(), {}).value();
  EXPECT_GT(selection.evaluation.report.accuracy, 0.8);
  std::vector<std::uint8_t> parts(table.table().rows(), 0);
  for (const std::uint32_t row : selection.split.tune) parts[row] = 1;
  for (const std::uint32_t row : selection.split.test) parts[row] = 2;
  const Selection again = select_model_given(table, parts, quick_options(), {}).value();
  EXPECT_EQ(again.model->to_bytes(), selection.model->to_bytes());
}

}  // namespace
}  // namespace vedette
