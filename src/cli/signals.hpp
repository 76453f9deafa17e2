// SPDX-License-Identifier: Apache-2.0
/// Ctrl-C and termination, as stop tokens.
#pragma once

#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace vedette {

/// From its making until its end, SIGINT and SIGTERM are taken by a thread of its own: the first
/// asks work to stop and keep what it has, the second to give up, the third ends the process. So is
/// SIGHUP, which counts as one of them until somebody takes it by `on_hangup()`.
/// Make it before any other thread, so that all inherit the blocked signals.
class SignalStop {
 public:
  SignalStop();
  ~SignalStop();
  SignalStop(const SignalStop&) = delete;
  SignalStop& operator=(const SignalStop&) = delete;

  [[nodiscard]] std::stop_token stop() const { return stop_.get_token(); }
  [[nodiscard]] std::stop_token abort() const { return abort_.get_token(); }
  /// What SIGHUP does from now on, on the signals' own thread; none: as before.
  void on_hangup(std::function<void()> action);

 private:
  /// True when somebody took it.
  bool hang_up();

  std::stop_source stop_;
  std::stop_source abort_;
  std::mutex mutex_;
  std::function<void()> hangup_;
  std::jthread waiter_;
};

}  // namespace vedette
