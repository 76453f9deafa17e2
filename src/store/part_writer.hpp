// SPDX-License-Identifier: Apache-2.0
/// Writes the segments and quarantine pages of one part of a source. Ids are counted up, so the
/// same rows in the same order always get the same ids, and writing them again adds only what is
/// missing.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "store/dataset_records.hpp"

namespace vedette {

class PartWriter {
 public:
  /// `store` and `source` must outlive this.
  PartWriter(Store& store, const SourceRecord& source, std::string tag)
      : store_(store), source_(source), tag_(std::move(tag)) {}

  /// Writes one segment, or several where one would be larger than a document may be.
  /// Errors: `conflict` when other rows are there under that id; `too_large` for a single row
  /// that does not fit; those of Store::insert.
  [[nodiscard]] Result<> add_rows(const Table& rows);
  [[nodiscard]] Result<> add_rejected(std::span<const RejectedRow> rows);

  [[nodiscard]] const std::string& tag() const { return tag_; }
  [[nodiscard]] std::int64_t segments() const { return segments_; }
  [[nodiscard]] std::int64_t pages() const { return pages_; }
  [[nodiscard]] std::int64_t rows() const { return rows_; }
  [[nodiscard]] std::int64_t rows_added() const { return rows_added_; }  ///< that were not there
  [[nodiscard]] std::int64_t rejected() const { return rejected_; }

 private:
  enum class Added { now, before };
  [[nodiscard]] Result<Added> put(std::string_view collection, std::int64_t number,
                                  std::size_t rows, std::string body);

  Store& store_;
  const SourceRecord& source_;
  std::string tag_;
  std::int64_t segments_ = 0;
  std::int64_t pages_ = 0;
  std::int64_t rows_ = 0;
  std::int64_t rows_added_ = 0;
  std::int64_t rejected_ = 0;
};

}  // namespace vedette
