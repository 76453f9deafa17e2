// SPDX-License-Identifier: Apache-2.0
/// Tables as CSV and JSON Lines text. What is written reads back to the same table.
#pragma once

#include <string>
#include <string_view>

#include "data/table.hpp"

namespace vedette {

/// The names as one line. `delimiter` separates.
[[nodiscard]] std::string csv_header(const Table& table, char delimiter = ',');
/// All rows, one line each, ended by LF; quoted where RFC 4180 asks for it. Missing values are
/// empty.
[[nodiscard]] std::string csv_rows(const Table& table, char delimiter = ',');

/// One object per row, in column order; missing values are null, times RFC 3339.
[[nodiscard]] std::string jsonl_rows(const Table& table);

/// One CSV field, quoted where it must be.
[[nodiscard]] std::string csv_field(std::string_view text, char delimiter = ',');

}  // namespace vedette
