// SPDX-License-Identifier: Apache-2.0
#include "pipeline/run_process.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <fstream>
#include <optional>
#include <sstream>

namespace vedette {
namespace {

// Start times of processes have hundredths of a second, and the clock may have been set since.
constexpr TimeNs kTolerance = 2 * kSecond;

bool is_under_way(StageState state) {
  return state == StageState::waiting || state == StageState::running;
}

TimeNs clock_now(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return now.tv_sec * kSecond + now.tv_nsec;
}

struct ProcessFacts {
  bool has_ended = false;  ///< and nobody has asked for its status yet
  TimeNs began_at = 0;     ///< by the wall clock
};

/// From proc(5), stat: field 3 is the state, field 22 the start in ticks since boot.
std::optional<ProcessFacts> facts_of(std::int64_t process) {
  std::ifstream file(fmt::format("/proc/{}/stat", process));
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  // The name of the program stands in parentheses and may hold anything.
  const auto end_of_name = line.rfind(')');
  if (end_of_name == std::string::npos) return std::nullopt;
  std::istringstream fields(line.substr(end_of_name + 1));
  std::string state;
  fields >> state;
  std::string skipped;
  for (int field = 4; field < 22; ++field) fields >> skipped;
  TimeNs ticks = 0;
  if (!(fields >> ticks)) return std::nullopt;
  const TimeNs since_boot = ticks * (kSecond / sysconf(_SC_CLK_TCK));
  return ProcessFacts{
      .has_ended = state == "Z" || state == "X",
      .began_at = clock_now(CLOCK_REALTIME) - clock_now(CLOCK_BOOTTIME) + since_boot};
}

}  // namespace

bool is_process_there(const RunRecord& record) {
  if (record.process <= 0) return false;
  if (::kill(static_cast<pid_t>(record.process), 0) != 0 && errno == ESRCH) return false;
  const std::optional<ProcessFacts> facts = facts_of(record.process);
  if (!facts) return true;  // somebody else's, where /proc hides those
  return !facts->has_ended && facts->began_at <= record.started_at + kTolerance;
}

void end_run(RunRecord& record, StageState state, TimeNs at, const std::string& message) {
  record.state = state;
  record.ended_at = at;
  for (StageRecord& stage : record.stages) {
    if (!is_under_way(stage.state)) continue;
    stage.state = state;
    stage.ended_at = at;
    stage.message = message;
  }
}

Result<RunRecord> settle_run(const std::filesystem::path& runs, RunRecord record,
                             const Clock& clock) {
  if (!is_under_way(record.state) || is_process_there(record)) return record;
  // The process may have written its last word between the two looks.
  record = VEDETTE_TRY(load_run(runs, record.id));
  if (!is_under_way(record.state) || is_process_there(record)) return record;
  end_run(record, StageState::failed, clock(), "its process ended without a word");
  VEDETTE_TRY(save_run(runs, record));
  return record;
}

}  // namespace vedette
