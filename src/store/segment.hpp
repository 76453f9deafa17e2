// SPDX-License-Identifier: Apache-2.0
/// Rows as bytes: a table packed by column, compressed, and guarded by a checksum
/// (docs/formats/segment.md). Every value comes back exactly: 64-bit integers, the bits of doubles
/// (-0, infinities, denormals), text bytes, missing marks.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "data/table.hpp"

namespace vedette {

inline constexpr std::size_t kSegmentRows = 8192;  ///< at most, as data sets cut them
inline constexpr std::size_t kMaxSegmentCells = std::size_t{1} << 24;      ///< rows x columns
inline constexpr std::size_t kMaxSegmentPayload = std::size_t{256} << 20;  ///< bytes, uncompressed

/// The same table gives the same bytes with the same version of the compressor. The origin is not
/// kept. Errors: `too_large` above the limits above.
[[nodiscard]] Result<std::string> pack_segment(const Table& table);

/// Safe on hostile bytes: memory stays within a few times the limits above. Errors: `malformed`
/// for anything that `pack_segment` cannot have written (foreign, cut short, trailing bytes, bits
/// flipped), `unsupported` for a newer version.
[[nodiscard]] Result<Table> unpack_segment(std::string_view bytes);

}  // namespace vedette
