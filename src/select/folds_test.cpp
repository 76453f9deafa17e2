// SPDX-License-Identifier: Apache-2.0
#include "select/folds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "select/synthetic.hpp"

namespace vedette {
namespace {

using Rows = std::vector<std::uint32_t>;
using synthetic::Case;
using synthetic::make_case;

std::set<std::uint32_t> groups_at(const Rows& groups, const Rows& rows) {
  std::set<std::uint32_t> found;
  for (const std::uint32_t row : rows) found.insert(groups[row]);
  return found;
}

std::vector<Fold> folds_of(const Case& made) {
  return make_folds(made.experiment()).value();
}

bool share_a_group(const Rows& groups, const Fold& fold) {
  const auto fit = groups_at(groups, fold.fit);
  return std::ranges::any_of(fold.validate,
                             [&](std::uint32_t row) { return fit.contains(groups[row]); });
}

TEST(Folds, validate_every_train_row_once_and_touch_no_other) {
  const Case made = make_case({});
  Rows validated;
  for (const Fold& fold : folds_of(made)) {
    EXPECT_EQ(fold.fit.size() + fold.validate.size(), made.split.train.size());
    validated.insert(validated.end(), fold.validate.begin(), fold.validate.end());
  }
  std::ranges::sort(validated);
  EXPECT_EQ(validated, made.split.train);
}

TEST(Folds, keep_rows_together_that_the_split_keeps_together) {
  for (const SplitMethod method : {SplitMethod::duplicate_grouped, SplitMethod::group}) {
    SelectOptions options;
    options.split.method = method;
    const Case made = make_case({.twins = 150}, options);
    const Rows twins = duplicate_groups(made.traffic.table, made.traffic.schema);
    const Rows groups = row_groups(made.traffic.table, made.traffic.schema, options.split);
    for (const Fold& fold : folds_of(made)) {
      EXPECT_FALSE(share_a_group(groups, fold)) << to_string(method);
      EXPECT_FALSE(share_a_group(twins, fold)) << to_string(method);
    }
  }
}

TEST(Folds, are_the_same_for_the_same_seed_only) {
  SelectOptions options;
  const Case first = make_case({}, options);
  const Case again = make_case({}, options);
  options.seed = 2;
  const Case other = make_case({}, options);
  const Rows fit = folds_of(first)[0].fit;
  EXPECT_EQ(folds_of(again)[0].fit, fit);
  EXPECT_NE(folds_of(other)[0].fit, fit);
}

TEST(Folds, of_a_time_split_learn_from_the_past_only) {
  SelectOptions options;
  options.split.method = SplitMethod::time;
  options.split.gap_seconds = 5;
  options.search.folds = 4;
  const Case made = make_case({.twins = 0}, options);
  const std::vector<Fold> folds = folds_of(made);
  ASSERT_EQ(folds.size(), 4U);
  std::size_t fit_rows = 0;
  for (const Fold& fold : folds) {
    EXPECT_GT(fold.fit.size(), fit_rows);
    fit_rows = fold.fit.size();
    EXPECT_GE(*std::ranges::min_element(fold.validate), *std::ranges::max_element(fold.fit) + 5);
  }
}

TEST(Folds, of_a_time_split_do_not_learn_from_twins_of_later_rows) {
  SelectOptions options;
  options.split.method = SplitMethod::time;
  const Case made = make_case({.twins = 200}, options);
  const Rows groups = row_groups(made.traffic.table, made.traffic.schema, options.split);
  for (const Fold& fold : folds_of(made)) EXPECT_FALSE(share_a_group(groups, fold));
}

TEST(Folds, look_at_no_more_rows_than_allowed) {
  SelectOptions options;
  options.search.max_rows = 100;
  const Case made = make_case({.rows = 1000}, options);
  for (const Fold& fold : folds_of(made)) {
    EXPECT_LE(fold.fit.size() + fold.validate.size(), 110U);
    EXPECT_GE(fold.fit.size() + fold.validate.size(), 80U);
  }
}

TEST(Folds, refuse_to_be_fewer_than_two) {
  SelectOptions options;
  options.search.folds = 1;
  const Case made = make_case({}, options);
  EXPECT_EQ(make_folds(made.experiment()).error().code, ErrorCode::invalid_argument);
}

std::vector<PreparedRows> one_fold(const Case& made, const Rows& fit, const Rows& validate) {
  std::vector<PreparedRows> folds;
  folds.push_back(prepare(made.experiment(), PlanKind::trees, fit, validate).value());
  return folds;
}

Rows rows_of_class(const Case& made, std::int32_t wanted, std::size_t count) {
  Rows rows;
  for (std::uint32_t row = 0; rows.size() < count; ++row)
    if (made.labels.classes[row] == wanted) rows.push_back(row);
  return rows;
}

Rows joined(Rows first, const Rows& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

TEST(FoldRows, number_the_classes_that_can_be_learnt_without_gaps) {
  SelectOptions options;
  options.task = Task::multiclass;
  const Case made = make_case({.classes = 4}, options);
  const Rows fit = joined(rows_of_class(made, 0, 10), rows_of_class(made, 3, 10));
  const auto folds = one_fold(made, fit, joined(fit, rows_of_class(made, 2, 5)));
  const std::vector<FoldRows> rows = fold_rows(made.experiment(), folds, 1);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].full_class, (std::vector<std::int32_t>{0, 3}));
  EXPECT_EQ(std::ranges::max(rows[0].fit.classes), 1);
  EXPECT_EQ(rows[0].validate->classes.back(), 2);
}

TEST(FoldRows, take_the_first_share_of_the_rows) {
  const Case made = make_case({});
  const auto folds = one_fold(made, made.split.train, made.split.tune);
  const auto rows = fold_rows(made.experiment(), folds, 0.25);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].fit.rows, (made.split.train.size() + 3) / 4);
  EXPECT_EQ(rows[0].fit.row_ids[5], made.split.train[5]);
  EXPECT_EQ(rows[0].validate->rows, made.split.tune.size());
}

TEST(FoldRows, leave_out_folds_that_cannot_tell_candidates_apart) {
  const Case made = make_case({});
  const Rows benign = rows_of_class(made, 0, 10);
  const Rows attack = rows_of_class(made, 1, 10);
  const Rows both = joined(benign, attack);
  EXPECT_EQ(fold_rows(made.experiment(), one_fold(made, both, benign), 1).size(), 0U);
  EXPECT_EQ(fold_rows(made.experiment(), one_fold(made, attack, both), 1).size(), 0U);
  EXPECT_EQ(fold_rows(made.experiment(), one_fold(made, both, attack), 1).size(), 0U);
}

TEST(Widen, gives_unknown_classes_no_share) {
  const Scores narrow{2, 2, {0.25F, 0.75F, 1.0F, 0.0F}};
  const Scores wide = widen(narrow, std::vector<std::int32_t>{0, 2}, 3);
  EXPECT_THAT(wide.values, testing::ElementsAre(0.25F, 0.0F, 0.75F, 1.0F, 0.0F, 0.0F));
}

TEST(Widen, changes_nothing_when_all_classes_are_known) {
  const Scores scores{1, 2, {0.25F, 0.75F}};
  EXPECT_EQ(widen(scores, std::vector<std::int32_t>{0, 1}, 2).values, scores.values);
}

}  // namespace
}  // namespace vedette
