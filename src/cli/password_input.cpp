// SPDX-License-Identifier: Apache-2.0
#include "cli/password_input.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "accounts/password.hpp"

namespace vedette {
namespace {

/// Waits for input in steps, since Ctrl-C is taken by another thread and does not end a read.
Result<> wait_for_input(int descriptor, const std::stop_token& stop) {
  for (;;) {
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "no password was given");
    pollfd waited{.fd = descriptor, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&waited, 1, 100);
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR)
      return fail(ErrorCode::io, fmt::format("cannot read a password: {}", std::strerror(errno)));
  }
}

/// Byte by byte, so that nothing is left in a buffer.
Result<SecretText> read_line(int descriptor, const std::stop_token& stop) {
  std::string line;
  line.reserve(kLongestPassword + 2);  // or growing would leave copies behind
  while (line.size() <= kLongestPassword) {
    VEDETTE_TRY(wait_for_input(descriptor, stop));
    char c = 0;
    const ssize_t got = ::read(descriptor, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      return fail(ErrorCode::io, fmt::format("cannot read a password: {}", std::strerror(errno)));
    if (got == 0 || c == '\n') break;
    line += c;
  }
  if (line.ends_with('\r')) line.pop_back();
  return SecretText(std::move(line));
}

/// What is typed does not show while this lives.
class NoEcho {
 public:
  NoEcho() {
    ::tcgetattr(STDIN_FILENO, &before_);
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~NoEcho() { ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;

 private:
  termios before_{};
};

Result<SecretText> ask(std::string_view question, const std::stop_token& stop) {
  const NoEcho no_echo;
  fmt::print(stderr, "{}: ", question);
  Result<SecretText> answer = read_line(STDIN_FILENO, stop);
  fmt::print(stderr, "\n");
  return answer;
}

Result<SecretText> ask_twice(const std::stop_token& stop) {
  SecretText first = VEDETTE_TRY(ask("New password", stop));
  const SecretText again = VEDETTE_TRY(ask("The same again", stop));
  if (!equal_secrets(first.view(), again.view()))
    return fail(ErrorCode::invalid_argument, "the two passwords differ");
  return first;
}

}  // namespace

Result<SecretText> read_password(const std::string& file, const std::stop_token& stop) {
  if (file == "-") return read_line(STDIN_FILENO, stop);
  if (file.empty())
    return ::isatty(STDIN_FILENO) == 1 ? ask_twice(stop) : read_line(STDIN_FILENO, stop);
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    return fail(errno == ENOENT ? ErrorCode::not_found : ErrorCode::io,
                fmt::format("cannot open '{}': {}", file, std::strerror(errno)));
  Result<SecretText> password = read_line(descriptor, stop);
  ::close(descriptor);
  return password;
}

}  // namespace vedette
