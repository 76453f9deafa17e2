// SPDX-License-Identifier: Apache-2.0
#include "serve/training_queue.hpp"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <condition_variable>
#include <fstream>
#include <mutex>

#include "base/file.hpp"
#include "pipeline/run_process.hpp"
#include "pipeline/test_home.hpp"
#include "serve/run_files.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;

/// Long enough for a shell to start on a busy machine; nothing waits so long when all is well.
constexpr auto kPatience = 60s;

/// What stands in for training: a script that finds its run in $run, and can end its record.
constexpr const char* kPreamble = R"(#!/bin/sh
run="$2/runs/$VEDETTE_RUN_ID"
end() {
  printf '{"id":"%s","kind":"train","name":"m","state":"%s","started_at":1,"ended_at":2,"process":%s,"stages":[]}' \
    "$VEDETTE_RUN_ID" "$1" "$$" > "$run/run.new" && mv "$run/run.new" "$run/run.json"
}
tell() { printf '{"event":"progress","what":"%s","done":%s,"total":10}\n' "$1" "$2" >> "$run/log.jsonl"; }
# Until somebody opens that gate, or a signal comes.
wait_at() { ( read x < "$1" ) & wait $!; }
trap 'kill $! 2>/dev/null' EXIT
)";

class TrainingQueueTest : public testing::Test {
 protected:
  TrainingQueueTest() {
    for (const char* gate : {"go", "never"})
      EXPECT_EQ(::mkfifo((home_.root / gate).c_str(), 0600), 0);
  }

  /// A queue whose program is a script with this end.
  TrainingQueue& start(const std::string& script, std::size_t waiting = 16) {
    const std::filesystem::path program = directory_.path() / "fake";
    std::ofstream(program) << kPreamble << script;
    ::chmod(program.c_str(), 0700);
    queue_.reset();
    queue_ = std::make_unique<TrainingQueue>(
        home_,
        TrainingQueue::Config{.program = program,
                              .store_uri = "sqlite:/a store",
                              .threads = 3,
                              .waiting = waiting,
                              .grace = 50ms},
        system_clock(),
        [this](const RunRecord& record, const std::optional<RunProgress>& progress) {
          const std::scoped_lock lock(mutex_);
          if (progress)
            progress_.push_back(progress->done);
          else
            states_[record.id].push_back(record.state);
          changed_.notify_all();
        });
    return *queue_;
  }

  RunRecord submit(TrainingRequest request = {.dataset = "d", .model = "m"}) {
    Result<RunRecord> record = queue_->submit(request);
    EXPECT_TRUE(record) << to_string(record.error());
    return record.value_or(RunRecord{});
  }

  /// Until the observer was told of that state.
  void await(const std::string& id, StageState state) {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(changed_.wait_for(lock, kPatience,
                                  [&] { return std::ranges::count(states_[id], state) > 0; }))
        << to_string(state);
  }
  void await_progress(std::uint64_t done) {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(changed_.wait_for(lock, kPatience,
                                  [&] { return std::ranges::count(progress_, done) > 0; }));
  }

  /// Lets the script go on that waits at `go`, once it is there.
  void open_gate() { std::ofstream(home_.root / "go") << "x\n"; }

  std::filesystem::path file(const RunRecord& run, const char* name) const {
    return home_.runs() / run.id / name;
  }
  RunRecord load(const RunRecord& run) const { return load_run(home_.runs(), run.id).value(); }

  TestHome directory_;
  Home home_ = Home::open(directory_.path() / "home").value();
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::vector<StageState>> states_;
  std::vector<std::uint64_t> progress_;
  std::unique_ptr<TrainingQueue> queue_;  // last: its thread calls the observer
};

TEST_F(TrainingQueueTest, hands_everything_on_as_arguments_and_environment) {
  start(R"(for word in "$@"; do echo "$word"; done; echo "$VEDETTE_STORE__URI"; end done)");
  const RunRecord run = submit({.dataset = "lan",
                                .model = "m",
                                .test_dataset = "other",
                                .options = {{"learners", "decision_tree; rm -rf $HOME"},
                                            {"tune_share", 0.25}},
                                .learner_options = {{"decision_tree", {{"max_depth", 4}}}},
                                .promote = "if_better"});
  EXPECT_EQ(run.state, StageState::waiting);
  await(run.id, StageState::done);
  EXPECT_EQ(read_file(file(run, "output.txt")).value(),
            "--home\n" + home_.root.string() +
                "\n--threads\n3\ntrain\n--dataset=lan\n--model=m\n--promote=if_better\n"
                "--test-dataset=other\n--learners=decision_tree; rm -rf $HOME\n"
                "--tune-share=0.25\n--learner-option=decision_tree.max_depth=4\n"
                "sqlite:/a store\n");
  EXPECT_THAT(states_[run.id],
              ElementsAre(StageState::waiting, StageState::running, StageState::done));
  EXPECT_FALSE(queue_->holds(run.id));
}

TEST_F(TrainingQueueTest, runs_are_done_one_after_the_other) {
  start(R"(end done; echo "$VEDETTE_RUN_ID" >> "$2/order")");
  const RunRecord first = submit();
  const RunRecord second = submit();
  const RunRecord third = submit();
  for (const RunRecord& run : {first, second, third}) await(run.id, StageState::done);
  EXPECT_EQ(read_file(home_.root / "order").value(),
            first.id + "\n" + second.id + "\n" + third.id + "\n");
}

TEST_F(TrainingQueueTest, tells_how_far_a_run_is) {
  start(R"(tell search 3; wait_at "$2/go"; tell search 9; end done)");
  const RunRecord run = submit();
  await_progress(3);
  EXPECT_TRUE(queue_->holds(run.id));
  EXPECT_EQ(queue_->progress(run.id)->what, "search");
  EXPECT_EQ(queue_->progress(run.id)->total, 10U);
  open_gate();
  await(run.id, StageState::done);
  EXPECT_EQ(queue_->progress(run.id), std::nullopt);
}

TEST_F(TrainingQueueTest, a_process_without_a_last_word_has_failed) {
  start(R"(echo "no such thing" >&2; exit 2)");
  const RunRecord run = submit();
  await(run.id, StageState::failed);
  EXPECT_THAT(load(run).stages.front().message,
              testing::AllOf(HasSubstr("status 2"), HasSubstr("no such thing")));
}

TEST_F(TrainingQueueTest, a_process_that_is_killed_has_failed) {
  start(R"(kill -9 $$)");
  const RunRecord run = submit();
  await(run.id, StageState::failed);
  EXPECT_THAT(load(run).stages.front().message, HasSubstr("killed"));
}

TEST_F(TrainingQueueTest, a_program_that_is_not_there_fails_the_run_and_not_the_queue) {
  start("end done");
  std::filesystem::remove(directory_.path() / "fake");
  const RunRecord run = submit();
  await(run.id, StageState::failed);
  EXPECT_THAT(load(run).stages.front().message, HasSubstr("cannot start"));
}

TEST_F(TrainingQueueTest, a_stopped_run_keeps_what_it_has) {
  start(R"(trap 'end done; exit 0' INT; tell search 1; wait_at "$2/never")");
  const RunRecord run = submit();
  await_progress(1);
  ASSERT_TRUE(queue_->cancel(run.id));
  await(run.id, StageState::done);
}

TEST_F(TrainingQueueTest, asked_again_a_run_gives_up) {
  start(R"(trap 'tell stopping 5' INT; trap 'end cancelled; exit 130' TERM
           tell search 1; while :; do wait_at "$2/never"; done)");
  const RunRecord run = submit();
  await_progress(1);
  ASSERT_TRUE(queue_->cancel(run.id));
  await_progress(5);
  ASSERT_TRUE(queue_->cancel(run.id));
  await(run.id, StageState::cancelled);
}

TEST_F(TrainingQueueTest, a_run_that_will_not_hear_is_killed) {
  start(R"(trap '' INT TERM; tell search 1; while :; do wait_at "$2/never"; done)");
  const RunRecord run = submit();
  await_progress(1);
  ASSERT_TRUE(queue_->cancel(run.id));
  ASSERT_TRUE(queue_->cancel(run.id));
  await(run.id, StageState::cancelled);
  EXPECT_EQ(load(run).stages.front().state, StageState::cancelled);
}

TEST_F(TrainingQueueTest, a_waiting_run_is_cancelled_without_ever_running) {
  start(R"(tell search 1; wait_at "$2/go"; end done)");
  const RunRecord first = submit();
  const RunRecord second = submit();
  await_progress(1);
  EXPECT_TRUE(queue_->holds(second.id));
  EXPECT_EQ(queue_->cancel(second.id)->state, StageState::cancelled);
  EXPECT_FALSE(queue_->holds(second.id));
  open_gate();
  await(first.id, StageState::done);
  EXPECT_EQ(load(second).state, StageState::cancelled);
  EXPECT_FALSE(std::filesystem::exists(file(second, "output.txt")));
}

TEST_F(TrainingQueueTest, only_its_own_runs_can_be_cancelled) {
  start("end done");
  const RunRecord run = submit();
  await(run.id, StageState::done);
  EXPECT_EQ(queue_->cancel(run.id).error().code, ErrorCode::conflict);
  EXPECT_EQ(queue_->cancel("20260131T120000Z-0000").error().code, ErrorCode::not_found);
  EXPECT_EQ(queue_->cancel("../x").error().code, ErrorCode::invalid_argument);
}

TEST_F(TrainingQueueTest, a_full_queue_says_so) {
  start(R"(tell search 1; wait_at "$2/go"; end done)", 2);
  const RunRecord first = submit();
  await_progress(1);
  submit();
  submit();
  EXPECT_EQ(queue_->submit({.dataset = "d", .model = "m"}).error().code, ErrorCode::unavailable);
  open_gate();
  await(first.id, StageState::done);
}

TEST_F(TrainingQueueTest, the_same_key_is_the_same_run_also_after_a_restart) {
  start("end done");
  const TrainingRequest request{.dataset = "d", .model = "m", .idempotency_key = "k"};
  const RunRecord run = submit(request);
  EXPECT_EQ(submit(request).id, run.id);
  await(run.id, StageState::done);
  TrainingRequest other = request;
  other.model = "n";
  EXPECT_EQ(queue_->submit(other).error().code, ErrorCode::conflict);
  start("end done");
  EXPECT_EQ(submit(request).id, run.id);
  EXPECT_NE(submit().id, run.id);
}

TEST_F(TrainingQueueTest, what_an_earlier_server_left_under_way_has_failed) {
  const pid_t gone = fork();
  if (gone == 0) _exit(0);
  waitpid(gone, nullptr, 0);
  RunRecord left{.id = "20260131T120000Z-0001",
                 .kind = "train",
                 .name = "m",
                 .started_at = system_clock()(),
                 .state = StageState::waiting,
                 .process = gone,
                 .stages = {{.name = "train"}}};
  ASSERT_TRUE(save_run(home_.runs(), left));
  start("end done");
  EXPECT_EQ(load(left).state, StageState::failed);
  EXPECT_THAT(states_[left.id], ElementsAre(StageState::failed));
}

TEST_F(TrainingQueueTest, ends_with_the_server_and_cancels_what_waits) {
  start(R"(tell search 1; while :; do wait_at "$2/never"; done)");
  const RunRecord first = submit();
  const RunRecord second = submit();
  await_progress(1);
  queue_.reset();
  EXPECT_EQ(load(first).state, StageState::cancelled);
  EXPECT_EQ(load(second).state, StageState::cancelled);
}

TEST_F(TrainingQueueTest, output_is_kept_up_to_a_megabyte) {
  start(R"(i=0; while [ $i -lt 300 ]; do printf '%08000d\n' $i; i=$((i+1)); done; echo end; end done)");
  const RunRecord run = submit();
  await(run.id, StageState::done);
  EXPECT_EQ(std::filesystem::file_size(file(run, "output.txt")), OutputFile::kMost);
}

TEST_F(TrainingQueueTest, a_store_in_memory_cannot_be_trained_from) {
  TrainingQueue queue(home_, {.program = "/bin/true", .store_uri = "memory:"}, system_clock(),
                      nullptr);
  EXPECT_EQ(queue.submit({.dataset = "d", .model = "m"}).error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace vedette
