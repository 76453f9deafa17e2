// SPDX-License-Identifier: Apache-2.0
#include "http/loop.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <thread>
#include <utility>

namespace vedette {
namespace {

namespace asio = boost::asio;
using AsioError = boost::system::error_code;
using Tcp = asio::ip::tcp;

constexpr auto kRetryPause = std::chrono::milliseconds(100);

std::string address_text(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  return address.to_string();
}

}  // namespace

struct NetLoop::State {
  asio::io_context context{1};
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> guard{
      asio::make_work_guard(context)};
  asio::steady_timer timer{context};
  std::chrono::milliseconds period{};
  std::function<void()> task{};
  std::thread thread{};

  void arm() {
    timer.expires_after(period);
    timer.async_wait([this](const AsioError& error) {
      if (error || !guard) return;
      task();
      arm();
    });
  }
};

NetLoop::NetLoop() : state_(std::make_unique<State>()) {}
NetLoop::~NetLoop() {
  finish();
  join();
}

void NetLoop::start() {
  state_->thread = std::thread([state = state_.get()] { state->context.run(); });
}

void NetLoop::post(std::function<void()> task) { asio::post(state_->context, std::move(task)); }

void NetLoop::every(std::chrono::milliseconds period, std::function<void()> task) {
  state_->period = period;
  state_->task = std::move(task);
  state_->arm();
}

void NetLoop::finish() {
  post([state = state_.get()] {
    state->guard.reset();
    state->timer.cancel();
  });
}

void NetLoop::join() {
  if (state_->thread.joinable()) state_->thread.join();
}

struct TcpSocket::State {
  Tcp::socket socket;
  std::string peer{};
};

TcpSocket::TcpSocket(std::unique_ptr<State> state) : state_(std::move(state)) {
  AsioError ignored;  // a connection that is broken already shows it at the first read
  state_->socket.set_option(Tcp::no_delay(true), ignored);
  state_->socket.non_blocking(true, ignored);
  const Tcp::endpoint far = state_->socket.remote_endpoint(ignored);
  if (!ignored) state_->peer = address_text(far.address());
}
TcpSocket::~TcpSocket() = default;

const std::string& TcpSocket::peer() const { return state_->peer; }

void TcpSocket::read(std::span<char> into, std::shared_ptr<SocketUser> user) {
  state_->socket.async_read_some(
      asio::buffer(into.data(), into.size()),
      [user = std::move(user)](const AsioError& error, std::size_t bytes) {
        user->on_read(error ? 0 : bytes);
      });
}

std::optional<std::size_t> TcpSocket::write(std::span<const std::string_view> pieces) {
  constexpr std::size_t kAtOnce = 32;
  std::array<asio::const_buffer, kAtOnce> buffers;
  std::size_t count = 0;
  for (const std::string_view piece : pieces)
    if (!piece.empty() && count < kAtOnce)
      buffers[count++] = asio::const_buffer(piece.data(), piece.size());
  AsioError error;
  const std::size_t sent =
      count == 1 ? state_->socket.write_some(buffers.front(), error)
                 : state_->socket.write_some(std::span(buffers).first(count), error);
  if (error == asio::error::would_block || error == asio::error::try_again) return 0;
  if (error) return std::nullopt;
  return sent;
}

void TcpSocket::wait_writable(std::shared_ptr<SocketUser> user) {
  state_->socket.async_wait(Tcp::socket::wait_write,
                            [user = std::move(user)](const AsioError& error) {
                              if (error != asio::error::operation_aborted) user->on_writable();
                            });
}

/// Linux makes the receive buffer twice the low-water mark, and leaves it so; by itself it would
/// grow from 128 KiB, with each round trip, while the other end waits. SO_RCVBUF would fix its size.
void TcpSocket::allow_ahead(std::size_t bytes) {
  AsioError ignored;  // it is slower without
  state_->socket.set_option(asio::socket_base::receive_low_watermark(static_cast<int>(bytes)),
                            ignored);
  state_->socket.set_option(asio::socket_base::receive_low_watermark(1), ignored);
}

void TcpSocket::shut_down_sending() {
  AsioError ignored;  // the other end may have gone first
  state_->socket.shutdown(Tcp::socket::shutdown_send, ignored);
}

void TcpSocket::close() {
  AsioError ignored;  // the descriptor is gone in any case
  state_->socket.close(ignored);
}

void TcpSocket::abort() {
  AsioError ignored;
  state_->socket.set_option(asio::socket_base::linger(true, 0), ignored);
  close();
}

struct TcpAcceptor::State {
  explicit State(asio::io_context& context) : acceptor(context), pause(context) {}
  Tcp::acceptor acceptor;
  asio::steady_timer pause;

  void accept(asio::io_context& onto, Handler handler);
  void on_accept(asio::io_context& onto, Handler handler, const AsioError& error,
                 Tcp::socket socket);
};

void TcpAcceptor::State::accept(asio::io_context& onto, Handler handler) {
  acceptor.async_accept(onto, [this, &onto, handler = std::move(handler)](
                                  const AsioError& error, Tcp::socket socket) mutable {
    on_accept(onto, std::move(handler), error, std::move(socket));
  });
}

void TcpAcceptor::State::on_accept(asio::io_context& onto, Handler handler,
                                   const AsioError& error, Tcp::socket socket) {
  if (error == asio::error::operation_aborted || !acceptor.is_open()) return;
  if (!error) {
    auto state = std::make_unique<TcpSocket::State>(TcpSocket::State{std::move(socket)});
    return handler(std::make_unique<TcpSocket>(std::move(state)));
  }
  if (error == asio::error::connection_aborted) return accept(onto, std::move(handler));
  pause.expires_after(kRetryPause);  // EMFILE and its like would only come again at once
  pause.async_wait([this, &onto, handler = std::move(handler)](const AsioError& stopped) mutable {
    if (!stopped && acceptor.is_open()) accept(onto, std::move(handler));
  });
}

TcpAcceptor::TcpAcceptor(std::unique_ptr<State> state) : state_(std::move(state)) {}
TcpAcceptor::~TcpAcceptor() = default;

namespace {

Result<Tcp::endpoint> resolve(asio::io_context& context, const std::string& address,
                              std::uint16_t port) {
  AsioError error;
  Tcp::resolver resolver(context);
  const auto found =
      resolver.resolve(address, std::to_string(port), Tcp::resolver::passive, error);
  if (error || found.empty())
    return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not an address", address),
                "give an IP address of this machine, such as 127.0.0.1 or 0.0.0.0");
  return found.begin()->endpoint();
}

AsioError open_and_bind(Tcp::acceptor& acceptor, const Tcp::endpoint& endpoint) {
  AsioError error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error && endpoint.address().is_v6() && endpoint.address().is_unspecified())
    acceptor.set_option(asio::ip::v6_only(false), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  return error;
}

}  // namespace

Result<std::unique_ptr<TcpAcceptor>> TcpAcceptor::listen(NetLoop& loop, const std::string& address,
                                                         std::uint16_t port) {
  auto state = std::make_unique<State>(loop.state().context);
  const Tcp::endpoint endpoint = VEDETTE_TRY(resolve(loop.state().context, address, port));
  if (const AsioError error = open_and_bind(state->acceptor, endpoint))
    return fail(ErrorCode::io,
                fmt::format("cannot listen on {} port {}: {}", address, port, error.message()));
  return std::make_unique<TcpAcceptor>(std::move(state));
}

Result<std::unique_ptr<TcpAcceptor>> TcpAcceptor::adopt(NetLoop& loop, int socket) {
  int family = AF_UNSPEC;
  socklen_t size = sizeof family;
  auto state = std::make_unique<State>(loop.state().context);
  AsioError error;
  if (::getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &family, &size) != 0)
    error.assign(errno, boost::system::system_category());
  else
    state->acceptor.assign(family == AF_INET6 ? Tcp::v6() : Tcp::v4(), socket, error);
  if (error)
    return fail(ErrorCode::io, fmt::format("cannot listen on socket {}: {}", socket,
                                           error.message()));
  return std::make_unique<TcpAcceptor>(std::move(state));
}

std::uint16_t TcpAcceptor::port() const {
  AsioError ignored;
  return state_->acceptor.local_endpoint(ignored).port();
}

void TcpAcceptor::accept(NetLoop& onto, Handler handler) {
  state_->accept(onto.state().context, std::move(handler));
}

void TcpAcceptor::close() {
  AsioError ignored;
  state_->acceptor.close(ignored);
  state_->pause.cancel();
}

}  // namespace vedette
