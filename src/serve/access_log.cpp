// SPDX-License-Identifier: Apache-2.0
#include "serve/access_log.hpp"

#include <fmt/format.h>

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "base/json.hpp"
#include "base/number_text.hpp"

namespace vedette {
namespace {

constexpr std::size_t kMostWaiting = 4 << 20;  // bytes
constexpr std::uint64_t kFileSize = 64 << 20;
constexpr int kOldFiles = 4;
constexpr auto kPause = std::chrono::milliseconds(500);

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// Names and paths are almost always plain; the rest goes through the JSON library.
void append_text(std::string& line, std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e || c == '"' ||
        c == '\\') {
      line += dump_json(Json(text));
      return;
    }
  line += '"';
  line += text;
  line += '"';
}

void append_member(std::string& line, std::string_view name, std::string_view text) {
  if (text.empty()) return;
  line.append(",\"").append(name).append("\":");
  append_text(line, text);
}

void append_member(std::string& line, std::string_view name, std::uint64_t number) {
  line.append(",\"").append(name).append("\":");
  append_number(line, number);
}

std::string line_of(const AccessEntry& entry) {
  constexpr std::size_t kUsual = 384;  // bytes
  std::string line;
  line.reserve(kUsual);
  line.append("{\"time\":\"").append(format_time(entry.time)).append("\"");
  append_member(line, "id", entry.id);
  append_member(line, "trace", entry.trace);
  append_member(line, "peer", entry.peer);
  append_member(line, "user", entry.user);
  append_member(line, "method", entry.method);
  append_member(line, "path", entry.path);
  append_member(line, "route", entry.route);
  append_member(line, "status", entry.outcome.status);
  append_member(line, "bytes_in", entry.outcome.bytes_in);
  append_member(line, "bytes_out", entry.outcome.bytes_out);
  append_member(line, "microseconds",
                static_cast<std::uint64_t>(entry.outcome.took.count() / 1000));
  return line += "}\n";
}

}  // namespace

struct AccessLog::State {
  std::filesystem::path path;
  File file;
  std::uint64_t size = 0;
  std::mutex mutex;
  std::condition_variable_any wake;
  std::string waiting;
  std::atomic<std::uint64_t> dropped = 0;
  std::jthread writer;  // last: it uses all of the above

  void run(const std::stop_token& stop);
  void put(const std::string& block);
  void turn_over();
};

void AccessLog::State::run(const std::stop_token& stop) {
  std::string block;
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex);
      wake.wait_for(lock, stop, kPause, [] { return false; });
      std::swap(block, waiting);
    }
    put(block);
    block.clear();
  }
  put(std::exchange(waiting, {}));  // nobody writes any more
}

void AccessLog::State::put(const std::string& block) {
  if (block.empty()) return;
  if (size + block.size() > kFileSize) turn_over();
  if (!file || std::fwrite(block.data(), 1, block.size(), file.get()) != block.size() ||
      std::fflush(file.get()) != 0)
    ++dropped;
  size += block.size();
}

/// access.jsonl becomes access.jsonl.1, and so on; the oldest goes.
void AccessLog::State::turn_over() {
  file.reset();
  std::error_code ignored;
  for (int number = kOldFiles; number >= 1; --number) {
    std::filesystem::path from = path;
    if (number > 1) from += fmt::format(".{}", number - 1);
    std::filesystem::path to = path;
    to += fmt::format(".{}", number);
    std::filesystem::rename(from, to, ignored);
  }
  file.reset(std::fopen(path.c_str(), "ae"));
  size = 0;
}

AccessLog::AccessLog() = default;
AccessLog::AccessLog(AccessLog&&) noexcept = default;
AccessLog& AccessLog::operator=(AccessLog&&) noexcept = default;
AccessLog::~AccessLog() = default;

Result<AccessLog> AccessLog::open(const std::filesystem::path& file) {
  AccessLog log;
  log.state_ = std::make_unique<State>();
  log.state_->path = file;
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  log.state_->file.reset(std::fopen(file.c_str(), "ae"));
  if (!log.state_->file)
    return fail(ErrorCode::io, fmt::format("'{}' cannot be written", file.string()));
  log.state_->size = std::filesystem::file_size(file, error);
  log.state_->writer =
      std::jthread([state = log.state_.get()](const std::stop_token& stop) { state->run(stop); });
  return log;
}

void AccessLog::write(const AccessEntry& entry) {
  if (!state_) return;
  const std::string line = line_of(entry);
  const std::scoped_lock lock(state_->mutex);
  if (state_->waiting.size() + line.size() > kMostWaiting)
    ++state_->dropped;
  else
    state_->waiting += line;
}

std::uint64_t AccessLog::dropped() const { return state_ ? state_->dropped.load() : 0; }

}  // namespace vedette
