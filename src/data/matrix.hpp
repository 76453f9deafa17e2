// SPDX-License-Identifier: Apache-2.0
/// The only thing learners see.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace vedette {

/// `rows` x `columns` numbers, row-major, NaN = missing, with one class index, weight and id per
/// row. Single precision: it is what tree libraries use inside, and halves the memory traffic.
struct Matrix {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<float> values;              ///< rows * columns
  std::vector<std::uint8_t> categorical;  ///< per column: 1 where values are category codes 0..k
  std::shared_ptr<const std::vector<std::string>> names;  ///< per column; null: they have none
  std::vector<std::int32_t> classes;      ///< per row index into the class list, or empty
  std::vector<float> weights;             ///< per row, or empty: all 1
  std::vector<std::uint32_t> row_ids;     ///< per row number in the table it came from, or empty

  [[nodiscard]] std::span<const float> row(std::size_t i) const {
    return {values.data() + i * columns, columns};
  }
  [[nodiscard]] float at(std::size_t i, std::size_t j) const { return values[i * columns + j]; }
  [[nodiscard]] float weight(std::size_t i) const { return weights.empty() ? 1.0F : weights[i]; }
  /// The given rows, in that order, with their classes, weights and ids.
  [[nodiscard]] Matrix select(std::span<const std::uint32_t> row_numbers) const;
};

/// Scores of a model: `rows` x `classes` shares in [0, 1], row-major, each row adding up to 1.
struct Scores {
  std::size_t rows = 0;
  std::size_t classes = 0;
  std::vector<float> values;

  [[nodiscard]] std::span<const float> row(std::size_t i) const {
    return {values.data() + i * classes, classes};
  }
};

}  // namespace vedette
