// SPDX-License-Identifier: Apache-2.0
/// Files into a data set.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/progress.hpp"
#include "data/schema.hpp"
#include "ingest/open_records.hpp"
#include "pipeline/home.hpp"
#include "store/datasets.hpp"

namespace vedette {

struct IngestJob {
  std::string dataset;
  std::optional<Schema> schema{};  ///< none: the data set exists and has one
  std::vector<std::string> files;  ///< paths, or `-` for standard input
  RecordFormat format{};
};

/// Ingests file by file; what was ingested before an error stays. Standard input is spooled to
/// the home first, because its content hash decides the ids of its rows.
/// Errors: those of the source, the store and the schema, each naming its file.
[[nodiscard]] Result<std::vector<IngestReport>> ingest_files(Datasets& datasets, const Home& home,
                                                             const IngestJob& job,
                                                             const WorkContext& work);

/// A file, and the name by which people know it.
struct NamedFile {
  std::string path;
  std::string name;
};

/// One file into a data set that exists. Rows, errors and the source carry the file's name, not
/// its path. Errors: as above.
[[nodiscard]] Result<IngestReport> ingest_file(Datasets& datasets, const std::string& dataset,
                                               const NamedFile& file, const RecordFormat& format,
                                               const WorkContext& work);

[[nodiscard]] Json to_json(const IngestReport& report);

}  // namespace vedette
