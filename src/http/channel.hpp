// SPDX-License-Identifier: Apache-2.0
/// Plain bytes of one connection, whether it is encrypted or not.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/loop.hpp"
#include "http/tls.hpp"

namespace vedette {

/// What has come in.
struct ChannelInput {
  std::size_t bytes = 0;  ///< may be 0 while TLS shakes hands
  bool ended = false;
};

class Channel {
 public:
  /// `tls` is null for a plain connection.
  Channel(std::unique_ptr<TcpSocket> socket, std::unique_ptr<TlsSession> tls);

  [[nodiscard]] bool encrypted() const { return tls_ != nullptr; }
  [[nodiscard]] const std::string& peer() const { return socket_->peer(); }

  /// What arrived earlier and did not fit then; none without TLS.
  [[nodiscard]] ChannelInput take_waiting(std::span<char> into);
  /// Asks for more; `user->on_read(raw)` must then call `received(raw, into)`.
  void read(std::span<char> into, std::shared_ptr<SocketUser> user);
  [[nodiscard]] ChannelInput received(std::size_t raw, std::span<char> into);

  /// Takes what it can of the pieces: how many bytes, 0 when the other end must read first,
  /// nullopt when the connection is broken.
  [[nodiscard]] std::optional<std::size_t> write(std::span<const std::string_view> pieces);
  /// Sends encrypted bytes that are left: true when none are, nullopt when it is broken.
  [[nodiscard]] std::optional<bool> flush();
  void allow_ahead(std::size_t bytes) { socket_->allow_ahead(bytes); }
  void wait_writable(std::shared_ptr<SocketUser> user);

  void shut_down_sending();
  void close() { socket_->close(); }
  void abort() { socket_->abort(); }

 private:
  [[nodiscard]] bool encrypt(std::span<const std::string_view> pieces, std::size_t size);

  std::unique_ptr<TcpSocket> socket_;
  std::unique_ptr<TlsSession> tls_;
  std::vector<char> ciphertext_in_{};
  std::string ciphertext_out_{};
};

}  // namespace vedette
