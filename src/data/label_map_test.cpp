// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "data/schema.hpp"

namespace vedette {
namespace {

using Words = std::vector<std::string>;

Column labels_of(const Words& values) {
  Column column = Column::make("label", ColumnType::text);
  for (const std::string& value : values)
    value.empty() ? column.push_missing() : column.push_text(value);
  return column;
}

Schema intrusions() {
  Schema schema{.name = "intrusions"};
  schema.label.benign = "normal";
  schema.label.rules = {{"normal", "normal", "normal"}, {"smurf", "smurf", "dos"},
                        {"smurf.", "smurf", "dos"},     {"teardrop", "teardrop", "dos"},
                        {"nmap", "nmap", "probe"},      {"spy", "spy", "r2l"}};
  return schema;
}

TEST(LabelMap, puts_the_benign_class_first_and_the_others_in_order) {
  const Column labels = labels_of({"teardrop", "smurf.", "nmap", "normal", "", " smurf "});
  const auto binary = make_label_map(intrusions(), Task::binary, labels).value();
  EXPECT_EQ(binary.classes, (Words{"normal", "attack"}));
  EXPECT_TRUE(binary.has_benign);
  const auto family = make_label_map(intrusions(), Task::family, labels).value();
  EXPECT_EQ(family.classes, (Words{"normal", "dos", "probe"}));
  const auto multiclass = make_label_map(intrusions(), Task::multiclass, labels).value();
  EXPECT_EQ(multiclass.classes, (Words{"normal", "nmap", "smurf", "teardrop"}));
  EXPECT_EQ(multiclass.index_of(" smurf. "), 2);
}

TEST(LabelMap, knows_values_that_did_not_occur_where_their_class_did) {
  const auto map =
      make_label_map(intrusions(), Task::family, labels_of({"normal", "smurf"})).value();
  EXPECT_EQ(map.index_of("teardrop"), 1);
  EXPECT_EQ(map.index_of("nmap"), -1);
  EXPECT_EQ(map.index_of("unheard-of"), -1);
  const auto binary =
      make_label_map(intrusions(), Task::binary, labels_of({"normal", "smurf"})).value();
  EXPECT_EQ(binary.index_of("spy"), 1);
}

TEST(LabelMap, names_values_without_a_rule) {
  const auto map = make_label_map(intrusions(), Task::binary, labels_of({"normal", "mscan"}));
  ASSERT_FALSE(map);
  EXPECT_EQ(map.error().code, ErrorCode::schema_mismatch);
  EXPECT_NE(map.error().message.find("'mscan'"), std::string::npos);
}

TEST(LabelMap, refuses_a_single_class) {
  for (const Words& values : {Words{"normal", "normal"}, Words{"smurf", "nmap"}, Words{}})
    EXPECT_FALSE(make_label_map(intrusions(), Task::binary, labels_of(values)));
}

TEST(LabelMap, two_classes_keep_their_names_and_the_frequent_one_is_first) {
  const Schema bare{.name = "bare"};
  const auto map = make_label_map(bare, Task::binary, labels_of({"b", "a", "b"})).value();
  EXPECT_EQ(map.classes, (Words{"b", "a"}));
  EXPECT_TRUE(map.has_benign);
}

TEST(LabelMap, three_classes_without_a_benign_one_have_no_binary_task) {
  const Schema bare{.name = "bare"};
  const Column labels = labels_of({"a", "b", "c"});
  EXPECT_FALSE(make_label_map(bare, Task::binary, labels));
  const auto map = make_label_map(bare, Task::multiclass, labels).value();
  EXPECT_FALSE(map.has_benign);
  EXPECT_EQ(map.classes, (Words{"a", "b", "c"}));
}

TEST(LabelMap, whole_numbers_are_matched_as_text) {
  Schema schema{.name = "numbers"};
  schema.label.benign = "good";
  schema.label.rules = {{"1", "good", "good"}, {"-1", "bad", "bad"}};
  Column labels = Column::make("label", ColumnType::int64);
  labels.push_int64(-1);
  labels.push_int64(1);
  const auto map = make_label_map(schema, Task::binary, labels).value();
  EXPECT_EQ(map.classes, (Words{"good", "bad"}));
  EXPECT_EQ(map.index_of("-1"), 1);
}

}  // namespace
}  // namespace vedette
