// SPDX-License-Identifier: Apache-2.0
/// Training jobs that people start from outside: one after the other, each in a process of its own,
/// so that a learner that eats all memory or crashes takes no prediction with it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
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
  Json options;          ///< of `train_option_table()`
  Json learner_options;  ///< object: learner name -> options
  std::string promote = "never";  ///< never, if_better, always
};

/// How far a run is, as its process last said.
struct RunProgress {
  std::string what;
  std::uint64_t done = 0;
  std::uint64_t total = 0;
};

class TrainingQueue {
 public:
  struct Config {
    std::filesystem::path program;  ///< this binary
    std::string store_uri;          ///< handed on in the environment, never in arguments
    int threads = 1;
    std::size_t waiting = 16;
  };
  /// Called, from the queue's thread, when a run's record or progress has changed.
  using Observer =
      std::function<void(const RunRecord& record, const std::optional<RunProgress>& progress)>;

  TrainingQueue(const Home& home, Config config, Clock clock, Observer observer);
  /// Ends the process under way, if there is one, as cancel() would.
  ~TrainingQueue();

  /// The record of a run in state `waiting` or `running`. Errors: `invalid_argument` for options,
  /// `unavailable` when too many wait already, `io`.
  [[nodiscard]] Result<RunRecord> submit(const TrainingRequest& request);
  /// Asks the run to stop; what it has found so far is kept, as with Ctrl-C. A second call stops it
  /// at once. Errors: `not_found`, `conflict` when it has ended or is not of this server.
  [[nodiscard]] Result<RunRecord> cancel(const std::string& id);
  [[nodiscard]] std::optional<RunProgress> progress(const std::string& id) const;
  /// Whether cancel() can be asked for it.
  [[nodiscard]] bool holds(const std::string& id) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vedette
