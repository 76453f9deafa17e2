// SPDX-License-Identifier: Apache-2.0
#include "http/server.hpp"

#include <algorithm>
#include <condition_variable>
#include <future>
#include <mutex>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "http/connection.hpp"
#include "http/response_head.hpp"
#include "http/site.hpp"
#include "http/tls.hpp"
#include "http/worker_pool.hpp"

namespace vedette {
namespace {

using std::chrono::milliseconds;

/// Often enough for the shortest limit, and no more than a hundred times a second.
milliseconds sweep_period(const ServerLimits& limits) {
  const milliseconds shortest =
      std::min({limits.header_time, limits.idle_time, limits.body_grace, limits.write_time});
  return std::clamp(shortest / 4, milliseconds(10), milliseconds(1000));
}

std::uint64_t random_seed() {
  std::random_device device;  // request ids must differ between runs and threads, nothing more
  return std::uint64_t{device()} << 32 | device();
}

}  // namespace

struct Server::State {
  State(const ServerConfig& wanted, Application& application, const Log& log)
      : config(wanted),
        workers(std::max(config.workers, 1), config.limits.queue),
        shared{config, application, log, workers, field_lines(config.fields)} {}

  Result<> open();
  void start();
  void accept();
  void on_accept(ConnectionSite& site, std::unique_ptr<TcpSocket> socket);
  void on_gone();
  bool drain(milliseconds patience);
  std::size_t cut_all();

  ServerConfig config;
  WorkerPool workers;
  ServerShared shared;
  std::vector<std::shared_ptr<NetLoop>> loops{};
  std::vector<std::unique_ptr<ConnectionSite>> sites{};
  std::unique_ptr<TcpAcceptor> acceptor{};
  std::uint16_t port = 0;

  std::mutex mutex;  // of `tls` and `gone`
  std::shared_ptr<const TlsContext> tls{};
  std::condition_variable gone;
  bool stopped = false;

  // Of the acceptor's thread.
  std::size_t next_site = 0;
  bool accepting = false;
  bool closing = false;
  std::atomic<bool> full{false};
};

Result<> Server::State::open() {
  if (config.tls) tls = VEDETTE_TRY(TlsContext::load(*config.tls));
  for (int i = 0; i < std::max(config.threads, 1); ++i) {
    loops.push_back(std::make_shared<NetLoop>());
    sites.push_back(std::make_unique<ConnectionSite>(shared, loops.back(), random_seed()));
  }
  NetLoop& loop = *loops.front();
  acceptor = VEDETTE_TRY(config.socket ? TcpAcceptor::adopt(loop, *config.socket)
                                       : TcpAcceptor::listen(loop, config.address, config.port));
  port = acceptor->port();
  return {};
}

void Server::State::start() {
  shared.on_gone = [this] { on_gone(); };
  for (std::size_t i = 0; i < loops.size(); ++i) {
    loops[i]->every(sweep_period(config.limits), [site = sites[i].get()] { site->sweep(); });
    loops[i]->start();
  }
  loops.front()->post([this] { accept(); });
}

/// Sites take turns. Above the limit of connections nothing is accepted: the kernel keeps a few
/// waiting, and `on_gone()` comes back here.
void Server::State::accept() {
  if (accepting || closing) return;
  full = shared.connections.load() >= config.limits.connections;
  if (full && shared.connections.load() >= config.limits.connections) return;
  full = false;
  accepting = true;
  ConnectionSite& site = *sites[next_site++ % sites.size()];
  acceptor->accept(*site.loop(), [this, &site](std::unique_ptr<TcpSocket> socket) {
    accepting = false;
    on_accept(site, std::move(socket));
    accept();
  });
}

void Server::State::on_accept(ConnectionSite& site, std::unique_ptr<TcpSocket> socket) {
  std::unique_ptr<TlsSession> session;
  if (config.tls) {
    const std::lock_guard lock(mutex);
    session = tls->new_session();
  }
  shared.connections.fetch_add(1);
  auto connection =
      std::make_shared<Connection>(site, Channel(std::move(socket), std::move(session)));
  site.loop()->post([connection = std::move(connection)] { connection->start(); });
}

void Server::State::on_gone() {
  if (full.exchange(false)) loops.front()->post([this] { accept(); });
  if (shared.connections.load() > 0) return;
  const std::lock_guard lock(mutex);
  gone.notify_all();
}

/// Runs on each loop's thread, and waits for all.
std::size_t Server::State::cut_all() {
  std::size_t cut = 0;
  for (const auto& site : sites) {
    std::promise<std::size_t> done;
    site->loop()->post([&done, &site] { done.set_value(site->cut_all()); });
    cut += done.get_future().get();
  }
  return cut;
}

bool Server::State::drain(milliseconds patience) {
  if (std::exchange(stopped, true)) return true;
  loops.front()->post([this] {
    closing = true;
    acceptor->close();
  });
  for (const auto& site : sites) site->loop()->post([&site] { site->drain(); });
  {
    std::unique_lock lock(mutex);
    gone.wait_for(lock, patience, [this] { return shared.connections.load() == 0; });
  }
  const std::size_t cut = cut_all();
  workers.stop();  // while the loops still run, because workers hand their results to them
  for (const auto& loop : loops) loop->finish();
  for (const auto& loop : loops) loop->join();
  return cut == 0;
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() { state_->drain(milliseconds(0)); }

Result<std::unique_ptr<Server>> Server::start(const ServerConfig& config, Application& application,
                                              const Log& log) {
  auto state = std::make_unique<State>(config, application, log);
  VEDETTE_TRY(state->open());
  state->start();
  return std::make_unique<Server>(std::move(state));
}

std::uint16_t Server::port() const { return state_->port; }

ServerLoad Server::load() const {
  return {.connections = state_->shared.connections.load(),
          .queued = state_->workers.queued(),
          .queue_limit = state_->config.limits.queue,
          .refused = state_->shared.refused.load()};
}

Result<> Server::reload_tls() {
  if (!state_->config.tls)
    return fail(ErrorCode::invalid_argument, "this server does not use TLS");
  auto fresh = VEDETTE_TRY(TlsContext::load(*state_->config.tls));
  const std::lock_guard lock(state_->mutex);
  state_->tls = std::move(fresh);
  return {};
}

bool Server::drain(std::chrono::milliseconds patience) { return state_->drain(patience); }

}  // namespace vedette
