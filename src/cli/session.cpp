// SPDX-License-Identifier: Apache-2.0
#include "cli/session.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

#include "base/file.hpp"
#include "pipeline/run_record.hpp"

namespace vedette {

Session::Session(Settings settings, Terminal& terminal, SignalStop& signals, Answer answer,
                 std::string command_line)
    : settings_(std::move(settings)),
      terminal_(terminal),
      signals_(signals),
      answer_(answer),
      command_line_(std::move(command_line)) {}

Result<Home> Session::home() const { return Home::open(settings_.text("home")); }

std::string Session::store_uri() const {
  const std::string& given = settings_.text("store.uri");
  return given.empty() ? Home{settings_.text("home")}.store_uri() : given;
}

Result<Store*> Session::store() {
  if (!store_) {
    VEDETTE_TRY(home());
    store_ = VEDETTE_TRY(open_store(store_uri()));
  }
  return store_.get();
}

Result<Datasets*> Session::datasets() {
  Store* store = VEDETTE_TRY(this->store());
  if (!datasets_) datasets_.emplace(*store, clock_);
  return &*datasets_;
}

Result<Registry*> Session::registry() {
  if (!registry_) {
    const Home home = VEDETTE_TRY(this->home());
    registry_ = VEDETTE_TRY(Registry::open(home.models(), clock_));
  }
  return &*registry_;
}

Result<> Session::adopt_run(std::string id) {
  if (!is_run_id(id))
    return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not the id of a run", id));
  adopted_run_ = std::move(id);
  return {};
}

WorkContext Session::work() {
  return {.stop = signals_.stop(),
          .on_progress =
              [this](std::string_view what, std::uint64_t done, std::uint64_t total) {
                terminal_.progress(what, done, total);
                if (progress_log_) progress_log_->tell(what, done, total);
              },
          .threads = static_cast<int>(settings_.number("threads"))};
}

Result<int> Session::recorded(std::string_view kind, std::string_view name,
                              const std::function<Result<RunOutcome>(const Log&)>& body) {
  const Home home = VEDETTE_TRY(this->home());
  const TimeNs now = clock_();
  RunRecord record{.id = adopted_run_.empty()
                             ? make_run_id(now, static_cast<std::uint64_t>(::getpid()))
                             : adopted_run_,
                   .kind = std::string(kind),
                   .name = std::string(name),
                   .started_at = now,
                   .process = ::getpid(),
                   .stages = {{.name = std::string(kind),
                               .state = StageState::running,
                               .started_at = now}}};
  VEDETTE_TRY(save_run(home.runs(), record));
  const Log log = VEDETTE_TRY(Log::open(home.runs() / record.id / "log.jsonl", clock_));
  log.write(LogLevel::info, fmt::format("{}.started", kind),
            {{"name", name}, {"command", command_line_}});
  if (!adopted_run_.empty()) progress_log_.emplace(log, clock_);
  const Result<RunOutcome> outcome = body(log);
  progress_log_.reset();
  terminal_.end_progress();
  StageRecord& stage = record.stages.front();
  const bool cancelled = !outcome && outcome.error().code == ErrorCode::cancelled;
  stage.state = outcome     ? StageState::done
                : cancelled ? StageState::cancelled
                            : StageState::failed;
  stage.message = outcome ? outcome->message : outcome.error().message;
  stage.ended_at = record.ended_at = clock_();
  record.state = stage.state;
  log.write(outcome ? LogLevel::info : LogLevel::error,
            fmt::format("{}.{}", kind, to_string(stage.state)), {{"message", stage.message}});
  if (const std::string failure = log.failure(); !failure.empty()) terminal_.warn(failure);
  if (outcome && !outcome->report.is_null())
    VEDETTE_TRY(write_file_atomically(home.runs() / record.id / "report.json",
                                      dump_json(outcome->report, 2) + "\n"));
  VEDETTE_TRY(save_run(home.runs(), record));
  if (!outcome) return tl::unexpected(outcome.error());
  return outcome->status;
}

}  // namespace vedette
