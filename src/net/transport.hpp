// SPDX-License-Identifier: Apache-2.0
/// Transport headers.
#pragma once

#include "net/packet.hpp"

namespace vedette {

/// Fills ports, lengths, flags of `facts` from the header that `facts.protocol` names.
/// `captured` is what follows the IP header, `wire_bytes` its length by the IP header.
[[nodiscard]] Outcome read_transport(PacketFacts& facts, ByteSpan captured,
                                     std::uint32_t wire_bytes);

}  // namespace vedette
