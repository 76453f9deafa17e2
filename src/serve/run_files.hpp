// SPDX-License-Identifier: Apache-2.0
/// The files of a run's directory beside its record: log, report, parameters, output.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"

namespace vedette {

/// A JSON file of a run; nullopt where it is not there or cannot be read.
[[nodiscard]] std::optional<Json> read_run_json(const std::filesystem::path& run,
                                                std::string_view file);

/// Lines of a run's log.
struct LogPage {
  Json items;             ///< list of objects
  std::int64_t next = 0;  ///< how many lines come before the next page
};
/// At most `limit` whole lines after the first `after`; lines that are no JSON are left out. A run
/// without a log has no lines.
[[nodiscard]] LogPage read_run_log(const std::filesystem::path& run, std::int64_t after,
                                   std::int64_t limit);

/// A log read on as it grows.
class LogTail {
 public:
  explicit LogTail(std::filesystem::path file) : file_(std::move(file)) {}

  /// The last `progress` line that came since the call before; nullopt where none did.
  [[nodiscard]] std::optional<Json> next_progress();

 private:
  std::filesystem::path file_;
  std::uint64_t at_ = 0;
  std::string rest_;  ///< a line that is not whole yet
};

/// What a process wrote, as far as there is room for it: a file of bounded size.
class OutputFile {
 public:
  static constexpr std::size_t kMost = std::size_t{1} << 20;

  explicit OutputFile(const std::filesystem::path& file) : file_(file, std::ios::binary) {}

  void add(std::string_view text);
  /// The last line with a word in it; cut at 500 bytes.
  [[nodiscard]] std::string last_line() const;

 private:
  std::ofstream file_;
  std::size_t written_ = 0;
  std::string line_;  ///< the one that is being written
  std::string last_;
};

}  // namespace vedette
