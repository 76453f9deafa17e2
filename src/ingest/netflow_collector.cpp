// SPDX-License-Identifier: Apache-2.0
#include "ingest/netflow_collector.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/hash.hpp"
#include "data/reject.hpp"
#include "ingest/netflow_flows.hpp"
#include "records/netflow.hpp"

namespace vedette {
namespace {

constexpr int kWaitMs = 100;
constexpr int kReceiveBytes = 8 << 20;
constexpr std::size_t kMostDatagram = 65'536;

/// Closes its descriptor.
class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&&) = delete;
  ~Socket() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

/// `192.0.2.1:2055` or `[2001:db8::1]:2055`.
Result<Addresses> resolve(const std::string& listen) {
  const std::size_t colon = listen.rfind(':');
  std::string host = listen.substr(0, colon == std::string::npos ? 0 : colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  addrinfo* found = nullptr;
  if (host.empty() || getaddrinfo(host.c_str(), listen.c_str() + colon + 1, &hints, &found) != 0)
    return fail(ErrorCode::invalid_argument,
                fmt::format("'{}' is not an address to listen on", listen),
                "write 127.0.0.1:2055 or [::1]:2055");
  return Addresses(found);
}

Result<Socket> bind_to(const std::string& listen) {
  const Addresses addresses = VEDETTE_TRY(resolve(listen));
  Socket bound(socket(addresses->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  setsockopt(bound.get(), SOL_SOCKET, SO_RCVBUF, &kReceiveBytes, sizeof kReceiveBytes);
  setsockopt(bound.get(), SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
  if (bound.get() < 0 || bind(bound.get(), addresses->ai_addr, addresses->ai_addrlen) != 0)
    return fail(ErrorCode::io, fmt::format("cannot listen on {}: {}", listen, std::strerror(errno)));
  return bound;
}

Address address_of(const sockaddr_storage& from) {
  if (from.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(from);
    return Address::ipv4(reinterpret_cast<const std::uint8_t*>(&v4.sin_addr));
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(from);
  return Address::ipv6(v6.sin6_addr.s6_addr);
}

class Collector final : public FlowSource {
 public:
  Collector(Socket bound, CollectorOptions options)
      : socket_(std::move(bound)), options_(std::move(options)) {}

  Facets known() const override { return kNetflowKnows; }
  bool has_labels() const override { return false; }

  Result<std::optional<FlowBatch>> next(std::size_t max_flows) override {
    const bool over = options_.until > 0 && options_.clock() >= options_.until;
    if (over || options_.stop.stop_requested()) return std::nullopt;
    FlowBatch batch;
    pollfd wait{.fd = socket_.get(), .events = POLLIN, .revents = 0};
    if (poll(&wait, 1, kWaitMs) <= 0) return batch;
    while (batch.flows.size() < max_flows && receive(batch)) {}
    return batch;
  }

  std::string content_sha256() const override { return {}; }
  std::uint64_t bytes_read() const override { return bytes_; }
  std::uint64_t bytes_total() const override { return 0; }

  std::vector<std::string> notes() const override {
    std::vector<std::string> notes = notes_of(decoder_.counters());
    if (dropped_ > 0)
      notes.push_back(fmt::format("{} datagrams came too fast and were dropped", dropped_));
    return notes;
  }

 private:
  /// False when nothing is waiting.
  bool receive(FlowBatch& batch) {
    sockaddr_storage from{};
    iovec part{.iov_base = buffer_.data(), .iov_len = buffer_.size()};
    alignas(cmsghdr) std::array<char, 64> control{};
    msghdr message{};
    message.msg_name = &from;
    message.msg_namelen = sizeof from;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t size = recvmsg(socket_.get(), &message, MSG_DONTWAIT);
    if (size < 0) return false;
    note_drops(message);
    take(ByteSpan(buffer_).first(static_cast<std::size_t>(size)), address_of(from), batch);
    return true;
  }

  void note_drops(msghdr& message) {
    for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c))
      if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_RXQ_OVFL)
        std::memcpy(&dropped_, CMSG_DATA(c), sizeof dropped_);
  }

  void take(ByteSpan datagram, const Address& exporter, FlowBatch& batch) {
    NetflowPacket packet = decoder_.add(datagram, exporter);
    for (FlowRecord& record : packet.flows) {
      record.row = ++row_number_;
      record.byte = static_cast<std::int64_t>(bytes_);
      batch.flows.push_back(std::move(record));
    }
    if (packet.damage) {
      const std::string digits =
          to_hex({reinterpret_cast<const char*>(datagram.data()), datagram.size()});
      batch.rejected.push_back(
          reject(options_.listen, {++row_number_, static_cast<std::int64_t>(bytes_), digits}, {},
                 std::move(*packet.damage)));
    }
    bytes_ += datagram.size();
  }

  Socket socket_;
  CollectorOptions options_;
  NetflowDecoder decoder_{};
  std::vector<std::uint8_t> buffer_ = std::vector<std::uint8_t>(kMostDatagram);
  std::int64_t row_number_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint32_t dropped_ = 0;
};

}  // namespace

Result<std::unique_ptr<FlowSource>> collect_netflow(const CollectorOptions& options) {
  Socket bound = VEDETTE_TRY(bind_to(options.listen));
  return std::make_unique<Collector>(std::move(bound), options);
}

}  // namespace vedette
