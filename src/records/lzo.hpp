// SPDX-License-Identifier: Apache-2.0
/// Unpacks LZO1X, the compression of nfdump's `-z`. The library for it is under the GPL, which a
/// program that links it comes under too; unpacking alone is short.
#pragma once

#include <optional>
#include <span>

#include "net/packet.hpp"

namespace vedette {

/// One stream with its end mark, as the kernel documents it (Documentation/staging/lzo.rst). How
/// many bytes it gave; nullopt where it is damaged or gives more than `into` holds.
[[nodiscard]] std::optional<std::size_t> unpack_lzo(ByteSpan packed, std::span<std::uint8_t> into);

}  // namespace vedette
