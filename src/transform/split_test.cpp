// SPDX-License-Identifier: Apache-2.0
#include "transform/split.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "transform/tables_for_test.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Rows over few values, so that many are equal; with host, time and classes.
struct Sample {
  Table table;
  Schema schema;
  std::vector<std::int32_t> classes;
};

Sample sample(std::uint64_t seed, std::size_t rows, std::uint64_t values) {
  Random random(seed);
  Sample made;
  made.table.columns = {tables::numbers("x", {}), tables::texts("w", {}),
                        tables::texts("host", {}),
                        Column::make("time", ColumnType::timestamp)};
  for (std::size_t i = 0; i < rows; ++i) {
    const std::uint64_t value = random.below(values);
    made.table.columns[0].push_float64(static_cast<double>(value / 2));
    made.table.columns[1].push_text(value % 2 == 0 ? "even" : "odd");
    made.table.columns[2].push_text("host" + std::to_string(random.below(60)));
    made.table.columns[3].push_int64(static_cast<std::int64_t>(random.below(rows / 2)) *
                                     1'000'000'000);
    made.classes.push_back(static_cast<std::int32_t>(value % 10 == 0 ? 1 + value % 3 : 0));
  }
  made.schema = tables::features_of(made.table);
  made.schema.columns[2].role = Role::group;
  made.schema.columns[3].role = Role::time;
  return made;
}

std::array<const std::vector<std::uint32_t>*, 4> parts_of(const Split& split) {
  return {&split.train, &split.tune, &split.test, &split.left_out};
}

/// Ascending, disjoint, all rows, and equal rows on one side.
void expect_sound(const Split& split, const Sample& rows) {
  const std::vector<std::uint32_t> equal = duplicate_groups(rows.table, rows.schema);
  std::vector<int> seen(rows.table.rows());
  std::map<std::uint32_t, int> part_of_group;
  for (int part = 0; part < 4; ++part) {
    EXPECT_TRUE(std::ranges::is_sorted(*parts_of(split)[static_cast<std::size_t>(part)]));
    for (const std::uint32_t row : *parts_of(split)[static_cast<std::size_t>(part)]) {
      ++seen[row];
      if (part < 3) {
        EXPECT_EQ(part_of_group.try_emplace(equal[row], part).first->second, part);
      }
    }
  }
  EXPECT_THAT(seen, testing::Each(1));
}

std::map<std::int32_t, double> class_counts(const std::vector<std::uint32_t>& rows,
                                            const std::vector<std::int32_t>& classes) {
  std::map<std::int32_t, double> counts;
  for (const std::uint32_t row : rows) counts[classes[row]] += 1;
  return counts;
}

TEST(DuplicateGroups, number_equal_rows_in_order_of_appearance) {
  Table table;
  table.columns = {tables::numbers("x", {0.0, 1, -0.0, std::nan(""), std::nan(""), 0}),
                   tables::texts("w", {"a", "a", "a", "a", "a", "?"}),
                   tables::numbers("label", {1, 2, 3, 4, 5, 6})};
  Schema schema = tables::features_of(table);
  schema.columns[2].role = Role::label;
  EXPECT_THAT(duplicate_groups(table, schema), ElementsAre(0, 1, 0, 2, 2, 3));
}

TEST(DuplicateGroups, texts_that_join_to_the_same_letters_are_different) {
  Table table;
  table.columns = {tables::texts("v", {"ab", "a", ""}), tables::texts("w", {"c", "bc", "abc"})};
  EXPECT_THAT(duplicate_groups(table, tables::features_of(table)), ElementsAre(0, 1, 2));
}

TEST(DuplicateGroups, equal_a_comparison_of_all_pairs) {
  const Sample rows = sample(3, 200, 40);
  const std::vector<std::uint32_t> groups = duplicate_groups(rows.table, rows.schema);
  for (std::size_t i = 0; i < 200; ++i)
    for (std::size_t j = 0; j < 200; ++j) {
      const bool equal = rows.table.columns[0].number(i) == rows.table.columns[0].number(j) &&
                         rows.table.columns[1].text(i) == rows.table.columns[1].text(j);
      EXPECT_EQ(groups[i] == groups[j], equal);
    }
}

TEST(Split, every_method_gives_sound_parts) {
  for (std::uint64_t seed = 0; seed < 5; ++seed)
    for (const SplitMethod method : {SplitMethod::duplicate_grouped, SplitMethod::stratified,
                                     SplitMethod::time, SplitMethod::group}) {
      const Sample rows = sample(seed, 1000, 3000);
      const Split split =
          split_rows(rows.table, rows.schema, rows.classes, {.method = method, .seed = seed})
              .value();
      expect_sound(split, rows);
      EXPECT_EQ(split.distinct_rows + split.twins, 1000) << to_string(method);
    }
}

TEST(Split, shares_are_exact_within_one_percent_overall_and_in_each_class) {
  const Sample rows = sample(11, 20000, 6000);
  const SplitOptions options{.tune_share = 0.1, .test_share = 0.25};
  const Split split = split_rows(rows.table, rows.schema, rows.classes, options).value();
  expect_sound(split, rows);
  EXPECT_NEAR(static_cast<double>(split.tune.size()) / 20000, 0.1, 0.01);
  EXPECT_NEAR(static_cast<double>(split.test.size()) / 20000, 0.25, 0.01);
  const auto all = class_counts(tables::all_rows(rows.table), rows.classes);
  for (const auto& [cls, count] : class_counts(split.test, rows.classes))
    EXPECT_NEAR(count / all.at(cls), 0.25, 0.01) << cls;
  for (const auto& [cls, count] : class_counts(split.tune, rows.classes))
    EXPECT_NEAR(count / all.at(cls), 0.1, 0.01) << cls;
}

TEST(Split, parts_follow_the_seed_and_the_content_but_not_the_order_of_rows) {
  const Sample rows = sample(5, 600, 500);
  const Split split = split_rows(rows.table, rows.schema, rows.classes, {.seed = 4}).value();
  EXPECT_EQ(split_rows(rows.table, rows.schema, rows.classes, {.seed = 4})->test, split.test);
  EXPECT_NE(split_rows(rows.table, rows.schema, rows.classes, {.seed = 5})->test, split.test);
  std::vector<std::uint32_t> order = tables::all_rows(rows.table);
  Random(2).shuffle(std::span(order));
  Sample shuffled{rows.table.select(order), rows.schema, {}};
  for (const std::uint32_t row : order) shuffled.classes.push_back(rows.classes[row]);
  const Split again =
      split_rows(shuffled.table, shuffled.schema, shuffled.classes, {.seed = 4}).value();
  std::vector<std::uint32_t> test;
  for (const std::uint32_t row : again.test) test.push_back(order[row]);
  std::ranges::sort(test);
  EXPECT_EQ(test, split.test);
}

TEST(Split, a_rare_class_gets_into_train_first_then_test_then_tune) {
  for (std::uint64_t seed = 0; seed < 30; ++seed)
    for (std::size_t rare = 1; rare <= 6; ++rare) {
      Sample rows = sample(seed, 300, 100000);
      for (std::size_t i = 0; i < 300; ++i) rows.classes[i] = i < rare ? 1 : 0;
      const Split split =
          split_rows(rows.table, rows.schema, rows.classes, {.seed = seed}).value();
      if (split.twins > 0) continue;
      EXPECT_TRUE(class_counts(split.train, rows.classes).contains(1)) << rare;
      EXPECT_EQ(class_counts(split.test, rows.classes).contains(1), rare >= 2) << rare;
      EXPECT_EQ(class_counts(split.tune, rows.classes).contains(1), rare >= 3) << rare;
    }
}

TEST(Split, one_huge_group_of_equal_rows_does_not_crowd_out_the_rest) {
  Sample rows = sample(1, 400, 100000);
  Column same = tables::numbers("x", {});
  Column word = tables::texts("w", {});
  for (std::size_t i = 0; i < 400; ++i) {
    same.push_float64(i < 200 ? -1 : static_cast<double>(i));
    word.push_text("even");
    rows.classes[i] = 0;
  }
  rows.table.columns[0] = same;
  rows.table.columns[1] = word;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Split split = split_rows(rows.table, rows.schema, rows.classes, {.seed = seed}).value();
    EXPECT_EQ(split.test.size(), 60U);
    EXPECT_EQ(split.tune.size(), 60U);
    EXPECT_EQ(split.groups, 201);
  }
}

TEST(Split, a_share_of_zero_means_no_such_part) {
  const Sample rows = sample(1, 200, 1000);
  for (const SplitMethod method : {SplitMethod::duplicate_grouped, SplitMethod::time}) {
    const Split split = split_rows(rows.table, rows.schema, rows.classes,
                                   {.method = method, .tune_share = 0, .test_share = 0.2})
                            .value();
    EXPECT_TRUE(split.tune.empty());
    EXPECT_FALSE(split.test.empty());
  }
}

TEST(Split, shares_that_make_no_sense_are_refused) {
  const Sample rows = sample(1, 100, 1000);
  for (const auto& [tune, test] : std::vector<std::pair<double, double>>{
           {-0.1, 0.2}, {0.5, 0.5}, {0.6, 0.6}, {std::nan(""), 0.1}, {0.1, HUGE_VAL}})
    EXPECT_EQ(split_rows(rows.table, rows.schema, rows.classes,
                         {.tune_share = tune, .test_share = test})
                  .error().code,
              ErrorCode::invalid_argument);
  const Sample tiny = sample(1, 2, 1000);
  EXPECT_THAT(split_rows(tiny.table, tiny.schema, tiny.classes, {}).error().message,
              HasSubstr("without rows"));
}

TEST(SplitByTime, parts_follow_each_other_with_the_gap) {
  const Sample rows = sample(6, 2000, 1000000);
  const SplitOptions options{.method = SplitMethod::time, .gap_seconds = 20};
  const Split split = split_rows(rows.table, rows.schema, rows.classes, options).value();
  expect_sound(split, rows);
  const auto times = rows.table.columns[3].int64s();
  const auto first = [&](const std::vector<std::uint32_t>& part) {
    return times[*std::ranges::min_element(part, {}, [&](auto row) { return times[row]; })];
  };
  const auto last = [&](const std::vector<std::uint32_t>& part) {
    return times[*std::ranges::max_element(part, {}, [&](auto row) { return times[row]; })];
  };
  EXPECT_GT(first(split.tune) - last(split.train), 20'000'000'000);
  EXPECT_GT(first(split.test) - last(split.tune), 20'000'000'000);
  EXPECT_NEAR(static_cast<double>(split.train.size()) / 2000, 0.7, 0.02);
  EXPECT_GT(split.left_out.size(), 40U);
}

TEST(SplitByTime, rows_that_come_again_later_are_left_out_of_the_earlier_part) {
  Table table;
  table.columns = {tables::numbers("x", {1, 2, 3, 4, 5, 6, 7, 8, 1, 3}),
                   tables::numbers("time", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})};
  Schema schema = tables::features_of(table);
  schema.columns[1].role = Role::time;
  const std::vector<std::int32_t> classes(10);
  const Split split = split_rows(table, schema, classes,
                                 {.method = SplitMethod::time, .tune_share = 0.2,
                                  .test_share = 0.2})
                          .value();
  EXPECT_THAT(split.train, ElementsAre(1, 3, 4, 5));
  EXPECT_THAT(split.tune, ElementsAre(6, 7));
  EXPECT_THAT(split.test, ElementsAre(8, 9));
  EXPECT_THAT(split.left_out, ElementsAre(0, 2));
}

TEST(SplitByTime, needs_a_time_column_that_is_nearly_complete_and_not_text) {
  Sample rows = sample(1, 100, 1000);
  const SplitOptions options{.method = SplitMethod::time};
  rows.table.columns[3].missing[7] = 1;
  EXPECT_THAT(split_rows(rows.table, rows.schema, rows.classes, options).error().message,
              HasSubstr("missing in 1 of 100"));
  rows.schema.columns[3].role = Role::ignored;
  EXPECT_EQ(split_rows(rows.table, rows.schema, rows.classes, options).error().code,
            ErrorCode::schema_mismatch);
  rows.schema.columns[1].role = Role::time;
  EXPECT_THAT(split_rows(rows.table, rows.schema, rows.classes, options).error().message,
              HasSubstr("text"));
}

TEST(SplitByGroup, no_host_and_no_equal_row_straddles) {
  const Sample rows = sample(9, 3000, 2000);
  const SplitOptions options{.method = SplitMethod::group};
  const Split split = split_rows(rows.table, rows.schema, rows.classes, options).value();
  expect_sound(split, rows);
  std::map<std::string, int> part_of_host;
  for (int part = 0; part < 3; ++part)
    for (const std::uint32_t row : *parts_of(split)[static_cast<std::size_t>(part)])
      EXPECT_EQ(part_of_host.try_emplace(rows.table.columns[2].text(row), part).first->second,
                part);
  EXPECT_EQ(split.groups, 60);
  EXPECT_FALSE(split.left_out.empty());
}

TEST(SplitByGroup, takes_the_named_column_and_refuses_an_absent_one) {
  const Sample rows = sample(9, 300, 200);
  SplitOptions options{.method = SplitMethod::group, .group_column = "x"};
  EXPECT_TRUE(split_rows(rows.table, rows.schema, rows.classes, options));
  options.group_column = "no_such";
  EXPECT_EQ(split_rows(rows.table, rows.schema, rows.classes, options).error().code,
            ErrorCode::schema_mismatch);
}

TEST(SplitGiven, rows_of_earlier_parts_give_way_to_later_ones) {
  Table table;
  table.columns = {tables::numbers("x", {1, 2, 3, 4, 2, 5, 3, 5})};
  const std::vector<std::uint8_t> parts{0, 0, 0, 0, 1, 1, 2, 2};
  const Split split = split_given(table, tables::features_of(table), parts, {}).value();
  EXPECT_THAT(split.train, ElementsAre(0, 3));
  EXPECT_THAT(split.tune, ElementsAre(4));
  EXPECT_THAT(split.test, ElementsAre(6, 7));
  EXPECT_THAT(split.left_out, ElementsAre(1, 2, 5));
  EXPECT_EQ(split.options.method, SplitMethod::given);
  EXPECT_EQ(split.twins, 3);
  const std::vector<std::uint8_t> bad(8, 3);
  EXPECT_FALSE(split_given(table, tables::features_of(table), bad, {}));
  EXPECT_FALSE(split_given(table, tables::features_of(table), std::vector<std::uint8_t>(8, 2), {}));
  EXPECT_FALSE(split_rows(table, tables::features_of(table), std::vector<std::int32_t>(8),
                          {.method = SplitMethod::given}));
}

TEST(SplitJson, says_how_and_how_many) {
  const Sample rows = sample(2, 400, 300);
  const Split split = split_rows(rows.table, rows.schema, rows.classes, {.seed = 9}).value();
  const Json json = to_json(split);
  EXPECT_EQ(json["method"], "duplicate_grouped");
  EXPECT_EQ(json["seed"], 9);
  EXPECT_EQ(json["rows"]["train"], split.train.size());
  EXPECT_EQ(json["twins"], split.twins);
}

TEST(SplitMethod, names_go_both_ways) {
  for (const std::string name : {"duplicate_grouped", "stratified", "time", "group", "given"})
    EXPECT_EQ(to_string(split_method_from(name).value()), name);
  EXPECT_THAT(split_method_from("random").error().hint, HasSubstr("duplicate_grouped"));
}

TEST(GroupedFolds, keep_groups_together_and_spread_classes_evenly) {
  const Sample rows = sample(4, 5000, 4000);
  const std::vector<std::uint32_t> groups = duplicate_groups(rows.table, rows.schema);
  std::vector<std::uint32_t> some;
  for (std::uint32_t row = 0; row < 5000; ++row)
    if (row % 3 != 0) some.push_back(row);
  const std::vector<std::uint32_t> folds = grouped_folds(some, groups, rows.classes, 5, 7);
  ASSERT_EQ(folds.size(), some.size());
  std::map<std::uint32_t, std::uint32_t> fold_of_group;
  std::map<std::pair<std::int32_t, std::uint32_t>, int> counts;
  for (std::size_t i = 0; i < some.size(); ++i) {
    EXPECT_EQ(fold_of_group.try_emplace(groups[some[i]], folds[i]).first->second, folds[i]);
    ++counts[{rows.classes[some[i]], folds[i]}];
  }
  const auto all = class_counts(some, rows.classes);
  for (const auto& [cls, count] : all)
    for (std::uint32_t fold = 0; fold < 5; ++fold)
      EXPECT_NEAR((counts[{cls, fold}]), count / 5, 2) << cls << ' ' << fold;
  EXPECT_EQ(grouped_folds(some, groups, rows.classes, 5, 7), folds);
  EXPECT_NE(grouped_folds(some, groups, rows.classes, 5, 8), folds);
}

}  // namespace
}  // namespace vedette
