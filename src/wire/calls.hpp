// SPDX-License-Identifier: Apache-2.0
/// One conversation of two hosts, and the frames a capture of it holds.
#pragma once

#include <vector>

#include "wire/dialogue.hpp"
#include "wire/draws.hpp"
#include "wire/frame.hpp"

namespace vedette {

/// What stands behind the server's port.
enum class Listener {
  open,
  closed,       ///< answers with RST, or with ICMP port unreachable for UDP
  silent,       ///< drops everything, as filters do
  unreachable,  ///< a router answers with ICMP host unreachable
};

/// How the client of a TCP connection behaves.
enum class ClientManner {
  ordinary,
  half_open,  ///< answers the SYN-ACK with a RST
  spoofed,    ///< is not the owner of its address, so the SYN-ACK reaches nobody
};

/// One exchange between two hosts, over whichever transport carries it.
struct Conversation {
  Ends ends{};
  TimeNs start = 0;
  Dialogue dialogue{};
  Listener listener = Listener::open;
  ClientManner manner = ClientManner::ordinary;
  const Host* router = nullptr;  ///< who reports `unreachable`; then it must be set, with IPv6
  const TcpStack* client_stack = nullptr;  ///< if it is not the host's own
};

/// Carries the dialogue over TCP; frames in order of time.
[[nodiscard]] std::vector<TimedFrame> run_tcp(const Conversation& call, Draws draws);

/// Carries each message as one datagram; frames in order of time.
[[nodiscard]] std::vector<TimedFrame> run_udp(const Conversation& call, Draws draws);

/// Echo requests and replies: the client's messages are the data of the requests, and the server
/// answers each unless it is silent. Ports do not matter.
[[nodiscard]] std::vector<TimedFrame> run_ping(const Conversation& call, Draws draws);

/// The ICMP error about `frame` that reaches the client: from the router when the host cannot be
/// reached, else from the server, whose port is closed.
[[nodiscard]] TimedFrame icmp_error(const Conversation& call, const FrameBytes& frame, TimeNs time);

}  // namespace vedette
