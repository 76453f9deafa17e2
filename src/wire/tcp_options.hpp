// SPDX-License-Identifier: Apache-2.0
/// TCP header options (RFC 9293, 3.1; RFC 7323; RFC 2018), and what two stacks agree on.
#pragma once

#include "wire/frame.hpp"
#include "wire/tcp_segment.hpp"
#include "wire/tcp_stack.hpp"

namespace vedette {

/// What holds after the handshake: an option is in use when both SYNs carry it.
struct AgreedOptions {
  bool selective = false;
  bool timestamps = false;
  bool window_scale = false;
  std::uint16_t mss = 1460;

  /// Payload of a full segment.
  [[nodiscard]] std::uint32_t payload_bytes(bool is_ipv6) const;
};

[[nodiscard]] AgreedOptions agree(const TcpStack& client, const TcpStack& server);

/// What the options of one segment say beyond the segment itself.
struct OptionFacts {
  std::uint32_t own_time = 0;
  std::uint32_t peer_time = 0;
  std::uint32_t peer_first_sequence = 0;  ///< selective acknowledgements count from it
  bool is_ipv6 = false;
};

/// Encoded and padded to a multiple of four. A SYN offers what the stack offers, a SYN-ACK what
/// was agreed; all others carry timestamps and selective acknowledgements where agreed.
[[nodiscard]] FrameBytes options_of(const AgreedOptions& agreed, const TcpStack& own,
                                    const Segment& segment, const OptionFacts& facts);

/// The 16-bit window field: scaled, except in SYNs.
[[nodiscard]] std::uint16_t raw_window(const AgreedOptions& agreed, const TcpStack& own,
                                       const Segment& segment);

}  // namespace vedette
