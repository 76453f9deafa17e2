// SPDX-License-Identifier: Apache-2.0
#include "trees/binner.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "trees/test_data.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_data::kNaN;
using testing_data::matrix_of;

constexpr float kInfinity = std::numeric_limits<float>::infinity();

Matrix one_column(const std::vector<float>& values) {
  Matrix matrix;
  matrix.rows = values.size();
  matrix.columns = 1;
  matrix.values = values;
  return matrix;
}

Cuts cuts_of(const Matrix& matrix) {
  return fit_cuts(matrix, {}).value();
}

TEST(Cuts, lie_in_the_middle_between_few_values) {
  const Cuts cuts = cuts_of(one_column({3, 1, kNaN, 1, 7}));
  EXPECT_THAT(cuts.of(0), ElementsAre(2.0F, 5.0F));
  const std::vector<std::pair<float, int>> cases = {
      {-kInfinity, 0}, {1, 0}, {2, 0}, {2.5F, 1}, {5, 1}, {5.1F, 2}, {kInfinity, 2}, {kNaN, 255}};
  for (const auto& [value, code] : cases) EXPECT_EQ(cuts.code(0, value), code) << value;
}

TEST(Cuts, constant_empty_and_missing_columns_have_none) {
  const Cuts cuts = cuts_of(matrix_of({{{5, kNaN}, 0}, {{5, kNaN}, 0}}));
  EXPECT_TRUE(cuts.of(0).empty());
  EXPECT_TRUE(cuts.of(1).empty());
  EXPECT_EQ(cuts.code(1, 3), 0);
  EXPECT_EQ(cuts.threshold(0, 0), kInfinity);
}

TEST(Cuts, tell_neighbouring_floats_apart) {
  const float next = std::nextafter(1.0F, 2.0F);
  const Cuts cuts = cuts_of(one_column({1.0F, next}));
  EXPECT_EQ(cuts.code(0, 1.0F), 0);
  EXPECT_EQ(cuts.code(0, next), 1);
}

TEST(Cuts, take_infinities_and_huge_numbers_as_numbers) {
  const float most = std::numeric_limits<float>::max();
  const std::vector<float> values = {-kInfinity, -most, 0, most, kInfinity};
  const Cuts cuts = cuts_of(one_column(values));
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(cuts.code(0, values[i]), i);
}

TEST(Cuts, both_zeros_are_one_value) {
  EXPECT_TRUE(cuts_of(one_column({0.0F, -0.0F})).of(0).empty());
}

TEST(Cuts, up_to_255_values_each_have_their_code) {
  std::vector<float> values;
  for (int i = 0; i < 255; ++i) values.push_back(static_cast<float>(i * i));
  const Cuts cuts = cuts_of(one_column(values));
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(cuts.code(0, values[i]), i);
}

TEST(Cuts, many_values_fall_into_bins_of_about_equal_weight) {
  Random random(3);
  std::vector<float> values;
  for (int i = 0; i < 51000; ++i) values.push_back(static_cast<float>(random.normal()));
  const Matrix matrix = one_column(values);
  const BinnedMatrix binned = apply_cuts(cuts_of(matrix), matrix, 2);
  std::vector<int> counts(256);
  for (const std::uint8_t code : binned.codes) ++counts[code];
  for (std::size_t code = 0; code < 255; ++code) EXPECT_NEAR(counts[code], 200, 20) << code;
}

TEST(Cuts, a_heavy_value_gets_a_bin_and_the_others_share_the_rest) {
  std::vector<float> values(100000, 0.0F);
  for (int i = 1; i <= 1000; ++i) values.push_back(static_cast<float>(i));
  const Cuts cuts = cuts_of(one_column(values));
  EXPECT_EQ(cuts.of(0).size(), 254U);
  EXPECT_EQ(cuts.code(0, 0), 0);
  EXPECT_EQ(cuts.code(0, 1), 1);
}

TEST(Cuts, a_weight_counts_like_so_many_rows_and_none_like_no_row) {
  Random random(5);
  Matrix weighted = one_column({});
  Matrix repeated = one_column({});
  for (int i = 0; i < 2000; ++i) {
    const auto value = static_cast<float>(random.normal());
    const auto times = random.below(4);
    weighted.values.push_back(value);
    weighted.weights.push_back(static_cast<float>(times));
    repeated.values.insert(repeated.values.end(), times, value);
  }
  weighted.rows = weighted.values.size();
  repeated.rows = repeated.values.size();
  const Cuts a = cuts_of(weighted);
  const Cuts b = cuts_of(repeated);
  EXPECT_TRUE(std::ranges::equal(a.of(0), b.of(0)));
}

TEST(Cuts, codes_agree_with_thresholds) {
  Random random(11);
  for (std::size_t count : {1U, 2U, 3U, 7U, 8U, 100U, 254U}) {
    std::set<float> distinct;
    while (distinct.size() < count) distinct.insert(static_cast<float>(random.normal()));
    const Cuts cuts = Cuts::make({{distinct.begin(), distinct.end()}}).value();
    for (int i = 0; i < 200; ++i) {
      const float value =
          i % 2 == 0 ? static_cast<float>(random.normal()) : cuts.of(0)[random.below(count)];
      for (std::size_t code = 0; code < count; ++code)
        ASSERT_EQ(value <= cuts.threshold(0, static_cast<std::uint8_t>(code)),
                  cuts.code(0, value) <= code);
    }
  }
}

TEST(Cuts, refuse_cuts_that_do_not_ascend) {
  const std::vector<std::vector<float>> cases = {{2, 1}, {1, 1}, {kNaN}, {1, kNaN}};
  for (const std::vector<float>& column : cases) {
    const Result<Cuts> cuts = Cuts::make({{}, column});
    ASSERT_FALSE(cuts);
    EXPECT_THAT(cuts.error().message, HasSubstr("column 1"));
  }
  std::vector<float> too_many(255);
  for (std::size_t i = 0; i < too_many.size(); ++i) too_many[i] = static_cast<float>(i);
  EXPECT_FALSE(Cuts::make({too_many}));
}

TEST(Cuts, stop_when_asked) {
  std::stop_source source;
  source.request_stop();
  const Result<Cuts> cuts = fit_cuts(one_column({1, 2}), {.stop = source.get_token()});
  ASSERT_FALSE(cuts);
  EXPECT_EQ(cuts.error().code, ErrorCode::cancelled);
}

TEST(BinnedMatrix, holds_one_code_per_value_on_any_number_of_threads) {
  const Matrix matrix = testing_data::noisy_with_gaps(3000, 5, 1);
  const Cuts cuts = cuts_of(matrix);
  const BinnedMatrix binned = apply_cuts(cuts, matrix, 1);
  EXPECT_EQ(binned.codes, apply_cuts(cuts, matrix, 3).codes);
  for (std::size_t i = 0; i < matrix.rows; ++i)
    for (std::size_t c = 0; c < matrix.columns; ++c)
      ASSERT_EQ(binned.row(i)[c], cuts.code(c, matrix.at(i, c)));
}

}  // namespace
}  // namespace vedette
