// SPDX-License-Identifier: Apache-2.0
/// What transport protocols are called: by us, by other tools, and by whoever writes our input.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vedette {

/// As label schedules have it: `tcp`, `icmpv6`; the number where it has no name here.
[[nodiscard]] std::string protocol_name(std::uint8_t protocol);
/// As Zeek's conn.log has it: one `icmp` for both versions, `unknown_transport` for most.
[[nodiscard]] std::string_view zeek_protocol(std::uint8_t protocol);
/// As Suricata's EVE has it: `TCP`, `IPv6-ICMP`; three digits where it has no name here.
[[nodiscard]] std::string eve_protocol(std::uint8_t protocol);

/// The protocol of a name, in upper or lower case: of the IANA registry, or one that tools write
/// instead; or of a number.
[[nodiscard]] std::optional<std::uint8_t> protocol_from(std::string_view text);

}  // namespace vedette
