// SPDX-License-Identifier: Apache-2.0
#include "transform/transform.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "base/random.hpp"
#include "transform/tables_for_test.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const double kNaN = std::nan("");

Result<Transform> fit(const TransformPlan& plan, const Table& table) {
  return Transform::fit(plan, table, tables::features_of(table), tables::all_rows(table));
}

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0);
}

TransformPlan plan_with_every_step() {
  return {{{"impute", {"bytes"}, {{"strategy", "knn"}, {"reference_rows", 50}}},
           {"log1p", {"numeric"}, {{"when", "long_tailed"}}},
           {"impute", {"numeric"}, nullptr},
           {"clip", {"numeric"}, nullptr},
           {"robust_scale", {"rate"}, nullptr},
           {"standard_scale", {"numeric"}, nullptr},
           {"one_hot", {"text"}, nullptr}}};
}

std::vector<TransformPlan> plans() {
  return {TransformPlan::for_trees(), TransformPlan::for_linear(), plan_with_every_step()};
}

/// Eight columns of decimals and more, with all that a decimal can be.
Table decimals(std::size_t rows) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const double rare[] = {0.0,  -0.0,   1e-320, -1e-45, 1e39, -1e300,
                         3e38, -4e-46, kNaN,   -kNaN, kInfinity, -kInfinity,
                         std::numeric_limits<double>::max()};
  Random random(3);
  Table table;
  for (int c = 0; c < 19; ++c) {
    Column column = Column::make("c" + std::to_string(c), ColumnType::float64);
    for (std::size_t row = 0; row < rows; ++row)
      column.push_float64(random.below(4) == 0 ? rare[random.below(std::size(rare))]
                                               : random.normal());
    table.columns.push_back(std::move(column));
  }
  return table;
}

TEST(Transform, many_rows_of_decimals_give_the_same_bits_as_one) {
  const Table table = decimals(150);
  const Transform transform = fit(TransformPlan::for_trees(), table).value();
  const Matrix all = transform.apply(table, {}).value();
  ASSERT_EQ(all.columns, table.columns.size());
  for (std::uint32_t row = 0; row < table.rows(); ++row) {
    const std::vector<std::uint32_t> only{row};
    const std::vector<float> among(all.row(row).begin(), all.row(row).end());
    EXPECT_TRUE(same_bits(transform.apply(table, only).value().values, among)) << row;
  }
  std::vector<std::uint32_t> turned = tables::all_rows(table);
  std::ranges::reverse(turned);
  const Matrix backwards = transform.apply(table, turned).value();
  for (std::size_t row = 0; row < table.rows(); ++row)
    EXPECT_TRUE(same_bits({all.row(row).begin(), all.row(row).end()},
                          {backwards.row(149 - row).begin(), backwards.row(149 - row).end()}));
}

TEST(Transform, one_row_gives_the_same_bits_as_among_many) {
  const Table table = tables::mixed(1, 3000);
  for (const TransformPlan& plan : plans()) {
    const Transform transform = fit(plan, table).value();
    const Matrix all = transform.apply(table, {}).value();
    ASSERT_EQ(all.rows, table.rows());
    for (std::uint32_t row = 0; row < table.rows(); row += 97) {
      const std::vector<std::uint32_t> only{row};
      const Matrix single = transform.apply(table, only).value();
      const std::vector<float> among(all.row(row).begin(), all.row(row).end());
      EXPECT_TRUE(same_bits(single.values, among)) << row;
      EXPECT_EQ(single.row_ids, only);
      const Matrix alone = transform.apply(table.select(only), {}).value();
      EXPECT_TRUE(same_bits(alone.values, among)) << row;
    }
  }
}

TEST(Transform, saved_and_loaded_gives_the_same_bits_and_the_same_text) {
  const Table table = tables::mixed(2, 400);
  for (const TransformPlan& plan : plans()) {
    const Transform transform = fit(plan, table).value();
    const std::string text = dump_json(transform.to_json());
    const Transform loaded = Transform::from_json(parse_json(text).value()).value();
    EXPECT_EQ(dump_json(loaded.to_json()), text);
    EXPECT_EQ(loaded.output_names(), transform.output_names());
    EXPECT_EQ(loaded.input_names(), transform.input_names());
    EXPECT_TRUE(same_bits(loaded.apply(table, {})->values, transform.apply(table, {})->values));
  }
}

TEST(Transform, fitting_sees_training_rows_only) {
  Table table = tables::mixed(3, 200);
  const Schema schema = tables::features_of(table);
  std::vector<std::uint32_t> train;
  for (std::uint32_t row = 0; row < 100; ++row) train.push_back(row);
  const Table first_half = table.select(train);
  for (const TransformPlan& plan : plans()) {
    const Transform on_all = Transform::fit(plan, table, schema, train).value();
    const Transform on_half = fit(plan, first_half).value();
    EXPECT_EQ(dump_json(on_all.to_json()), dump_json(on_half.to_json()));
  }
}

TEST(Transform, values_become_numbers_as_documented) {
  Table table;
  table.columns = {Column::make("i", ColumnType::int64), Column::make("b", ColumnType::boolean),
                   Column::make("t", ColumnType::timestamp),
                   tables::numbers("d", {HUGE_VAL, 1e300}), tables::texts("w", {"a", "?"})};
  table.columns[0].push_int64((1 << 24) + 1);
  table.columns[0].push_missing();
  table.columns[1].push_boolean(true);
  table.columns[1].push_boolean(false);
  table.columns[2].push_int64(2'500'000'000);
  table.columns[2].push_int64(-1'000'000'000);
  const Matrix matrix = fit(TransformPlan::for_trees(), table)->apply(table, {}).value();
  EXPECT_EQ(matrix.at(0, 0), 16777216.0F);
  EXPECT_TRUE(std::isnan(matrix.at(1, 0)));
  EXPECT_EQ(matrix.at(0, 1), 1);
  EXPECT_EQ(matrix.at(0, 2), 2.5F);
  EXPECT_EQ(matrix.at(1, 2), -1);
  EXPECT_TRUE(std::isnan(matrix.at(0, 3)));
  EXPECT_EQ(matrix.at(1, 3), std::numeric_limits<float>::max());
  EXPECT_TRUE(std::isnan(matrix.at(1, 4)));
  EXPECT_THAT(matrix.categorical, ElementsAre(0, 0, 0, 0, 1));
  EXPECT_THAT(*matrix.names, ElementsAre("i", "b", "t", "d", "w"));
}

TEST(Transform, columns_that_no_step_changes_have_the_values_that_they_have_among_steps) {
  const Table with_texts = tables::mixed(4, 3'000);
  Table numbers = with_texts;
  std::erase_if(numbers.columns, [](const Column& c) { return c.type == ColumnType::text; });
  ASSERT_LT(numbers.columns.size(), with_texts.columns.size());
  const Transform steps = fit(TransformPlan::for_trees(), with_texts).value();
  const Transform copies = fit(TransformPlan::for_trees(), numbers).value();
  for (const std::vector<std::uint32_t>& rows :
       {std::vector<std::uint32_t>{}, std::vector<std::uint32_t>{5, 1, 1, 2'999}}) {
    const Matrix among = steps.apply(with_texts, rows).value();
    const Matrix copied = copies.apply(numbers, rows).value();
    EXPECT_EQ(copied.row_ids, among.row_ids);
    for (std::size_t c = 0; c < copied.columns; ++c) {
      const auto other = static_cast<std::size_t>(
          std::ranges::find(*among.names, (*copied.names)[c]) - among.names->begin());
      for (std::size_t i = 0; i < copied.rows; ++i)
        ASSERT_TRUE(same_bits({copied.at(i, c)}, {among.at(i, other)})) << (*copied.names)[c];
    }
  }
}

TEST(Transform, the_plan_for_linear_learners_leaves_no_gap_and_no_large_number) {
  const Table table = tables::mixed(5, 500);
  const Matrix matrix = fit(TransformPlan::for_linear(), table)->apply(table, {}).value();
  for (const float value : matrix.values) EXPECT_LE(std::abs(value), 10);
  EXPECT_THAT(matrix.categorical, testing::Each(0));
}

TEST(Transform, a_column_without_a_value_is_dropped_and_listed) {
  Table table;
  table.columns = {tables::numbers("x", {1, 2}), tables::numbers("none", {kNaN, HUGE_VAL}),
                   tables::texts("w", {"?", "?"})};
  const TransformPlan plan{{{"clip", {"none", "x"}, nullptr}}};
  const Transform transform = fit(plan, table).value();
  EXPECT_THAT(transform.output_names(), ElementsAre("x"));
  EXPECT_THAT(transform.dropped(), ElementsAre(testing::Key("none"), testing::Key("w")));
  EXPECT_EQ(transform.apply(table, {})->columns, 1U);
}

TEST(Transform, says_which_input_each_output_was_made_from) {
  const Table table = tables::mixed(1, 500);
  for (const TransformPlan& plan : plans()) {
    const Transform fitted = fit(plan, table).value();
    const Transform loaded = Transform::from_json(fitted.to_json()).value();
    ASSERT_EQ(fitted.input_of_output().size(), fitted.output_names().size());
    EXPECT_EQ(loaded.input_of_output(), fitted.input_of_output());
    for (std::size_t i = 0; i < fitted.output_names().size(); ++i) {
      const std::string& input = fitted.input_names()[fitted.input_of_output()[i]];
      EXPECT_THAT(fitted.output_names()[i], testing::StartsWith(input));
    }
  }
}

TEST(Transform, only_features_are_used_and_found_by_name) {
  Table table;
  table.columns = {tables::numbers("a", {1}), tables::numbers("label", {2}),
                   tables::numbers("b", {3})};
  Schema schema = tables::features_of(table);
  schema.columns[1].role = Role::label;
  const Transform transform =
      Transform::fit(TransformPlan::for_trees(), table, schema, std::vector<std::uint32_t>{0})
          .value();
  std::swap(table.columns[0], table.columns[2]);
  EXPECT_THAT(transform.apply(table, {})->values, ElementsAre(1, 3));
}

TEST(Transform, tables_that_do_not_fit_are_refused_by_name) {
  Table table;
  table.columns = {tables::numbers("a", {1}), tables::numbers("b", {1})};
  const Transform transform = fit(TransformPlan::for_trees(), table).value();
  Table lacking;
  lacking.columns = {tables::numbers("a", {1})};
  EXPECT_EQ(transform.apply(lacking, {}).error().code, ErrorCode::schema_mismatch);
  EXPECT_THAT(transform.apply(lacking, {}).error().message, HasSubstr("'b'"));
  table.columns[1] = tables::texts("b", {"x"});
  EXPECT_THAT(transform.apply(table, {}).error().message, HasSubstr("text"));
}

TEST(Transform, no_rows_give_an_empty_matrix) {
  Table table;
  table.columns = {tables::numbers("a", {1})};
  const Transform transform = fit(TransformPlan::for_trees(), table).value();
  table.columns = {tables::numbers("a", {})};
  EXPECT_EQ(transform.apply(table, {})->rows, 0U);
}

TEST(TransformPlan, mistakes_are_named) {
  Table table;
  table.columns = {tables::numbers("duration", {1}), tables::texts("w", {"a"})};
  const std::pair<TransformPlan, const char*> cases[] = {
      {{{{"clipp", {"duration"}, nullptr}}}, "no step 'clipp'"},
      {{{{"clip", {"durations"}, nullptr}}}, "'durations'"},
      {{{{"clip", {"w"}, nullptr}}}, "cannot take"},
      {{{{"one_hot", {"duration"}, nullptr}}}, "cannot take"},
      {{{{"ordinal", {"w"}, nullptr}, {"clip", {"w"}, nullptr}}}, "cannot take"},
      {{{{"clip", {"duration"}, {{"by", "hand"}}}}}, "option 'by'"},
      {{{{"clip", {"duration"}, {{"by", "bounds"}, {"low", 2}, {"high", 1}}}}}, "lower bound"},
      {{}, "text column 'w'"},
  };
  for (const auto& [plan, message] : cases) {
    const Result<Transform> result = fit(plan, table);
    ASSERT_FALSE(result) << message;
    EXPECT_EQ(result.error().code, ErrorCode::invalid_argument);
    EXPECT_THAT(result.error().message, HasSubstr(message));
  }
  EXPECT_FALSE(Transform::fit(TransformPlan::for_trees(), table, tables::features_of(table), {}));
}

TEST(TransformPlan, round_trip_through_json) {
  for (const TransformPlan& plan : plans()) {
    const std::string text = dump_json(plan.to_json());
    EXPECT_EQ(dump_json(TransformPlan::from_json(parse_json(text).value())->to_json()), text);
  }
  for (const char* bad :
       {"{}", "[]", R"({"steps":1})", R"({"steps":[1]})", R"({"steps":[{"step":"clip"}]})",
        R"({"steps":[{"step":"no","columns":[]}]})", R"({"steps":[{"step":"clip","columns":[1]}]})",
        R"({"steps":[{"step":"clip","columns":[],"option":{}}]})",
        R"({"steps":[{"step":"clip","columns":[],"options":{"by":1}}]})"})
    EXPECT_FALSE(TransformPlan::from_json(parse_json(bad).value())) << bad;
}

/// Every value inside `json`, by its place.
std::vector<std::string> places_in(const Json& json) {
  std::vector<std::string> places;
  const Json flat = json.flatten();
  for (const auto& [place, value] : flat.items()) places.push_back(place);
  return places;
}

TEST(TransformJson, any_single_damage_is_refused_or_harmless) {
  const Table table = tables::mixed(7, 60);
  const Json good = fit(plan_with_every_step(), table)->to_json();
  const Json hostile[] = {nullptr, -1,  1e300,           "x",
                          true,    Json::array(), Json::object(), kNaN};
  for (const std::string& place : places_in(good))
    for (const Json& value : hostile) {
      Json bad = good;
      bad[Json::json_pointer(place)] = value;
      const Result<Transform> loaded = Transform::from_json(bad);
      if (loaded) static_cast<void>(loaded->apply(table, {}));
    }
}

TEST(TransformJson, refuses_what_no_fit_would_have_written) {
  Table table;
  table.columns = {tables::numbers("x", {1, 2}), tables::texts("w", {"a", "b"})};
  const Json good = fit({{{"clip", {"x"}, nullptr},
                          {"standard_scale", {"x"}, nullptr},
                          {"ordinal", {"w"}, nullptr}}}, table)->to_json();
  ASSERT_TRUE(Transform::from_json(good));
  const std::pair<const char*, Json> changes[] = {
      {"/format", "other"},
      {"/version", 2},
      {"/inputs/0/type", "complex"},
      {"/inputs/1/name", "x"},
      {"/inputs", Json::array()},
      {"/outputs/0", "y"},
      {"/steps/0/step", "no"},
      {"/steps/0/fitted/columns/0/name", "w"},
      {"/steps/0/fitted/columns/0/name", "z"},
      {"/steps/0/fitted/columns/0/low", 9},
      {"/steps/0/fitted/columns/0/high", kNaN},
      {"/steps/1/fitted/columns/0/scale", -1},
      {"/steps/2/fitted/unseen", "guess"},
      {"/steps/2/fitted/columns/0/categories/1", "a"},
      {"/steps/2/fitted/columns/0/categories/1", 1},
      {"/steps/2/fitted/columns", Json::array()},
  };
  for (const auto& [place, value] : changes) {
    Json bad = good;
    bad[Json::json_pointer(place)] = value;
    EXPECT_FALSE(Transform::from_json(bad)) << place << ' ' << value;
  }
}

}  // namespace
}  // namespace vedette
