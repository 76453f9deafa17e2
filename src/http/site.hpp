// SPDX-License-Identifier: Apache-2.0
/// What the connections of one network thread share. Nothing here is locked: each site belongs to
/// one thread, and what several threads touch is atomic.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "http/loop.hpp"
#include "http/server.hpp"
#include "http/worker_pool.hpp"

namespace vedette {

class Connection;

/// The server's side of all connections.
struct ServerShared {
  const ServerConfig& config;
  Application& application;
  const Log& log;
  WorkerPool& workers;
  const std::string fields;  ///< `field_lines()` of the configuration
  std::atomic<std::size_t> connections{0};
  std::atomic<std::uint64_t> refused{0};
  /// Called, on any network thread, when a connection is gone.
  std::function<void()> on_gone{};
};

/// The steady clock some milliseconds late, without asking the hardware: for limits of seconds.
[[nodiscard]] std::chrono::steady_clock::time_point coarse_now();

class ConnectionSite {
 public:
  /// `seed` makes the request ids of this thread.
  ConnectionSite(ServerShared& shared, std::shared_ptr<NetLoop> loop, std::uint64_t seed);

  [[nodiscard]] ServerShared& shared() { return shared_; }
  [[nodiscard]] const std::shared_ptr<NetLoop>& loop() const { return loop_; }

  void add(std::shared_ptr<Connection> connection);
  void remove(const std::shared_ptr<Connection>& connection);
  /// Looks at the time limits of all connections: one pass a second costs less than a timer for
  /// each operation.
  void sweep();
  /// Ends what is idle, and lets the rest end after its response.
  void drain();
  /// Ends everything now; returns how many requests that cut off.
  std::size_t cut_all();
  [[nodiscard]] bool draining() const { return draining_; }

  /// The value of a Date field, made once a second.
  [[nodiscard]] const std::string& date(TimeNs now);
  /// A random UUID (RFC 9562, version 4).
  [[nodiscard]] std::string new_id();

 private:
  ServerShared& shared_;
  std::shared_ptr<NetLoop> loop_;
  std::unordered_set<std::shared_ptr<Connection>> connections_{};
  bool draining_ = false;
  Random ids_;
  TimeNs date_second_ = -1;
  std::string date_{};
};

}  // namespace vedette
