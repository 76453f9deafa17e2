// SPDX-License-Identifier: Apache-2.0
/// Named data sets in a store: rows, what was quarantined, and where each came from.
///
/// A data set is an ordered list of sources (ingested files); a source is an ordered list of
/// segments (up to 8,192 rows, packed by column and compressed: docs/formats/segment.md). Ids are
/// made from the content hash of the input and the segment number, so ingesting again, also after
/// a crash, adds exactly what is missing. Sources are ordered by content hash, so the same files
/// give the same rows in the same order however they were ingested.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/progress.hpp"
#include "base/time.hpp"
#include "data/records.hpp"
#include "data/schema.hpp"
#include "data/table.hpp"
#include "store/store.hpp"

namespace vedette {

struct SourceInfo {
  std::string id;    ///< of this source in its data set
  std::string name;  ///< file name as given
  std::string content_sha256;
  std::string schema_fingerprint;  ///< under which it was read
  std::int64_t rows = 0;           ///< kept
  std::int64_t quarantined = 0;
  TimeNs ingested_at = 0;
  bool complete = false;  ///< false: an ingest was cut short; running it again completes
};

struct DatasetInfo {
  std::string name;
  std::string schema_name;
  std::string schema_fingerprint;
  std::int64_t rows = 0;  ///< kept, over complete sources
  std::int64_t quarantined = 0;
  TimeNs created_at = 0;
  std::string content_sha256{};  ///< over its complete sources; the origin of load() has the same
  std::vector<SourceInfo> sources{};
};

struct IngestReport {
  SourceInfo source;
  bool already_there = false;   ///< the same content was ingested before: nothing was changed
  std::int64_t rows_added = 0;  ///< by this call (less than `source.rows` after a resume)
  std::vector<RejectedRow> examples{};  ///< the first 20 quarantined rows
  std::vector<std::string> notes{};     ///< what the reader had to tell besides, a sentence each
};

/// A place in the quarantine.
struct QuarantinedRow {
  std::string source_id;
  RejectedRow row;
};

/// Rows drawn from a data set, each as likely as any other, in the order of the data set.
struct DatasetSample {
  Table table;
  std::vector<std::int64_t> row_numbers{};  ///< 1-based, in the data set
  std::int64_t rows_in_all = 0;
};

/// Thread-safe, as the store is.
class Datasets {
 public:
  /// `store` must outlive this.
  Datasets(Store& store, Clock clock);

  /// Errors: `already_exists` when the name is taken with another schema fingerprint (same one:
  /// fine, nothing changes); `invalid_argument` for names outside [a-z0-9][a-z0-9_-]{0,63}.
  [[nodiscard]] Result<> create(std::string_view name, const Schema& schema);
  [[nodiscard]] Result<std::vector<DatasetInfo>> list();
  /// Errors: `not_found` with the nearest name.
  [[nodiscard]] Result<DatasetInfo> show(std::string_view name);
  [[nodiscard]] Result<Schema> schema(std::string_view name);

  /// Reads all of `reader` into the data set. `content_sha256` must be known beforehand (one
  /// hashing pass over the file, or over a spooled copy of standard input). May be run by several
  /// processes at once, for the same file too. Errors: `schema_mismatch` for rows with other
  /// columns than the data set's schema; `cancelled`, `unavailable` and the reader's errors leave
  /// what is written for the next run to complete; `conflict` when the content is not that of the
  /// hash, or the data set was dropped meanwhile.
  [[nodiscard]] Result<IngestReport> ingest(std::string_view name, std::string_view source_name,
                                            std::string_view content_sha256, RecordReader& reader,
                                            const WorkContext& work);

  /// Hands over the kept rows of complete sources, segment by segment in a fixed order.
  [[nodiscard]] Result<> scan(std::string_view name,
                              const std::function<Result<>(const Table&)>& each_segment);
  /// All kept rows as one table; `origin.content_sha256` is the hash over its sources' hashes.
  [[nodiscard]] Result<Table> load(std::string_view name);
  /// Kept rows in the order of scan(), `limit` from `offset`; fewer only at the end. Reads the
  /// segments that hold them and no other.
  [[nodiscard]] Result<Table> rows(std::string_view name, std::int64_t offset,
                                   std::int64_t limit);
  /// `most` rows drawn without replacement (Knuth, TAOCP 2, algorithm 3.4.2 S), or all where there
  /// are no more; the same ones for the same rows. Memory: those rows and one segment.
  [[nodiscard]] Result<DatasetSample> sample(std::string_view name, std::int64_t most);

  /// Quarantined rows in order, `limit` from `offset`.
  [[nodiscard]] Result<std::vector<QuarantinedRow>> quarantine(std::string_view name,
                                                               std::int64_t offset,
                                                               std::int64_t limit);
  /// Reads quarantined rows again under `schema` (which replaces the data set's): those that now
  /// pass become rows (exactly once), the others stay. Earlier rows must still be readable under
  /// the new schema (same names and types), else `schema_mismatch`. Errors also: `conflict` when
  /// another process replays the same rows; sources that are not complete are left alone.
  struct ReplayReport {
    std::int64_t accepted = 0;
    std::int64_t still_rejected = 0;
  };
  [[nodiscard]] Result<ReplayReport> replay(std::string_view name, const Schema& schema);

  /// Removes the data set with all its rows; done again after a crash, it goes on (so does
  /// `create` of that name).
  [[nodiscard]] Result<> drop(std::string_view name);

 private:
  Store& store_;
  Clock clock_;
};

}  // namespace vedette
