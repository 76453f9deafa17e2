// SPDX-License-Identifier: Apache-2.0
#include "score/score.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "registry/example_for_test.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;

bool same_bits(const Verdict& a, const Verdict& b) {
  return a.decision == b.decision && a.cls == b.cls && a.attack_score == b.attack_score &&
         a.scores == b.scores;
}

Bundle without_benign() {
  Schema schema = example::schema();
  schema.label.benign.clear();
  return example::bundle("kinds", Task::multiclass, schema);
}

TEST(Score, numbers_rows_from_one_and_follows_the_threshold) {
  for (const Task task : {Task::binary, Task::family, Task::multiclass}) {
    const Bundle bundle = example::bundle("example", task);
    const std::vector<Verdict> verdicts = score(bundle, example::table(200, 5)).value();
    ASSERT_EQ(verdicts.size(), 200U);
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      const Verdict& verdict = verdicts[i];
      EXPECT_EQ(verdict.row, static_cast<std::int64_t>(i + 1));
      EXPECT_EQ(verdict.scores.size(), bundle.labels.classes.size());
      EXPECT_EQ(verdict.attack_score, 1.0F - verdict.scores[0]);
      const bool attack = verdict.attack_score >= bundle.threshold->value;
      EXPECT_EQ(verdict.decision, attack ? Decision::attack : Decision::benign);
      EXPECT_EQ(verdict.cls > 0, attack);
    }
  }
}

TEST(Score, abstains_from_benign_or_attack_when_no_class_is_benign) {
  const Bundle bundle = without_benign();
  const std::vector<Verdict> verdicts = score(bundle, example::table(50, 5)).value();
  for (const Verdict& verdict : verdicts) {
    EXPECT_EQ(verdict.decision, Decision::abstain);
    const auto highest = std::ranges::max_element(verdict.scores);
    EXPECT_EQ(verdict.cls, highest - verdict.scores.begin());
    EXPECT_EQ(verdict.attack_score, *highest);
  }
}

TEST(Score, any_rows_in_any_order_get_the_verdicts_they_get_alone) {
  const Bundle bundle = example::bundle("example", Task::multiclass);
  const Table table = example::table(300, 11);
  const std::vector<Verdict> whole = score(bundle, table).value();
  Random random(3);
  for (int round = 0; round < 20; ++round) {
    std::vector<std::uint32_t> rows = example::all_rows(table);
    random.shuffle(std::span(rows));
    rows.resize(round == 0 ? rows.size() : 1 + random.below(rows.size()));
    const std::vector<Verdict> some = score(bundle, table.select(rows)).value();
    for (std::size_t i = 0; i < rows.size(); ++i)
      ASSERT_TRUE(same_bits(some[i], whole[rows[i]])) << "row " << rows[i];
  }
  for (std::uint32_t row = 0; row < table.rows(); row += 17) {
    const std::vector<Verdict> alone = score(bundle, table.select(std::vector{row})).value();
    ASSERT_TRUE(same_bits(alone[0], whole[row])) << "row " << row;
  }
}

TEST(Score, finds_columns_by_name_and_ignores_the_others) {
  const Bundle bundle = example::bundle();
  const Table table = example::table(30);
  Table turned = table;
  std::ranges::reverse(turned.columns);
  turned.columns.erase(turned.columns.begin());  // the label
  turned.columns.push_back(table.columns[1]);
  turned.columns.back().name = "something_else";
  const std::vector<Verdict> expected = score(bundle, table).value();
  const std::vector<Verdict> got = score(bundle, turned).value();
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_TRUE(same_bits(got[i], expected[i])) << i;
}

TEST(Score, names_the_feature_that_is_missing) {
  const Bundle bundle = example::bundle();
  Table table = example::table(10);
  std::erase_if(table.columns, [](const Column& column) { return column.name == "bytes"; });
  const auto refused = score(bundle, table);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::schema_mismatch);
  EXPECT_THAT(refused.error().message, HasSubstr("bytes"));
  EXPECT_EQ(score(bundle, Table{}).error().code, ErrorCode::schema_mismatch);
}

TEST(Score, no_rows_get_no_verdicts) {
  EXPECT_TRUE(score(example::bundle(), example::table(0))->empty());
}

TEST(ScoringSchema, keeps_features_and_takes_everything_else_as_unread_text) {
  const Bundle bundle = example::bundle();
  const Schema schema = scoring_schema(bundle);
  ASSERT_EQ(schema.columns.size(), bundle.schema.columns.size());
  EXPECT_EQ(schema.feature_names(), bundle.schema.feature_names());
  for (const char* name : {"seconds", "bytes", "protocol"}) {
    EXPECT_FALSE(schema.find(name)->may_be_absent) << name;
    EXPECT_EQ(schema.find(name)->type, bundle.schema.find(name)->type) << name;
  }
  EXPECT_EQ(schema.find("bytes")->aliases, bundle.schema.find("bytes")->aliases);
  for (const char* name : {"flow_id", "label"}) {
    const ColumnSpec* column = schema.find(name);
    EXPECT_TRUE(column->may_be_absent && column->may_be_missing) << name;
    EXPECT_EQ(column->type, ColumnType::text) << name;
    EXPECT_EQ(column->role, Role::ignored) << name;
  }
  EXPECT_TRUE(schema.label.rules.empty());
}

TEST(ScoringSchema, drops_demands_on_columns_that_are_not_scored) {
  Schema demanding = example::schema();
  demanding.columns[0] = {.name = "flow_id", .aliases = {"id"}, .type = ColumnType::int64,
                          .role = Role::ignored, .may_be_missing = false, .min = 1, .max = 9};
  demanding.columns[4].categories = {"normal"};
  Bundle bundle = example::bundle();
  bundle.schema = demanding;
  const Schema schema = scoring_schema(bundle);
  const ColumnSpec* id = schema.find("flow_id");
  EXPECT_EQ(id->aliases, std::vector<std::string>{"id"});
  EXPECT_TRUE(!id->min && !id->max && id->may_be_missing);
  EXPECT_TRUE(schema.find("label")->categories.empty());
}

TEST(Decision, has_a_name_for_each_value) {
  EXPECT_EQ(to_string(Decision::benign), "benign");
  EXPECT_EQ(to_string(Decision::attack), "attack");
  EXPECT_EQ(to_string(Decision::abstain), "abstain");
}

}  // namespace
}  // namespace vedette
