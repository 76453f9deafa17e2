// SPDX-License-Identifier: Apache-2.0
#include "store/dataset_records.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace vedette {
namespace {

constexpr std::size_t kSourceDigits = 16;
constexpr std::size_t kTagDigits = 8;
constexpr std::size_t kPage = 500;

template <class T>
Result<T> field(const Document& document, std::string_view name) {
  const auto found = document.fields.find(name);
  const T* value = found == document.fields.end() ? nullptr : std::get_if<T>(&found->second);
  if (value != nullptr) return *value;
  return fail(ErrorCode::malformed,
              fmt::format("document '{}' lacks its field '{}'", document.id, name),
              "the store is damaged: restore it from a backup");
}

std::string source_document_id(std::string_view dataset, std::string_view source) {
  return fmt::format("{}/{}", dataset, source);
}

Json parts_json(const std::vector<SourcePart>& parts) {
  Json list = Json::array();
  for (const SourcePart& part : parts)
    list.push_back({{"tag", part.tag}, {"segments", part.segments}});
  return list;
}

Result<std::vector<SourcePart>> parts_from(const Json& body) {
  std::vector<SourcePart> parts;
  for (const Json& part : *VEDETTE_TRY(json_array(body, "parts"))) {
    const std::string tag = VEDETTE_TRY(json_text(part, "tag"));
    const std::int64_t segments = VEDETTE_TRY(json_integer(part, "segments"));
    parts.push_back({tag, segments});
  }
  return parts;
}

Result<> read_source_body(const Document& document, SourceRecord& record) {
  const Json body = VEDETTE_TRY(parse_json(document.body));
  record.info.name = VEDETTE_TRY(json_text(body, "name"));
  record.header = VEDETTE_TRY(json_text(body, "header"));
  // Stores of before formats of flows do not have these.
  if (body.contains("replay_format")) {
    record.replay.format = VEDETTE_TRY(json_text(body, "replay_format"));
    record.replay.options = VEDETTE_TRY(json_text(body, "replay_options"));
  }
  record.parts = VEDETTE_TRY(parts_from(body));
  record.quarantine_tag = VEDETTE_TRY(json_text(body, "quarantine"));
  record.pages = VEDETTE_TRY(json_integer(body, "pages"));
  record.replays = VEDETTE_TRY(json_integer(body, "replays"));
  return {};
}

/// All documents of a collection whose ids begin with `prefix`.
Result<std::vector<Document>> all_under(Store& store, std::string_view collection,
                                        std::string_view prefix) {
  std::vector<Document> found;
  Query query{.after_id = std::string(prefix), .limit = kPage};
  for (;;) {
    auto page = VEDETTE_TRY(store.find(collection, query));
    for (Document& document : page) {
      if (!document.id.starts_with(prefix)) return found;
      found.push_back(std::move(document));
    }
    if (page.size() < query.limit) return found;
    query.after_id = found.back().id;
  }
}

}  // namespace

Document to_document(const DatasetRecord& record) {
  return {.id = record.name,
          .version = record.version,
          .fields = {{"name", record.name},
                     {"schema_name", record.schema_name},
                     {"schema_fingerprint", record.schema_fingerprint},
                     {"created_at", record.created_at},
                     {"dropping", record.dropping}},
          .body = record.schema_yaml};
}

Result<DatasetRecord> dataset_from(const Document& document) {
  DatasetRecord record{.version = document.version, .name = document.id};
  record.schema_name = VEDETTE_TRY(field<std::string>(document, "schema_name"));
  record.schema_fingerprint = VEDETTE_TRY(field<std::string>(document, "schema_fingerprint"));
  record.created_at = VEDETTE_TRY(field<std::int64_t>(document, "created_at"));
  record.dropping = VEDETTE_TRY(field<bool>(document, "dropping"));
  record.schema_yaml = document.body;
  return record;
}

Document to_document(const SourceRecord& record) {
  const SourceInfo& info = record.info;
  const Json body = {{"name", info.name},
                     {"header", record.header},
                     {"replay_format", record.replay.format},
                     {"replay_options", record.replay.options},
                     {"parts", parts_json(record.parts)},
                     {"quarantine", record.quarantine_tag},
                     {"pages", record.pages},
                     {"replays", record.replays}};
  return {.id = source_document_id(record.dataset, info.id),
          .version = record.version,
          .fields = {{"dataset", record.dataset},
                     {"source", info.id},
                     {"content_sha256", info.content_sha256},
                     {"schema_fingerprint", info.schema_fingerprint},
                     {"rows", info.rows},
                     {"quarantined", info.quarantined},
                     {"ingested_at", info.ingested_at},
                     {"complete", info.complete}},
          .body = dump_json(body)};
}

Result<SourceRecord> source_from(const Document& document) {
  SourceRecord record;
  record.version = document.version;
  record.dataset = VEDETTE_TRY(field<std::string>(document, "dataset"));
  record.info.id = VEDETTE_TRY(field<std::string>(document, "source"));
  record.info.content_sha256 = VEDETTE_TRY(field<std::string>(document, "content_sha256"));
  record.info.schema_fingerprint = VEDETTE_TRY(field<std::string>(document, "schema_fingerprint"));
  record.info.rows = VEDETTE_TRY(field<std::int64_t>(document, "rows"));
  record.info.quarantined = VEDETTE_TRY(field<std::int64_t>(document, "quarantined"));
  record.info.ingested_at = VEDETTE_TRY(field<std::int64_t>(document, "ingested_at"));
  record.info.complete = VEDETTE_TRY(field<bool>(document, "complete"));
  VEDETTE_TRY(read_source_body(document, record));
  return record;
}

std::string source_id(std::string_view content_sha256) {
  return std::string(content_sha256.substr(0, kSourceDigits));
}

std::string part_tag(std::int64_t replay, std::string_view schema_fingerprint) {
  return fmt::format("{:04}-{}", replay, schema_fingerprint.substr(0, kTagDigits));
}

std::string part_document_id(const SourceRecord& source, std::string_view tag,
                             std::int64_t number) {
  return fmt::format("{}/{}/{}/{:08}", source.dataset, source.info.id, tag, number);
}

std::vector<Condition> of_source(const SourceRecord& source) {
  return {{"dataset", Condition::Op::equal, {source.dataset}},
          {"source", Condition::Op::equal, {source.info.id}}};
}

std::vector<Condition> of_part(const SourceRecord& source, std::string_view tag) {
  std::vector<Condition> conditions = of_source(source);
  conditions.push_back({"part", Condition::Op::equal, {std::string(tag)}});
  return conditions;
}

Result<std::optional<DatasetRecord>> find_dataset(Store& store, std::string_view name) {
  const auto document = VEDETTE_TRY(store.get(kDatasets, name));
  if (!document) return std::nullopt;
  DatasetRecord record = VEDETTE_TRY(dataset_from(*document));
  if (record.dropping) return std::nullopt;
  return record;
}

Result<DatasetRecord> require_dataset(Store& store, std::string_view name) {
  auto record = VEDETTE_TRY(find_dataset(store, name));
  if (record) return std::move(*record);
  std::vector<std::string> names;
  for (const DatasetRecord& known : VEDETTE_TRY(all_datasets(store))) names.push_back(known.name);
  const std::string near = nearest_word(name, names);
  return fail(ErrorCode::not_found, fmt::format("there is no data set '{}'", name),
              near.empty() ? "" : fmt::format("did you mean '{}'?", near));
}

Result<std::vector<DatasetRecord>> all_datasets(Store& store) {
  std::vector<DatasetRecord> records;
  for (const Document& document : VEDETTE_TRY(all_under(store, kDatasets, ""))) {
    DatasetRecord record = VEDETTE_TRY(dataset_from(document));
    if (!record.dropping) records.push_back(std::move(record));
  }
  return records;
}

Result<std::vector<SourceRecord>> sources_of(Store& store, std::string_view dataset) {
  std::vector<SourceRecord> records;
  const std::string prefix = source_document_id(dataset, "");
  for (const Document& document : VEDETTE_TRY(all_under(store, kSources, prefix)))
    records.push_back(VEDETTE_TRY(source_from(document)));
  return records;
}

Result<std::optional<SourceRecord>> find_source(Store& store, std::string_view dataset,
                                                std::string_view content_sha256) {
  const auto document =
      VEDETTE_TRY(store.get(kSources, source_document_id(dataset, source_id(content_sha256))));
  if (!document) return std::nullopt;
  return source_from(*document);
}

}  // namespace vedette
