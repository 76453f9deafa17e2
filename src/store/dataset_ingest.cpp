// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "store/dataset_changes.hpp"
#include "store/part_writer.hpp"
#include "store/segment.hpp"

namespace vedette {
namespace {

constexpr std::size_t kExamples = 20;

IngestReport found_complete(const SourceRecord& source) {
  return {.source = source.info, .already_there = true};
}

/// The record of this source, made if it is not there. One that was begun under another schema
/// is begun anew under this one: its segments have other ids.
Result<SourceRecord> begin(Store& store, const DatasetRecord& dataset, const SourceInfo& wanted) {
  SourceRecord fresh{.dataset = dataset.name, .info = wanted};
  const Document document = to_document(fresh);
  VEDETTE_TRY(store.insert(kSources, {&document, 1}, Durability::normal));
  auto found = VEDETTE_TRY(find_source(store, dataset.name, wanted.content_sha256));
  if (!found)
    return fail(ErrorCode::conflict, fmt::format("data set '{}' was dropped", dataset.name));
  if (found->info.content_sha256 != wanted.content_sha256)
    return fail(ErrorCode::conflict, "another file has the same first digits of its content hash");
  if (found->info.complete || found->info.schema_fingerprint == wanted.schema_fingerprint)
    return std::move(*found);
  fresh.version = found->version;
  VEDETTE_TRY(store.replace(kSources, to_document(fresh), Durability::normal));
  VEDETTE_TRY(store.erase(kSegments, of_source(fresh)));
  VEDETTE_TRY(store.erase(kQuarantine, of_source(fresh)));
  ++fresh.version;
  return fresh;
}

/// Removes what was written of a source that turned out not to be what its hash says.
Result<> forget(Store& store, const SourceRecord& source) {
  std::vector<Condition> unfinished = of_source(source);
  unfinished.push_back({"complete", Condition::Op::equal, {false}});
  const std::int64_t erased = VEDETTE_TRY(store.erase(kSources, unfinished));
  if (erased == 0) return {};
  VEDETTE_TRY(store.erase(kSegments, of_source(source)));
  VEDETTE_TRY(store.erase(kQuarantine, of_source(source)));
  return {};
}

/// Always an error.
Result<> changed(Store& store, const SourceRecord& source) {
  VEDETTE_TRY(forget(store, source));
  return fail(ErrorCode::conflict,
              fmt::format("'{}' changed while it was read, now or in an ingest that was cut short; "
                          "nothing of it is kept",
                          source.info.name),
              "ingest it again when nobody writes to it");
}

void keep_examples(std::vector<RejectedRow>& examples, std::span<const RejectedRow> rejected) {
  const std::size_t room = kExamples - examples.size();
  const auto taken = rejected.first(std::min(room, rejected.size()));
  examples.insert(examples.end(), taken.begin(), taken.end());
}

Result<> write_all(PartWriter& writer, RecordReader& reader, const Schema& schema,
                   const WorkContext& work, std::vector<RejectedRow>& examples) {
  for (;;) {
    if (work.stopped())
      return fail(ErrorCode::cancelled, "the ingest was stopped",
                  "run it again: it goes on where it stopped");
    std::optional<Batch> batch = VEDETTE_TRY(reader.next(kSegmentRows));
    if (!batch) return {};
    VEDETTE_TRY(expect_columns(batch->table, schema));
    VEDETTE_TRY(writer.add_rows(batch->table));
    VEDETTE_TRY(writer.add_rejected(batch->rejected));
    keep_examples(examples, batch->rejected);
    work.progress("ingest", reader.bytes_read(), reader.bytes_total());
    reader.recycle(std::move(*batch));
  }
}

/// The write that makes the rows visible.
Result<> finish(Store& store, SourceRecord& source, const PartWriter& writer,
                const RecordReader& reader) {
  source.info.rows = writer.rows();
  source.info.quarantined = writer.rejected();
  source.info.complete = true;
  source.parts = {{writer.tag(), writer.segments()}};
  source.quarantine_tag = writer.tag();
  source.pages = writer.pages();
  source.header = reader.header();
  source.replay = reader.replay_as();
  const Result<> done = store.replace(kSources, to_document(source), Durability::full);
  if (done || done.error().code != ErrorCode::conflict) return done;
  // Another process may have ingested the same file at the same time, and been first.
  const auto now = VEDETTE_TRY(find_source(store, source.dataset, source.info.content_sha256));
  if (now && now->info.complete) {
    source = *now;
    return {};
  }
  return done;
}

}  // namespace

Result<> expect_columns(const Table& table, const Schema& schema) {
  for (std::size_t i = 0; i < std::max(table.columns.size(), schema.columns.size()); ++i) {
    const bool both = i < table.columns.size() && i < schema.columns.size();
    if (both && table.columns[i].name == schema.columns[i].name &&
        table.columns[i].type == schema.columns[i].type)
      continue;
    const std::string& name =
        i < schema.columns.size() ? schema.columns[i].name : table.columns[i].name;
    return fail(ErrorCode::schema_mismatch,
                fmt::format("column {} ('{}') is not the same in the rows and in schema '{}'",
                            i + 1, name, schema.name),
                "a data set holds rows of one schema: use another data set for other rows");
  }
  return {};
}

Result<IngestReport> ingest_source(Store& store, const DatasetRecord& dataset,
                                   const SourceInfo& wanted, RecordReader& reader,
                                   const WorkContext& work) {
  const Schema schema = VEDETTE_TRY(parse_schema(dataset.schema_yaml, dataset.schema_name));
  SourceRecord source = VEDETTE_TRY(begin(store, dataset, wanted));
  if (source.info.complete) return found_complete(source);
  PartWriter writer(store, source, part_tag(0, dataset.schema_fingerprint));
  IngestReport report;
  const Result<> written = write_all(writer, reader, schema, work, report.examples);
  const bool other_rows = !written && written.error().code == ErrorCode::conflict;
  const bool other_bytes = written && reader.content_sha256() != wanted.content_sha256;
  if (other_rows || other_bytes) VEDETTE_TRY(changed(store, source));
  VEDETTE_TRY(written);
  VEDETTE_TRY(finish(store, source, writer, reader));
  report.notes = reader.notes();
  report.source = source.info;
  report.rows_added = writer.rows_added();
  return report;
}

}  // namespace vedette
