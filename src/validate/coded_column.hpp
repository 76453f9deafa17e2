// SPDX-License-Identifier: Apache-2.0
/// A column as numbered distinct values: what almost every check wants to look at, since there
/// are few distinct values where there are many rows.
#pragma once

#include <cstdint>
#include <vector>

#include "data/table.hpp"

namespace vedette {

/// Code of rows without a value.
inline constexpr std::uint32_t kMissingCode = 0xFFFFFFFF;

/// Codes 0, 1, 2 ... stand for the distinct values of a column in ascending order (text by
/// bytes; -0 is 0). The values themselves stay in the column: see `first_row`.
struct CodedColumn {
  std::vector<std::uint32_t> codes;      ///< per row, or kMissingCode
  std::vector<std::int64_t> counts;      ///< per code, rows
  std::vector<std::uint32_t> first_row;  ///< per code, the first row that holds the value
  std::int64_t missing = 0;              ///< rows

  [[nodiscard]] std::size_t distinct() const { return counts.size(); }
  [[nodiscard]] std::int64_t present() const {
    return static_cast<std::int64_t>(codes.size()) - missing;
  }
};

/// Time O(rows + distinct log distinct).
[[nodiscard]] CodedColumn code_column(const Column& column);

/// 0-based numbers of the first rows whose code `wanted` marks with a non-zero byte.
/// `wanted` has one entry per code; missing values never match.
[[nodiscard]] std::vector<std::uint32_t> first_rows_with(const CodedColumn& coded,
                                                         const std::vector<std::uint8_t>& wanted,
                                                         std::size_t at_most);

}  // namespace vedette
