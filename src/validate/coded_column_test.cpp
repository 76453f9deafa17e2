// SPDX-License-Identifier: Apache-2.0
#include "validate/coded_column.hpp"

#include <gmock/gmock.h>

#include <limits>

#include "base/random.hpp"
#include "validate/test_tables.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

TEST(CodedColumn, codes_ascend_with_the_values_of_every_type) {
  const std::uint32_t none = kMissingCode;
  EXPECT_THAT(code_column(ints("a", {7, -2, 7})).codes, ElementsAre(1, 0, 1));
  EXPECT_THAT(code_column(doubles("a", {2.5, kNaN, -1})).codes, ElementsAre(1, none, 0));
  EXPECT_THAT(code_column(texts("a", {"udp", "tcp", ""})).codes, ElementsAre(1, 0, none));
  EXPECT_THAT(code_column(times("a", {5, 3})).codes, ElementsAre(1, 0));
  Column flags = Column::make("a", ColumnType::boolean);
  flags.push_boolean(true);
  flags.push_boolean(false);
  EXPECT_THAT(code_column(flags).codes, ElementsAre(1, 0));
}

TEST(CodedColumn, counts_first_rows_and_missing_rows_add_up) {
  const CodedColumn coded = code_column(texts("a", {"b", "", "a", "b", "b"}));
  EXPECT_THAT(coded.counts, ElementsAre(1, 3));
  EXPECT_THAT(coded.first_row, ElementsAre(2, 0));
  EXPECT_EQ(coded.missing, 1);
  EXPECT_EQ(coded.present(), 4);
}

TEST(CodedColumn, minus_zero_is_zero_and_infinity_is_a_value) {
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_THAT(code_column(doubles("a", {0.0, -0.0, inf, -inf})).codes, ElementsAre(1, 1, 2, 0));
}

TEST(CodedColumn, large_integers_that_share_a_double_stay_apart) {
  const std::int64_t big = std::int64_t{1} << 60;
  EXPECT_EQ(code_column(ints("a", {big, big + 1, big})).distinct(), 2U);
}

TEST(CodedColumn, two_rows_share_a_code_exactly_if_they_share_the_value) {
  Random random(11);
  const Column column = ints("a", each(500, [&](std::size_t) {
                               return static_cast<std::int64_t>(random.below(60)) - 30;
                             }));
  const CodedColumn coded = code_column(column);
  for (std::size_t i = 0; i < 500; ++i)
    for (std::size_t j = 0; j < 500; j += 7) {
      ASSERT_EQ(coded.codes[i] < coded.codes[j], column.int64s()[i] < column.int64s()[j]);
    }
}

TEST(CodedColumn, first_rows_are_those_of_the_marked_codes) {
  const CodedColumn coded = code_column(texts("a", {"x", "y", "", "y", "y"}));
  EXPECT_THAT(first_rows_with(coded, {0, 1}, 2), ElementsAre(1, 3));
  EXPECT_THAT(first_rows_with(coded, {1, 0}, 5), ElementsAre(0));
}

TEST(CodedColumn, an_empty_column_has_no_codes) {
  EXPECT_EQ(code_column(ints("a", {})).distinct(), 0U);
  EXPECT_EQ(code_column(texts("a", {"", ""})).missing, 2);
}

}  // namespace
}  // namespace vedette
