// SPDX-License-Identifier: Apache-2.0
/// The compressions of blocks in nfdump's files.
#pragma once

#include <optional>
#include <span>

#include "net/packet.hpp"

namespace vedette {

/// With the numbers of the file header.
enum class NfdumpPacking : std::uint8_t { none, lzo, bzip2, lz4, zstd };
inline constexpr int kNfdumpPackings = 5;

/// How many bytes one block gave; nullopt where it is damaged or gives more than `into` holds.
[[nodiscard]] std::optional<std::size_t> unpack_block(NfdumpPacking packing, ByteSpan packed,
                                                      std::span<std::uint8_t> into);

}  // namespace vedette
