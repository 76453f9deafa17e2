// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

namespace vedette {
namespace {

using SteadyClock = std::chrono::steady_clock;

std::string_view escape(Colour colour) {
  switch (colour) {
    case Colour::plain: return "";
    case Colour::bold: return "\x1b[1m";
    case Colour::dim: return "\x1b[2m";
    case Colour::red: return "\x1b[31m";
    case Colour::green: return "\x1b[32m";
    case Colour::yellow: return "\x1b[33m";
    case Colour::blue: return "\x1b[34m";
  }
  return "";
}

bool shows_colour(int descriptor, Terminal::ColourMode mode) {
  if (mode != Terminal::ColourMode::automatic) return mode == Terminal::ColourMode::always;
  return ::isatty(descriptor) == 1;
}

std::string painted(Colour colour, std::string_view text, bool on) {
  if (!on || colour == Colour::plain) return std::string(text);
  return fmt::format("{}{}\x1b[0m", escape(colour), text);
}

/// Characters on the screen: bytes that do not continue a UTF-8 character.
std::size_t screen_width(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool looks_like_number(std::string_view cell) {
  return cell.empty() || cell == "-" ||
         cell.find_first_not_of("0123456789.,-+eE% ") == std::string_view::npos;
}

std::string seconds_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds);
  if (whole < 100) return fmt::format("{}s", whole);
  return fmt::format("{}m{:02}s", whole / 60, whole % 60);
}

std::string bar(double share, int width) {
  const int full = static_cast<int>(share * width);
  return std::string(static_cast<std::size_t>(full), '#') +
         std::string(static_cast<std::size_t>(width - full), '.');
}

}  // namespace

Terminal::Terminal(ColourMode mode, Loudness loudness)
    : out_colour_(shows_colour(STDOUT_FILENO, mode)),
      err_colour_(shows_colour(STDERR_FILENO, mode)),
      err_is_terminal_(::isatty(STDERR_FILENO) == 1),
      loudness_(loudness) {}

void Terminal::out(std::string_view text) {
  const std::size_t written = std::fwrite(text.data(), 1, text.size(), stdout);
  // A reader that has gone (`| head`) is no failure of ours, but nothing more can be said to it.
  if (written != text.size()) std::_Exit(EXIT_FAILURE);
}

void Terminal::out_json(const Json& json) { out(dump_json(json, 2) + "\n"); }

void Terminal::message(Colour colour, std::string_view prefix, std::string_view text) {
  end_progress();
  std::fflush(stdout);
  const std::string line = painted(colour, prefix, err_colour_) + std::string(text) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

void Terminal::note(std::string_view text) {
  if (loudness_ != Loudness::quiet) message(Colour::plain, "", text);
}

void Terminal::detail(std::string_view text) {
  if (loudness_ == Loudness::verbose) message(Colour::plain, "", text);
}

void Terminal::warn(std::string_view text) { message(Colour::yellow, "warning: ", text); }

void Terminal::error(const Error& error) {
  message(Colour::red, "error: ", printable(to_string(error)));
}

std::string Terminal::paint(Colour colour, std::string_view text) const {
  return painted(colour, text, out_colour_);
}

int Terminal::width() const {
  struct winsize size {};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 100;
}

void Terminal::progress(std::string_view what, std::uint64_t done, std::uint64_t total) {
  if (!err_is_terminal_ || loudness_ == Loudness::quiet) return;
  const std::scoped_lock lock(progress_mutex_);
  const auto now = SteadyClock::now();
  if (what != progress_what_) {
    progress_what_ = what;
    progress_start_ = now;
  }
  const double seconds = std::chrono::duration<double>(now - progress_start_).count();
  if (seconds < 1 || now - progress_drawn_ < std::chrono::milliseconds(100)) return;
  progress_drawn_ = now;
  progress_shown_ = true;
  const double rate = static_cast<double>(done) / seconds;
  std::string line = fmt::format("\r\x1b[K{} ", what);
  if (total > 0) {
    const double share = std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
    const double left = share > 0 ? seconds * (1 - share) / share : 0;
    line += fmt::format("[{}] {:3.0f}%  {:.3g}/s  {} left", bar(share, 30), share * 100, rate,
                        seconds_text(left));
  } else {
    line += fmt::format("{}  {:.3g}/s  {}", done, rate, seconds_text(seconds));
  }
  std::fwrite(line.data(), 1, line.size(), stderr);
}

void Terminal::end_progress() {
  const std::scoped_lock lock(progress_mutex_);
  if (progress_shown_) std::fputs("\r\x1b[K", stderr);
  progress_shown_ = false;
  progress_what_.clear();
}

std::string printable(std::string_view text) {
  std::string clean;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f)
      clean += c;
    else if (c == '\n' || c == '\t')
      clean += c;
    else
      clean += fmt::format("\\x{:02x}", byte);
  }
  return clean;
}

std::string format_table(const std::vector<std::string>& header,
                         const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  std::vector<bool> numeric;
  for (std::size_t j = 0; j < header.size(); ++j) {
    widths.push_back(screen_width(header[j]));
    numeric.push_back(!rows.empty());
    for (const auto& row : rows) {
      widths[j] = std::max(widths[j], screen_width(row[j]));
      if (!looks_like_number(row[j])) numeric[j] = false;
    }
  }
  std::string text;
  const auto add = [&](const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t j = 0; j < cells.size(); ++j) {
      const std::string pad(widths[j] - screen_width(cells[j]), ' ');
      line += (j == 0 ? "" : "  ") + (numeric[j] ? pad + cells[j] : cells[j] + pad);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  };
  add(header);
  for (const auto& row : rows) add(row);
  return text;
}

std::string format_count(std::int64_t count) {
  std::string digits = std::to_string(count);
  const std::size_t first = digits.front() == '-' ? 1 : 0;
  for (std::size_t i = digits.size(); i > first + 3;) {
    i -= 3;
    digits.insert(i, ",");
  }
  return digits;
}

}  // namespace vedette
