// SPDX-License-Identifier: Apache-2.0
/// A machine of the simulated network.
#pragma once

#include <optional>
#include <string>

#include "wire/frame.hpp"
#include "wire/tcp_stack.hpp"

namespace vedette {

struct Host {
  std::string name{};  ///< DNS name
  Address ipv4{};
  std::optional<Address> ipv6{};
  MacAddress mac{};  ///< the router's for hosts beyond it
  System system = System::linux_server;
  double one_way_s = 0.0002;       ///< to the capture point
  double jitter_s = 0.00002;       ///< mean of what a packet may take longer
  double bits_per_second = 100e6;  ///< of its access line
  double loss = 0;                 ///< share of packets lost on its side of the capture point
  double reordering = 0;           ///< share of packets that others overtake there
  std::uint8_t hops = 0;           ///< routers before the capture point
};

/// The two ends of a conversation with the addresses they use: IPv6 when both have it.
struct Ends {
  const Host* client = nullptr;
  const Host* server = nullptr;
  std::uint16_t client_port = 0;
  std::uint16_t server_port = 0;

  [[nodiscard]] bool use_ipv6() const { return client->ipv6 && server->ipv6; }
  [[nodiscard]] Address client_address() const { return use_ipv6() ? *client->ipv6 : client->ipv4; }
  [[nodiscard]] Address server_address() const { return use_ipv6() ? *server->ipv6 : server->ipv4; }
};

enum class CallSide : std::uint8_t { client, server };

[[nodiscard]] constexpr CallSide other(CallSide side) {
  return side == CallSide::client ? CallSide::server : CallSide::client;
}

/// The route of a packet that `from` sends.
[[nodiscard]] FrameRoute route_of(const Ends& ends, CallSide from, std::uint16_t id);

}  // namespace vedette
