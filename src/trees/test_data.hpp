// SPDX-License-Identifier: Apache-2.0
/// Small data sets for the tests of this module.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <span>
#include <vector>

#include "base/random.hpp"
#include "data/matrix.hpp"

namespace vedette::testing_data {

inline constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

struct Row {
  std::vector<float> values;
  std::int32_t class_index;
};

inline Matrix no_rows(std::size_t columns) {
  Matrix matrix;
  matrix.columns = columns;
  return matrix;
}

inline Matrix matrix_of(const std::vector<Row>& rows) {
  Matrix matrix;
  matrix.rows = rows.size();
  matrix.columns = rows.front().values.size();
  for (const Row& row : rows) {
    matrix.values.insert(matrix.values.end(), row.values.begin(), row.values.end());
    matrix.classes.push_back(row.class_index);
  }
  return matrix;
}

/// A point in the unit cube; its class is the number of the first two coordinates over one half.
inline Matrix steps(std::size_t rows, std::size_t columns, std::uint64_t seed) {
  Random random(seed);
  std::vector<Row> all;
  for (std::size_t i = 0; i < rows; ++i) {
    Row row{{}, 0};
    for (std::size_t c = 0; c < columns; ++c)
      row.values.push_back(static_cast<float>(random.uniform()));
    row.class_index = (row.values[0] > 0.5F ? 1 : 0) + (row.values[1] > 0.5F ? 1 : 0);
    all.push_back(row);
  }
  return matrix_of(all);
}

/// Two classes that overlap, and missing values in every column.
inline Matrix noisy_with_gaps(std::size_t rows, std::size_t columns, std::uint64_t seed) {
  Random random(seed);
  std::vector<Row> all;
  for (std::size_t i = 0; i < rows; ++i) {
    Row row{{}, static_cast<std::int32_t>(random.below(2))};
    for (std::size_t c = 0; c < columns; ++c) {
      const double shift = c % 2 == 0 ? row.class_index : 0;
      row.values.push_back(random.uniform() < 0.1 ? kNaN
                                                  : static_cast<float>(random.normal() + shift));
    }
    all.push_back(row);
  }
  return matrix_of(all);
}

/// Exclusive or of two signs: no single column tells anything.
inline Matrix exclusive_or(std::size_t rows, std::uint64_t seed) {
  Random random(seed);
  std::vector<Row> all;
  for (std::size_t i = 0; i < rows; ++i) {
    const auto a = static_cast<float>(random.uniform() - 0.5);
    const auto b = static_cast<float>(random.uniform() - 0.5);
    all.push_back({{a, b}, (a > 0) == (b > 0) ? 0 : 1});
  }
  return matrix_of(all);
}

inline std::size_t most_likely(std::span<const float> shares) {
  return static_cast<std::size_t>(std::max_element(shares.begin(), shares.end()) - shares.begin());
}

/// Share of rows whose class has the highest score.
inline double accuracy(const Scores& scores, const Matrix& matrix) {
  std::size_t right = 0;
  for (std::size_t i = 0; i < matrix.rows; ++i)
    right += most_likely(scores.row(i)) == static_cast<std::size_t>(matrix.classes[i]) ? 1 : 0;
  return static_cast<double>(right) / static_cast<double>(matrix.rows);
}

}  // namespace vedette::testing_data
