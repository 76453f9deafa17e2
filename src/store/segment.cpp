// SPDX-License-Identifier: Apache-2.0
#include "store/segment.hpp"

#include <fmt/format.h>
#include <zstd.h>

#include <limits>

#include "base/hash.hpp"
#include "store/bytes.hpp"
#include "store/segment_columns.hpp"

namespace vedette {
namespace {

constexpr std::string_view kMagic = "VSEG";
constexpr std::uint16_t kVersion = 1;
constexpr int kLevel = 1;
constexpr std::size_t kChecksumBytes = 16;

/// Fixed part in front of the compressed columns.
struct Head {
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  std::uint64_t payload_bytes = 0;
};

std::string checksum(std::string_view bytes) {
  const Hash128 hash = hash128(bytes);
  std::string written;
  put(written, hash.low);
  put(written, hash.high);
  return written;
}

Result<> check_limits(std::size_t rows, std::size_t columns, std::size_t payload_bytes) {
  const bool fits = rows <= kMaxSegmentCells && (rows == 0 || columns <= kMaxSegmentCells / rows) &&
                    columns <= std::numeric_limits<std::uint16_t>::max() &&
                    payload_bytes <= kMaxSegmentPayload;
  if (fits) return {};
  return fail(ErrorCode::too_large,
              fmt::format("{} rows of {} columns ({} bytes) do not fit one segment", rows, columns,
                          payload_bytes));
}

std::size_t text_bytes(const Table& table) {
  std::size_t total = 0;
  for (const Column& column : table.columns) {
    if (column.type != ColumnType::text) continue;
    for (std::size_t i = 0; i < column.size(); ++i) total += column.texts()[i].size();
  }
  return total;
}

Result<std::string> compress(std::string_view payload) {
  std::string compressed(ZSTD_compressBound(payload.size()), '\0');
  const std::size_t size =
      ZSTD_compress(compressed.data(), compressed.size(), payload.data(), payload.size(), kLevel);
  if (ZSTD_isError(size) != 0)
    return fail(ErrorCode::internal,
                fmt::format("cannot compress a segment: {}", ZSTD_getErrorName(size)));
  compressed.resize(size);
  return compressed;
}

Result<std::string> decompress(std::string_view frame, std::uint64_t expected_bytes) {
  if (ZSTD_getFrameContentSize(frame.data(), frame.size()) != expected_bytes ||
      ZSTD_findFrameCompressedSize(frame.data(), frame.size()) != frame.size())
    return fail(ErrorCode::malformed, "the compressed part of a segment is not one whole frame");
  std::string payload(static_cast<std::size_t>(expected_bytes), '\0');
  const std::size_t size =
      ZSTD_decompress(payload.data(), payload.size(), frame.data(), frame.size());
  if (ZSTD_isError(size) != 0 || size != payload.size())
    return fail(ErrorCode::malformed, "the compressed part of a segment is damaged");
  return payload;
}

/// Takes magic, version and checksum off; what is left are head and frame.
Result<ByteReader> open_envelope(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) return fail(ErrorCode::malformed, "this is not a segment");
  ByteReader reader(bytes.substr(kMagic.size()));
  const auto version = VEDETTE_TRY(reader.number<std::uint16_t>());
  if (version > kVersion)
    return fail(ErrorCode::unsupported,
                fmt::format("the segment has format version {}, this program knows up to {}",
                            version, kVersion),
                "use the program version that wrote it, or a newer one");
  if (version == 0 || reader.rest().size() < kChecksumBytes)
    return fail(ErrorCode::malformed, "the segment ends before its content does");
  const std::size_t guarded = bytes.size() - kChecksumBytes;
  if (checksum(bytes.substr(0, guarded)) != bytes.substr(guarded))
    return fail(ErrorCode::malformed, "the checksum of a segment is wrong",
                "the store is damaged: restore it from a backup");
  return ByteReader(reader.rest().substr(0, reader.rest().size() - kChecksumBytes));
}

Result<Head> take_head(ByteReader& reader) {
  Head head;
  head.rows = VEDETTE_TRY(reader.number<std::uint32_t>());
  head.columns = VEDETTE_TRY(reader.number<std::uint32_t>());
  head.payload_bytes = VEDETTE_TRY(reader.number<std::uint64_t>());
  if (!check_limits(head.rows, head.columns, head.payload_bytes) ||
      (head.columns == 0 && head.rows != 0))
    return fail(ErrorCode::malformed, "the sizes of a segment are out of range");
  return head;
}

}  // namespace

Result<std::string> pack_segment(const Table& table) {
  VEDETTE_TRY(check_limits(table.rows(), table.columns.size(), text_bytes(table)));
  std::string payload;
  for (const Column& column : table.columns) {
    if (column.name.size() > std::numeric_limits<std::uint16_t>::max())
      return fail(ErrorCode::too_large, "a column name has more than 65,535 bytes");
    pack_column(payload, column);
  }
  VEDETTE_TRY(check_limits(table.rows(), table.columns.size(), payload.size()));
  const std::string compressed = VEDETTE_TRY(compress(payload));
  std::string bytes(kMagic);
  put(bytes, kVersion);
  put(bytes, static_cast<std::uint32_t>(table.rows()));
  put(bytes, static_cast<std::uint32_t>(table.columns.size()));
  put(bytes, static_cast<std::uint64_t>(payload.size()));
  bytes.append(compressed);
  return bytes.append(checksum(bytes));
}

Result<Table> unpack_segment(std::string_view bytes) {
  ByteReader reader = VEDETTE_TRY(open_envelope(bytes));
  const Head head = VEDETTE_TRY(take_head(reader));
  const std::string payload = VEDETTE_TRY(decompress(reader.rest(), head.payload_bytes));
  ByteReader columns(payload);
  std::uint64_t text_budget = kMaxSegmentPayload;
  Table table;
  for (std::uint32_t i = 0; i < head.columns; ++i)
    table.columns.push_back(VEDETTE_TRY(unpack_column(columns, head.rows, text_budget)));
  if (!columns.rest().empty())
    return fail(ErrorCode::malformed, "a segment has bytes after its last column");
  return table;
}

}  // namespace vedette
