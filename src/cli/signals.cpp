// SPDX-License-Identifier: Apache-2.0
#include "cli/signals.hpp"

#include <csignal>
#include <cstdlib>
#include <utility>

namespace vedette {
namespace {

constexpr int kWakeUp = SIGUSR1;  // ends the waiting thread

sigset_t handled_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  sigaddset(&set, kWakeUp);
  return set;
}

}  // namespace

SignalStop::SignalStop() {
  const sigset_t set = handled_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  waiter_ = std::jthread([this, set] {
    for (;;) {
      int signal = 0;
      if (sigwait(&set, &signal) != 0 || signal == kWakeUp) return;
      if (signal == SIGHUP && hang_up()) continue;
      if (abort_.stop_requested()) std::_Exit(130);
      if (stop_.stop_requested()) abort_.request_stop();
      stop_.request_stop();
    }
  });
}

SignalStop::~SignalStop() { pthread_kill(waiter_.native_handle(), kWakeUp); }

void SignalStop::on_hangup(std::function<void()> action) {
  const std::scoped_lock lock(mutex_);
  hangup_ = std::move(action);
}

bool SignalStop::hang_up() {
  const std::scoped_lock lock(mutex_);
  if (hangup_) hangup_();
  return static_cast<bool>(hangup_);
}

}  // namespace vedette
