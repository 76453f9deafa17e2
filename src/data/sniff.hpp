// SPDX-License-Identifier: Apache-2.0
/// A first look at a file that nobody has described: what it holds, column by column.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "data/read_table.hpp"
#include "data/schema.hpp"

namespace vedette {

struct SniffedColumn {
  std::string raw_name;                ///< as in the file; `c1`, `c2` ... without a header
  std::string name;                    ///< canonical and unique
  ColumnType type = ColumnType::text;  ///< the narrowest that holds every value
  std::optional<TimeFormat> format{};  ///< of a timestamp
  std::size_t values = 0;              ///< not missing
  std::size_t missing = 0;
  std::size_t distinct = 0;             ///< exact up to `kMostDistinct`, which means "or more"
  std::vector<std::string> markers{};   ///< texts that stand for missing values, such as `-`
  std::vector<std::string> examples{};  ///< the first distinct values, at most 5
  std::optional<double> min{};          ///< of numbers
  std::optional<double> max{};
};

inline constexpr std::size_t kMostDistinct = 10'000;

struct SniffResult {
  FileFormat format = FileFormat::csv;
  char delimiter = ',';    ///< of CSV
  bool has_header = true;  ///< of CSV
  std::size_t rows = 0;    ///< looked at
  std::vector<SniffedColumn> columns{};
};

/// Looks at the first `max_rows` rows (0: all).
/// Errors: `io`, `malformed` where there is no row to look at.
[[nodiscard]] Result<SniffResult> sniff(const std::string& path, std::size_t max_rows = 10'000);

/// A schema of what was found: every column a feature, named after the file.
[[nodiscard]] Schema to_schema(const SniffResult& found, const std::string& name);

/// Both in one.
[[nodiscard]] Result<Schema> sniff_schema(const std::string& path, std::size_t max_rows = 10'000);

}  // namespace vedette
