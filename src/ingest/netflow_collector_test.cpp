// SPDX-License-Identifier: Apache-2.0
#include "ingest/netflow_collector.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

namespace vedette {
namespace {

/// A socket on loopback and its port.
struct Loopback {
  int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};

  Loopback() {
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(descriptor, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size), 0);
  }
  Loopback(const Loopback&) = delete;
  Loopback& operator=(const Loopback&) = delete;
  ~Loopback() { close(descriptor); }
  [[nodiscard]] std::uint16_t port() const { return ntohs(address.sin_port); }
};

/// A port that nobody uses: it was free a moment ago.
std::uint16_t free_port() { return Loopback().port(); }

void send_to(std::uint16_t port, const std::string& datagram) {
  const Loopback from;
  sockaddr_in to = from.address;
  to.sin_port = htons(port);
  const ssize_t sent = sendto(from.descriptor, datagram.data(), datagram.size(), 0,
                              reinterpret_cast<const sockaddr*>(&to), sizeof to);
  EXPECT_EQ(sent, static_cast<ssize_t>(datagram.size()));
}

/// NetFlow v5 with one record: 10.0.0.1 to 10.0.1.1, 5 packets, 500 bytes, TCP to port 80.
std::string one_flow() {
  std::string bytes(24 + 48, '\0');
  bytes[1] = 5;   // version
  bytes[3] = 1;   // records
  bytes[8] = 0x65;  // export time
  char* const record = bytes.data() + 24;
  record[0] = 10;
  record[3] = 1;
  record[4] = 10;
  record[6] = 1;
  record[7] = 1;
  record[19] = 5;             // packets
  record[22] = 1;             // bytes: 0x01f4
  record[23] = static_cast<char>(0xf4);
  record[35] = 80;            // destination port
  record[38] = 6;             // TCP
  return bytes;
}

TEST(NetflowCollector, hands_out_what_exporters_send_and_rejects_the_rest) {
  const std::uint16_t port = free_port();
  TimeNs now = 0;
  const auto flows = collect_netflow({.listen = fmt::format("127.0.0.1:{}", port),
                                      .clock = [&now] { return now; },
                                      .until = 10});
  ASSERT_TRUE(flows) << to_string(flows.error());
  send_to(port, one_flow());
  send_to(port, "no export packet");
  const std::optional<FlowBatch> batch = (*flows)->next(100).value();
  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->flows.size(), 1U);
  EXPECT_EQ(batch->flows[0].flow.forward.packets, 5U);
  EXPECT_EQ(batch->flows[0].flow.forward.ip_bytes, 500U);
  EXPECT_EQ(batch->flows[0].flow.responder().port, 80);
  ASSERT_EQ(batch->rejected.size(), 1U);
  EXPECT_EQ(batch->rejected[0].raw, "6e6f206578706f7274207061636b6574");
  EXPECT_TRUE((*flows)->next(100).value());  // nothing came: an empty batch
  now = 10;
  EXPECT_FALSE((*flows)->next(100).value());  // over
}

TEST(NetflowCollector, refuses_addresses_that_are_none) {
  for (const char* listen : {"", "127.0.0.1", ":2055", "127.0.0.1:port", "localhost:1", "[::1"})
    EXPECT_EQ(collect_netflow({.listen = listen}).error().code, ErrorCode::invalid_argument)
        << listen;
}

TEST(NetflowCollector, says_when_the_address_is_taken) {
  const Loopback other;
  const auto flows = collect_netflow({.listen = fmt::format("127.0.0.1:{}", other.port())});
  EXPECT_EQ(flows.error().code, ErrorCode::io);
}

}  // namespace
}  // namespace vedette
