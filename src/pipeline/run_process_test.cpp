// SPDX-License-Identifier: Apache-2.0
#include "pipeline/run_process.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pipeline/test_home.hpp"

namespace vedette {
namespace {

RunRecord running(std::int64_t process, TimeNs started_at) {
  return {.id = "20260131T120000Z-1a2b",
          .kind = "train",
          .name = "lan",
          .started_at = started_at,
          .process = process,
          .stages = {{.name = "ingest", .state = StageState::done},
                     {.name = "train", .state = StageState::running}}};
}

TimeNs now() { return system_clock()(); }

/// The number of a process that has ended.
std::int64_t ended_process() {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  waitpid(child, nullptr, 0);
  return child;
}

TEST(RunProcess, this_process_is_there) { EXPECT_TRUE(is_process_there(running(getpid(), now()))); }

TEST(RunProcess, a_process_that_ended_is_not) {
  EXPECT_FALSE(is_process_there(running(ended_process(), now())));
  EXPECT_FALSE(is_process_there(running(0, now())));
  EXPECT_FALSE(is_process_there(running(-1, now())));
}

TEST(RunProcess, a_process_that_nobody_has_waited_for_is_not_there_either) {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  siginfo_t end{};
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(child), &end, WEXITED | WNOWAIT), 0);
  EXPECT_FALSE(is_process_there(running(child, now())));
  waitpid(child, nullptr, 0);
}

TEST(RunProcess, another_process_with_its_number_is_not_it) {
  EXPECT_FALSE(is_process_there(running(getpid(), 1'600'000'000'000'000'000)));
}

TEST(RunProcess, a_run_without_a_process_has_failed_on_disk_too) {
  const TestHome home;
  const RunRecord record = running(ended_process(), now());
  ASSERT_TRUE(save_run(home.path(), record));
  const auto settled = settle_run(home.path(), record, [] { return TimeNs{77}; });
  ASSERT_TRUE(settled) << to_string(settled.error());
  EXPECT_EQ(settled->state, StageState::failed);
  EXPECT_EQ(settled->ended_at, 77);
  EXPECT_EQ(settled->stages[0].state, StageState::done);
  EXPECT_EQ(settled->stages[1].state, StageState::failed);
  EXPECT_FALSE(settled->stages[1].message.empty());
  EXPECT_EQ(load_run(home.path(), record.id)->state, StageState::failed);
}

TEST(RunProcess, a_last_word_that_came_meanwhile_counts) {
  const TestHome home;
  const RunRecord seen = running(ended_process(), now());
  RunRecord done = seen;
  end_run(done, StageState::done, 5, "all well");
  ASSERT_TRUE(save_run(home.path(), done));
  EXPECT_EQ(settle_run(home.path(), seen, now)->state, StageState::done);
}

TEST(RunProcess, runs_under_way_and_runs_that_ended_are_left_alone) {
  const TestHome home;
  const RunRecord alive = running(getpid(), now());
  EXPECT_EQ(settle_run(home.path(), alive, now)->state, StageState::running);
  RunRecord ended = running(ended_process(), now());
  end_run(ended, StageState::cancelled, 5, "stopped");
  EXPECT_EQ(settle_run(home.path(), ended, now)->state, StageState::cancelled);
}

}  // namespace
}  // namespace vedette
