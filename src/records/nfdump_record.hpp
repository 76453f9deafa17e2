// SPDX-License-Identifier: Apache-2.0
/// One record of an nfdump file to a flow.
#pragma once

#include <cstdint>
#include <variant>

#include "net/packet.hpp"
#include "records/line_parser.hpp"

namespace vedette {

/// What the files may tell; each record lacks some of it. TCP flags are those of one direction, or
/// of both together, so how far a connection came is never known.
inline constexpr Facets kNfdumpKnows = kTimes | kPacketCounts | kPacketTotal | kIpSums | kIcmpKind |
                                       kTtl | kHosts | kEndReason;

/// The record at the front of a block's bytes, its header included; empty where its size makes no
/// sense, so that nobody knows where the next one starts.
[[nodiscard]] ByteSpan first_nfdump_record(ByteSpan block);

/// A flow, a record that is damaged, or one that rightly is no flow. NoRecord is what nfdump says
/// of the file itself.
using NfdumpOutcome = std::variant<FlowRecord, RejectReason, PassedOver, NoRecord>;

/// Reads records of version 3 (nfdump 1.7, `nfxV3.h`): a header, then extensions, each with its
/// type and length, in any order. Numbers have the least significant byte first.
class NfdumpDecoder {
 public:
  /// `record` as first_nfdump_record() gave it. Of a FlowRecord, only what comes from it is set.
  [[nodiscard]] NfdumpOutcome add(ByteSpan record);
  /// Extensions of types that came after this was written. They are passed over.
  [[nodiscard]] std::uint64_t unknown_extensions() const { return unknown_extensions_; }

 private:
  [[nodiscard]] NfdumpOutcome add_flow(ByteSpan record);

  std::uint64_t unknown_extensions_ = 0;
};

}  // namespace vedette
