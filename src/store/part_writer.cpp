// SPDX-License-Identifier: Apache-2.0
#include "store/part_writer.hpp"

#include <fmt/format.h>

#include <numeric>

#include "store/limits.hpp"
#include "store/quarantine.hpp"
#include "store/segment.hpp"

namespace vedette {
namespace {

Table rows_between(const Table& table, std::size_t begin, std::size_t end) {
  std::vector<std::uint32_t> numbers(end - begin);
  std::iota(numbers.begin(), numbers.end(), static_cast<std::uint32_t>(begin));
  return table.select(numbers);
}

/// Whether two bodies hold the same rows, also when different compressors made them.
Result<bool> same_rows(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const Table left = VEDETTE_TRY(unpack_segment(a));
  const Table right = VEDETTE_TRY(unpack_segment(b));
  return left.columns == right.columns;
}

bool too_large(const Result<std::string>& packed) {
  return packed ? packed->size() > kMaxBody : packed.error().code == ErrorCode::too_large;
}

}  // namespace

Result<> PartWriter::add_rows(const Table& rows) {
  if (rows.rows() == 0) return {};
  Result<std::string> packed = pack_segment(rows);
  if (too_large(packed) && rows.rows() > 1) {
    const std::size_t middle = rows.rows() / 2;
    VEDETTE_TRY(add_rows(rows_between(rows, 0, middle)));
    return add_rows(rows_between(rows, middle, rows.rows()));
  }
  if (!packed) return tl::unexpected(std::move(packed).error());
  const auto count = static_cast<std::int64_t>(rows.rows());
  const Added added = VEDETTE_TRY(put(kSegments, segments_, rows.rows(), std::move(*packed)));
  ++segments_;
  rows_ += count;
  if (added == Added::now) rows_added_ += count;
  return {};
}

Result<> PartWriter::add_rejected(std::span<const RejectedRow> rows) {
  while (!rows.empty()) {
    const std::size_t count = next_page_size(rows);
    std::string page = VEDETTE_TRY(pack_page(rows.first(count)));
    VEDETTE_TRY(put(kQuarantine, pages_, count, std::move(page)));
    ++pages_;
    rejected_ += static_cast<std::int64_t>(count);
    rows = rows.subspan(count);
  }
  return {};
}

Result<PartWriter::Added> PartWriter::put(std::string_view collection, std::int64_t number,
                                          std::size_t rows, std::string body) {
  const Document document{.id = part_document_id(source_, tag_, number),
                          .fields = {{"dataset", source_.dataset},
                                     {"source", source_.info.id},
                                     {"part", tag_},
                                     {"rows", static_cast<std::int64_t>(rows)}},
                          .body = std::move(body)};
  const InsertResult result =
      VEDETTE_TRY(store_.insert(collection, {&document, 1}, Durability::normal));
  if (result.inserted == 1) return Added::now;
  const auto there = VEDETTE_TRY(store_.get(collection, document.id));
  const bool same = there && VEDETTE_TRY(same_rows(there->body, document.body));
  if (same) return Added::before;
  return fail(ErrorCode::conflict,
              fmt::format("'{}' holds other rows than those now read", document.id));
}

}  // namespace vedette
