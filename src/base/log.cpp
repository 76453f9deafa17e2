// SPDX-License-Identifier: Apache-2.0
#include "base/log.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>

namespace vedette {

struct Log::State {
  std::FILE* file = nullptr;
  Clock clock;
  mutable std::mutex mutex;
  std::string failure;
  ~State() {
    if (file != nullptr) std::fclose(file);
  }
};

std::string_view to_string(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return "debug";
    case LogLevel::info: return "info";
    case LogLevel::warning: return "warning";
    case LogLevel::error: return "error";
  }
  return "unknown";
}

Log::Log() = default;
Log::~Log() = default;
Log::Log(Log&&) noexcept = default;
Log& Log::operator=(Log&&) noexcept = default;

Result<Log> Log::open(const std::filesystem::path& path, Clock clock) {
  Log log;
  log.state_ = std::make_unique<State>();
  log.state_->clock = std::move(clock);
  log.state_->file = std::fopen(path.c_str(), "ae");
  if (log.state_->file == nullptr)
    return fail(ErrorCode::io,
                fmt::format("cannot open the log '{}': {}", path.string(), std::strerror(errno)));
  return log;
}

void Log::write(LogLevel level, std::string_view event, const Json& details) const {
  if (!state_) return;
  Json line = {{"time", format_time(state_->clock())},
               {"level", to_string(level)},
               {"event", event}};
  if (details.is_object()) line.update(details);
  const std::string text = dump_json(line) + "\n";
  const std::scoped_lock lock(state_->mutex);
  const bool written = std::fwrite(text.data(), 1, text.size(), state_->file) == text.size() &&
                       std::fflush(state_->file) == 0;
  if (!written && state_->failure.empty())
    state_->failure = fmt::format("the log cannot be written: {}", std::strerror(errno));
}

std::string Log::failure() const {
  if (!state_) return {};
  const std::scoped_lock lock(state_->mutex);
  return state_->failure;
}

}  // namespace vedette
