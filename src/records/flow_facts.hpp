// SPDX-License-Identifier: Apache-2.0
/// Steps from the facts of a record to a flow, whatever tool wrote it.
#pragma once

#include <cstdint>

#include "flow/flow.hpp"

namespace vedette {

/// TCP, UDP and SCTP.
[[nodiscard]] bool has_ports(std::uint8_t protocol);

/// Who began the flow, and with whom; ports of protocols without ports are left out.
struct FlowEnds {
  Endpoint initiator{};
  Endpoint responder{};
  std::uint8_t protocol = 0;
};
/// A flow of these ends, and nothing else known. An ICMP protocol follows the addresses' version.
[[nodiscard]] Flow flow_between(const FlowEnds& ends);

/// Sets the first and last time, of the connection too. False outside the years 1828 to 2112.
[[nodiscard]] bool set_times(Flow& flow, TimeNs first, std::uint64_t span_ns);

/// All TCP flags that one side ever sent.
struct FlagUnions {
  std::uint8_t forward = 0;
  std::uint8_t backward = 0;
};
/// The events that these flags tell of. An order they do not tell: an ACK forward beside a SYN and
/// ACK backward counts as the third packet of the handshake.
[[nodiscard]] std::uint16_t events_of(const FlagUnions& flags);

/// Of the codes of flowEndReason (RFC 5102, 5.11.3).
[[nodiscard]] EndReason end_reason_of(std::uint64_t code);

/// Rounded. Tools count in microseconds; what a double adds beyond that is noise.
[[nodiscard]] std::uint64_t microseconds_of(double seconds);

}  // namespace vedette
