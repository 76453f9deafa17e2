// SPDX-License-Identifier: Apache-2.0
/// Everything that reaches a person or a pipe: data on stdout, messages on stderr. The only place
/// that writes to the terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/size_text.hpp"

namespace vedette {

enum class Colour { plain, bold, dim, red, green, yellow, blue };

class Terminal {
 public:
  enum class ColourMode { automatic, always, never };
  enum class Loudness { quiet, normal, verbose };

  Terminal(ColourMode mode, Loudness loudness);

  /// Data, on stdout, as it is. A closed pipe ends the process quietly.
  void out(std::string_view text);
  /// An indented JSON value and a line end, on stdout.
  void out_json(const Json& json);
  /// Messages on stderr; `note` keeps still when quiet, `detail` speaks only when verbose.
  void note(std::string_view text);
  void detail(std::string_view text);
  void warn(std::string_view text);
  void error(const Error& error);

  /// Text in a colour, if stdout (or stderr) shows colours.
  [[nodiscard]] std::string paint(Colour colour, std::string_view text) const;
  [[nodiscard]] bool out_has_colour() const { return out_colour_; }
  /// Columns of stdout, 100 where it is no terminal.
  [[nodiscard]] int width() const;

  /// A bar with rate and time left on stderr, if that is a terminal and the work has lasted over a
  /// second; thread-safe.
  void progress(std::string_view what, std::uint64_t done, std::uint64_t total);
  void end_progress();

 private:
  void message(Colour colour, std::string_view prefix, std::string_view text);

  bool out_colour_ = false;
  bool err_colour_ = false;
  bool err_is_terminal_ = false;
  Loudness loudness_;
  std::mutex progress_mutex_;
  std::string progress_what_;
  std::chrono::steady_clock::time_point progress_start_{};
  std::chrono::steady_clock::time_point progress_drawn_{};
  bool progress_shown_ = false;
};

/// Text with control characters replaced, so that data cannot steer the terminal.
[[nodiscard]] std::string printable(std::string_view text);

/// Left-aligned columns separated by two blanks; numbers are right-aligned when every cell of the
/// column looks like one.
[[nodiscard]] std::string format_table(const std::vector<std::string>& header,
                                       const std::vector<std::vector<std::string>>& rows);

/// `1,234,567`.
[[nodiscard]] std::string format_count(std::int64_t count);

}  // namespace vedette
