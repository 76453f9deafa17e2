// SPDX-License-Identifier: Apache-2.0
#include "cli/signals.hpp"

#include <csignal>
#include <cstdlib>

namespace vedette {
namespace {

constexpr int kWakeUp = SIGUSR1;  // ends the waiting thread

sigset_t handled_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
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
      if (abort_.stop_requested()) std::_Exit(130);
      if (stop_.stop_requested()) abort_.request_stop();
      stop_.request_stop();
    }
  });
}

SignalStop::~SignalStop() { pthread_kill(waiter_.native_handle(), kWakeUp); }

}  // namespace vedette
