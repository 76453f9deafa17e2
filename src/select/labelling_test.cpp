// SPDX-License-Identifier: Apache-2.0
#include "select/labelling.hpp"

#include <gtest/gtest.h>

#include "select/synthetic.hpp"

namespace vedette {
namespace {

using Words = std::vector<std::string>;
using Rows = std::vector<std::uint32_t>;

synthetic::Traffic labelled(const Words& labels) {
  synthetic::Traffic traffic = synthetic::make_traffic({.rows = labels.size(), .twins = 0});
  Column column = Column::make("label", ColumnType::text);
  for (const std::string& label : labels)
    label.empty() ? column.push_missing() : column.push_text(label);
  traffic.table.columns.back() = column;
  return traffic;
}

Split parts(Rows train, Rows tune, Rows test) {
  Split split;
  split.train = std::move(train);
  split.tune = std::move(tune);
  split.test = std::move(test);
  return split;
}

TEST(Labelling, gives_every_row_the_index_of_its_class) {
  const auto [table, schema] = labelled({"worm", "benign", "scan", "benign"});
  const Labelling binary = label_rows(table, schema, Task::binary).value();
  EXPECT_EQ(binary.classes, (std::vector<std::int32_t>{1, 0, 1, 0}));
  const Labelling all = label_rows(table, schema, Task::multiclass).value();
  EXPECT_EQ(all.map.classes, (Words{"benign", "scan", "worm"}));
  EXPECT_EQ(all.classes, (std::vector<std::int32_t>{2, 0, 1, 0}));
}

TEST(Labelling, names_the_row_that_has_no_label) {
  const auto [table, schema] = labelled({"worm", "benign", "", "benign"});
  const auto result = label_rows(table, schema, Task::binary);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::schema_mismatch);
  EXPECT_EQ(result.error().where.row, 3);
  EXPECT_EQ(result.error().where.column, "label");
}

TEST(Labelling, refuses_a_table_without_its_label_column) {
  auto [table, schema] = labelled({"worm", "benign"});
  table.columns.pop_back();
  EXPECT_EQ(label_rows(table, schema, Task::binary).error().code, ErrorCode::schema_mismatch);
  schema.columns.pop_back();
  EXPECT_EQ(label_rows(table, schema, Task::binary).error().code, ErrorCode::schema_mismatch);
}

TEST(UnseenClasses, changes_nothing_when_every_class_has_train_rows) {
  const auto [table, schema] = labelled({"benign", "worm", "benign", "worm"});
  Labelling labels = label_rows(table, schema, Task::multiclass).value();
  const auto rows = leave_out_unseen_classes(labels, parts({0, 1}, {2}, {3})).value();
  EXPECT_EQ(rows.labels.classes, labels.classes);
  EXPECT_EQ(rows.split.test, (Rows{3}));
  EXPECT_EQ(rows.note, "");
}

TEST(UnseenClasses, leaves_them_out_with_their_rows_and_says_so) {
  const auto [table, schema] = labelled({"benign", "worm", "scan", "benign", "scan", "worm"});
  Labelling labels = label_rows(table, schema, Task::multiclass).value();
  const auto rows =
      leave_out_unseen_classes(std::move(labels), parts({0, 1}, {2, 3}, {4, 5})).value();
  EXPECT_EQ(rows.labels.map.classes, (Words{"benign", "worm"}));
  EXPECT_EQ(rows.labels.classes, (std::vector<std::int32_t>{0, 1, -1, 0, -1, 1}));
  EXPECT_EQ(rows.labels.map.index_of("scan"), -1);
  EXPECT_EQ(rows.split.tune, (Rows{3}));
  EXPECT_EQ(rows.split.test, (Rows{5}));
  EXPECT_EQ(rows.split.left_out, (Rows{2, 4}));
  EXPECT_EQ(rows.note,
            "2 row(s) of tune and test were left out, because their class has no train row: scan");
}

TEST(UnseenClasses, refuses_train_rows_without_two_classes_or_without_the_benign_one) {
  const auto [table, schema] = labelled({"benign", "worm", "scan", "benign"});
  const Labelling labels = label_rows(table, schema, Task::multiclass).value();
  for (const Rows& train : {Rows{0, 3}, Rows{1, 2}}) {
    const auto result = leave_out_unseen_classes(labels, parts(train, {1}, {2}));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::schema_mismatch);
  }
}

}  // namespace
}  // namespace vedette
