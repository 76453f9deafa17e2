// SPDX-License-Identifier: Apache-2.0
/// How a packet changes a flow.
#pragma once

#include "flow/flow.hpp"

namespace vedette {

/// Gaps above this end a bulk and separate subflows; gaps above the second are idle time. Both as
/// in CICFlowMeter.
inline constexpr std::uint64_t kLongGapNs = 1'000'000'000;
inline constexpr std::uint64_t kIdleGapNs = 5'000'000'000;

/// The flow that this packet opens; the packet itself is not in it yet. Forward is the sender's
/// direction, but a SYN-ACK is an answer.
[[nodiscard]] Flow open_flow(const OrientedKey& key, const PacketFacts& packet);

/// Adds a packet of the flow. A time before the last packet's counts as a gap of zero.
void add_packet(Flow& flow, const PacketFacts& packet, bool forward);

/// Both sides sent FIN, or one sent RST.
[[nodiscard]] bool is_closed(const Flow& flow);

/// Whether this packet is the SYN of another connection between the same endpoints.
[[nodiscard]] bool opens_anew(const Flow& flow, const PacketFacts& packet, bool forward);

/// What goes on after the flow was reported at its active time-out: same direction and TCP state,
/// all counts at zero.
[[nodiscard]] Flow continuation_of(const Flow& flow);

}  // namespace vedette
