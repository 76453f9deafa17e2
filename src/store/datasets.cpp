// SPDX-License-Identifier: Apache-2.0
#include "store/datasets.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.hpp"
#include "store/dataset_changes.hpp"
#include "store/dataset_reading.hpp"
#include "store/quarantine.hpp"

namespace vedette {
namespace {

constexpr std::size_t kMaxName = 64;

bool is_name(std::string_view name) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !name.empty() && name.size() <= kMaxName && plain(name[0]) &&
         std::ranges::all_of(name, [&](char c) { return plain(c) || c == '_' || c == '-'; });
}

Result<> check_name(std::string_view name) {
  if (is_name(name)) return {};
  return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not a name of a data set", name),
              "use 1 to 64 of a-z, 0-9, _ and -, beginning with a letter or digit");
}

/// Hash over what makes up the rows: contents, and which replays added to them.
std::string content_hash(const std::vector<SourceRecord>& sources) {
  Sha256 hash;
  for (const SourceRecord& source : sources) {
    if (!source.info.complete) continue;
    hash.update(source.info.content_sha256);
    for (const SourcePart& part : source.parts) hash.update(part.tag);
  }
  return hash.hex_digest();
}

DatasetInfo describe(const DatasetRecord& record, const std::vector<SourceRecord>& sources) {
  DatasetInfo info{.name = record.name,
                   .schema_name = record.schema_name,
                   .schema_fingerprint = record.schema_fingerprint,
                   .created_at = record.created_at,
                   .content_sha256 = content_hash(sources)};
  for (const SourceRecord& source : sources) {
    info.sources.push_back(source.info);
    if (!source.info.complete) continue;
    info.rows += source.info.rows;
    info.quarantined += source.info.quarantined;
  }
  return info;
}

Result<> same_columns(const Schema& before, const Schema& now) {
  Table empty;
  for (const ColumnSpec& column : before.columns)
    empty.columns.push_back(Column::make(column.name, column.type));
  return expect_columns(empty, now);
}

/// A stretch of the quarantine that is still to be passed over, and then to be taken.
struct Window {
  std::int64_t skip = 0;
  std::int64_t take = 0;
};

Result<> take_page(Store& store, const SourceRecord& source, std::int64_t number, Window& window,
                   std::vector<QuarantinedRow>& found) {
  const std::string id = part_document_id(source, source.quarantine_tag, number);
  const auto document = VEDETTE_TRY(store.get(kQuarantine, id));
  if (!document) return fail(ErrorCode::malformed, fmt::format("page '{}' is missing", id));
  auto rows = VEDETTE_TRY(unpack_page(document->body));
  for (auto row = rows.begin() + window.skip; row != rows.end() && window.take > 0; ++row) {
    found.push_back({source.info.id, std::move(*row)});
    --window.take;
  }
  window.skip = 0;
  return {};
}

}  // namespace

Datasets::Datasets(Store& store, Clock clock) : store_(store), clock_(std::move(clock)) {}

Result<> Datasets::create(std::string_view name, const Schema& schema) {
  VEDETTE_TRY(check_name(name));
  const auto left_over = VEDETTE_TRY(store_.get(kDatasets, name));
  if (left_over) {
    const DatasetRecord record = VEDETTE_TRY(dataset_from(*left_over));
    if (record.dropping) VEDETTE_TRY(drop_dataset(store_, name));
  }
  const Document document = to_document(DatasetRecord{.name = std::string(name),
                                                      .schema_name = schema.name,
                                                      .schema_fingerprint = schema.fingerprint(),
                                                      .created_at = clock_(),
                                                      .schema_yaml = to_yaml(schema)});
  for (const std::string_view collection : {kSources, kSegments, kQuarantine})
    VEDETTE_TRY(store_.ensure_index(collection, "dataset"));
  const InsertResult added =
      VEDETTE_TRY(store_.insert(kDatasets, {&document, 1}, Durability::full));
  if (added.inserted == 1) return {};
  const DatasetRecord there = VEDETTE_TRY(require_dataset(store_, name));
  if (there.schema_fingerprint == schema.fingerprint()) return {};
  return fail(ErrorCode::already_exists,
              fmt::format("data set '{}' has another schema ('{}')", name, there.schema_name),
              "use another name, or drop the data set");
}

Result<std::vector<DatasetInfo>> Datasets::list() {
  std::vector<DatasetInfo> infos;
  for (const DatasetRecord& record : VEDETTE_TRY(all_datasets(store_))) {
    const auto sources = VEDETTE_TRY(sources_of(store_, record.name));
    infos.push_back(describe(record, sources));
  }
  return infos;
}

Result<DatasetInfo> Datasets::show(std::string_view name) {
  VEDETTE_TRY(check_name(name));
  const DatasetRecord record = VEDETTE_TRY(require_dataset(store_, name));
  const auto sources = VEDETTE_TRY(sources_of(store_, name));
  return describe(record, sources);
}

Result<Schema> Datasets::schema(std::string_view name) {
  VEDETTE_TRY(check_name(name));
  const DatasetRecord record = VEDETTE_TRY(require_dataset(store_, name));
  return parse_schema(record.schema_yaml, fmt::format("schema of data set '{}'", name));
}

Result<IngestReport> Datasets::ingest(std::string_view name, std::string_view source_name,
                                      std::string_view content_sha256, RecordReader& reader,
                                      const WorkContext& work) {
  VEDETTE_TRY(check_name(name));
  const DatasetRecord record = VEDETTE_TRY(require_dataset(store_, name));
  const SourceInfo wanted{.id = source_id(content_sha256),
                          .name = std::string(source_name),
                          .content_sha256 = std::string(content_sha256),
                          .schema_fingerprint = record.schema_fingerprint,
                          .ingested_at = clock_()};
  return ingest_source(store_, record, wanted, reader, work);
}

Result<Table> Datasets::load(std::string_view name) {
  const Schema columns = VEDETTE_TRY(schema(name));
  Table all;
  for (const ColumnSpec& column : columns.columns)
    all.columns.push_back(Column::make(column.name, column.type));
  const auto append = [&](const Table& segment) -> Result<> {
    VEDETTE_TRY(expect_columns(segment, columns));
    all.append(segment);
    return {};
  };
  VEDETTE_TRY(scan(name, append));
  const DatasetInfo info = VEDETTE_TRY(show(name));
  all.origin = {info.name, info.content_sha256};
  return all;
}

Result<std::vector<QuarantinedRow>> Datasets::quarantine(std::string_view name, std::int64_t offset,
                                                         std::int64_t limit) {
  VEDETTE_TRY(check_name(name));
  VEDETTE_TRY(require_dataset(store_, name));
  Window window{std::max<std::int64_t>(offset, 0), limit};
  std::vector<QuarantinedRow> found;
  for (const SourceRecord& source : VEDETTE_TRY(complete_sources(store_, name))) {
    const auto sizes = VEDETTE_TRY(
        document_sizes(store_, kQuarantine, source, {source.quarantine_tag, source.pages}));
    for (std::size_t page = 0; page < sizes.size() && window.take > 0; ++page) {
      if (window.skip < sizes[page])
        VEDETTE_TRY(take_page(store_, source, static_cast<std::int64_t>(page), window, found));
      else
        window.skip -= sizes[page];
    }
  }
  return found;
}

Result<Datasets::ReplayReport> Datasets::replay(std::string_view name, const Schema& schema) {
  VEDETTE_TRY(check_name(name));
  DatasetRecord record = VEDETTE_TRY(require_dataset(store_, name));
  const Schema before = VEDETTE_TRY(parse_schema(record.schema_yaml, record.schema_name));
  VEDETTE_TRY(same_columns(before, schema));
  if (record.schema_fingerprint != schema.fingerprint()) {
    record.schema_name = schema.name;
    record.schema_fingerprint = schema.fingerprint();
    record.schema_yaml = to_yaml(schema);
    VEDETTE_TRY(store_.replace(kDatasets, to_document(record), Durability::full));
  }
  ReplayReport total;
  for (const SourceRecord& source : VEDETTE_TRY(complete_sources(store_, name))) {
    if (source.info.quarantined == 0) continue;
    const ReplayReport report = VEDETTE_TRY(replay_source(store_, source, schema));
    total.accepted += report.accepted;
    total.still_rejected += report.still_rejected;
  }
  return total;
}

Result<> Datasets::drop(std::string_view name) {
  VEDETTE_TRY(check_name(name));
  VEDETTE_TRY(require_dataset(store_, name));
  return drop_dataset(store_, name);
}

}  // namespace vedette
