// SPDX-License-Identifier: Apache-2.0
// Segments from bytes that nobody made. The checksum would keep nearly all inputs from the columns,
// so they are read without it too: four bytes of sizes, then columns.
#include <cstdint>
#include <string_view>

#include "store/segment.hpp"
#include "store/segment_columns.hpp"

namespace vedette {
namespace {

void read_whole(std::string_view bytes) {
  const auto table = unpack_segment(bytes);
  if (!table) return;
  const auto packed = pack_segment(*table);
  check(packed.has_value(), "what was read can be written");
  const auto again = unpack_segment(*packed);
  check(again.has_value() && again->columns == table->columns, "and read again");
}

void read_columns(std::string_view bytes) {
  ByteReader reader(bytes);
  const auto rows = reader.number<std::uint16_t>();
  const auto columns = reader.number<std::uint16_t>();
  if (!rows || !columns) return;
  std::uint64_t text_budget = std::uint64_t{1} << 20;
  Table table;
  for (std::uint16_t i = 0; i < *columns; ++i) {
    auto column = unpack_column(reader, *rows, text_budget);
    if (!column) return;
    check(column->size() == *rows, "a column has a value for each row");
    table.columns.push_back(std::move(*column));
    if (table.columns.size() * *rows > 1'000'000) return;
  }
  const auto packed = pack_segment(table);
  check(packed.has_value(), "columns that were read can be written");
  check(unpack_segment(*packed)->columns == table.columns, "and come back the same");
}

}  // namespace
}  // namespace vedette

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  vedette::read_whole(bytes);
  vedette::read_columns(bytes);
  return 0;
}
