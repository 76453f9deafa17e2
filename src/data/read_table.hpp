// SPDX-License-Identifier: Apache-2.0
/// A file of rows in one go, for what fits into memory.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data/read_options.hpp"
#include "data/records.hpp"

namespace vedette {

enum class FileFormat { csv, jsonl };

/// From the first byte that is not blank: `{` begins JSON Lines, anything else CSV.
[[nodiscard]] FileFormat detect_format(std::string_view start);

struct ReadTable {
  Table table;                            ///< its origin has the path, and the hash at the end
  std::vector<std::int64_t> row_numbers;  ///< per table row, its 1-based number in the file
  std::vector<RejectedRow> rejected;
  bool complete = false;  ///< false where `max_rows` ended it
};

/// Reads CSV or JSON Lines, packed or not. `max_rows` 0 reads all.
/// Errors: those of open_csv, open_jsonl and RecordReader::next.
[[nodiscard]] Result<ReadTable> read_rows(const std::string& path, const Schema& schema,
                                          std::size_t max_rows = 0,
                                          const ReadOptions& options = {});

/// The same from an open reader.
[[nodiscard]] Result<ReadTable> read_all(RecordReader& reader, const Schema& schema,
                                         std::size_t max_rows = 0);

/// The table alone; rejected rows are left out.
[[nodiscard]] Result<Table> read_table(const std::string& path, const Schema& schema,
                                       std::size_t max_rows = 0);

/// Opens a file by its content.
[[nodiscard]] Result<std::unique_ptr<RecordReader>> open_by_content(const std::string& path,
                                                                    const Schema& schema,
                                                                    const ReadOptions& options);

}  // namespace vedette
