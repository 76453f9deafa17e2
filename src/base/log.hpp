// SPDX-License-Identifier: Apache-2.0
/// The structured log of a run: one JSON object per line, in a file. What people read goes to
/// stderr by `cli`; this is for machines and for afterwards.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string_view>

#include "base/json.hpp"
#include "base/time.hpp"

namespace vedette {

enum class LogLevel { debug, info, warning, error };

[[nodiscard]] std::string_view to_string(LogLevel level);

/// Thread-safe. A log that cannot be written never fails the work: the first failure is kept in
/// `failure()` for the caller to show.
class Log {
 public:
  /// A log that keeps nothing.
  Log();
  /// Appends to `path`, line by line. Errors: `io`.
  [[nodiscard]] static Result<Log> open(const std::filesystem::path& path, Clock clock);
  ~Log();
  Log(Log&&) noexcept;
  Log& operator=(Log&&) noexcept;

  /// `event` is a stable dotted name such as `ingest.finished`; `details` an object or null.
  void write(LogLevel level, std::string_view event, const Json& details) const;
  [[nodiscard]] std::string failure() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vedette
