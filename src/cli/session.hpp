// SPDX-License-Identifier: Apache-2.0
/// What a command works with: settings, terminal, home, store, registry; each opened when first
/// asked for.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/progress.hpp"
#include "base/time.hpp"
#include "cli/arguments.hpp"
#include "cli/progress_log.hpp"
#include "cli/settings.hpp"
#include "cli/signals.hpp"
#include "cli/terminal.hpp"
#include "pipeline/home.hpp"
#include "registry/registry.hpp"
#include "store/datasets.hpp"
#include "store/store.hpp"

namespace vedette {

/// How a command answers on stdout.
enum class Answer { text, json };

class Session {
 public:
  Session(Settings settings, Terminal& terminal, SignalStop& signals, Answer answer,
          std::string command_line);

  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] Terminal& terminal() { return terminal_; }
  [[nodiscard]] Answer answer() const { return answer_; }
  [[nodiscard]] const Clock& clock() const { return clock_; }
  [[nodiscard]] const std::string& command_line() const { return command_line_; }

  [[nodiscard]] Result<Home> home() const;
  [[nodiscard]] std::string store_uri() const;
  [[nodiscard]] Result<Store*> store();
  [[nodiscard]] Result<Datasets*> datasets();
  [[nodiscard]] Result<Registry*> registry();

  /// Recorded runs of this process are the one that a server has begun under this id, and their
  /// progress goes to the log too. Errors: `invalid_argument` where it is no id.
  [[nodiscard]] Result<> adopt_run(std::string id);

  /// Stop token, progress bar and threads for long work.
  [[nodiscard]] WorkContext work();
  [[nodiscard]] std::stop_token abort() const { return signals_.abort(); }
  /// What SIGHUP does from now on.
  void on_hangup(std::function<void()> action) { signals_.on_hangup(std::move(action)); }

  /// Runs `body` as a recorded run with a log of its own (`<home>/runs/<id>/`). `body` returns
  /// the exit status and a sentence about the outcome.
  struct RunOutcome {
    int status = 0;
    std::string message;
    Json report{};  ///< kept as `report.json` beside the record; null: none
  };
  [[nodiscard]] Result<int> recorded(std::string_view kind, std::string_view name,
                                     const std::function<Result<RunOutcome>(const Log&)>& body);

 private:
  Settings settings_;
  Terminal& terminal_;
  SignalStop& signals_;
  Answer answer_;
  std::string command_line_;
  Clock clock_ = system_clock();
  std::string adopted_run_;  ///< empty: runs make ids of their own
  std::optional<ProgressLog> progress_log_;
  std::unique_ptr<Store> store_;
  std::optional<Datasets> datasets_;
  std::optional<Registry> registry_;
};

}  // namespace vedette
