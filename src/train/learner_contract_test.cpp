// SPDX-License-Identifier: Apache-2.0
/// What every learner of the catalogue promises, so that a new entry is tested before its author
/// has written a test.
#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <thread>

#include "train/test_rows.hpp"

namespace vedette {
namespace {

class LearnerContract : public testing::TestWithParam<std::string> {
 protected:
  [[nodiscard]] const LearnerEntry& entry() const { return *find_learner(GetParam()).value(); }
  [[nodiscard]] std::unique_ptr<Model> trained(const Matrix& rows, std::size_t classes,
                                               const Json& options = nullptr) const {
    return train_case({.learner = GetParam(), .options = options}, rows, classes).value();
  }
  [[nodiscard]] ErrorCode refusal(const Matrix& rows, std::size_t classes) const {
    const auto result = train_case({.learner = GetParam()}, rows, classes);
    return result ? ErrorCode::internal : result.error().code;
  }
};

INSTANTIATE_TEST_SUITE_P(All, LearnerContract, testing::ValuesIn(learner_names()), name_of);

TEST_P(LearnerContract, learns_separable_classes) {
  for (const std::size_t classes : {2U, 3U, 5U}) {
    const auto model = trained(clouds(600, 6, classes, 1), classes);
    const Matrix fresh = clouds(400, 6, classes, 2);
    EXPECT_GT(accuracy(model->predict(fresh).value(), fresh.classes), 0.9) << classes;
    EXPECT_EQ(model->classes(), classes);
    EXPECT_EQ(model->columns(), 6U);
  }
}

TEST_P(LearnerContract, learns_exclusive_or_unless_it_is_linear) {
  const auto model = trained(xor_rows(600, 1), 2);
  const Matrix fresh = xor_rows(400, 2);
  const double share = accuracy(model->predict(fresh).value(), fresh.classes);
  const std::set<std::string> linear = {"logistic_regression", "linear_svm"};
  if (linear.contains(GetParam())) {
    EXPECT_LT(share, 0.8);
  } else {
    EXPECT_GT(share, 0.95);
  }
}

TEST_P(LearnerContract, same_seed_gives_the_same_bits_on_any_number_of_threads) {
  const Matrix rows = clouds(900, 5, 3);
  const Json options = {{"class_weight", "balanced"}};
  const auto bytes = [&](int threads) {
    WorkContext work;
    work.threads = threads;
    return train_case({GetParam(), options, 7, work}, rows, 3).value()->to_bytes();
  };
  const std::string one = bytes(1);
  EXPECT_EQ(one, bytes(1));
  EXPECT_EQ(one, bytes(2));
  EXPECT_EQ(one, bytes(5));
}

TEST_P(LearnerContract, two_trainings_at_once_do_not_disturb_each_other) {
  const Matrix rows = clouds(300, 4, 3);
  const std::string alone = trained(rows, 3)->to_bytes();
  std::string beside;
  {
    const std::jthread other([&] { beside = trained(rows, 3)->to_bytes(); });
    EXPECT_EQ(trained(rows, 3)->to_bytes(), alone);
  }
  EXPECT_EQ(beside, alone);
}

TEST_P(LearnerContract, a_loaded_model_is_equal_to_the_saved_one) {
  for (const std::size_t classes : {2U, 3U}) {
    const Matrix rows = clouds(200, 4, classes);
    const auto model = trained(rows, classes);
    const auto loaded = entry().load(model->to_bytes()).value();
    EXPECT_EQ(loaded->to_bytes(), model->to_bytes());
    EXPECT_EQ(loaded->columns(), model->columns());
    EXPECT_EQ(loaded->classes(), model->classes());
    EXPECT_EQ(loaded->predict(rows)->values, model->predict(rows)->values);
    EXPECT_EQ(dump_json(loaded->describe()), dump_json(model->describe()));
  }
}

TEST_P(LearnerContract, a_row_gets_the_same_bits_alone_and_in_a_batch) {
  const Matrix rows = clouds(150, 4, 3);
  const auto model = trained(rows, 3);
  const Scores all = model->predict(rows).value();
  for (std::uint32_t i = 0; i < rows.rows; ++i) {
    const Scores alone = model->predict(rows.select(std::vector{i})).value();
    ASSERT_TRUE(std::ranges::equal(alone.row(0), all.row(i))) << "row " << i;
  }
  EXPECT_EQ(model->predict(rows.select({})).value().rows, 0U);
}

TEST_P(LearnerContract, scores_are_shares_that_add_up_to_one) {
  for (const std::size_t classes : {2U, 4U}) {
    const auto model = trained(clouds(300, 4, classes), classes);
    Matrix far = clouds(300, 4, classes, 9);
    for (std::size_t k = 0; k < far.values.size(); k += 7) far.values[k] *= 1e30F;
    const Scores scores = model->predict(far).value();
    for (std::size_t i = 0; i < scores.rows; ++i) {
      const auto row = scores.row(i);
      ASSERT_NEAR(std::accumulate(row.begin(), row.end(), 0.0), 1, 1e-5);
      for (const float share : row) ASSERT_TRUE(share >= 0 && share <= 1) << share;
    }
  }
}

TEST_P(LearnerContract, rows_of_another_width_are_refused) {
  const auto model = trained(clouds(100, 4, 2), 2);
  for (const std::size_t columns : {1U, 3U, 5U}) {
    const auto scores = model->predict(clouds(10, columns, 2));
    ASSERT_FALSE(scores);
    EXPECT_EQ(scores.error().code, ErrorCode::schema_mismatch);
  }
}

TEST_P(LearnerContract, rows_of_weight_zero_change_nothing) {
  const Matrix rows = clouds(200, 4, 2);
  Matrix more = rows;
  for (int i = 0; i < 50; ++i) {
    more.values.insert(more.values.end(), {3.0F, -9.0F, 1.0F, 2.0F});
    more.classes.push_back(i % 2);
  }
  more.rows += 50;
  more.weights.assign(more.rows, 1.0F);
  std::fill(more.weights.begin() + 200, more.weights.end(), 0.0F);
  EXPECT_EQ(trained(more, 2)->predict(rows)->values, trained(rows, 2)->predict(rows)->values);
}

/// Two clouds that overlap by much.
Matrix overlapping(std::uint64_t seed) {
  Matrix rows = clouds(600, 2, 2, seed);
  Random random(seed + 50);
  for (float& value : rows.values)
    value = 0.3F * value + 0.8F * static_cast<float>(random.normal());
  return rows;
}

/// In leaves of a single row a weight cannot turn the vote.
Json large_leaves(const LearnerEntry& entry) {
  Json options = Json::object();
  for (const OptionSpec& spec : entry.options)
    if (spec.name.ends_with("min_samples_leaf")) options[spec.name] = 20;
  return options;
}

TEST_P(LearnerContract, a_heavier_class_is_chosen_more_often) {
  const Matrix fresh = overlapping(2);
  const auto chosen = [&](float weight_of_one) {
    Matrix rows = overlapping(1);
    for (const std::int32_t cls : rows.classes)
      rows.weights.push_back(cls == 1 ? weight_of_one : 1.0F);
    const Scores scores = trained(rows, 2, large_leaves(entry()))->predict(fresh).value();
    int ones = 0;
    for (std::size_t i = 0; i < scores.rows; ++i) ones += scores.row(i)[1] > 0.5F ? 1 : 0;
    return ones;
  };
  const int evenly = chosen(1);
  EXPECT_LT(chosen(0.1F), evenly - 20);
  EXPECT_GT(chosen(10), evenly + 20);
}

TEST_P(LearnerContract, weights_of_single_rows_count_or_are_refused) {
  Matrix rows = clouds(200, 4, 2);
  for (std::size_t i = 0; i < rows.rows; ++i) rows.weights.push_back(i % 3 == 0 ? 5.0F : 1.0F);
  const auto model = train_case({.learner = GetParam()}, rows, 2);
  if (!model) {
    EXPECT_EQ(model.error().code, ErrorCode::unsupported);
    EXPECT_FALSE(model.error().hint.empty());
    return;
  }
  Matrix unweighted = rows;
  unweighted.weights.clear();
  EXPECT_NE((*model)->to_bytes(), trained(unweighted, 2)->to_bytes());
}

TEST_P(LearnerContract, a_stop_ends_the_training) {
  std::stop_source source;
  source.request_stop();
  WorkContext work;
  work.stop = source.get_token();
  const auto model = train_case({.learner = GetParam(), .work = work}, clouds(200, 4, 2), 2);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, ErrorCode::cancelled);
}

TEST_P(LearnerContract, missing_values_are_used_or_refused_as_the_traits_say) {
  Matrix rows = clouds(300, 4, 2);
  for (std::size_t k = 0; k < rows.values.size(); k += 5)
    rows.values[k] = std::numeric_limits<float>::quiet_NaN();
  const auto model = train_case({.learner = GetParam()}, rows, 2);
  EXPECT_EQ(model.has_value(), entry().traits.handles_missing);
  if (model) {
    EXPECT_GT(accuracy((*model)->predict(rows).value(), rows.classes), 0.85);
    return;
  }
  EXPECT_EQ(model.error().code, ErrorCode::invalid_argument);
  const auto complete = trained(clouds(300, 4, 2), 2);
  EXPECT_EQ(complete->predict(rows).error().code, ErrorCode::invalid_argument);
}

TEST_P(LearnerContract, requests_that_make_no_sense_are_refused) {
  Matrix rows = clouds(60, 3, 2);
  EXPECT_EQ(refusal(rows, 3), ErrorCode::invalid_argument) << "a class without rows";
  EXPECT_EQ(refusal(rows, 1), ErrorCode::invalid_argument) << "one class";
  EXPECT_EQ(refusal(rows.select({}), 2), ErrorCode::invalid_argument) << "no rows";
  Matrix infinite = rows;
  infinite.values[4] = std::numeric_limits<float>::infinity();
  EXPECT_EQ(refusal(infinite, 2), ErrorCode::invalid_argument) << "an infinite value";
  Matrix negative = rows;
  negative.weights.assign(60, -1.0F);
  EXPECT_EQ(refusal(negative, 2), ErrorCode::invalid_argument) << "negative weights";
  rows.classes[0] = 7;
  EXPECT_EQ(refusal(rows, 2), ErrorCode::invalid_argument) << "a class out of range";
}

TEST_P(LearnerContract, narrow_and_constant_tables_are_no_trouble) {
  const Matrix single = clouds(200, 1, 2);
  EXPECT_GT(accuracy(trained(single, 2)->predict(single).value(), single.classes), 0.9);
  Matrix constant = clouds(100, 3, 2);
  for (float& value : constant.values) value = 4;
  const Scores scores = trained(constant, 2)->predict(constant).value();
  for (std::size_t i = 1; i < scores.rows; ++i)
    EXPECT_TRUE(std::ranges::equal(scores.row(i), scores.row(0)));
  const Matrix tiny = clouds(2, 2, 2);
  EXPECT_EQ(trained(tiny, 2)->predict(tiny).value().rows, 2U);
}

TEST_P(LearnerContract, progress_never_passes_its_total) {
  WorkContext work;
  work.on_progress = [](std::string_view what, std::uint64_t done, std::uint64_t total) {
    EXPECT_FALSE(what.empty());
    if (total != 0) {
      EXPECT_LE(done, total);
    }
  };
  EXPECT_TRUE(train_case({.learner = GetParam(), .work = work}, clouds(100, 4, 2), 2));
}

TEST_P(LearnerContract, the_entry_explains_itself) {
  EXPECT_FALSE(entry().summary.empty());
  std::set<std::string> names;
  for (const OptionSpec& spec : entry().options) {
    EXPECT_TRUE(names.insert(spec.name).second) << spec.name << " stands twice";
    EXPECT_FALSE(spec.help.empty()) << spec.name;
  }
  EXPECT_TRUE(names.contains("class_weight"));
  const Json defaults = Options::make(entry().options, nullptr)->to_json();
  EXPECT_TRUE(Options::make(entry().options, defaults)) << "defaults lie outside their ranges";
}

TEST_P(LearnerContract, every_drawn_candidate_can_be_trained) {
  Random random(3);
  const Options base = Options::make(entry().options, small_options(GetParam())).value();
  for (int i = 0; i < 3; ++i) {
    Json drawn = Options::draw(entry().options, base, random).to_json();
    for (auto& [name, value] : drawn.items())
      if (name.ends_with("n_estimators")) value = 5;
    EXPECT_TRUE(train_case({.learner = GetParam(), .options = drawn}, clouds(90, 3, 3), 3));
  }
}

TEST(LearnerCatalog, a_mistyped_name_gets_a_suggestion) {
  EXPECT_EQ(find_learner("random_forest").value()->name, "random_forest");
  const auto wrong = find_learner("random_forrest");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::invalid_argument);
  EXPECT_THAT(wrong.error().hint, testing::HasSubstr("'random_forest'"));
}

}  // namespace
}  // namespace vedette
