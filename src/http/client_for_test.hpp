// SPDX-License-Identifier: Apache-2.0
/// A small blocking HTTP client for tests: sends the bytes it is given, also wrong ones, and reads
/// one response at a time. For tests of this and other modules only.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace vedette {

/// A response as read; status 0 when the connection ended before there was one.
struct ReadResponse {
  int status = 0;
  std::string head{};  ///< status line and fields
  std::string body{};  ///< chunks put together
  bool whole = false;  ///< not cut off in the middle

  /// Value of a field, empty when there is none.
  [[nodiscard]] std::string field(std::string_view name) const {
    const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
    const std::string wanted = "\r\n" + std::string(name) + ": ";
    const auto at = std::search(head.begin(), head.end(), wanted.begin(), wanted.end(), same);
    if (at == head.end()) return {};
    const auto start = static_cast<std::size_t>(at - head.begin()) + wanted.size();
    return head.substr(start, head.find("\r\n", start) - start);
  }
};

enum class ResponseBody { expected, none_as_for_head };

/// One connection to 127.0.0.1. Waits at most ten seconds for anything.
class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{10, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    connected_ =
        ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~HttpClient() {
    if (fd_ >= 0) ::close(fd_);
  }
  HttpClient(HttpClient&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)),
        connected_(other.connected_),
        input_(std::move(other.input_)) {}
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] int descriptor() const { return fd_; }

  /// False when the server has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void finish_sending() { ::shutdown(fd_, SHUT_WR); }

  ReadResponse read_response(ResponseBody body = ResponseBody::expected) {
    ReadResponse response;
    const std::size_t end = read_until("\r\n\r\n");
    if (end == std::string::npos) return response;
    response.head = take(end + 4);
    const std::string_view head = response.head;
    std::from_chars(head.data() + 9, head.data() + std::min<std::size_t>(head.size(), 12),
                    response.status);
    response.whole = true;
    if (body == ResponseBody::none_as_for_head || response.status < 200 ||
        response.status == 204 || response.status == 304)
      return response;
    read_body(response);
    return response;
  }

  /// Sends and reads.
  ReadResponse ask(std::string_view bytes) {
    send(bytes);
    return read_response();
  }
  ReadResponse get(const std::string& target) {
    return ask("GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n");
  }
  ReadResponse post(const std::string& target, const std::string& body,
                    const std::string& fields = {}) {
    return ask("POST " + target + " HTTP/1.1\r\nHost: test\r\nContent-Length: " +
               std::to_string(body.size()) + "\r\n" + fields + "\r\n" + body);
  }

  /// Waits for the server to end the connection; false when it sends something instead.
  bool is_ended() { return input_.empty() && !read_more(); }
  /// Bytes of a body that goes on, until `text` is among them; all there were when it ends first.
  std::string read_through(std::string_view text) {
    const std::size_t at = read_until(text);
    return take(at == std::string::npos ? input_.size() : at + text.size());
  }

 private:
  bool read_more() {
    char buffer[65536];
    const ssize_t got = ::recv(fd_, buffer, sizeof buffer, 0);
    if (got > 0) input_.append(buffer, static_cast<std::size_t>(got));
    return got > 0;
  }
  std::size_t read_until(std::string_view text) {
    for (;;) {
      const std::size_t at = input_.find(text);
      if (at != std::string::npos || !read_more()) return at;
    }
  }
  std::string take(std::size_t bytes) {
    std::string taken = input_.substr(0, bytes);
    input_.erase(0, taken.size());
    return taken;
  }
  void read_body(ReadResponse& response) {
    const std::string length = response.field("Content-Length");
    if (response.field("Transfer-Encoding") == "chunked") return read_chunks(response);
    const std::size_t wanted = length.empty() ? std::string::npos : std::stoul(length);
    while (input_.size() < wanted && read_more()) {
    }
    response.whole = length.empty() || input_.size() >= wanted;
    response.body = take(std::min(wanted, input_.size()));
  }
  void read_chunks(ReadResponse& response) {
    response.whole = false;
    for (;;) {
      const std::size_t end = read_until("\r\n");
      if (end == std::string::npos) return;
      const std::size_t size = std::stoul(take(end + 2), nullptr, 16);
      while (input_.size() < size + 2)
        if (!read_more()) return;
      response.body += take(size);
      take(2);
      if (size > 0) continue;
      response.whole = true;
      return;
    }
  }

  int fd_;
  bool connected_ = false;
  std::string input_{};
};

}  // namespace vedette
