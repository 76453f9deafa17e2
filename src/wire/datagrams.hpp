// SPDX-License-Identifier: Apache-2.0
/// Messages of small protocols over UDP.
#pragma once

#include <string>

#include "wire/dialogue.hpp"
#include "wire/draws.hpp"

namespace vedette {

/// One question and answer each: NTP (RFC 5905), SNMP get of the up-time (RFC 3416).
void ask_the_time(Dialogue& talk, Draws& draws, double pause_s);
void ask_by_snmp(Dialogue& talk, Draws& draws, double pause_s);

/// One line of a system log (RFC 5424).
[[nodiscard]] std::string log_line(Draws& draws);

/// Printable filler, which no protocol's reader takes for its own.
[[nodiscard]] std::string filler(Draws& draws, std::size_t bytes);

}  // namespace vedette
