// SPDX-License-Identifier: Apache-2.0
#include "http/channel.hpp"

#include <algorithm>
#include <utility>

#include "http/text.hpp"

namespace vedette {
namespace {

constexpr std::size_t kRecordBytes = std::size_t{16} << 10;  // the most of a TLS record (RFC 8446)

}  // namespace

Channel::Channel(std::unique_ptr<TcpSocket> socket, std::unique_ptr<TlsSession> tls)
    : socket_(std::move(socket)), tls_(std::move(tls)) {
  if (tls_) ciphertext_in_.resize(kRecordBytes / 4);
}

ChannelInput Channel::take_waiting(std::span<char> into) {
  if (!tls_) return {};
  const std::optional<std::size_t> bytes = tls_->read(into);
  return {bytes.value_or(0), !bytes};
}

void Channel::read(std::span<char> into, std::shared_ptr<SocketUser> user) {
  socket_->read(tls_ ? std::span<char>(ciphertext_in_) : into, std::move(user));
}

ChannelInput Channel::received(std::size_t raw, std::span<char> into) {
  if (raw == 0) return {.ended = true};
  if (!tls_) return {.bytes = raw};
  tls_->feed({ciphertext_in_.data(), raw});
  const ChannelInput input = take_waiting(into);
  ciphertext_out_ += tls_->take_output();  // the handshake goes on, or an alert says why not
  if (!flush()) return {.bytes = input.bytes, .ended = true};
  return input;
}

std::optional<std::size_t> Channel::write(std::span<const std::string_view> pieces) {
  if (!tls_) return socket_->write(pieces);
  const std::optional<bool> clear = flush();
  if (!clear) return std::nullopt;
  if (!*clear) return 0;
  const std::size_t size = std::min(total_size(pieces), kRecordBytes);
  if (!encrypt(pieces, size) || !flush()) return std::nullopt;
  return size;
}

bool Channel::encrypt(std::span<const std::string_view> pieces, std::size_t size) {
  std::string record;
  record.reserve(size);
  for (const std::string_view piece : pieces) record += piece.substr(0, size - record.size());
  const bool written = tls_->write(record);
  ciphertext_out_ += tls_->take_output();
  return written;
}

std::optional<bool> Channel::flush() {
  while (!ciphertext_out_.empty()) {
    const std::string_view piece = ciphertext_out_;
    const std::optional<std::size_t> sent = socket_->write({&piece, 1});
    if (!sent) return std::nullopt;
    if (*sent == 0) return false;
    ciphertext_out_.erase(0, *sent);
  }
  return true;
}

void Channel::wait_writable(std::shared_ptr<SocketUser> user) {
  socket_->wait_writable(std::move(user));
}

void Channel::shut_down_sending() {
  if (tls_) {
    tls_->end();
    ciphertext_out_ += tls_->take_output();
    static_cast<void>(flush());  // a courtesy; the connection ends anyway
  }
  socket_->shut_down_sending();
}

}  // namespace vedette
