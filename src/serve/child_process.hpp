// SPDX-License-Identifier: Apache-2.0
/// A program started for one piece of work: its end, its output and its signals.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace vedette {

/// Arguments are handed over as they are: no shell is in between.
struct ChildCommand {
  std::filesystem::path program;
  std::vector<std::string> arguments;
  /// `NAME=VALUE`, beside this process's own environment without its `VEDETTE_` variables.
  std::vector<std::string> environment;
};

/// How a process ended.
struct ChildEnd {
  int status = 0;  ///< exit status; with `signal`, meaningless
  int signal = 0;  ///< that ended it; 0: none
};

/// Runs in a process group of its own, with standard input empty and both outputs in one pipe.
/// Not thread-safe but for signal().
class ChildProcess {
 public:
  /// Errors: `io`.
  [[nodiscard]] static Result<ChildProcess> start(const ChildCommand& command);
  /// Kills the process if it has not ended, and waits for it.
  ~ChildProcess();
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;

  [[nodiscard]] pid_t id() const { return id_; }
  /// Never reaches another process that got the number later.
  void signal(int number) const;
  /// The same to the whole group.
  void kill_group() const;
  /// What it has written, as soon as there is something; empty when it has ended or `patience` is
  /// over.
  [[nodiscard]] std::string read_output(std::chrono::milliseconds patience);
  /// nullopt while it runs. What it started and left behind ends with it.
  [[nodiscard]] std::optional<ChildEnd> poll_end();

 private:
  ChildProcess(pid_t id, int handle, int output) : id_(id), handle_(handle), output_(output) {}
  [[nodiscard]] std::string take_output();

  pid_t id_ = -1;
  int handle_ = -1;  ///< pidfd; readable once the process has ended
  int output_ = -1;  ///< the pipe; -1 once everything was read
  std::optional<ChildEnd> end_;
};

}  // namespace vedette
