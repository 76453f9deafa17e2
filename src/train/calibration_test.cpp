// SPDX-License-Identifier: Apache-2.0
#include "train/calibration.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/random.hpp"
#include "train/decision_link.hpp"

namespace vedette {
namespace {

/// Scores whose rows are positive with the probability that `truth` says.
struct Drawn {
  std::vector<double> scores;
  std::vector<std::uint8_t> positive;
};

Drawn draw(const Sigmoid& truth, std::size_t rows, std::uint64_t seed) {
  Random random(seed);
  Drawn drawn;
  for (std::size_t i = 0; i < rows; ++i) {
    drawn.scores.push_back(2 * random.normal());
    drawn.positive.push_back(random.uniform() < truth(drawn.scores.back()) ? 1 : 0);
  }
  return drawn;
}

TEST(Sigmoid, is_exact_at_the_ends) {
  const Sigmoid sigmoid{2, -1};
  EXPECT_DOUBLE_EQ(sigmoid(0.5), 0.5);
  EXPECT_EQ(sigmoid(1e308), 1);
  EXPECT_EQ(sigmoid(-1e308), 0);
  EXPECT_GT(sigmoid(-300), 0) << "small probabilities keep their digits";
}

TEST(FitSigmoid, recovers_the_sigmoid_that_drew_the_labels) {
  for (const Sigmoid truth : {Sigmoid{1, 0}, Sigmoid{2.5, -1}, Sigmoid{-0.7, 2}}) {
    const Drawn drawn = draw(truth, 50'000, 3);
    const Sigmoid fitted = fit_sigmoid(drawn.scores, drawn.positive);
    EXPECT_NEAR(fitted.slope, truth.slope, 0.08);
    EXPECT_NEAR(fitted.intercept, truth.intercept, 0.08);
  }
}

TEST(FitSigmoid, a_weight_of_two_is_the_row_twice) {
  Drawn drawn = draw({1.5, 0.3}, 300, 5);
  std::vector<float> weights(300, 1.0F);
  for (std::size_t i = 0; i < 300; i += 3) weights[i] = 2.0F;
  const Sigmoid weighted = fit_sigmoid(drawn.scores, drawn.positive, weights);
  for (std::size_t i = 0; i < 300; i += 3) {
    drawn.scores.push_back(drawn.scores[i]);
    drawn.positive.push_back(drawn.positive[i]);
  }
  const Sigmoid doubled = fit_sigmoid(drawn.scores, drawn.positive);
  EXPECT_NEAR(weighted.slope, doubled.slope, 1e-6);
  EXPECT_NEAR(weighted.intercept, doubled.intercept, 1e-6);
}

TEST(FitSigmoid, separable_scores_stay_finite_and_honest) {
  const std::vector<double> scores = {-1e6, -2, -1, 1, 2, 1e6};
  const std::vector<std::uint8_t> positive = {0, 0, 0, 1, 1, 1};
  const Sigmoid fitted = fit_sigmoid(scores, positive);
  EXPECT_TRUE(std::isfinite(fitted.slope));
  EXPECT_GT(fitted.slope, 0);
  EXPECT_LE(fitted(2), 0.9) << "three rows of a class do not make certainty";
  const Sigmoid nothing = fit_sigmoid({}, {});
  EXPECT_DOUBLE_EQ(nothing(5), 0.5);
}

/// Isotonic regression by its min-max formula: slow, and obviously right.
double min_max(const std::vector<double>& sorted, std::size_t at) {
  double best = -1;
  for (std::size_t low = 0; low <= at; ++low) {
    double smallest = 2;
    for (std::size_t high = at; high < sorted.size(); ++high) {
      const double sum =
          std::accumulate(sorted.begin() + static_cast<std::ptrdiff_t>(low),
                          sorted.begin() + static_cast<std::ptrdiff_t>(high) + 1, 0.0);
      smallest = std::min(smallest, sum / static_cast<double>(high - low + 1));
    }
    best = std::max(best, smallest);
  }
  return best;
}

TEST(FitIsotonic, equals_the_min_max_formula) {
  Random random(11);
  for (int round = 0; round < 50; ++round) {
    const std::size_t rows = 1 + random.below(25);
    std::vector<double> scores(rows);
    std::vector<std::uint8_t> positive(rows);
    std::vector<double> labels(rows);
    for (std::size_t i = 0; i < rows; ++i) {
      scores[i] = static_cast<double>(i) + random.uniform();
      positive[i] = random.uniform() < 0.2 + 0.6 * static_cast<double>(i) / 25 ? 1 : 0;
      labels[i] = positive[i];
    }
    const IsotonicMap map = fit_isotonic(scores, positive);
    for (std::size_t i = 0; i < rows; ++i)
      ASSERT_NEAR(map(scores[i]), min_max(labels, i), 1e-12) << "round " << round;
  }
}

TEST(FitIsotonic, never_falls_whatever_the_order_ties_and_weights) {
  Random random(13);
  std::vector<double> scores;
  std::vector<std::uint8_t> positive;
  std::vector<float> weights;
  for (int i = 0; i < 500; ++i) {
    scores.push_back(static_cast<double>(random.below(40)));
    positive.push_back(static_cast<std::uint8_t>(random.below(2)));
    weights.push_back(static_cast<float>(random.below(3)));
  }
  const IsotonicMap map = fit_isotonic(scores, positive, weights);
  double before = -1;
  for (double score = -5; score < 45; score += 0.125) {
    const double share = map(score);
    EXPECT_GE(share, before);
    EXPECT_TRUE(share >= 0 && share <= 1);
    before = share;
  }
}

Scores overconfident(const std::vector<std::int32_t>& classes, std::size_t count,
                     std::uint64_t seed) {
  Random random(seed);
  Scores scores{classes.size(), count, {}};
  for (const std::int32_t cls : classes) {
    // Right in 70 % of the rows, but always 96 % sure.
    const auto sure = random.uniform() < 0.7 ? static_cast<std::size_t>(cls) : random.below(count);
    for (std::size_t c = 0; c < count; ++c)
      scores.values.push_back(c == sure ? 0.96F : 0.04F / static_cast<float>(count - 1));
  }
  return scores;
}

std::vector<std::int32_t> in_turn(std::size_t rows, std::size_t classes) {
  std::vector<std::int32_t> turns;
  for (std::size_t i = 0; i < rows; ++i) turns.push_back(static_cast<std::int32_t>(i % classes));
  return turns;
}

class CalibrationOf : public testing::TestWithParam<std::tuple<CalibrationMethod, std::size_t>> {};

INSTANTIATE_TEST_SUITE_P(Methods, CalibrationOf,
                         testing::Combine(testing::Values(CalibrationMethod::sigmoid,
                                                          CalibrationMethod::isotonic),
                                          testing::Values(2U, 3U, 6U)));

TEST_P(CalibrationOf, makes_confidence_equal_accuracy) {
  const auto [method, count] = GetParam();
  const auto classes = in_turn(6000, count);
  const Scores raw = overconfident(classes, count, 1);
  const Calibration calibration = Calibration::fit(method, raw, classes).value();
  const Scores calibrated = calibration.apply(raw).value();
  double confidence = 0;
  double right = 0;
  for (std::size_t i = 0; i < raw.rows; ++i) {
    const auto row = calibrated.row(i);
    EXPECT_NEAR(std::accumulate(row.begin(), row.end(), 0.0), 1, 1e-5);
    const auto best = std::ranges::max_element(row);
    confidence += static_cast<double>(*best);
    right += best - row.begin() == classes[i] ? 1 : 0;
  }
  EXPECT_NEAR(confidence / 6000, right / 6000, 0.03);
}

TEST_P(CalibrationOf, survives_json_to_the_last_bit) {
  const auto [method, count] = GetParam();
  const auto classes = in_turn(200, count);
  const Scores raw = overconfident(classes, count, 2);
  const Calibration calibration = Calibration::fit(method, raw, classes).value();
  const std::string text = dump_json(calibration.to_json());
  const Calibration read = Calibration::from_json(parse_json(text).value()).value();
  EXPECT_EQ(read, calibration);
  EXPECT_EQ(read.apply(raw)->values, calibration.apply(raw)->values);
}

TEST(Calibration, none_leaves_scores_as_they_are) {
  const Scores scores{1, 2, {0.25F, 0.75F}};
  EXPECT_EQ(Calibration().apply(scores)->values, scores.values);
  EXPECT_EQ(Calibration::from_json(Calibration().to_json()).value(), Calibration());
}

TEST(Calibration, refuses_what_it_cannot_fit_or_apply) {
  const Scores raw = overconfident(in_turn(10, 2), 2, 1);
  const std::vector<std::int32_t> only_zero(10, 0);
  const auto code = [](const auto& result) { return result.error().code; };
  EXPECT_EQ(code(Calibration::fit(CalibrationMethod::sigmoid, raw, only_zero)),
            ErrorCode::invalid_argument);
  EXPECT_EQ(code(Calibration::fit(CalibrationMethod::sigmoid, {}, {})),
            ErrorCode::invalid_argument);
  const auto fitted = Calibration::fit(CalibrationMethod::sigmoid, raw, in_turn(10, 2));
  EXPECT_EQ(code(fitted->apply({1, 3, {0.2F, 0.3F, 0.5F}})), ErrorCode::schema_mismatch);
  EXPECT_EQ(code(calibration_method_from("plat")), ErrorCode::invalid_argument);
  EXPECT_EQ(calibration_method_from("isotonic").value(), CalibrationMethod::isotonic);
}

TEST(Calibration, json_that_no_fit_would_write_is_malformed) {
  for (const std::string_view text : {
           R"([])",
           R"({"method":"magic","classes":2,"maps":[]})",
           R"({"method":"none","classes":2,"maps":[{}]})",
           R"({"method":"sigmoid","classes":2,"maps":[]})",
           R"({"method":"sigmoid","classes":-3,"maps":[]})",
           R"({"method":"sigmoid","classes":99999999,"maps":[]})",
           R"({"method":"sigmoid","classes":2,"maps":[{"slope":"x","intercept":0}]})",
           R"({"method":"isotonic","classes":2,"maps":[{"scores":[],"shares":[]}]})",
           R"({"method":"isotonic","classes":2,"maps":[{"scores":[1,1],"shares":[0,1]}]})",
           R"({"method":"isotonic","classes":2,"maps":[{"scores":[1,2],"shares":[1,0]}]})",
           R"({"method":"isotonic","classes":2,"maps":[{"scores":[1],"shares":[7]}]})",
           R"({"method":"isotonic","classes":2,"maps":[{"scores":[1],"shares":["a"]}]})",
       }) {
    const auto read = Calibration::from_json(parse_json(text).value());
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, ErrorCode::malformed) << text;
  }
}

TEST(DecisionLink, two_classes_share_by_one_sigmoid) {
  const Sigmoid sigmoid{1.7, -0.3};
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> values{0.3, -800, 800, -1e-9, unknown};
  const Scores scores = DecisionLink::one_vs_rest({sigmoid}).scores({values.size(), 1, values});
  ASSERT_EQ(scores.values.size(), 2 * values.size());
  for (std::size_t i = 0; i + 1 < values.size(); ++i) {
    const double second = sigmoid(values[i]);
    const double sum = (1 - second) + second;
    EXPECT_EQ(scores.row(i)[0], static_cast<float>((1 - second) / sum));
    EXPECT_EQ(scores.row(i)[1], static_cast<float>(second / sum));
  }
  EXPECT_EQ(scores.row(4)[0], 0.5F) << "nothing is known";
  EXPECT_EQ(scores.row(4)[1], 0.5F);
}

}  // namespace
}  // namespace vedette
