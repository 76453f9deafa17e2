// SPDX-License-Identifier: Apache-2.0
#include "simulate/host.hpp"

namespace vedette {

Route route_of(const Ends& ends, Side from, std::uint16_t id) {
  const Host& sender = from == Side::client ? *ends.client : *ends.server;
  const Host& receiver = from == Side::client ? *ends.server : *ends.client;
  const Address client = ends.client_address();
  const Address server = ends.server_address();
  return {.source_mac = sender.mac,
          .destination_mac = receiver.mac,
          .source = from == Side::client ? client : server,
          .destination = from == Side::client ? server : client,
          .ttl = static_cast<std::uint8_t>(stack_of(sender.system).ttl - sender.hops),
          .id = id};
}

}  // namespace vedette
