// SPDX-License-Identifier: Apache-2.0
/// Columns as bytes, before compression: the inner half of the segment format.
#pragma once

#include <cstdint>
#include <string>

#include "data/table.hpp"
#include "store/bytes.hpp"

namespace vedette {

/// Appends one column to `payload`.
void pack_column(std::string& payload, const Column& column);

/// Reads one column of `rows` rows. `text_budget` bounds the bytes of text that the whole segment
/// may unfold to; what this column uses is taken off. Errors: `malformed`.
[[nodiscard]] Result<Column> unpack_column(ByteReader& payload, std::size_t rows,
                                           std::uint64_t& text_budget);

}  // namespace vedette
