// SPDX-License-Identifier: Apache-2.0
#include "wire/host.hpp"

namespace vedette {

FrameRoute route_of(const Ends& ends, CallSide from, std::uint16_t id) {
  const Host& sender = from == CallSide::client ? *ends.client : *ends.server;
  const Host& receiver = from == CallSide::client ? *ends.server : *ends.client;
  const Address client = ends.client_address();
  const Address server = ends.server_address();
  return {.source_mac = sender.mac,
          .destination_mac = receiver.mac,
          .source = from == CallSide::client ? client : server,
          .destination = from == CallSide::client ? server : client,
          .ttl = static_cast<std::uint8_t>(stack_of(sender.system).ttl - sender.hops),
          .id = id};
}

}  // namespace vedette
