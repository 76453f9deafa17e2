// SPDX-License-Identifier: Apache-2.0
/// Progress as lines of a run's log, for whoever watches the run from another process.
#pragma once

#include <cstdint>
#include <mutex>
#include <string_view>

#include "base/log.hpp"
#include "base/time.hpp"

namespace vedette {

/// At most one line `progress` a second: `{"what", "done", "total"}`. Thread-safe.
class ProgressLog {
 public:
  /// `log` must outlive this.
  ProgressLog(const Log& log, Clock clock) : log_(log), clock_(std::move(clock)) {}

  void tell(std::string_view what, std::uint64_t done, std::uint64_t total);

 private:
  const Log& log_;
  Clock clock_;
  std::mutex mutex_;
  TimeNs told_at_ = 0;
};

}  // namespace vedette
