// SPDX-License-Identifier: Apache-2.0
#include "validate/infer.hpp"

#include <gmock/gmock.h>

#include "validate/infer_label.hpp"
#include "validate/infer_time.hpp"
#include "validate/test_tables.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// What a first look at a file gives: names and types, every column a feature.
Schema sniffed(const Table& table) {
  Schema schema{.name = "sniffed"};
  for (const Column& column : table.columns)
    schema.columns.push_back({.name = column.name, .type = column.type});
  return schema;
}

InferredSchema infer(const Table& table) { return infer_schema(table, sniffed(table)).value(); }

Role role_of(const InferredSchema& inferred, std::string_view name) {
  const ColumnSpec* spec = inferred.schema.find(name);
  EXPECT_NE(spec, nullptr) << name;
  return spec == nullptr ? Role::feature : spec->role;
}

constexpr std::size_t kRows = 400;

std::int64_t whole(std::size_t i) { return static_cast<std::int64_t>(i); }

TEST(Infer, unsw_like_tables_lose_their_id_and_the_other_label) {
  const Table table{{ints("id", each(kRows, whole)),
                     doubles("dur", each(kRows, [](std::size_t i) {
                         return 0.1 * static_cast<double>(i % 37); })),
                     texts("attack_cat", each(kRows, [](std::size_t i) {
                             const char* names[] = {"Normal", "Fuzzers", "Normal", "Exploits"};
                             return std::string(names[i % 4]);
                           })),
                     ints("label", each(kRows, [](std::size_t i) { return whole(i % 2); }))}};
  const InferredSchema inferred = infer(table);
  EXPECT_EQ(role_of(inferred, "id"), Role::id);
  EXPECT_EQ(role_of(inferred, "attack_cat"), Role::ignored);
  EXPECT_EQ(role_of(inferred, "label"), Role::label);
  EXPECT_EQ(role_of(inferred, "dur"), Role::feature);
  EXPECT_EQ(inferred.schema.label.benign, "0");
  EXPECT_THAT(inferred.schema.find("attack_cat")->why, HasSubstr("other words"));
}

TEST(Infer, headerless_tables_find_the_label_by_its_values) {
  const Table table{{ints("c1", each(kRows, [](std::size_t i) { return whole(i % 50); })),
                     texts("c2", each(kRows, [](std::size_t i) {
                             return std::string(i % 3 == 0 ? "tcp" : "udp");
                           })),
                     texts("c3", each(kRows, [](std::size_t i) {
                             const char* names[] = {"normal", "neptune", "satan"};
                             return std::string(names[i / 2 % 3]);
                           })),
                     ints("c4", each(kRows, [](std::size_t i) { return whole(i % 19); }))}};
  const InferredSchema inferred = infer(table);
  EXPECT_EQ(role_of(inferred, "c3"), Role::label);
  EXPECT_EQ(role_of(inferred, "c4"), Role::feature);
  EXPECT_EQ(inferred.schema.label.benign, "normal");
  EXPECT_EQ(inferred.schema.label.task, Task::binary);
}

TEST(Infer, phishing_like_tables_say_that_the_benign_class_is_a_guess) {
  const Table table{{ints("having_IP_Address", each(kRows, [](std::size_t i) {
      return whole(i / 2 % 2) * 2 - 1; })),
                     ints("Result", each(kRows, [](std::size_t i) { return whole(i % 2) * 2 - 1;
                         }))}};
  const InferredSchema inferred = infer(table);
  EXPECT_EQ(role_of(inferred, "Result"), Role::label);
  EXPECT_EQ(role_of(inferred, "having_IP_Address"), Role::feature);
  EXPECT_EQ(inferred.schema.label.benign, "");
  EXPECT_THAT(inferred.reasons, testing::Contains(HasSubstr("more frequent one")));
}

TEST(Infer, flow_tables_keep_hosts_together_and_drop_addresses) {
  const Table table{{texts("Flow ID", each(kRows, [](std::size_t i) {
      return "f" + std::to_string(i); })),
                     texts("Src IP", each(kRows, [](std::size_t i) {
                         return "10.0.0." + std::to_string(i % 9); })),
                     ints("Src Port", each(kRows, [](std::size_t i) {
                         return whole(1024 + i * 7 % 300); })),
                     texts("Dst IP", each(kRows, [](std::size_t i) {
                         return "10.0.1." + std::to_string(i % 9); })),
                     ints("Dst Port", each(kRows, [](std::size_t i) { return whole(i % 41); })),
                     times("Timestamp", each(kRows, [](std::size_t i) {
                         return 1'500'000'000 + whole(i); })),
                     doubles("Flow Bytes/s", each(kRows, [](std::size_t i) {
                         return static_cast<double>(i % 77) / 3; })),
                     texts("Label", each(kRows, [](std::size_t i) {
                             return std::string(i / 2 % 2 == 0 ? "BENIGN" : "DoS Hulk");
                           }))}};
  const InferredSchema inferred = infer(table);
  EXPECT_EQ(role_of(inferred, "Flow_ID"), Role::id);
  EXPECT_EQ(role_of(inferred, "Src_IP"), Role::group);
  EXPECT_EQ(role_of(inferred, "Src_Port"), Role::ignored);
  EXPECT_EQ(role_of(inferred, "Dst_IP"), Role::ignored);
  EXPECT_EQ(role_of(inferred, "Dst_Port"), Role::feature);
  EXPECT_EQ(role_of(inferred, "Timestamp"), Role::time);
  EXPECT_EQ(role_of(inferred, "Flow_Bytes_s"), Role::feature);
  EXPECT_THAT(inferred.schema.find("Flow_Bytes_s")->aliases, ElementsAre("Flow Bytes/s"));
}

TEST(Infer, names_stay_unique_when_they_are_cleaned) {
  const Table table{{ints("a b", {1, 2}), ints("a.b", {1, 2}), ints("", {1, 2}),
                     ints("%", {1, 2})}};
  std::vector<std::string> names;
  for (const ColumnSpec& spec : infer(table).schema.columns) names.push_back(spec.name);
  EXPECT_THAT(names, ElementsAre("a_b", "a_b_2", "c3", "c4"));
}

TEST(Infer, a_shortcut_is_left_out_and_named) {
  const Table table{{doubles("ttl", each(kRows, [](std::size_t i) {
      return static_cast<double>(i % 2 * 100 + i % 60); })),
                     texts("class", each(kRows, [](std::size_t i) {
                             return std::string(i % 2 == 0 ? "normal" : "worm");
                           }))}};
  const InferredSchema inferred = infer(table);
  EXPECT_EQ(role_of(inferred, "ttl"), Role::ignored);
}

TEST(Infer, tables_without_labels_and_empty_ones_are_fine) {
  const Table unlabelled{{doubles("x", {0.5, 1.5, 2.5}), doubles("y", {3.5, 1.5, 2.5})}};
  EXPECT_EQ(infer(unlabelled).schema.with_role(Role::label), nullptr);
  EXPECT_THAT(infer(unlabelled).reasons, ElementsAre(HasSubstr("no column")));
  EXPECT_THAT(infer(Table{}).schema.columns, IsEmpty());
}

TEST(Infer, table_and_schema_must_have_the_same_columns) {
  const Table table{{ints("a", {1})}};
  EXPECT_EQ(infer_schema(table, Schema{}).error().code, ErrorCode::invalid_argument);
}

TEST(InferLabel, several_ways_to_say_benign_become_one_class) {
  const Column labels = texts("Label", {"flow=Background", "flow=From-Normal-V42",
      "flow=From-Botnet-V42"});
  const LabelMeaning meaning = guess_meaning(labels, code_column(labels));
  EXPECT_EQ(meaning.spec.benign, "benign");
  ASSERT_EQ(meaning.spec.rules.size(), 3U);
  EXPECT_EQ(meaning.spec.rules[1].cls, "flow=From-Botnet-V42");
}

TEST(InferLabel, many_classes_without_a_benign_one_are_multiclass) {
  const Column labels = texts("Label", {"a", "b", "c"});
  EXPECT_EQ(guess_meaning(labels, code_column(labels)).spec.task, Task::multiclass);
}

TEST(InferTime, formats_are_told_by_parsing) {
  const auto format = [](const Column& column) { return guess_time(column)->format; };
  EXPECT_EQ(format(texts("t", {"2017-07-03 11:57:51.59", "2017-07-04 10:00:00"})),
      TimeFormat::iso8601);
  EXPECT_EQ(format(texts("t", {"03/07/2017 08:55:58", "13/07/2017 08:55:58"})),
      TimeFormat::day_first);
  EXPECT_EQ(format(texts("t", {"07/03/2017 08:55:58", "07/13/2017 08:55:58"})),
      TimeFormat::month_first);
  EXPECT_EQ(format(doubles("ts", {1'500'000'000.5, 1'500'000'001})), TimeFormat::seconds);
  EXPECT_EQ(format(ints("stime", {1'500'000'000'000})), TimeFormat::milliseconds);
}

TEST(InferTime, dates_that_can_be_read_in_two_ways_stop) {
  EXPECT_TRUE(guess_time(texts("t", {"03/07/2017 08:55:58", "04/07/2017 08:55:58"}))->ambiguous);
}

TEST(InferTime, durations_and_words_are_no_times) {
  EXPECT_FALSE(guess_time(doubles("ts", {0.5, 1})));
  EXPECT_FALSE(guess_time(doubles("duration", {1'500'000'000})));
  EXPECT_FALSE(guess_time(texts("service", {"http", "dns"})));
  EXPECT_FALSE(guess_time(texts("service", {""})));
}

}  // namespace
}  // namespace vedette
