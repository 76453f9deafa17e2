// SPDX-License-Identifier: Apache-2.0
/// How a file of rows is read, where the schema leaves it open or a command knows better.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/schema.hpp"

namespace vedette {

struct ReadOptions {
  std::optional<Schema::Header> header{};  ///< unset: as the schema says
  char delimiter = 0;                      ///< 0: as the schema says, or detected
  /// Longer rows, and quotes that close later than this, are rejected. In bytes.
  std::size_t max_row_bytes = std::size_t{1} << 20;
  /// Columns of these roles may be absent, whatever the schema says: the label of rows that are
  /// to be scored, for instance.
  std::vector<Role> optional_roles{};
  std::vector<std::string> optional_columns{};       ///< the same by canonical name
  std::size_t chunk_bytes = std::size_t{128} << 10;  ///< read at a time; fits the second cache

  /// Whether a file may lack the column.
  [[nodiscard]] bool may_be_absent(const ColumnSpec& column) const;
};

}  // namespace vedette
