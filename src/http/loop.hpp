// SPDX-License-Identifier: Apache-2.0
/// Network threads, and TCP sockets on them: the one place where Asio is used. The rest of the
/// server sees bytes and call-backs.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace vedette {

/// One thread that waits for sockets. Everything that belongs to a socket happens on its thread.
class NetLoop {
 public:
  NetLoop();
  ~NetLoop();
  NetLoop(const NetLoop&) = delete;
  NetLoop& operator=(const NetLoop&) = delete;

  void start();
  /// From any thread: runs `task` on this one.
  void post(std::function<void()> task);
  /// Runs `task` again and again until `finish()`. To be called before `start()`.
  void every(std::chrono::milliseconds period, std::function<void()> task);
  /// From any thread: the loop ends when nothing is under way any more.
  void finish();
  void join();

  struct State;
  [[nodiscard]] State& state() { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

/// Who is told what happens on a socket.
class SocketUser {
 public:
  virtual ~SocketUser() = default;
  /// So many bytes are in the buffer; 0 when the other end is done or the connection is broken.
  virtual void on_read(std::size_t bytes) = 0;
  virtual void on_writable() = 0;
};

/// A connected socket (TCP_NODELAY, not blocking). Only for the thread of its loop.
class TcpSocket {
 public:
  struct State;
  explicit TcpSocket(std::unique_ptr<State> state);
  ~TcpSocket();
  TcpSocket(const TcpSocket&) = delete;
  TcpSocket& operator=(const TcpSocket&) = delete;

  /// Address of the other end without its port; IPv4 as such also on an IPv6 socket.
  [[nodiscard]] const std::string& peer() const;
  /// Reads once and tells `user`; `into` must stay until then. One read at a time.
  void read(std::span<char> into, std::shared_ptr<SocketUser> user);
  /// Sends what can be sent now, with one system call: the bytes taken, 0 when there is no room,
  /// nullopt when the connection is broken.
  [[nodiscard]] std::optional<std::size_t> write(std::span<const std::string_view> pieces);
  void wait_writable(std::shared_ptr<SocketUser> user);
  /// Lets the other end send so many bytes ahead of what has been read.
  void allow_ahead(std::size_t bytes);
  /// Tells the other end that nothing more comes; reading goes on.
  void shut_down_sending();
  /// Ends it; a read under way reports 0 bytes.
  void close();
  /// Ends it so that the other end sees an error instead of an end.
  void abort();

 private:
  std::unique_ptr<State> state_;
};

/// Listens on one address, on the thread of `loop`.
class TcpAcceptor {
 public:
  struct State;
  explicit TcpAcceptor(std::unique_ptr<State> state);
  /// Errors: `invalid_argument` not an address, `io` in use or not ours.
  [[nodiscard]] static Result<std::unique_ptr<TcpAcceptor>> listen(NetLoop& loop,
                                                                   const std::string& address,
                                                                   std::uint16_t port);
  /// Of a socket that listens already, and is closed with this. Errors: `io`.
  [[nodiscard]] static Result<std::unique_ptr<TcpAcceptor>> adopt(NetLoop& loop, int socket);
  ~TcpAcceptor();
  TcpAcceptor(const TcpAcceptor&) = delete;
  TcpAcceptor& operator=(const TcpAcceptor&) = delete;

  using Handler = std::function<void(std::unique_ptr<TcpSocket>)>;
  [[nodiscard]] std::uint16_t port() const;
  /// Accepts one connection, which will live on `onto`, and calls `handler` on the acceptor's
  /// thread. When no descriptor is free it tries again after a tenth of a second.
  void accept(NetLoop& onto, Handler handler);
  /// Accepts no more; handlers that wait are dropped.
  void close();

 private:
  std::unique_ptr<State> state_;
};

}  // namespace vedette
