// SPDX-License-Identifier: Apache-2.0
/// Finds the IP packet that a tunnelling packet carries.
#pragma once

#include "net/link_layer.hpp"

namespace vedette {

/// `payload` is what follows the IP header that `outer` was read from. The outcome is ok only for
/// a tunnel with an IP packet inside.
[[nodiscard]] NetworkPart find_in_tunnel(const PacketFacts& outer, ByteSpan payload,
                                         std::uint32_t wire_bytes);

}  // namespace vedette
