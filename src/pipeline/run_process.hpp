// SPDX-License-Identifier: Apache-2.0
/// Runs whose process ended without a last word (killed, out of memory, loss of power): their
/// records would say for ever that they run.
#pragma once

#include <filesystem>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"
#include "pipeline/run_record.hpp"

namespace vedette {

/// Environment of a process that a server starts for a run: the run's id, and the server's own
/// process, with which it is to end.
inline constexpr const char* kRunIdVariable = "VEDETTE_RUN_ID";
inline constexpr const char* kRunServerVariable = "VEDETTE_RUN_SERVER";

/// Whether the run's process is still there, and is not another one that got its number: a process
/// that began after the run cannot be it.
[[nodiscard]] bool is_process_there(const RunRecord& record);

/// A run that waits or runs although its process is gone becomes `failed`, on disk too; every other
/// record is returned as it is. Errors: `io`.
[[nodiscard]] Result<RunRecord> settle_run(const std::filesystem::path& runs, RunRecord record,
                                           const Clock& clock);

/// Ends a record: the run and whatever stage had not ended are in `state`, for that reason.
void end_run(RunRecord& record, StageState state, TimeNs at, const std::string& message);

}  // namespace vedette
