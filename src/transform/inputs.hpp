// SPDX-License-Identifier: Apache-2.0
/// From the columns of a table to the first frame. Private to this module.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "data/table.hpp"
#include "transform/frame.hpp"

namespace vedette {

/// A feature column as the transform knows it.
struct InputColumn {
  std::string name;
  ColumnType type = ColumnType::float64;
};

/// The inputs' columns in `table`, in their order. Errors: `schema_mismatch`.
[[nodiscard]] Result<std::vector<const Column*>> find_inputs(
    const Table& table, std::span<const InputColumn> inputs);

/// The given rows of `columns`; `rows` must outlive the frame.
[[nodiscard]] Frame gather(std::span<const Column* const> columns,
                           std::span<const std::uint32_t> rows);

/// A column of a row-major matrix that is being filled, row by row.
class MatrixColumn {
 public:
  MatrixColumn(float* first, std::size_t columns) : next_(first), columns_(columns) {}
  /// In single precision: the largest number of it stands in for what is beyond.
  void push(double number) {
    constexpr double kMost = std::numeric_limits<float>::max();
    *next_ = static_cast<float>(std::clamp(number, -kMost, kMost));  // NaN stays NaN
    next_ += columns_;
  }

 private:
  float* next_;
  std::size_t columns_;
};

/// The given rows of a column that is no text, as gather() reads them.
void write_numbers(const Column& column, std::span<const std::uint32_t> rows, MatrixColumn into);

/// Names and kinds of the inputs before any step.
[[nodiscard]] Layout layout_of(std::span<const InputColumn> inputs);

/// Whether any of the rows has a usable value.
[[nodiscard]] bool has_value(const Column& column, std::span<const std::uint32_t> rows);

}  // namespace vedette
