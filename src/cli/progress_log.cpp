// SPDX-License-Identifier: Apache-2.0
#include "cli/progress_log.hpp"

#include <nlohmann/json.hpp>

namespace vedette {
namespace {

constexpr TimeNs kBetweenLines = 1'000'000'000;

}  // namespace

void ProgressLog::tell(std::string_view what, std::uint64_t done, std::uint64_t total) {
  const TimeNs now = clock_();
  {
    const std::scoped_lock lock(mutex_);
    if (now - told_at_ < kBetweenLines) return;
    told_at_ = now;
  }
  log_.write(LogLevel::info, "progress", {{"what", what}, {"done", done}, {"total", total}});
}

}  // namespace vedette
