// SPDX-License-Identifier: Apache-2.0
/// Training jobs that people start from outside: one after the other, each in a process of its own,
/// so that a learner that eats all memory or crashes takes no prediction with it.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/time.hpp"
#include "pipeline/home.hpp"
#include "pipeline/run_record.hpp"

namespace vedette {

struct TrainingRequest {
  std::string dataset;
  std::string model;
  std::string test_dataset{};               ///< empty: test rows are split off
  Json options = Json::object();            ///< of `train_option_table()`
  Json learner_options = Json::object();    ///< learner name -> options
  std::string promote = "never";            ///< never, if_better, always
  /// The same key within a day means the same run, however often it is asked for; empty: none.
  std::string idempotency_key{};
};

/// How far a run is, as its process last said.
struct RunProgress {
  std::string what;
  std::uint64_t done = 0;
  std::uint64_t total = 0;
};

/// Thread-safe. A run's directory holds, beside what its process keeps there, `request.json` (what
/// was asked for) and `output.txt` (the first megabyte that the process wrote to its terminal).
class TrainingQueue {
 public:
  struct Config {
    std::filesystem::path program;  ///< this binary
    std::string store_uri;          ///< handed on in the environment, never in arguments
    int threads = 1;
    std::size_t waiting = 16;
    /// For a process that was told to give up, before it is killed.
    std::chrono::milliseconds grace{5000};
  };
  /// Called, from any thread, when a run's record or progress has changed. Must not call back.
  using Observer =
      std::function<void(const RunRecord& record, const std::optional<RunProgress>& progress)>;

  /// Runs of the home whose process is gone without a last word become `failed`.
  TrainingQueue(const Home& home, Config config, Clock clock, Observer observer);
  /// Ends the process under way, if there is one, as cancel() would; what waits is cancelled.
  ~TrainingQueue();

  /// The record of a run in state `waiting` or, for a key that was used before, whatever became of
  /// it. Errors: `invalid_argument` for options, `conflict` for a key that was used for another
  /// request, `unavailable` when too many wait already, `unsupported` for a store in memory, `io`.
  [[nodiscard]] Result<RunRecord> submit(const TrainingRequest& request);
  /// Asks the run to stop; what it has found so far is kept, as with Ctrl-C. A second call makes
  /// it give up, a third kills it. Errors: `not_found`, `conflict` when it has ended or is not of
  /// this server.
  [[nodiscard]] Result<RunRecord> cancel(const std::string& id);
  [[nodiscard]] std::optional<RunProgress> progress(const std::string& id) const;
  /// Whether cancel() can be asked for it.
  [[nodiscard]] bool holds(const std::string& id) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vedette
