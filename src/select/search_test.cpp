// SPDX-License-Identifier: Apache-2.0
#include "select/search.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <mutex>

#include "select/folds.hpp"
#include "select/synthetic.hpp"

namespace vedette {
namespace {

using synthetic::Case;
using synthetic::make_case;

/// What the fake learner was asked to do, over all threads.
struct Trainings {
  std::mutex mutex;
  std::map<double, std::size_t> most_rows;  ///< by option `cut`
  std::size_t count = 0;
  std::stop_source* stop_at = nullptr;  ///< asked to stop by training number `stop_after`
  std::size_t stop_after = 0;
};
Trainings trainings;

/// Attack where the first column is above the cut.
class CutModel final : public Model {
 public:
  CutModel(float cut, std::size_t columns, std::size_t classes)
      : cut_(cut), columns_(columns), classes_(classes) {}
  Result<Scores> predict(const Matrix& rows) const override {
    Scores scores{rows.rows, classes_, std::vector<float>(rows.rows * classes_, 0.0F)};
    for (std::size_t i = 0; i < rows.rows; ++i) {
      const float attack = rows.at(i, 0) > cut_ ? 0.9F : 0.1F;
      scores.values[i * classes_] = 1 - attack;
      scores.values[i * classes_ + 1] = attack;
    }
    return scores;
  }
  std::size_t columns() const override { return columns_; }
  std::size_t classes() const override { return classes_; }
  std::string to_bytes() const override { return {}; }
  Json describe() const override { return Json::object(); }

 private:
  float cut_;
  std::size_t columns_;
  std::size_t classes_;
};

Result<std::unique_ptr<Model>> train_cut(const TrainRequest& request) {
  if (request.work.stopped()) return fail(ErrorCode::cancelled, "stopped");
  const double cut = request.options.real("cut");
  if (cut > 100) return fail(ErrorCode::invalid_argument, "the cut is too high");
  const std::scoped_lock lock(trainings.mutex);
  std::size_t& rows = trainings.most_rows[cut];
  rows = std::max(rows, request.rows.rows);
  if (++trainings.count == trainings.stop_after) trainings.stop_at->request_stop();
  return std::make_unique<CutModel>(static_cast<float>(cut), request.rows.columns, request.classes);
}

LearnerEntry cut_learner(double standard, SearchRange range) {
  LearnerEntry entry;
  entry.name = "cut";
  entry.options = {{.name = "cut", .standard = standard, .help = "Border.", .search = range}};
  entry.train = train_cut;
  entry.load = nullptr;
  return entry;
}

constexpr SearchRange kAround{-1, 3, SearchRange::Scale::linear};

SelectOptions with_candidates(int candidates) {
  SelectOptions options;
  options.search.candidates = candidates;
  return options;
}

std::vector<PreparedRows> prepared(const Experiment& experiment) {
  std::vector<PreparedRows> folds;
  const std::vector<Fold> rows = make_folds(experiment).value();
  for (const Fold& fold : rows)
    folds.push_back(prepare(experiment, PlanKind::trees, fold.fit, fold.validate).value());
  return folds;
}

Result<SearchResult> search(const Case& made, const LearnerEntry& entry,
                            const Json& fixed = Json::object()) {
  trainings.most_rows.clear();
  trainings.count = 0;
  const Experiment experiment = made.experiment();
  const std::vector<PreparedRows> folds = prepared(experiment);
  const Deadline deadline(made.options.clock, made.options.search.budget_seconds, made.work.stop);
  return search_options(experiment, {entry, fixed, folds}, deadline);
}

TEST(PlanRungs, divides_candidates_by_three_while_rows_grow_by_three) {
  struct Plan {
    std::size_t candidates;
    std::size_t rows;
    std::vector<std::size_t> expected;
  };
  const Plan plans[] = {{0, 100000, {}},     {1, 100000, {}},     {2, 100000, {2}},
                        {5, 100000, {5}},    {6, 100000, {6, 2}}, {27, 100000, {27, 9, 3}},
                        {27, 2000, {27, 9}}, {27, 400, {27}},     {200, 100000, {200, 66, 22, 7}}};
  for (const Plan& plan : plans) {
    std::vector<std::size_t> counts;
    double share = 0;
    for (const Rung& rung : plan_rungs(plan.candidates, plan.rows)) {
      if (share > 0) {
        EXPECT_NEAR(rung.share, 3 * share, 1e-12);
      }
      share = rung.share;
      counts.push_back(rung.candidates);
    }
    EXPECT_EQ(counts, plan.expected) << plan.candidates << " on " << plan.rows;
    EXPECT_EQ(share, counts.empty() ? 0 : 1);
  }
}

TEST(Search, keeps_the_defaults_without_candidates) {
  const Case made = make_case({}, with_candidates(0));
  const SearchResult result = search(made, cut_learner(1, kAround)).value();
  EXPECT_EQ(result.options.real("cut"), 1);
  EXPECT_EQ(result.candidates_tried, 1);
  EXPECT_EQ(trainings.count, 0U);
}

TEST(Search, finds_better_options_than_bad_defaults) {
  const Case made = make_case({.rows = 3000}, with_candidates(20));
  const SearchResult result = search(made, cut_learner(-5, kAround)).value();
  EXPECT_NEAR(result.options.real("cut"), 1, 0.4);
  EXPECT_EQ(result.candidates_tried, 20);
  EXPECT_FALSE(result.cut_short);
}

TEST(Search, keeps_good_defaults_against_worse_candidates) {
  const Case made = make_case({}, with_candidates(9));
  const SearchRange far{5, 9, SearchRange::Scale::linear};
  EXPECT_EQ(search(made, cut_learner(1, far)).value().options.real("cut"), 1);
}

TEST(Search, takes_the_defaults_to_the_last_round_however_bad) {
  const Case made = make_case({.rows = 6000}, with_candidates(18));
  ASSERT_TRUE(search(made, cut_learner(-5, kAround)));
  std::size_t most = 0;
  for (const auto& [cut, rows] : trainings.most_rows) most = std::max(most, rows);
  EXPECT_EQ(trainings.most_rows.at(-5), most);
  EXPECT_LT(trainings.count, 18U * 3 * 2);
}

TEST(Search, does_not_touch_fixed_options) {
  const Case made = make_case({}, with_candidates(9));
  const SearchResult result = search(made, cut_learner(0, kAround), {{"cut", 0.25}}).value();
  EXPECT_EQ(result.options.real("cut"), 0.25);
  EXPECT_EQ(result.candidates_tried, 1);
}

TEST(Search, gives_the_same_options_whatever_the_thread_count) {
  Case made = make_case({.rows = 2000}, with_candidates(12));
  const SearchResult one = search(made, cut_learner(-5, kAround)).value();
  made.work.threads = 3;
  EXPECT_EQ(search(made, cut_learner(-5, kAround)).value().options, one.options);
}

TEST(Search, ends_when_the_budget_is_spent_and_keeps_what_it_has) {
  SelectOptions options = with_candidates(20);
  TimeNs now = 0;
  options.clock = [&now] { return now += 1'000'000'000; };
  options.search.budget_seconds = 10;
  const Case made = make_case({}, options);
  const SearchResult result = search(made, cut_learner(-5, kAround)).value();
  EXPECT_TRUE(result.cut_short);
  EXPECT_EQ(result.candidates_tried, 2);
  EXPECT_GT(result.options.real("cut"), -5);
}

TEST(Search, returns_the_defaults_when_there_is_no_time_at_all) {
  Case made = make_case({}, with_candidates(20));
  std::stop_source source;
  source.request_stop();
  made.work.stop = source.get_token();
  const SearchResult result = search(made, cut_learner(-5, kAround)).value();
  EXPECT_TRUE(result.cut_short);
  EXPECT_EQ(result.options.real("cut"), -5);
  EXPECT_EQ(trainings.count, 0U);
}

TEST(Search, keeps_the_ranking_of_the_round_before_when_stopped_at_once_in_the_next) {
  Case made = make_case({.rows = 6000}, with_candidates(18));
  std::stop_source source;
  made.work.stop = source.get_token();
  trainings.stop_at = &source;
  trainings.stop_after = 18 * 3 + 1;  // the first training of the second round
  const SearchResult result = search(made, cut_learner(-5, kAround)).value();
  trainings.stop_after = 0;
  EXPECT_TRUE(result.cut_short);
  EXPECT_NEAR(result.options.real("cut"), 1, 0.6);
}

TEST(Search, hands_on_the_learners_error_with_the_candidate) {
  const Case made = make_case({}, with_candidates(4));
  const SearchRange refused{200, 300, SearchRange::Scale::linear};
  const auto result = search(made, cut_learner(1, refused));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::invalid_argument);
  ASSERT_FALSE(result.error().while_doing.empty());
  EXPECT_NE(result.error().while_doing.front().find("searching cut with"), std::string::npos);
}

TEST(Search, reports_candidates_done_of_all) {
  Case made = make_case({}, with_candidates(9));
  made.work.threads = 2;
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  made.work.on_progress = [&](std::string_view, std::uint64_t d, std::uint64_t t) {
    done = d;
    total = t;
  };
  ASSERT_TRUE(search(made, cut_learner(1, kAround)));
  EXPECT_EQ(done, total);
  EXPECT_EQ(total, 9U);
}

TEST(Deadline, shares_what_is_left) {
  TimeNs now = 0;
  const Deadline whole([&now] { return now; }, 9, {});
  const Deadline third = whole.share(3);
  now = 2'900'000'000;
  EXPECT_FALSE(third.passed());
  now = 3'000'000'000;
  EXPECT_TRUE(third.passed());
  EXPECT_FALSE(whole.passed());
  now = 20'000'000'000;
  EXPECT_TRUE(whole.share(2).passed());
}

TEST(Deadline, without_a_budget_never_passes_by_itself) {
  std::stop_source source;
  const Deadline deadline([] { return TimeNs{1} << 62; }, 0, source.get_token());
  EXPECT_FALSE(deadline.share(2).passed());
  source.request_stop();
  EXPECT_TRUE(deadline.passed());
}

}  // namespace
}  // namespace vedette
