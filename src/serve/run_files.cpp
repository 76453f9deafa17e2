// SPDX-License-Identifier: Apache-2.0
#include "serve/run_files.hpp"

#include <algorithm>

#include "base/file.hpp"

namespace vedette {
namespace {

constexpr std::size_t kLargestReport = std::size_t{64} << 20;
constexpr std::size_t kLongestLine = 500;
constexpr std::size_t kTailBytes = std::size_t{1} << 20;

/// Parsed, if it is an object.
std::optional<Json> object_of(const std::string& line) {
  Result<Json> json = parse_json(line);
  if (!json || !json->is_object()) return std::nullopt;
  return std::move(*json);
}

bool is_progress(const Json& line) {
  const auto event = line.find("event");
  return event != line.end() && event->is_string() &&
         event->get_ref<const std::string&>() == "progress";
}

}  // namespace

std::optional<Json> read_run_json(const std::filesystem::path& run, std::string_view file) {
  const Result<std::string> text = read_file(run / file, kLargestReport);
  if (!text) return std::nullopt;
  Result<Json> json = parse_json(*text);
  if (!json) return std::nullopt;
  return std::move(*json);
}

LogPage read_run_log(const std::filesystem::path& run, std::int64_t after, std::int64_t limit) {
  LogPage page{.items = Json::array(), .next = 0};
  std::ifstream file(run / "log.jsonl", std::ios::binary);
  std::string line;
  // A line without its end is still being written.
  while (page.next < after + limit && std::getline(file, line) && !file.eof()) {
    if (++page.next <= after) continue;
    if (std::optional<Json> json = object_of(line)) page.items.push_back(std::move(*json));
  }
  page.next = std::max(page.next, after);
  return page;
}

std::optional<Json> LogTail::next_progress() {
  std::ifstream file(file_, std::ios::binary);
  if (!file.seekg(static_cast<std::streamoff>(at_))) return std::nullopt;
  std::string fresh(kTailBytes, '\0');
  file.read(fresh.data(), static_cast<std::streamsize>(fresh.size()));
  fresh.resize(static_cast<std::size_t>(file.gcount()));
  at_ += fresh.size();
  rest_ += fresh;
  std::optional<Json> last;
  for (std::size_t end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n')) {
    std::optional<Json> line = object_of(rest_.substr(0, end));
    if (line && is_progress(*line)) last = std::move(line);
    rest_.erase(0, end + 1);
  }
  return last;
}

void OutputFile::add(std::string_view text) {
  const std::string_view kept = text.substr(0, kMost - written_);
  file_.write(kept.data(), static_cast<std::streamsize>(kept.size()));
  file_.flush();
  written_ += kept.size();
  for (const char c : text) {
    if (c == '\n' && line_.find_first_not_of(" \t\r") != std::string::npos) last_ = line_;
    if (c == '\n')
      line_.clear();
    else if (line_.size() < kLongestLine)
      line_ += c;
  }
}

std::string OutputFile::last_line() const {
  return line_.find_first_not_of(" \t\r") != std::string::npos ? line_ : last_;
}

}  // namespace vedette
