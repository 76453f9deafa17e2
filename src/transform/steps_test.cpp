// SPDX-License-Identifier: Apache-2.0
// Each step against its definition, through the public interface.
#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "transform/tables_for_test.hpp"
#include "transform/transform.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const double kNaN = std::nan("");

Result<Transform> fit(const TransformPlan& plan, const Table& table) {
  return Transform::fit(plan, table, tables::features_of(table), tables::all_rows(table));
}

/// One step on all columns, fitted on `train` and applied to `rows`; missing values come as -99.
std::vector<float> run(const StepPlan& step, const Table& train, const Table& rows) {
  Result<Transform> transform = fit({{step}}, train);
  EXPECT_TRUE(transform) << to_string(transform.error());
  Matrix matrix = transform->apply(rows, {}).value();
  for (float& value : matrix.values)
    if (std::isnan(value)) value = -99;
  return matrix.values;
}

Table one(const std::vector<double>& values) { return {{tables::numbers("x", values)}}; }
Table words(const tables::Texts& values) { return {{tables::texts("w", values)}}; }

struct NumberCase {
  const char* name;
  StepPlan step;
  std::vector<double> train;
  std::vector<double> rows;
  std::vector<float> expected;
};

TEST(Steps, on_numbers_by_hand) {
  const Json by_bounds = {{"by", "bounds"}, {"low", 0}, {"high", 5}};
  const Json quartiles = {{"low_quantile", 0.25}, {"high_quantile", 0.75}};
  const Json tails = {{"when", "long_tailed"}, {"min_skewness", 1}};
  const std::vector<NumberCase> cases{
      {"median", {"impute", {"x"}, nullptr}, {1, 2, 9, kNaN}, {kNaN, 5}, {2, 5}},
      {"even median", {"impute", {"x"}, nullptr}, {1, 2, 3, 9}, {kNaN}, {2.5F}},
      {"infinite is missing", {"impute", {"x"}, nullptr}, {1, 3, 5}, {HUGE_VAL}, {3}},
      {"mode", {"impute", {"x"}, {{"strategy", "most_frequent"}}}, {4, 4, 1}, {kNaN}, {4}},
      {"constant", {"impute", {"x"}, {{"strategy", "constant"}, {"value", -7}}}, {1}, {kNaN}, {-7}},
      {"bounds", {"clip", {"x"}, by_bounds}, {1}, {-3, 2, 8, kNaN}, {0, 2, 5, -99}},
      {"quantiles", {"clip", {"x"}, quartiles}, {0, 1, 2, 3, 4}, {-9, 2, 9}, {1, 2, 3}},
      {"log", {"log1p", {"x"}, nullptr}, {1}, {std::expm1(2.0), -std::expm1(3.0), 0}, {2, -3, 0}},
      {"no long tail", {"log1p", {"x"}, tails}, {1, 2, 3}, {100}, {100}},
      {"long tail", {"log1p", {"x"}, tails}, {0, 0, 0, 0, 0, 99}, {std::expm1(4.0)}, {4}},
      {"standard", {"standard_scale", {"x"}, nullptr}, {1, 3}, {1, 2, 7, kNaN}, {-1, 0, 5, -99}},
      {"constant column", {"standard_scale", {"x"}, nullptr}, {4, 4}, {4, 9}, {0, 0}},
      {"robust", {"robust_scale", {"x"}, nullptr}, {0, 1, 2, 3, 99}, {2, 4}, {0, 1}},
      {"robust, no range", {"robust_scale", {"x"}, nullptr}, {0, 0, 0, 0, 5}, {2}, {1}},
      {"robust, constant", {"robust_scale", {"x"}, nullptr}, {6, 6}, {7}, {0}},
  };
  for (const NumberCase& c : cases) {
    const std::vector<float> result = run(c.step, one(c.train), one(c.rows));
    ASSERT_EQ(result.size(), c.expected.size()) << c.name;
    for (std::size_t i = 0; i < result.size(); ++i)
      EXPECT_FLOAT_EQ(result[i], c.expected[i]) << c.name << ' ' << i;
  }
}

TEST(Ordinal, codes_follow_frequency_or_name_and_unseen_texts_their_policy) {
  const Table train = words({"b", "c", "c", "a", "c", "a", "?"});
  const Table rows = words({"a", "b", "c", "?", "new"});
  EXPECT_THAT(run({"ordinal", {"text"}, nullptr}, train, rows), ElementsAre(1, 2, 0, -99, -99));
  EXPECT_THAT(run({"ordinal", {"w"}, {{"order", "name"}, {"unseen", "code"}}}, train, rows),
              ElementsAre(0, 1, 2, -99, 3));
  EXPECT_THAT(run({"ordinal", {"w"}, {{"max_categories", 2}, {"unseen", "code"}}}, train, rows),
              ElementsAre(1, 2, 0, -99, 2));
}

TEST(Ordinal, refusing_names_the_row_and_the_column) {
  const Transform transform =
      fit({{{"ordinal", {"w"}, {{"unseen", "refuse"}}}}}, words({"a", "b"})).value();
  const Error error = transform.apply(words({"a", "b", "new"}), {}).error();
  EXPECT_EQ(error.code, ErrorCode::schema_mismatch);
  EXPECT_EQ(error.where.row, 3);
  EXPECT_EQ(error.where.column, "w");
  EXPECT_TRUE(transform.apply(words({"a", "new"}), std::vector<std::uint32_t>{0}));
  const Json few = {{"unseen", "refuse"}, {"max_categories", 1}};
  EXPECT_FALSE(fit({{{"ordinal", {"w"}, few}}}, words({"a", "b"})));
}

struct OneHotCase {
  const char* name;
  Json options;
  std::vector<std::string> columns;
  std::vector<float> of_rare;    ///< indicators of a text that was rare in training
  std::vector<float> of_unseen;  ///< and of one that never occurred
};

TEST(OneHot, pools_rare_texts_and_treats_unseen_ones_by_policy) {
  const Table train = words({"a", "a", "a", "b", "b", "r", "?"});
  const std::vector<OneHotCase> cases{
      {"other", {{"min_count", 2}}, {"w=a", "w=b", "w (other)"}, {0, 0, 1}, {0, 0, 1}},
      {"zeros", {{"min_count", 2}, {"unseen", "zeros"}}, {"w=a", "w=b", "w (other)"}, {0, 0, 1},
       {0, 0, 0}},
      {"limit", {{"min_count", 1}, {"max_categories", 1}, {"unseen", "zeros"}},
       {"w=a", "w (other)"}, {0, 1}, {0, 0}},
      {"nothing rare", {{"min_count", 1}, {"unseen", "zeros"}}, {"w=a", "w=b", "w=r"}, {0, 0, 1},
       {0, 0, 0}},
  };
  for (const OneHotCase& c : cases) {
    const Transform transform = fit({{{"one_hot", {"w"}, c.options}}}, train).value();
    EXPECT_EQ(transform.output_names(), c.columns) << c.name;
    EXPECT_EQ(transform.apply(words({"r"}), {}).value().values, c.of_rare) << c.name;
    EXPECT_EQ(transform.apply(words({"new"}), {}).value().values, c.of_unseen) << c.name;
    EXPECT_EQ(transform.apply(words({"?"}), {}).value().values,
              std::vector<float>(c.columns.size(), 0)) << c.name;
    EXPECT_EQ(transform.apply(words({"a"}), {}).value().values[0], 1) << c.name;
  }
}

TEST(OneHot, refusing_knows_rare_texts_from_unseen_ones) {
  const Json options = {{"min_count", 2}, {"unseen", "refuse"}};
  const Transform transform =
      fit({{{"one_hot", {"w"}, options}}}, words({"a", "a", "r"})).value();
  EXPECT_THAT(transform.apply(words({"r"}), {}).value().values, ElementsAre(0, 1));
  EXPECT_EQ(transform.apply(words({"new"}), {}).error().code, ErrorCode::schema_mismatch);
}

TEST(OneHot, indicators_stand_where_the_text_stood) {
  Table table;
  table.columns = {tables::numbers("x", {1, 2}), tables::texts("w", {"a", "b"}),
                   tables::numbers("y", {3, 4})};
  const Transform transform =
      fit({{{"one_hot", {"w"}, {{"min_count", 1}, {"unseen", "zeros"}}}}}, table).value();
  EXPECT_THAT(transform.output_names(), ElementsAre("x", "w=a", "w=b", "y"));
  EXPECT_THAT(transform.apply(table, {}).value().values, ElementsAre(1, 1, 0, 3, 2, 0, 1, 4));
}

TEST(Impute, fills_texts_with_the_most_frequent_or_a_constant) {
  const Table train = words({"b", "a", "a", "?"});
  const StepPlan code{"ordinal", {"w"}, {{"order", "name"}, {"unseen", "code"}}};
  const StepPlan frequent{"impute", {"w"}, {{"strategy", "most_frequent"}}};
  const StepPlan constant{"impute", {"w"}, {{"strategy", "constant"}, {"text", "none"}}};
  EXPECT_EQ(fit({{frequent, code}}, train)->apply(words({"?"}), {})->values[0], 0);
  // "a" < "b" < "none": the constant was seen in training, as the filling of the last row.
  EXPECT_EQ(fit({{constant, code}}, train)->apply(words({"?"}), {})->values[0], 2);
  EXPECT_THAT(fit({{{"impute", {"w"}, nullptr}, code}}, train).error().message,
              HasSubstr("for numbers"));
  EXPECT_FALSE(fit({{{"impute", {"w"}, {{"strategy", "knn"}}}, code}}, train));
}

/// The definition of the knn strategy, over all training rows.
double nearest_by_definition(const std::vector<std::vector<double>>& train,
                             const std::vector<double>& deviations, const std::vector<double>& row,
                             std::size_t column, std::size_t k) {
  std::vector<std::pair<double, std::size_t>> donors;
  for (std::size_t r = 0; r < train.size(); ++r) {
    double sum = 0;
    int shared = 0;
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (std::isnan(row[c]) || std::isnan(train[r][c])) continue;
      sum += std::pow((row[c] - train[r][c]) / deviations[c], 2);
      ++shared;
    }
    if (shared > 0 && !std::isnan(train[r][column])) donors.emplace_back(sum / shared, r);
  }
  std::ranges::sort(donors);
  double mean = 0;
  for (std::size_t i = 0; i < k; ++i) mean += train[donors[i].second][column];
  return mean / static_cast<double>(k);
}

TEST(Impute, knn_equals_its_definition) {
  Random random(8);
  std::vector<std::vector<double>> rows(80, std::vector<double>(3));
  Table table;
  table.columns = {tables::numbers("a", {}), tables::numbers("b", {}), tables::numbers("c", {})};
  for (auto& row : rows)
    for (std::size_t c = 0; c < 3; ++c) {
      row[c] = random.below(6) == 0 ? kNaN : random.normal() * std::pow(10.0, c);
      table.columns[c].push_float64(row[c]);
    }
  std::vector<double> deviations;
  for (std::size_t c = 0; c < 3; ++c) {
    double sum = 0;
    double squares = 0;
    double count = 0;
    for (const auto& row : rows) {
      if (std::isnan(row[c])) continue;
      sum += row[c];
      squares += row[c] * row[c];
      ++count;
    }
    deviations.push_back(std::sqrt(squares / count - sum * sum / count / count));
  }
  const Json options = {{"strategy", "knn"}, {"neighbours", 3}};
  const Matrix filled = fit({{{"impute", {"all"}, options}}}, table)->apply(table, {}).value();
  int gaps = 0;
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t c = 0; c < 3; ++c) {
      const bool all_missing = std::isnan(rows[r][0]) && std::isnan(rows[r][1]) &&
                               std::isnan(rows[r][2]);
      if (all_missing) continue;
      if (!std::isnan(rows[r][c])) {
        EXPECT_EQ(filled.at(r, c), static_cast<float>(rows[r][c]));
        continue;
      }
      ++gaps;
      const double expected = nearest_by_definition(rows, deviations, rows[r], c, 3);
      EXPECT_NEAR(filled.at(r, c), expected, 1e-5 * std::abs(expected) + 1e-6) << r << ' ' << c;
    }
  EXPECT_GT(gaps, 20);
}

TEST(Impute, knn_takes_the_median_when_a_row_has_nothing_to_compare) {
  Table table;
  table.columns = {tables::numbers("a", {1, 2, 30}), tables::numbers("b", {4, 5, 6})};
  const Transform transform =
      fit({{{"impute", {"all"}, {{"strategy", "knn"}}}}}, table).value();
  Table empty;
  empty.columns = {tables::numbers("a", {kNaN}), tables::numbers("b", {kNaN})};
  EXPECT_THAT(transform.apply(empty, {}).value().values, ElementsAre(2, 5));
}

TEST(StepCatalog, every_step_has_a_summary_and_checks_its_options) {
  EXPECT_EQ(step_catalog().size(), 7U);
  for (const StepDescription& step : step_catalog()) {
    EXPECT_FALSE(step.summary.empty()) << step.name;
    for (const OptionSpec& option : step.options) EXPECT_FALSE(option.help.empty()) << option.name;
    const Result<Transform> refused = fit({{{step.name, {}, {{"no_such", 1}}}}}, one({1}));
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument) << step.name;
    EXPECT_TRUE(Options::make(step.options, nullptr)) << step.name;
  }
}

}  // namespace
}  // namespace vedette
