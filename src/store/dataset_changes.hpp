// SPDX-License-Identifier: Apache-2.0
/// The three changes of a data set that take several writes, each with one write that decides:
/// ingest (the source becomes complete), replay (the source names new parts), drop (the data set
/// is marked). Whatever a crash leaves before or after that write is invisible, and is used or
/// removed by doing the same again.
#pragma once

#include "store/dataset_records.hpp"

namespace vedette {

[[nodiscard]] Result<IngestReport> ingest_source(Store& store, const DatasetRecord& dataset,
                                                 const SourceInfo& wanted, RecordReader& reader,
                                                 const WorkContext& work);

/// Reads the quarantined rows of a complete source again.
[[nodiscard]] Result<Datasets::ReplayReport> replay_source(Store& store, SourceRecord source,
                                                           const Schema& schema);

/// Removes everything of a data set. Errors: `not_found`.
[[nodiscard]] Result<> drop_dataset(Store& store, std::string_view name);

/// Errors: `schema_mismatch` naming the first column that differs in name or type.
[[nodiscard]] Result<> expect_columns(const Table& table, const Schema& schema);

}  // namespace vedette
