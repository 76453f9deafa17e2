// SPDX-License-Identifier: Apache-2.0
#include "store/quarantine.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "data/csv_reader.hpp"
#include "data/jsonl_reader.hpp"
#include "data/read_table.hpp"
#include "ingest/open_records.hpp"
#include "store/segment.hpp"

namespace vedette {
namespace {

constexpr std::size_t kPageBytes = std::size_t{4} << 20;
/// Readers cut the text of longer rows, so what is kept of those is not the row.
constexpr std::size_t kWholeRowBytes = std::size_t{64} << 10;

Table empty_page() {
  Table page;
  for (const char* const name : {"file", "column", "rule", "message", "raw"})
    page.columns.push_back(Column::make(name, ColumnType::text));
  for (const char* const name : {"row", "byte"})
    page.columns.push_back(Column::make(name, ColumnType::int64));
  return page;
}

bool is_page(const Table& table) {
  const Table page = empty_page();
  return std::ranges::equal(page.columns, table.columns, [](const Column& a, const Column& b) {
    return a.name == b.name && a.type == b.type;
  });
}

Result<std::unique_ptr<RecordReader>> open_row(const RejectedRow& row, const RowFormat& format,
                                               const Schema& schema) {
  const std::string_view header = format.header;
  ByteSource source =
      VEDETTE_TRY(ByteSource::from_memory(std::string(header) + row.raw + "\n", row.file));
  if (!format.replay.format.empty()) {
    const Json given = VEDETTE_TRY(parse_json(format.replay.options));
    return open_records(std::move(source), schema,
                        OpenOptions{.format = format.replay.format, .given = &given});
  }
  if (header.empty() && detect_format(row.raw) == FileFormat::jsonl)
    return open_jsonl(std::move(source), schema);
  ReadOptions options;
  options.header = header.empty() ? Schema::Header::absent : Schema::Header::present;
  return open_csv(std::move(source), schema, options);
}

RejectedRow with_reason(const RejectedRow& row, const RejectedRow& reason) {
  RejectedRow now = row;
  now.column = reason.column;
  now.rule = reason.rule;
  now.message = reason.message;
  return now;
}

}  // namespace

std::size_t next_page_size(std::span<const RejectedRow> rows) {
  std::size_t bytes = 0;
  std::size_t count = 0;
  while (count < std::min(rows.size(), kQuarantinePageRows) && bytes < kPageBytes)
    bytes += rows[count++].raw.size();
  return count;
}

Result<std::string> pack_page(std::span<const RejectedRow> rows) {
  Table page = empty_page();
  for (const RejectedRow& row : rows) {
    page.columns[0].push_text(row.file);
    page.columns[1].push_text(row.column);
    page.columns[2].push_text(row.rule);
    page.columns[3].push_text(row.message);
    page.columns[4].push_text(row.raw);
    page.columns[5].push_int64(row.row);
    page.columns[6].push_int64(row.byte);
  }
  return pack_segment(page);
}

Result<std::vector<RejectedRow>> unpack_page(std::string_view bytes) {
  const Table page = VEDETTE_TRY(unpack_segment(bytes));
  if (!is_page(page))
    return fail(ErrorCode::malformed, "a page of the quarantine has other columns than it should");
  const auto text = [&](std::size_t column, std::size_t row) {
    return std::string(page.columns[column].texts()[row]);
  };
  std::vector<RejectedRow> rows;
  rows.reserve(page.rows());
  for (std::size_t i = 0; i < page.rows(); ++i)
    rows.push_back({.file = text(0, i),
                    .row = page.columns[5].int64s()[i],
                    .column = text(1, i),
                    .byte = page.columns[6].int64s()[i],
                    .rule = text(2, i),
                    .message = text(3, i),
                    .raw = text(4, i)});
  return rows;
}

std::variant<Table, RejectedRow> read_again(const RejectedRow& row, const RowFormat& format,
                                            const Schema& schema) {
  if (row.raw.size() >= kWholeRowBytes) return row;
  const auto reader = open_row(row, format, schema);
  // The row does not even have the columns of the schema: its first reason still holds.
  if (!reader) return row;
  const auto batch = (*reader)->next(2);
  if (!batch || !*batch) return row;
  if ((*batch)->table.rows() == 1 && (*batch)->rejected.empty()) return std::move((*batch)->table);
  return (*batch)->rejected.empty() ? row : with_reason(row, (*batch)->rejected.front());
}

}  // namespace vedette
