// SPDX-License-Identifier: Apache-2.0
/// Made-up rows for the tests of this module.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/random.hpp"
#include "train/learner.hpp"

namespace vedette {

/// Normal clouds around one centre per class; column j's centre is 3 for class j, else 0, so that
/// every class is linearly separable from the others but for the tails.
inline Matrix clouds(std::size_t rows, std::size_t columns, std::size_t classes,
                     std::uint64_t seed = 1) {
  Random random(seed);
  Matrix matrix;
  matrix.rows = rows;
  matrix.columns = columns;
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t cls = i % classes;
    matrix.classes.push_back(static_cast<std::int32_t>(cls));
    for (std::size_t j = 0; j < columns; ++j) {
      const double centre = j % classes == cls ? 3.0 : 0.0;
      matrix.values.push_back(static_cast<float>(random.normal() * 0.8 + centre));
    }
  }
  return matrix;
}

/// Four clouds in the corners of a square; opposite corners share a class.
inline Matrix xor_rows(std::size_t rows, std::uint64_t seed = 1) {
  Random random(seed);
  Matrix matrix;
  matrix.rows = rows;
  matrix.columns = 2;
  for (std::size_t i = 0; i < rows; ++i) {
    const double x = (i & 1) != 0 ? 1 : -1;
    const double y = (i & 2) != 0 ? 1 : -1;
    matrix.values.push_back(static_cast<float>(x + 0.2 * random.normal()));
    matrix.values.push_back(static_cast<float>(y + 0.2 * random.normal()));
    matrix.classes.push_back(x * y > 0 ? 1 : 0);
  }
  return matrix;
}

/// Share of rows whose largest score is that of their class.
inline double accuracy(const Scores& scores, const std::vector<std::int32_t>& classes) {
  double right = 0;
  for (std::size_t i = 0; i < scores.rows; ++i) {
    const auto row = scores.row(i);
    const auto best = std::max_element(row.begin(), row.end()) - row.begin();
    right += best == classes[i] ? 1 : 0;
  }
  return right / static_cast<double>(scores.rows);
}

/// Options that keep the models of tests small.
inline Json small_options(std::string_view learner) {
  const Json forest = {{"n_estimators", 20}};
  const Json boosting = {{"n_estimators", 15}, {"max_depth", 4}};
  if (learner == "random_forest") return forest;
  if (learner == "gradient_boosting") return boosting;
  if (learner == "blend")
    return {{"forest_n_estimators", 20}, {"boosting_n_estimators", 15}, {"boosting_max_depth", 4}};
  return nullptr;
}

struct TrainingCase {
  std::string_view learner;
  Json options = nullptr;  ///< null: `small_options`
  std::uint64_t seed = 1;
  WorkContext work{};
};

inline Result<std::unique_ptr<Model>> train_case(const TrainingCase& how, const Matrix& rows,
                                                 std::size_t classes) {
  const LearnerEntry* entry = find_learner(how.learner).value();
  Json given = small_options(how.learner);
  if (!how.options.is_null()) given.update(how.options);
  const Options options = Options::make(entry->options, given).value();
  return entry->train({rows, classes, options, how.seed, how.work});
}

/// The value, or a failed test that says why there is none.
template <class T>
T value_or_fail(Result<T> result) {
  if (!result) ADD_FAILURE() << to_string(result.error());
  return std::move(result).value();
}

inline std::string name_of(const testing::TestParamInfo<std::string>& info) {
  return info.param;
}

inline std::vector<std::string> learner_names() {
  std::vector<std::string> names;
  for (const LearnerEntry& entry : learner_catalog()) names.push_back(entry.name);
  return names;
}

}  // namespace vedette
