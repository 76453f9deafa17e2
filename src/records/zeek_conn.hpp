// SPDX-License-Identifier: Apache-2.0
/// From the fields of a Zeek conn.log entry to a flow.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "records/line_parser.hpp"

namespace vedette {

/// The fields that are read (https://docs.zeek.org, base/protocols/conn/main.zeek), and the label
/// columns that tools add under several names.
inline constexpr std::array<std::string_view, 21> kZeekFields{
    "ts",          "id.orig_h",     "id.orig_p",      "id.resp_h",     "id.resp_p",  "proto",
    "duration",    "orig_bytes",    "resp_bytes",     "conn_state",    "history",    "orig_pkts",
    "resp_pkts",   "orig_ip_bytes", "resp_ip_bytes",  "missed_bytes",  "ip_proto",   "label",
    "detailedlabel", "detailed-label", "detailed_label"};

/// Which label column counts.
enum class ZeekLabel : std::uint8_t { plain, detailed };

inline constexpr Facets kZeekKnows = kTimes | kPacketCounts | kPacketTotal | kPayloadSums |
                                     kIpSums | kTcpState | kIcmpKind | kHosts;

/// `texts` are those of kZeekFields, empty where unset. Gives a FlowRecord or a LineFault.
[[nodiscard]] LineOutcome zeek_flow(std::span<const std::string_view> texts, ZeekLabel label);

}  // namespace vedette
