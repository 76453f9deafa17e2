// SPDX-License-Identifier: Apache-2.0
/// How operating systems' TCP implementations differ on the wire.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace vedette {

enum class System { linux_server, linux_desktop, windows, macos, embedded, raw_tool };

enum class TcpOption : std::uint8_t { mss, sack, timestamps, window_scale, nop, end };

/// What a capture shows of a TCP implementation. Windows are bytes.
struct TcpStack {
  std::string_view name;
  std::uint8_t ttl = 64;
  std::vector<TcpOption> syn_options{};  ///< of a SYN, in the order they stand
  std::uint16_t mss = 1460;              ///< over IPv4; 20 less over IPv6
  std::uint8_t window_scale = 7;
  std::uint32_t syn_window = 64'240;      ///< in the SYN, unscaled
  std::uint32_t receive_window = 64'256;  ///< right after the handshake
  std::uint32_t most_window = 3'000'000;  ///< what the receive window grows to
  int initial_segments = 10;              ///< congestion window at the start (RFC 6928)
  double delayed_ack_s = 0.04;
  double first_timeout_s = 1.0;  ///< for a SYN; doubles each time
  int syn_attempts = 6;          ///< the first one included
  int ephemeral_low = 32'768;
  int ephemeral_high = 60'999;

  [[nodiscard]] bool offers(TcpOption option) const;
};

[[nodiscard]] const TcpStack& stack_of(System system);

}  // namespace vedette
