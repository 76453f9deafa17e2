// SPDX-License-Identifier: Apache-2.0
/// For fuzz targets of record readers: the same bytes must give the same rows, however cut.
#pragma once

#include <string>
#include <vector>

#include "data/byte_source.hpp"
#include "data/read_options.hpp"
#include "data/records.hpp"

namespace vedette {

/// One column of each type; all may be absent.
inline const Schema& fuzz_schema() {
  static const Schema schema = parse_schema(R"(name: fuzz
delimiter: ","
missing: ["-"]
columns:
  - {name: i, type: int64, may_be_absent: true}
  - {name: x, type: float64, may_be_absent: true}
  - {name: t, type: text, may_be_absent: true, aliases: [a.b]}
  - {name: b, type: boolean, may_be_absent: true}
  - {name: at, type: timestamp, format: day_first, may_be_absent: true}
)",
                                            "fuzz.yaml")
                                   .value();
  return schema;
}

/// The text as a source; text that starts like a packed file is not what is tested here.
inline ByteSource fuzz_bytes(const std::string& text) {
  auto source = ByteSource::from_memory("\n" + text, "fuzz");
  check(source.has_value(), "plain text opens");
  return std::move(*source);
}

/// Everything that a reader says about a file, as one list.
template <class Open>
std::vector<std::string> all_rows(const Open& open, const ReadOptions& options,
                                  std::size_t batch_rows) {
  std::vector<std::string> accepted;
  std::vector<std::string> rejected;
  auto reader = open(options);
  if (!reader) return {reader.error().message};
  for (;;) {
    auto batch = (*reader)->next(batch_rows);
    if (!batch) return {batch.error().message};
    if (!*batch) break;
    const Table& table = (*batch)->table;
    for (std::size_t row = 0; row < table.rows(); ++row) {
      accepted.push_back(std::to_string((*batch)->row_numbers[row]));
      for (const Column& column : table.columns) accepted.push_back(column.text(row));
    }
    for (const RejectedRow& row : (*batch)->rejected)
      rejected.push_back(std::to_string(row.row) + row.rule + row.raw);
  }
  accepted.insert(accepted.end(), rejected.begin(), rejected.end());
  return accepted;
}

template <class Open>
void expect_same_rows(const Open& open, std::uint8_t sizes) {
  ReadOptions options;
  options.max_row_bytes = 200;
  const auto whole = all_rows(open, options, 1000);
  options.chunk_bytes = 1 + sizes / 16;
  check(all_rows(open, options, 1 + sizes % 16) == whole, "rows do not depend on the cut");
}

}  // namespace vedette
