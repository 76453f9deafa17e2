// SPDX-License-Identifier: Apache-2.0
#include "store/store_json.hpp"

#include <nlohmann/json.hpp>

#include "data/cell_json.hpp"

namespace vedette {

Json to_json(const StoreInfo& info) {
  return {{"backend", info.backend},
          {"server", info.server},
          {"location", info.location},
          {"degraded", info.degraded}};
}

Json to_json(const SourceInfo& source) {
  return {{"id", source.id},
          {"name", source.name},
          {"content_sha256", source.content_sha256},
          {"schema_fingerprint", source.schema_fingerprint},
          {"rows", source.rows},
          {"quarantined", source.quarantined},
          {"ingested_at", format_time(source.ingested_at)},
          {"complete", source.complete}};
}

Json to_json(const DatasetInfo& info) {
  Json sources = Json::array();
  for (const SourceInfo& source : info.sources) sources.push_back(to_json(source));
  return {{"name", info.name},
          {"schema", info.schema_name},
          {"schema_fingerprint", info.schema_fingerprint},
          {"rows", info.rows},
          {"quarantined", info.quarantined},
          {"created_at", format_time(info.created_at)},
          {"sources", std::move(sources)}};
}

Json to_json(const RejectedRow& row) {
  return {{"file", row.file}, {"row", row.row},         {"column", row.column}, {"byte", row.byte},
          {"rule", row.rule}, {"message", row.message}, {"raw", row.raw}};
}

Json to_json(const QuarantinedRow& row) {
  Json json = {{"source", row.source_id}};
  json.update(to_json(row.row));
  return json;
}

Json to_json(const Datasets::ReplayReport& report) {
  return {{"accepted", report.accepted}, {"still_rejected", report.still_rejected}};
}

Json row_json(const Table& table, std::size_t row) {
  Json json = Json::object();
  for (const Column& column : table.columns) json[column.name] = cell_json(column, row);
  return json;
}

}  // namespace vedette
