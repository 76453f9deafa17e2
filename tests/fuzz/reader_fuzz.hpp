// SPDX-License-Identifier: Apache-2.0
/// For fuzz targets of record readers: the same bytes must give the same rows, however cut.
#pragma once

#include <string>
#include <utility>
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

/// Everything that a reader says about a file.
struct FuzzRows {
  std::vector<std::string> accepted{};
  std::vector<std::string> rejected{};
  std::string error{};  ///< without regard to the rows before

  void add(const Batch& batch) {
    for (std::size_t row = 0; row < batch.table.rows(); ++row) {
      accepted.push_back(std::to_string(batch.row_numbers[row]));
      for (const Column& column : batch.table.columns) accepted.push_back(column.text(row));
    }
    for (const RejectedRow& row : batch.rejected)
      rejected.push_back(std::to_string(row.row) + row.rule + row.raw);
  }
  bool operator==(const FuzzRows&) const = default;
};

template <class Open>
FuzzRows all_rows(const Open& open, const ReadOptions& options, std::size_t batch_rows) {
  FuzzRows rows;
  auto reader = open(options);
  if (!reader) return {.error = reader.error().message};
  for (;;) {
    auto batch = (*reader)->next(batch_rows);
    if (!batch) return {.error = batch.error().message};
    if (!*batch) return rows;
    rows.add(**batch);
  }
}

/// The same by two takers in turn.
template <class Open>
FuzzRows rows_in_turns(const Open& open, const ReadOptions& options, std::size_t batch_rows) {
  FuzzRows rows;
  auto reader = open(options);
  if (!reader) return {.error = reader.error().message};
  auto ahead = (*reader)->taker();
  auto behind = (*reader)->taker();
  auto taken = behind->take(batch_rows);
  while (taken && *taken > 0) {
    const auto next = ahead->take(batch_rows);
    const auto batch = behind->read();
    if (!batch) return {.error = batch.error().message};
    rows.add(**batch);
    taken = next;
    std::swap(ahead, behind);
  }
  if (!taken) return {.error = taken.error().message};
  return rows;
}

template <class Open>
void expect_same_rows(const Open& open, std::uint8_t sizes) {
  ReadOptions options;
  options.max_row_bytes = 200;
  const auto whole = all_rows(open, options, 1000);
  options.chunk_bytes = 1 + sizes / 16;
  check(all_rows(open, options, 1 + sizes % 16) == whole, "rows do not depend on the cut");
  check(rows_in_turns(open, options, 1 + sizes % 16) == whole, "nor on who takes them");
}

}  // namespace vedette
