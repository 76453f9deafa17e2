// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "store/dataset_changes.hpp"
#include "store/part_writer.hpp"
#include "store/quarantine.hpp"
#include "store/segment.hpp"

namespace vedette {
namespace {

/// Rows that now pass, gathered into segments.
class Gathered {
 public:
  explicit Gathered(PartWriter& writer) : writer_(writer) {}

  Result<> add(Table row) {
    if (rows_.columns.empty())
      rows_ = std::move(row);
    else
      rows_.append(row);
    return rows_.rows() == kSegmentRows ? flush() : Result<>{};
  }

  Result<> flush() {
    VEDETTE_TRY(writer_.add_rows(rows_));
    rows_ = {};
    return {};
  }

 private:
  PartWriter& writer_;
  Table rows_;
};

Result<std::vector<RejectedRow>> page_of(Store& store, const SourceRecord& source,
                                         std::int64_t number) {
  const std::string id = part_document_id(source, source.quarantine_tag, number);
  const auto document = VEDETTE_TRY(store.get(kQuarantine, id));
  if (!document)
    return fail(ErrorCode::malformed, fmt::format("quarantine page '{}' is missing", id),
                "the store is damaged: restore it from a backup");
  return unpack_page(document->body);
}

Result<> write_all(Store& store, const SourceRecord& source, const Schema& schema,
                   PartWriter& writer) {
  Gathered accepted(writer);
  for (std::int64_t number = 0; number < source.pages; ++number) {
    std::vector<RejectedRow> still;
    for (const RejectedRow& row : VEDETTE_TRY(page_of(store, source, number))) {
      auto now = read_again(row, {source.header, source.replay}, schema);
      if (auto* table = std::get_if<Table>(&now))
        VEDETTE_TRY(accepted.add(std::move(*table)));
      else
        still.push_back(std::move(std::get<RejectedRow>(now)));
    }
    VEDETTE_TRY(writer.add_rejected(still));
  }
  return accepted.flush();
}

SourceRecord with_part(const SourceRecord& source, const PartWriter& writer,
                       const std::string& fingerprint) {
  SourceRecord next = source;
  if (writer.segments() > 0) next.parts.push_back({writer.tag(), writer.segments()});
  next.info.rows += writer.rows();
  next.info.quarantined = writer.rejected();
  next.info.schema_fingerprint = fingerprint;
  next.quarantine_tag = writer.tag();
  next.pages = writer.pages();
  ++next.replays;
  return next;
}

}  // namespace

Result<Datasets::ReplayReport> replay_source(Store& store, SourceRecord source,
                                             const Schema& schema) {
  const std::string fingerprint = schema.fingerprint();
  PartWriter writer(store, source, part_tag(source.replays + 1, fingerprint));
  VEDETTE_TRY(write_all(store, source, schema, writer));
  const SourceRecord next = with_part(source, writer, fingerprint);
  // The write that decides: from here on the new rows count, and only the remaining pages do.
  VEDETTE_TRY(store.replace(kSources, to_document(next), Durability::full));
  VEDETTE_TRY(store.erase(kQuarantine, of_part(source, source.quarantine_tag)));
  return Datasets::ReplayReport{writer.rows(), writer.rejected()};
}

}  // namespace vedette
