// SPDX-License-Identifier: Apache-2.0
#include "validate/shortcut.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/random.hpp"
#include "validate/test_tables.hpp"

namespace vedette {
namespace {

/// Rows whose class is benign where `is_benign(row)`.
template <class IsBenign>
RowClasses classes_of(std::size_t rows, const IsBenign& is_benign) {
  Table table;
  table.columns.push_back(texts("label", each(rows, [&](std::size_t i) {
                            return std::string(is_benign(i) ? "benign" : "attack");
                          })));
  return classify_rows(table, schema_for(table));
}

std::optional<Shortcut> scan(const Column& column, const RowClasses& classes) {
  return best_shortcut(column, code_column(column), classes);
}

TEST(Shortcut, a_threshold_that_separates_is_found_and_named) {
  const auto classes = classes_of(200, [](std::size_t i) { return i < 80; });
  const auto found =
      scan(ints("ttl", each(200, [](std::size_t i) { return static_cast<std::int64_t>(i); })),
           classes);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->balanced_accuracy, 1);
  EXPECT_EQ(found->rule, "ttl <= 79");
}

TEST(Shortcut, best_threshold_equals_the_best_of_all_thresholds) {
  Random random(3);
  const std::size_t rows = 400;
  const auto values = each(rows, [&](std::size_t) { return random.normal(); });
  const auto benign = [&](std::size_t i) { return values[i] + (i % 3 == 0 ? 2 : 0) < 0.5; };
  const auto classes = classes_of(rows, benign);
  double best = 0;
  for (const double threshold : values) {
    double benign_below = 0;
    double attack_below = 0;
    for (std::size_t i = 0; i < rows; ++i)
      if (values[i] <= threshold) (benign(i) ? benign_below : attack_below) += 1;
    const auto all_benign = static_cast<double>(classes.counts[0]);
    const auto all_attack = static_cast<double>(classes.counts[1]);
    best = std::max(best,
        0.5 + std::abs(benign_below / all_benign - attack_below / all_attack) / 2);
  }
  EXPECT_NEAR(scan(doubles("x", values), classes)->balanced_accuracy, best, 1e-12);
}

TEST(Shortcut, noise_and_rare_values_are_not_evidence) {
  const auto classes = classes_of(300, [](std::size_t i) { return i % 2 == 0; });
  const auto unique = texts("uid", each(300, [](std::size_t i) { return "u" + std::to_string(i);
      }));
  EXPECT_NEAR(scan(unique, classes)->balanced_accuracy, 0.5, 1e-12);
}

TEST(Shortcut, a_set_of_hosts_is_found_where_no_threshold_is) {
  const auto classes = classes_of(400, [](std::size_t i) { return i % 2 == 0; });
  const auto hosts = ints("host", each(400, [](std::size_t i) {
                            return static_cast<std::int64_t>(i % 8);
                          }));
  const auto found = scan(hosts, classes);
  EXPECT_EQ(found->balanced_accuracy, 1);
  EXPECT_THAT(found->rule, testing::HasSubstr("8 values"));
}

TEST(Shortcut, missing_rows_can_give_the_class_away) {
  const auto classes = classes_of(100, [](std::size_t i) { return i < 50; });
  const auto column =
      texts("x", each(100, [](std::size_t i) { return std::string(i < 50 ? "" : "set"); }));
  EXPECT_EQ(scan(column, classes)->balanced_accuracy, 1);
}

TEST(Shortcut, needs_two_sides_with_ten_rows_each) {
  const auto few = classes_of(100, [](std::size_t i) { return i < 95; });
  EXPECT_FALSE(scan(ints("x", std::vector<std::int64_t>(100, 1)), few));
  EXPECT_FALSE(scan(ints("x", {1}), RowClasses{}));
}

struct RestatementCase {
  const char* name;
  std::string (*value)(std::size_t row);
  Restatement expected;
};

class RestatesLabel : public testing::TestWithParam<RestatementCase> {};

TEST_P(RestatesLabel, is_decided_by_who_tells_whom) {
  // Raw labels: normal, then three attacks; the task only asks attack or not.
  Table table;
  table.columns.push_back(texts("label", each(400, [](std::size_t i) {
                            const char* names[] = {"benign", "benign", "dos", "probe"};
                            return std::string(names[i % 4]);
                          })));
  const RowClasses classes = classify_rows(table, schema_for(table));
  const Column column = texts("x", each(400, GetParam().value));
  EXPECT_EQ(restates_label(code_column(column), classes), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    cases, RestatesLabel,
    testing::Values(
        RestatementCase{"finer", [](std::size_t i) { return "cat" + std::to_string(i % 4); },
                        Restatement::column_gives_label},
        RestatementCase{"subset",
                        [](std::size_t i) { return std::string(i % 4 == 3 ? "a" : "b"); },
                        Restatement::label_gives_column},
        RestatementCase{"unrelated", [](std::size_t i) { return std::to_string(i / 100); },
                        Restatement::none},
        RestatementCase{"unique", [](std::size_t i) { return std::to_string(i); },
                        Restatement::none},
        RestatementCase{"constant", [](std::size_t) { return std::string("a"); },
                        Restatement::none}),
    [](const auto& case_info) { return case_info.param.name; });

}  // namespace
}  // namespace vedette
