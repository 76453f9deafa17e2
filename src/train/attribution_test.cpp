// SPDX-License-Identifier: Apache-2.0
/// Explanations of every learner of the catalogue, and of the two ways that are not trees.
#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "train/sampled_shap.hpp"
#include "train/share_attribution.hpp"
#include "train/test_rows.hpp"

namespace vedette {
namespace {

class ExplainContract : public testing::TestWithParam<std::string> {
 protected:
  [[nodiscard]] std::unique_ptr<Model> trained(std::size_t classes) const {
    return value_or_fail(train_case({.learner = GetParam()}, clouds(300, 5, classes), classes));
  }
};

INSTANTIATE_TEST_SUITE_P(All, ExplainContract, testing::ValuesIn(learner_names()), name_of);

double log_odds(float share) {
  return std::log(static_cast<double>(share)) - std::log1p(-static_cast<double>(share));
}

TEST_P(ExplainContract, base_and_contributions_add_up_to_the_output) {
  const Matrix fresh = clouds(40, 5, 2, 8);
  const auto model = trained(2);
  const Scores scores = model->predict(fresh).value();
  for (std::size_t cls = 0; cls < 2; ++cls) {
    const Attribution explained = value_or_fail(model->explain({fresh, cls, clouds(64, 5, 2)}));
    for (std::size_t i = 0; i < fresh.rows; ++i) {
      const float share = scores.row(i)[cls];
      if (explained.unit == "probability") {
        ASSERT_NEAR(explained.output(i), static_cast<double>(share), 1e-6);
      } else if (explained.unit == "log_odds" && share > 1e-3F && share < 0.999F) {
        ASSERT_NEAR(explained.output(i), log_odds(share), 1e-3);
      } else if (explained.unit == "margin") {
        ASSERT_EQ(explained.output(i) > explained.output(0), share > scores.row(0)[cls]) << i;
      }
    }
  }
}

TEST_P(ExplainContract, outputs_of_several_classes_rank_as_their_scores_do) {
  const Matrix fresh = clouds(30, 5, 3, 8);
  const auto model = trained(3);
  const Scores scores = model->predict(fresh).value();
  std::vector<Attribution> explained;
  for (std::size_t cls = 0; cls < 3; ++cls)
    explained.push_back(value_or_fail(model->explain({fresh, cls, clouds(64, 5, 3)})));
  for (std::size_t i = 0; i < fresh.rows; ++i) {
    const auto shares = scores.row(i);
    const auto best = static_cast<std::size_t>(std::ranges::max_element(shares) - shares.begin());
    if (shares[best] < 0.9F) continue;  // sigmoids of different slopes may change a close order
    for (std::size_t cls = 0; cls < 3; ++cls)
      EXPECT_GE(explained[best].output(i), explained[cls].output(i) - 1e-6);
  }
}

TEST_P(ExplainContract, a_row_has_the_same_numbers_alone_and_in_a_batch) {
  const Matrix rows = clouds(12, 5, 3, 2);
  const Matrix background = clouds(16, 5, 3, 3);
  const auto model = trained(3);
  const Attribution all = value_or_fail(model->explain({rows, 1, background}));
  for (std::uint32_t i = 0; i < rows.rows; ++i) {
    const Matrix row = rows.select(std::vector{i});
    const Attribution alone = value_or_fail(model->explain({row, 1, background}));
    EXPECT_EQ(alone.base, all.base);
    for (std::size_t j = 0; j < 5; ++j)
      ASSERT_EQ(alone.contributions[j], all.contributions[i * 5 + j]) << "row " << i;
  }
  const Matrix none = rows.select({});
  EXPECT_TRUE(value_or_fail(model->explain({none, 1, background})).contributions.empty());
}

TEST_P(ExplainContract, the_column_that_tells_the_class_adds_most) {
  const auto model = trained(2);
  Matrix row = clouds(1, 5, 2);
  row.values = {3, 0, 3, 0, 3};  // the centre of class 0; columns 0, 2 and 4 are its own
  const Attribution explained = value_or_fail(model->explain({row, 0, clouds(64, 5, 2)}));
  double own = 0;
  for (const std::size_t j : {0U, 2U, 4U}) own += explained.contributions[j];
  EXPECT_GT(own, 0);
  EXPECT_GT(explained.output(0), explained.base);
}

TEST_P(ExplainContract, requests_that_make_no_sense_are_refused) {
  const auto model = trained(2);
  const Matrix background = clouds(8, 5, 2);
  const Matrix rows = clouds(4, 5, 2);
  const Matrix narrow = clouds(4, 3, 2);
  EXPECT_EQ(model->explain({rows, 2, background}).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(model->explain({narrow, 0, background}).error().code, ErrorCode::schema_mismatch);
  EXPECT_EQ(model->explain({rows, 0, narrow}).error().code, ErrorCode::schema_mismatch);
  const auto without = model->explain({rows, 0, Matrix{}});
  if (!without) {
    EXPECT_EQ(without.error().code, ErrorCode::unsupported);
  }
  Matrix gaps = rows;
  gaps.values[3] = std::numeric_limits<float>::quiet_NaN();
  const bool takes_gaps = find_learner(GetParam()).value()->traits.handles_missing;
  EXPECT_EQ(model->explain({gaps, 0, background}).has_value(), takes_gaps);
}

/// (x0 + 1) * x1 + 2 * x2.
class ProductWalk final : public RowWalk {
 public:
  double start(std::span<const float> row) override {
    row_.assign(row.begin(), row.end());
    return output();
  }
  double change(std::size_t column, float value) override {
    row_[column] = value;
    return output();
  }

 private:
  [[nodiscard]] double output() const {
    const auto x = [this](std::size_t j) { return static_cast<double>(row_[j]); };
    return (x(0) + 1) * x(1) + 2 * x(2);
  }
  std::vector<float> row_;
};

TEST(SampledShap, finds_the_shapley_values_within_its_standard_error) {
  Matrix rows;
  rows.rows = 1;
  rows.columns = 3;
  rows.values = {2, 3, 5};
  Matrix background = rows;
  background.values = {0, 0, 0};
  ProductWalk walk;
  const Attribution explained = sampled_shap(walk, rows, background);
  EXPECT_EQ(explained.base, 0);
  EXPECT_NEAR(explained.output(0), 19, 1e-12);
  // Both orders of the two columns are walked every time, so their mean is exact.
  EXPECT_THAT(explained.contributions, testing::ElementsAre(3, 6, 10));
  EXPECT_THAT(explained.standard_error, testing::Each(testing::DoubleNear(0, 1e-7)));
  EXPECT_EQ(explained.method, "sampled_shap");
}

TEST(SampledShap, says_how_unsure_it_is) {
  Matrix background;
  background.rows = 64;
  background.columns = 3;
  Random random(3);
  for (int k = 0; k < 64 * 3; ++k)
    background.values.push_back(static_cast<float>(random.normal()));
  Matrix rows = background.select(std::vector<std::uint32_t>{0});
  rows.values = {2, 3, 5};
  ProductWalk walk;
  const Attribution explained = sampled_shap(walk, rows, background);
  double mean = 0;
  for (std::size_t i = 0; i < 64; ++i) mean += static_cast<double>(background.at(i, 2)) / 64;
  EXPECT_NEAR(explained.contributions[2], 2 * (5 - mean), 1e-9);
  EXPECT_GT(explained.standard_error[2], 0.1);
  EXPECT_LT(explained.standard_error[2], 0.5);
}

TEST(ShareAttribution, adds_up_to_the_share_and_follows_the_log_odds) {
  const Attribution up{"tree_shap", "log_odds", 2, -1, {3, -0.5}};
  Attribution down = up;
  down.turn();
  const Attribution margins[] = {down, up};
  const Attribution share = share_attribution(margins, 1);
  EXPECT_EQ(share.unit, "probability");
  EXPECT_NEAR(share.base, 1 / (1 + std::exp(1.0)), 1e-12);
  EXPECT_NEAR(share.output(0), 1 / (1 + std::exp(-1.5)), 1e-12);
  EXPECT_NEAR(share.contributions[0] / share.contributions[1], -6, 1e-9);
}

TEST(ShareAttribution, of_all_classes_cancel_out) {
  const Attribution margins[] = {{"tree_shap", "margin", 2, 0.5, {1, 2, 0, 0}},
                                 {"tree_shap", "margin", 2, -1, {0, 30, 0, 0}},
                                 {"tree_shap", "margin", 2, 0, {-1, -1, 0, 0}}};
  std::vector<double> sums(4);
  double bases = 0;
  for (std::size_t cls = 0; cls < 3; ++cls) {
    const Attribution share = share_attribution(margins, cls);
    bases += share.base;
    for (std::size_t k = 0; k < 4; ++k) sums[k] += share.contributions[k];
    EXPECT_EQ(share.output(1), share.base) << "nothing known, nothing added";
  }
  EXPECT_NEAR(bases, 1, 1e-12);
  EXPECT_THAT(sums, testing::Each(testing::DoubleNear(0, 1e-3)));
}

}  // namespace
}  // namespace vedette
