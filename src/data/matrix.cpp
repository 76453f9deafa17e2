// SPDX-License-Identifier: Apache-2.0
#include "data/matrix.hpp"

namespace vedette {
namespace {

template <class T>
std::vector<T> pick(const std::vector<T>& from, std::span<const std::uint32_t> row_numbers) {
  std::vector<T> picked;
  if (from.empty()) return picked;
  picked.reserve(row_numbers.size());
  for (const std::uint32_t row : row_numbers) picked.push_back(from[row]);
  return picked;
}

}  // namespace

Matrix Matrix::select(std::span<const std::uint32_t> row_numbers) const {
  Matrix selected;
  selected.rows = row_numbers.size();
  selected.columns = columns;
  selected.categorical = categorical;
  selected.names = names;
  selected.values.reserve(row_numbers.size() * columns);
  for (const std::uint32_t number : row_numbers) {
    const std::span<const float> values_of_row = row(number);
    selected.values.insert(selected.values.end(), values_of_row.begin(), values_of_row.end());
  }
  selected.classes = pick(classes, row_numbers);
  selected.weights = pick(weights, row_numbers);
  selected.row_ids = pick(row_ids, row_numbers);
  return selected;
}

}  // namespace vedette
