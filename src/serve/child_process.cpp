// SPDX-License-Identifier: Apache-2.0
#include "serve/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
// glibc 2.36 declares these functions without saying that they are C.
extern "C" {
#include <sys/pidfd.h>
}
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace vedette {
namespace {

/// The two ends of a pipe, closed with it.
struct Pipe {
  int ends[2] = {-1, -1};
  Pipe() = default;
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    for (const int end : ends)
      if (end >= 0) ::close(end);
  }
};

/// What is to happen in the child before the program starts.
class SpawnPlan {
 public:
  explicit SpawnPlan(int output) {
    posix_spawn_file_actions_init(&files_);
    posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files_, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files_, output, STDERR_FILENO);
    posix_spawnattr_init(&attributes_);
    // A server blocks or ignores signals that a program of its own must hear.
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                               POSIX_SPAWN_SETPGROUP);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  [[nodiscard]] const posix_spawn_file_actions_t* files() const { return &files_; }
  [[nodiscard]] const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t attributes_{};
};

std::vector<std::string> environment_of(const ChildCommand& command) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry)
    if (!std::string_view(*entry).starts_with("VEDETTE_")) all.emplace_back(*entry);
  all.insert(all.end(), command.environment.begin(), command.environment.end());
  return all;
}

/// As C wants it; valid as long as `texts`.
std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (std::string& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

tl::unexpected<Error> cannot_start(const ChildCommand& command, int number) {
  return fail(ErrorCode::io, fmt::format("cannot start '{}': {}", command.program.string(),
                                         std::strerror(number)));
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const ChildCommand& command) {
  Pipe pipe;
  if (::pipe2(pipe.ends, O_CLOEXEC) != 0) return cannot_start(command, errno);
  std::vector<std::string> words = {command.program.string()};
  words.insert(words.end(), command.arguments.begin(), command.arguments.end());
  std::vector<std::string> environment = environment_of(command);
  const SpawnPlan plan(pipe.ends[1]);
  pid_t id = -1;
  const int failure = ::posix_spawn(&id, command.program.c_str(), plan.files(), plan.attributes(),
                                    pointers(words).data(), pointers(environment).data());
  if (failure != 0) return cannot_start(command, failure);
  const int handle = ::pidfd_open(id, 0);
  if (handle < 0) {
    const int number = errno;
    ::kill(id, SIGKILL);
    ::waitpid(id, nullptr, 0);
    return cannot_start(command, number);
  }
  return ChildProcess(id, handle, std::exchange(pipe.ends[0], -1));
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : id_(std::exchange(other.id_, -1)),
      handle_(std::exchange(other.handle_, -1)),
      output_(std::exchange(other.output_, -1)),
      end_(other.end_) {}

ChildProcess::~ChildProcess() {
  if (handle_ >= 0 && !end_) {
    kill_group();
    ::waitpid(id_, nullptr, 0);
  }
  if (handle_ >= 0) ::close(handle_);
  if (output_ >= 0) ::close(output_);
}

void ChildProcess::signal(int number) const {
  ::pidfd_send_signal(handle_, number, nullptr, 0);
}

void ChildProcess::kill_group() const {
  signal(SIGKILL);
  // Its number cannot be another's before it has been waited for.
  if (!end_) ::kill(-id_, SIGKILL);
}

std::string ChildProcess::take_output() {
  char buffer[16384];
  const ssize_t got = ::read(output_, buffer, sizeof buffer);
  if (got > 0) return {buffer, static_cast<std::size_t>(got)};
  if (got < 0 && errno == EINTR) return {};
  ::close(std::exchange(output_, -1));
  return {};
}

std::string ChildProcess::read_output(std::chrono::milliseconds patience) {
  pollfd watched[] = {{handle_, POLLIN, 0}, {output_, POLLIN, 0}};
  if (::poll(watched, output_ >= 0 ? 2 : 1, static_cast<int>(patience.count())) <= 0) return {};
  return output_ >= 0 && watched[1].revents != 0 ? take_output() : std::string();
}

std::optional<ChildEnd> ChildProcess::poll_end() {
  if (end_) return end_;
  siginfo_t found{};
  const int looked = ::waitid(P_PID, static_cast<id_t>(id_), &found, WEXITED | WNOHANG | WNOWAIT);
  if (looked != 0 || found.si_pid != id_) return std::nullopt;
  // What it has started and left behind goes with it, as long as the group is still its own.
  ::kill(-id_, SIGKILL);
  int status = 0;
  ::waitpid(id_, &status, 0);
  end_ = WIFSIGNALED(status) ? ChildEnd{.signal = WTERMSIG(status)}
                             : ChildEnd{.status = WEXITSTATUS(status)};
  return end_;
}

}  // namespace vedette
