// SPDX-License-Identifier: Apache-2.0
#include "store/dataset_reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/random.hpp"
#include "store/dataset_changes.hpp"
#include "store/segment.hpp"

namespace vedette {
namespace {

// Which rows a sample has depends on nothing but the rows themselves.
constexpr std::uint64_t kSampleSeed = 1;

Table empty_table(const Schema& schema) {
  Table table;
  for (const ColumnSpec& column : schema.columns)
    table.columns.push_back(Column::make(column.name, column.type));
  return table;
}

std::vector<std::uint32_t> numbers_between(std::int64_t begin, std::int64_t end) {
  std::vector<std::uint32_t> numbers(static_cast<std::size_t>(end - begin));
  std::iota(numbers.begin(), numbers.end(), static_cast<std::uint32_t>(begin));
  return numbers;
}

/// A stretch of rows that are still to be passed over, and then to be taken.
class RowWindow {
 public:
  RowWindow(Store& store, const Schema& schema, std::int64_t skip, std::int64_t take)
      : store_(store), schema_(schema), skip_(skip), take_(take), rows_(empty_table(schema)) {}

  [[nodiscard]] bool done() const { return take_ == 0; }
  [[nodiscard]] Table take_rows() && { return std::move(rows_); }

  /// Passes over `rows` as a whole, if the window begins behind them.
  bool skips(std::int64_t rows) {
    if (skip_ < rows) return false;
    skip_ -= rows;
    return true;
  }

  Result<> add(const SourceRecord& source, const SourcePart& part) {
    const auto sizes = VEDETTE_TRY(document_sizes(store_, kSegments, source, part));
    for (std::size_t i = 0; i < sizes.size() && !done(); ++i)
      if (!skips(sizes[i]))
        VEDETTE_TRY(add_segment(source, part.tag, static_cast<std::int64_t>(i)));
    return {};
  }

 private:
  Result<> add_segment(const SourceRecord& source, std::string_view tag, std::int64_t number) {
    const Table segment = VEDETTE_TRY(read_segment(store_, source, tag, number));
    VEDETTE_TRY(expect_columns(segment, schema_));
    const auto rows = static_cast<std::int64_t>(segment.rows());
    const std::int64_t begin = std::min(skip_, rows);
    const std::int64_t end = std::min(begin + take_, rows);
    rows_.append(segment.select(numbers_between(begin, end)));
    skip_ = 0;
    take_ -= end - begin;
    return {};
  }

  Store& store_;
  const Schema& schema_;
  std::int64_t skip_;
  std::int64_t take_;
  Table rows_;
};

/// Sequential selection: row by row, with the chance that makes the sample exactly as large as
/// wanted.
class Draw {
 public:
  Draw(std::int64_t wanted, std::int64_t rows) : wanted_(wanted), left_(rows) {}

  std::vector<std::uint32_t> from(std::size_t rows) {
    std::vector<std::uint32_t> chosen;
    for (std::size_t row = 0; row < rows && left_ > 0; ++row, --left_) {
      if (static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(left_))) >= wanted_)
        continue;
      chosen.push_back(static_cast<std::uint32_t>(row));
      --wanted_;
    }
    return chosen;
  }

 private:
  Random random_{kSampleSeed};
  std::int64_t wanted_;
  std::int64_t left_;
};

}  // namespace

Result<std::vector<SourceRecord>> complete_sources(Store& store, std::string_view dataset) {
  auto sources = VEDETTE_TRY(sources_of(store, dataset));
  std::erase_if(sources, [](const SourceRecord& source) { return !source.info.complete; });
  return sources;
}

Result<Table> read_segment(Store& store, const SourceRecord& source, std::string_view tag,
                           std::int64_t number) {
  const std::string id = part_document_id(source, tag, number);
  const auto document = VEDETTE_TRY(store.get(kSegments, id));
  if (!document)
    return fail(ErrorCode::malformed, fmt::format("segment '{}' is missing", id),
                "the store is damaged: restore it from a backup");
  auto table = unpack_segment(document->body);
  if (!table)
    return tl::unexpected(std::move(table).error().during(fmt::format("reading '{}'", id)));
  table->origin = {source.dataset, source.info.content_sha256};
  return table;
}

Result<std::vector<std::int64_t>> document_sizes(Store& store, std::string_view collection,
                                                 const SourceRecord& source,
                                                 const SourcePart& part) {
  std::vector<std::int64_t> sizes;
  Query query{.after_id = fmt::format("{}/{}/{}/", source.dataset, source.info.id, part.tag)};
  while (static_cast<std::int64_t>(sizes.size()) < part.segments) {
    const auto page = VEDETTE_TRY(store.find_fields(collection, query));
    for (const Document& document : page) {
      const auto rows = document.fields.find("rows");
      const auto* count =
          rows == document.fields.end() ? nullptr : std::get_if<std::int64_t>(&rows->second);
      if (count == nullptr)
        return fail(ErrorCode::malformed, fmt::format("'{}' has no row count", document.id));
      if (static_cast<std::int64_t>(sizes.size()) < part.segments) sizes.push_back(*count);
    }
    if (page.empty())
      return fail(ErrorCode::malformed,
                  fmt::format("something of '{}' is missing in {}", source.dataset, collection));
    query.after_id = page.back().id;
  }
  return sizes;
}

Result<> Datasets::scan(std::string_view name,
                        const std::function<Result<>(const Table&)>& each_segment) {
  VEDETTE_TRY(show(name));
  for (const SourceRecord& source : VEDETTE_TRY(complete_sources(store_, name)))
    for (const SourcePart& part : source.parts)
      for (std::int64_t number = 0; number < part.segments; ++number) {
        const Table segment = VEDETTE_TRY(read_segment(store_, source, part.tag, number));
        VEDETTE_TRY(each_segment(segment));
      }
  return {};
}

Result<Table> Datasets::rows(std::string_view name, std::int64_t offset, std::int64_t limit) {
  const Schema columns = VEDETTE_TRY(schema(name));
  RowWindow window(store_, columns, std::max<std::int64_t>(offset, 0),
                   std::max<std::int64_t>(limit, 0));
  for (const SourceRecord& source : VEDETTE_TRY(complete_sources(store_, name))) {
    if (window.skips(source.info.rows)) continue;
    for (const SourcePart& part : source.parts)
      if (!window.done()) VEDETTE_TRY(window.add(source, part));
  }
  return std::move(window).take_rows();
}

Result<DatasetSample> Datasets::sample(std::string_view name, std::int64_t most) {
  const Schema columns = VEDETTE_TRY(schema(name));
  const DatasetInfo info = VEDETTE_TRY(show(name));
  DatasetSample sample{.table = empty_table(columns), .rows_in_all = info.rows};
  sample.table.origin = {info.name, info.content_sha256};
  Draw draw(most, info.rows);
  std::int64_t before = 0;
  const auto draw_rows = [&](const Table& segment) -> Result<> {
    VEDETTE_TRY(expect_columns(segment, columns));
    const std::vector<std::uint32_t> chosen = draw.from(segment.rows());
    sample.table.append(segment.select(chosen));
    for (const std::uint32_t row : chosen) sample.row_numbers.push_back(before + row + 1);
    before += static_cast<std::int64_t>(segment.rows());
    return {};
  };
  VEDETTE_TRY(scan(name, draw_rows));
  return sample;
}

}  // namespace vedette
