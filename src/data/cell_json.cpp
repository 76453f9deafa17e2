// SPDX-License-Identifier: Apache-2.0
#include "data/cell_json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace vedette {

Json cell_json(const Column& column, std::size_t row) {
  if (column.missing[row] != 0) return nullptr;
  switch (column.type) {
    case ColumnType::int64:
      return column.int64s()[row];
    case ColumnType::boolean:
      return column.booleans()[row] != 0;
    case ColumnType::float64:
      if (std::isfinite(column.float64s()[row])) return column.float64s()[row];
      break;
    case ColumnType::text:
    case ColumnType::timestamp:
      break;
  }
  return column.text(row);
}

}  // namespace vedette
