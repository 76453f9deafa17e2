// SPDX-License-Identifier: Apache-2.0
/// Which request has already become which run (`Idempotency-Key`).
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/time.hpp"
#include "serve/training_queue.hpp"

namespace vedette {

/// Keeps keys for a day, across restarts: they stand in the runs' `request.json`. Not thread-safe.
class SubmittedRuns {
 public:
  static constexpr TimeNs kKept = TimeNs{86'400} * 1'000'000'000;

  /// Writes down what a run was asked for. Errors: `io`.
  [[nodiscard]] Result<> note(const std::filesystem::path& run, const std::string& id,
                              const TrainingRequest& request, TimeNs now);
  /// Reads that of a run of an earlier start again.
  void remember(const std::filesystem::path& run, const std::string& id, TimeNs now);
  /// The run that this request has become before; nullopt for a new one. Errors: `conflict` when
  /// the key belongs to another request.
  [[nodiscard]] Result<std::optional<std::string>> find(const TrainingRequest& request,
                                                        TimeNs now);

 private:
  struct Entry {
    std::string id;
    std::string request;  ///< as JSON
    TimeNs at = 0;
  };
  std::map<std::string, Entry> by_key_;
};

}  // namespace vedette
