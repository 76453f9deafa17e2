// SPDX-License-Identifier: Apache-2.0
#include "data/sniff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "data/csv_reader.hpp"
#include "data/csv_split.hpp"
#include "data/guess.hpp"
#include "data/json_row.hpp"
#include "data/jsonl_reader.hpp"
#include "data/text.hpp"

namespace vedette {
namespace {

constexpr std::size_t kSampleBytes = std::size_t{1} << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Letters, digits and `_`; runs of anything else become one `_`.
std::string canonical(std::string_view raw) {
  std::string name;
  for (const char c : trim(raw)) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (fits || c == '_')
      name += c;
    else if (!name.empty() && name.back() != '_')
      name += '_';
  }
  while (name.ends_with('_')) name.pop_back();
  return name;
}

/// Columns with unique canonical names; of equal raw names only the first counts, as in readers.
std::vector<SniffedColumn> columns_named(const std::vector<std::string>& raw_names) {
  std::set<std::string> taken;  // a name that is canonical as it stands belongs to its column
  for (const std::string& raw : raw_names)
    if (canonical(raw) == raw) taken.insert(header_key(raw));
  std::set<std::string> seen;
  std::vector<SniffedColumn> columns;
  for (const std::string& raw : raw_names) {
    if (!seen.insert(header_key(raw)).second) continue;
    std::string name = canonical(raw);
    if (name.empty()) name = fmt::format("c{}", columns.size() + 1);
    if (name != raw) {
      const std::string stem = name;
      for (int n = 2; !taken.insert(header_key(name)).second; ++n)
        name = fmt::format("{}_{}", stem, n);
    }
    columns.push_back({.raw_name = raw, .name = std::move(name)});
  }
  return columns;
}

/// Everything a text: how the sample is read before anything is known about it.
Schema schema_of_texts(const SniffResult& found) {
  Schema schema{.name = "sample"};
  schema.delimiter = found.delimiter;
  schema.header = found.has_header ? Schema::Header::present : Schema::Header::absent;
  for (const SniffedColumn& column : found.columns)
    schema.columns.push_back(
        {.name = column.name, .aliases = {column.raw_name}, .type = ColumnType::text});
  return schema;
}

/// A header has a name for every column, none twice, and no numbers.
bool reads_like_names(const std::vector<std::string_view>& row) {
  std::set<std::string> keys;
  return std::all_of(row.begin(), row.end(), [&](std::string_view cell) {
    return !trim(cell).empty() && !is_number(trim(cell)) && keys.insert(header_key(cell)).second;
  });
}

Result<SniffResult> sniff_csv_layout(std::string_view sample, const std::string& path) {
  SniffResult found;
  found.delimiter = detect_delimiter(sample);
  CsvSplitter splitter(found.delimiter, kSampleBytes);
  std::string padded(sample);
  padded.resize(sample.size() + CsvSplitter::kPadding);
  const std::string_view text = std::string_view(padded).substr(0, sample.size());
  const std::size_t used = splitter.split(text, 1, CsvSplitter::End::last);
  if (used == 0 || splitter.rows().empty() || splitter.rows().front().cell_count == 0)
    return fail(ErrorCode::malformed, "the file has no row to look at", {}, {path, {}, {}, {}});
  const std::vector<std::string_view> cells = splitter.cells_of(splitter.rows().front());
  found.has_header = reads_like_names(cells);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < cells.size(); ++i)
    names.push_back(found.has_header ? std::string(trim(cells[i]))
                                     : fmt::format("c{}", i + 1));
  found.columns = columns_named(names);
  return found;
}

/// All paths that occur in the sample's objects.
Result<SniffResult> sniff_jsonl_layout(std::string_view sample, const std::string& path) {
  SniffResult found;
  found.format = FileFormat::jsonl;
  JsonRowParser parser(Schema{.name = "nothing"});
  while (!sample.empty()) {
    const std::string_view line = sample.substr(0, sample.find('\n'));
    sample.remove_prefix(std::min(sample.size(), line.size() + 1));
    std::string padded(line);
    padded.resize(line.size() + JsonRowParser::kPadding);
    // Faults do not matter here: what can be read names its paths.
    static_cast<void>(parser.parse(std::string_view(padded).substr(0, line.size()), {}));
  }
  found.columns = columns_named(parser.unknown_paths());
  if (!found.columns.empty()) return found;
  return fail(ErrorCode::malformed, "the file has no row to look at", {}, {path, {}, {}, {}});
}

void describe_column(const Column& texts, SniffedColumn& column) {
  const ColumnGuess guess = guess_column(texts);
  column.type = guess.type;
  column.format = guess.format;
  column.values = guess.values;
  column.missing = texts.size() - guess.values;
  column.distinct = guess.distinct;
  column.markers = guess.markers;
  column.examples = guess.examples;
  column.min = guess.min;
  column.max = guess.max;
}

}  // namespace

Result<SniffResult> sniff(const std::string& path, std::size_t max_rows) {
  ByteSource source = VEDETTE_TRY(ByteSource::open(path));
  const std::string start = VEDETTE_TRY(source.peek(kSampleBytes));
  std::string_view sample = start;
  if (sample.starts_with(kByteOrderMark)) sample.remove_prefix(kByteOrderMark.size());
  const bool is_json = detect_format(sample) == FileFormat::jsonl;
  SniffResult found = is_json ? VEDETTE_TRY(sniff_jsonl_layout(sample, path))
                              : VEDETTE_TRY(sniff_csv_layout(sample, path));
  const Schema texts = schema_of_texts(found);
  const std::unique_ptr<RecordReader> reader =
      is_json ? VEDETTE_TRY(open_jsonl(std::move(source), texts))
              : VEDETTE_TRY(open_csv(std::move(source), texts));
  const ReadTable rows = VEDETTE_TRY(read_all(*reader, texts, max_rows));
  found.rows = rows.table.rows();
  for (std::size_t c = 0; c < found.columns.size(); ++c)
    describe_column(rows.table.columns[c], found.columns[c]);
  return found;
}

Schema to_schema(const SniffResult& found, const std::string& name) {
  Schema schema{.name = name};
  if (found.format == FileFormat::csv) {
    schema.header = found.has_header ? Schema::Header::present : Schema::Header::absent;
    schema.delimiter = found.delimiter;
  }
  for (const SniffedColumn& column : found.columns) {
    ColumnSpec spec{.name = column.name, .type = column.type};
    if (column.raw_name != column.name && found.has_header) spec.aliases = {column.raw_name};
    spec.format = column.format;
    spec.missing = column.markers;
    schema.columns.push_back(std::move(spec));
  }
  return schema;
}

Result<Schema> sniff_schema(const std::string& path, std::size_t max_rows) {
  const SniffResult found = VEDETTE_TRY(sniff(path, max_rows));
  std::string name = canonical(std::filesystem::path(path).filename().string());
  return to_schema(found, name.empty() ? "inferred" : name);
}

}  // namespace vedette
