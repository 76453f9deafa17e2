// SPDX-License-Identifier: Apache-2.0
/// How data sets, sources, segments and quarantine pages stand in a store: collections, ids,
/// fields and bodies (docs/formats/store.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/datasets.hpp"
#include "store/store.hpp"

namespace vedette {

inline constexpr std::string_view kDatasets = "datasets";
inline constexpr std::string_view kSources = "sources";
inline constexpr std::string_view kSegments = "segments";
inline constexpr std::string_view kQuarantine = "quarantine";

struct DatasetRecord {
  std::int64_t version = 1;
  std::string name;
  std::string schema_name{};
  std::string schema_fingerprint{};
  TimeNs created_at = 0;
  bool dropping = false;  ///< as good as gone; the rest of its documents is being removed
  std::string schema_yaml{};
};

/// Segments that were written together: by the ingest, or by one replay.
struct SourcePart {
  std::string tag;  ///< part of the segments' ids
  std::int64_t segments = 0;
};

/// The one document that decides what of a source can be seen: it names the parts and pages that
/// count, and is replaced as a whole.
struct SourceRecord {
  std::int64_t version = 1;
  std::string dataset;
  SourceInfo info;
  std::vector<SourcePart> parts{};
  std::string quarantine_tag{};
  std::int64_t pages = 0;  ///< of the quarantine under that tag
  std::int64_t replays = 0;
  std::string header{};  ///< header row of the file, for reading rejected rows again
  ReplayAs replay{};     ///< how that is done; empty in older stores
};

[[nodiscard]] Document to_document(const DatasetRecord& record);
[[nodiscard]] Result<DatasetRecord> dataset_from(const Document& document);
[[nodiscard]] Document to_document(const SourceRecord& record);
[[nodiscard]] Result<SourceRecord> source_from(const Document& document);

/// Id of a source in its data set: the first 16 digits of its content hash.
[[nodiscard]] std::string source_id(std::string_view content_sha256);
/// Tag of a part: which replay (0: the ingest), under which schema.
[[nodiscard]] std::string part_tag(std::int64_t replay, std::string_view schema_fingerprint);
/// `<dataset>/<source>/<tag>/<number>`, for segments and quarantine pages.
[[nodiscard]] std::string part_document_id(const SourceRecord& source, std::string_view tag,
                                           std::int64_t number);
/// What all documents of one part have.
[[nodiscard]] std::vector<Condition> of_part(const SourceRecord& source, std::string_view tag);
/// What all documents of one source have.
[[nodiscard]] std::vector<Condition> of_source(const SourceRecord& source);

/// nullopt when there is none, or it is being dropped.
[[nodiscard]] Result<std::optional<DatasetRecord>> find_dataset(Store& store,
                                                                std::string_view name);
/// Errors: `not_found` with the nearest name.
[[nodiscard]] Result<DatasetRecord> require_dataset(Store& store, std::string_view name);
/// All that are not being dropped, by name.
[[nodiscard]] Result<std::vector<DatasetRecord>> all_datasets(Store& store);
/// In the order of their ids, complete or not.
[[nodiscard]] Result<std::vector<SourceRecord>> sources_of(Store& store, std::string_view dataset);
[[nodiscard]] Result<std::optional<SourceRecord>> find_source(Store& store,
                                                              std::string_view dataset,
                                                              std::string_view content_sha256);

}  // namespace vedette
