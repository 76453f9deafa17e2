// SPDX-License-Identifier: Apache-2.0
#include "data/read_table.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

#include "data/csv_reader.hpp"
#include "data/jsonl_reader.hpp"
#include "data/text.hpp"

namespace vedette {
namespace {

constexpr std::size_t kStartBytes = 4096;

/// The first batch, which mostly is the only one, is not copied.
void take_batch(Batch batch, ReadTable& into) {
  if (into.row_numbers.empty())
    std::swap(into.table.columns, batch.table.columns);
  else
    into.table.append(batch.table);
  into.row_numbers.insert(into.row_numbers.end(), batch.row_numbers.begin(),
                          batch.row_numbers.end());
  std::ranges::move(batch.rejected, std::back_inserter(into.rejected));
}

}  // namespace

FileFormat detect_format(std::string_view start) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (start.starts_with(kByteOrderMark)) start.remove_prefix(kByteOrderMark.size());
  return begins_json_object(start) ? FileFormat::jsonl : FileFormat::csv;
}

Result<std::unique_ptr<RecordReader>> open_by_content(const std::string& path, const Schema& schema,
                                                      const ReadOptions& options) {
  ByteSource source = VEDETTE_TRY(ByteSource::open(path));
  const std::string start = VEDETTE_TRY(source.peek(kStartBytes));
  if (detect_format(start) == FileFormat::jsonl)
    return open_jsonl(std::move(source), schema, options);
  return open_csv(std::move(source), schema, options);
}

Result<ReadTable> read_all(RecordReader& reader, const Schema& schema, std::size_t max_rows) {
  const std::size_t most = max_rows == 0 ? std::numeric_limits<std::size_t>::max() : max_rows;
  ReadTable result;
  for (const ColumnSpec& column : schema.columns)
    result.table.columns.push_back(Column::make(column.name, column.type));
  while (result.row_numbers.size() < most) {
    std::optional<Batch> batch = VEDETTE_TRY(reader.next(most - result.row_numbers.size()));
    if (!batch) {
      result.complete = true;
      result.table.origin.content_sha256 = reader.content_sha256();
      break;
    }
    take_batch(std::move(*batch), result);
  }
  return result;
}

Result<ReadTable> read_rows(const std::string& path, const Schema& schema, std::size_t max_rows,
                            const ReadOptions& options) {
  const std::unique_ptr<RecordReader> reader = VEDETTE_TRY(open_by_content(path, schema, options));
  ReadTable result = VEDETTE_TRY(read_all(*reader, schema, max_rows));
  result.table.origin.source = path;
  return result;
}

Result<Table> read_table(const std::string& path, const Schema& schema, std::size_t max_rows) {
  return read_rows(path, schema, max_rows).map([](ReadTable read) {
    return std::move(read.table);
  });
}

}  // namespace vedette
