// SPDX-License-Identifier: Apache-2.0
#include "validate/twins.hpp"

#include <gmock/gmock.h>

#include <map>

#include "base/random.hpp"
#include "validate/test_tables.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;

TwinCount twins_of(const Table& table) {
  TwinFinder finder(table.rows());
  for (const Column& column : table.columns)
    if (column.name != "label") finder.add(code_column(column));
  return finder.count(classify_rows(table, schema_for(table)));
}

TEST(Twins, counts_repeats_contradictions_and_the_ceiling) {
  const Table table{{ints("a", {1, 1, 1, 2, 2, 3}), texts("b", {"x", "x", "x", "y", "y", "z"}),
                     texts("label", {"benign", "benign", "dos", "dos", "dos", "benign"})}};
  const TwinCount twins = twins_of(table);
  EXPECT_EQ(twins.duplicates.distinct, 3);
  EXPECT_EQ(twins.duplicates.repeats, 3);
  EXPECT_EQ(twins.duplicates.rows_with_a_twin, 5);
  EXPECT_EQ(twins.contradictions.vectors, 1);
  EXPECT_EQ(twins.contradictions.rows, 3);
  EXPECT_THAT(twins.contradicting_rows, ElementsAre(0, 1, 2));
  EXPECT_DOUBLE_EQ(*twins.accuracy_ceiling, 5.0 / 6);
}

TEST(Twins, missing_equals_missing_but_not_zero) {
  const double nan = std::nan("");
  const TwinCount twins = twins_of({{doubles("a", {nan, nan, 0})}});
  EXPECT_EQ(twins.duplicates.distinct, 2);
  EXPECT_FALSE(twins.accuracy_ceiling);
}

TEST(Twins, rows_without_a_class_do_not_contradict) {
  const TwinCount twins =
      twins_of({{ints("a", {1, 1, 2, 2}), texts("label", {"benign", "", "dos", "dos"})}});
  EXPECT_EQ(twins.contradictions.rows, 0);
  EXPECT_EQ(*twins.accuracy_ceiling, 1);
}

TEST(Twins, agree_with_a_map_of_whole_rows) {
  Random random(5);
  const auto draw = [&](std::size_t) { return static_cast<std::int64_t>(random.below(3)); };
  Table table{{ints("a", each(300, draw)), ints("b", each(300, draw)), ints("c", each(300, draw)),
               texts("label", each(300, [&](std::size_t) {
                       return std::string(random.below(2) == 0 ? "benign" : "attack");
                     }))}};
  std::map<std::vector<std::int64_t>, std::map<std::string, std::int64_t>> groups;
  for (std::size_t i = 0; i < 300; ++i)
    ++groups[{table.columns[0].int64s()[i], table.columns[1].int64s()[i],
              table.columns[2].int64s()[i]}][table.columns[3].text(i)];
  std::int64_t reachable = 0;
  for (const auto& [key, classes] : groups) {
    std::int64_t most = 0;
    for (const auto& [name, rows] : classes) most = std::max(most, rows);
    reachable += most;
  }
  const TwinCount twins = twins_of(table);
  EXPECT_EQ(twins.duplicates.distinct, static_cast<std::int64_t>(groups.size()));
  EXPECT_DOUBLE_EQ(*twins.accuracy_ceiling, static_cast<double>(reachable) / 300);
}

TEST(Twins, a_table_without_features_has_none) {
  const TwinCount twins = twins_of({{texts("label", {"benign", "attack"})}});
  EXPECT_EQ(twins.duplicates.distinct, 0);
}

}  // namespace
}  // namespace vedette
