// SPDX-License-Identifier: Apache-2.0
#include "serve/training_queue.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <stop_token>
#include <thread>

#include "pipeline/run_process.hpp"
#include "serve/child_process.hpp"
#include "serve/run_files.hpp"
#include "serve/submitted_runs.hpp"
#include "serve/training_command.hpp"

namespace vedette {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

// How often the log of a run is looked at, and how late a request to stop may arrive.
constexpr std::chrono::milliseconds kTick{200};
constexpr int kMostIds = 0x10000;
constexpr std::string_view kKind = "train";

struct Job {
  RunRecord record;
  std::vector<std::string> arguments;
};

/// Sends a process what it takes to end it: the first request is Ctrl-C, the second is told by
/// another signal, since two alike may arrive as one; then it is killed.
class Ending {
 public:
  Ending(const ChildProcess& child, std::chrono::milliseconds grace)
      : child_(child), grace_(grace) {}

  void advance(int requests) {
    const SteadyTime now = std::chrono::steady_clock::now();
    if (requests >= 1 && sent_ == 0) send(SIGINT);
    if (requests >= 2 && sent_ == 1) {
      send(SIGTERM);
      kill_at_ = now + grace_;
    }
    if (requests >= 3 || now >= kill_at_) child_.kill_group();
  }

 private:
  void send(int number) {
    child_.signal(number);
    ++sent_;
  }

  const ChildProcess& child_;
  std::chrono::milliseconds grace_;
  int sent_ = 0;
  SteadyTime kill_at_ = SteadyTime::max();
};

/// Why a process that left no last word is no longer there.
std::string last_words(const ChildEnd& end, const OutputFile& output) {
  const std::string last = output.last_line();
  const std::string how =
      end.signal == SIGKILL ? "the process was killed, as happens when memory runs out"
      : end.signal != 0 ? fmt::format("the process was ended by signal {} ({})", end.signal,
                                      ::strsignal(end.signal))
                        : fmt::format("the process ended with status {}", end.status);
  return last.empty() ? how : fmt::format("{}: {}", how, last);
}

RunProgress progress_from(const Json& line) {
  const auto number = [&](const char* key) {
    return line.contains(key) && line[key].is_number_unsigned() ? line[key].get<std::uint64_t>()
                                                                : 0;
  };
  const Result<std::string> what = json_text(line, "what");
  return {what.value_or(""), number("done"), number("total")};
}

}  // namespace

struct TrainingQueue::State {
  /// The run whose process is there now.
  struct Active {
    RunRecord record;
    int stop_requests = 0;
    std::optional<RunProgress> progress{};
  };

  State(const Home& home_given, Config config_given, Clock clock_given, Observer observer_given)
      : home(home_given),
        config(std::move(config_given)),
        clock(std::move(clock_given)),
        observer(std::move(observer_given)) {}

  void settle_earlier_runs();
  Result<std::string> fresh_id();
  Result<RunRecord> enqueue(const TrainingRequest& request, std::vector<std::string> arguments);
  Result<RunRecord> cancel_waiting(std::deque<Job>::iterator job);

  void work_off(const std::stop_token& stop);
  void run(Job job, const std::stop_token& stop);
  ChildCommand command_for(const Job& job) const;
  ChildEnd supervise(ChildProcess& child, OutputFile& output, const std::stop_token& stop);
  void tell_progress(LogTail& log);
  void finish(const RunRecord& begun, const std::string& without_last_word,
              const std::stop_token& stop);
  int stop_requests(const std::stop_token& stop) const;
  void save_and_tell(const RunRecord& record) const;
  void tell(const RunRecord& record, const std::optional<RunProgress>& progress) const;

  const Home home;
  const Config config;
  const Clock clock;
  const Observer observer;

  mutable std::mutex mutex;
  std::condition_variable_any wake;
  std::deque<Job> waiting;
  std::optional<Active> active;
  SubmittedRuns submitted;
  std::jthread worker;  // last: it uses all of the above
};

void TrainingQueue::State::settle_earlier_runs() {
  const Result<std::vector<RunRecord>> runs = list_runs(home.runs());
  if (!runs) return;  // whoever lists them next is told
  for (const RunRecord& record : *runs) {
    submitted.remember(home.runs() / record.id, record.id, clock());
    const Result<RunRecord> settled = settle_run(home.runs(), record, clock);
    if (settled && settled->state != record.state) tell(*settled, std::nullopt);
  }
}

Result<std::string> TrainingQueue::State::fresh_id() {
  const TimeNs now = clock();
  for (int salt = 0; salt < kMostIds; ++salt) {
    std::string id = make_run_id(now, static_cast<std::uint64_t>(::getpid() + salt));
    if (!std::filesystem::exists(home.runs() / id)) return id;
  }
  return fail(ErrorCode::unavailable, "too many runs began in this second");
}

Result<RunRecord> TrainingQueue::State::enqueue(const TrainingRequest& request,
                                                std::vector<std::string> arguments) {
  if (waiting.size() >= config.waiting)
    return fail(ErrorCode::unavailable,
                fmt::format("{} runs wait already", waiting.size()), "try again later");
  const std::string id = VEDETTE_TRY(fresh_id());
  RunRecord record{.id = id,
                   .kind = std::string(kKind),
                   .name = request.model,
                   .started_at = clock(),
                   .state = StageState::waiting,
                   .process = ::getpid(),
                   .stages = {{.name = std::string(kKind)}}};
  VEDETTE_TRY(save_run(home.runs(), record));
  VEDETTE_TRY(submitted.note(home.runs() / id, id, request, record.started_at));
  waiting.push_back({record, std::move(arguments)});
  tell(record, std::nullopt);  // before the worker tells that it runs
  wake.notify_one();
  return record;
}

Result<RunRecord> TrainingQueue::State::cancel_waiting(std::deque<Job>::iterator job) {
  RunRecord record = std::move(job->record);
  waiting.erase(job);
  end_run(record, StageState::cancelled, clock(), "cancelled before it began");
  VEDETTE_TRY(save_run(home.runs(), record));
  tell(record, std::nullopt);
  return record;
}

void TrainingQueue::State::tell(const RunRecord& record,
                                const std::optional<RunProgress>& progress) const {
  if (observer) observer(record, progress);
}

void TrainingQueue::State::save_and_tell(const RunRecord& record) const {
  // A record that cannot be written is still told; the next start settles what is on the disk.
  static_cast<void>(save_run(home.runs(), record));
  tell(record, std::nullopt);
}

int TrainingQueue::State::stop_requests(const std::stop_token& stop) const {
  const std::scoped_lock lock(mutex);
  // A server that stops does not wait for the best so far.
  return std::max(active ? active->stop_requests : 0, stop.stop_requested() ? 2 : 0);
}

void TrainingQueue::State::tell_progress(LogTail& log) {
  const std::optional<Json> line = log.next_progress();
  if (!line) return;
  RunRecord record;
  const RunProgress now = progress_from(*line);
  {
    const std::scoped_lock lock(mutex);
    active->progress = now;
    record = active->record;
  }
  tell(record, now);
}

ChildEnd TrainingQueue::State::supervise(ChildProcess& child, OutputFile& output,
                                         const std::stop_token& stop) {
  const std::string id = [&] {
    const std::scoped_lock lock(mutex);
    return active->record.id;
  }();
  LogTail log(home.runs() / id / "log.jsonl");
  Ending ending(child, config.grace);
  for (;;) {
    output.add(child.read_output(kTick));
    ending.advance(stop_requests(stop));
    tell_progress(log);
    const std::optional<ChildEnd> end = child.poll_end();
    if (!end) continue;
    // What it wrote last may still be in the pipe.
    for (std::string rest = child.read_output({}); !rest.empty(); rest = child.read_output({}))
      output.add(rest);
    return *end;
  }
}

ChildCommand TrainingQueue::State::command_for(const Job& job) const {
  ChildCommand command{.program = config.program,
                       .arguments = {"--home", home.root.string(), "--threads",
                                     std::to_string(config.threads)},
                       .environment = {fmt::format("{}={}", kRunIdVariable, job.record.id),
                                       fmt::format("{}={}", kRunServerVariable, ::getpid())}};
  command.arguments.insert(command.arguments.end(), job.arguments.begin(), job.arguments.end());
  if (!config.store_uri.empty())
    command.environment.push_back("VEDETTE_STORE__URI=" + config.store_uri);
  return command;
}

/// The process's own last word counts; where it left none, the run is ended for it.
void TrainingQueue::State::finish(const RunRecord& begun, const std::string& without_last_word,
                                  const std::stop_token& stop) {
  const bool was_asked_to_stop = stop_requests(stop) > 0;
  RunRecord record = load_run(home.runs(), begun.id).value_or(begun);
  const bool is_silent =
      record.state == StageState::running || record.state == StageState::waiting;
  if (is_silent && was_asked_to_stop)
    end_run(record, StageState::cancelled, clock(), "stopped before there was anything to keep");
  else if (is_silent)
    end_run(record, StageState::failed, clock(), without_last_word);
  if (is_silent) static_cast<void>(save_run(home.runs(), record));  // settled at the next start
  {
    const std::scoped_lock lock(mutex);
    active.reset();
  }
  tell(record, std::nullopt);
}

void TrainingQueue::State::run(Job job, const std::stop_token& stop) {
  RunRecord& record = job.record;
  record.state = record.stages.front().state = StageState::running;
  record.started_at = record.stages.front().started_at = clock();
  save_and_tell(record);
  Result<ChildProcess> child = ChildProcess::start(command_for(job));
  if (!child) return finish(record, child.error().message, stop);
  OutputFile output(home.runs() / record.id / "output.txt");
  const ChildEnd end = supervise(*child, output, stop);
  finish(record, last_words(end, output), stop);
}

void TrainingQueue::State::work_off(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::unique_lock lock(mutex);
    if (!wake.wait(lock, stop, [&] { return !waiting.empty(); })) return;
    Job job = std::move(waiting.front());
    waiting.pop_front();
    active = Active{.record = job.record};
    lock.unlock();
    run(std::move(job), stop);
  }
}

TrainingQueue::TrainingQueue(const Home& home, Config config, Clock clock, Observer observer)
    : state_(std::make_unique<State>(home, std::move(config), std::move(clock),
                                     std::move(observer))) {
  state_->settle_earlier_runs();
  State& state = *state_;
  state.worker = std::jthread([&state](const std::stop_token& stop) { state.work_off(stop); });
}

TrainingQueue::~TrainingQueue() {
  state_->worker.request_stop();
  state_->worker.join();
  for (Job& job : state_->waiting) {
    end_run(job.record, StageState::cancelled, state_->clock(),
            "the server stopped before it began");
    state_->save_and_tell(job.record);
  }
}

Result<RunRecord> TrainingQueue::submit(const TrainingRequest& request) {
  if (state_->config.store_uri.starts_with("memory:"))
    return fail(ErrorCode::unsupported, "no other process can read a store in memory",
                "serve from a SQLite or MongoDB store to train");
  std::vector<std::string> arguments = VEDETTE_TRY(train_arguments(request));
  const std::scoped_lock lock(state_->mutex);
  const auto before = VEDETTE_TRY(state_->submitted.find(request, state_->clock()));
  if (before) return load_run(state_->home.runs(), *before);
  return state_->enqueue(request, std::move(arguments));
}

Result<RunRecord> TrainingQueue::cancel(const std::string& id) {
  {
    const std::scoped_lock lock(state_->mutex);
    if (state_->active && state_->active->record.id == id) {
      ++state_->active->stop_requests;
      return load_run(state_->home.runs(), id);
    }
    const auto job = std::ranges::find(state_->waiting, id,
                                       [](const Job& waits) { return waits.record.id; });
    if (job != state_->waiting.end()) return state_->cancel_waiting(job);
  }
  const RunRecord record = VEDETTE_TRY(load_run(state_->home.runs(), id));
  const bool has_ended = record.ended_at != 0;
  return fail(ErrorCode::conflict, has_ended ? fmt::format("the run has ended: {}",
                                                           to_string(record.state))
                                             : "the run is not one that this server started");
}

std::optional<RunProgress> TrainingQueue::progress(const std::string& id) const {
  const std::scoped_lock lock(state_->mutex);
  if (!state_->active || state_->active->record.id != id) return std::nullopt;
  return state_->active->progress;
}

bool TrainingQueue::holds(const std::string& id) const {
  const std::scoped_lock lock(state_->mutex);
  if (state_->active && state_->active->record.id == id) return true;
  return std::ranges::any_of(state_->waiting,
                             [&](const Job& job) { return job.record.id == id; });
}

}  // namespace vedette
