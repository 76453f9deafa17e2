// SPDX-License-Identifier: Apache-2.0
// Several processes at once, and processes that are killed: real ones, since that is the promise.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <set>

#include "registry/directory_for_test.hpp"
#include "registry/example_for_test.hpp"
#include "registry/registry.hpp"

namespace vedette {
namespace {

namespace fs = std::filesystem;

Registry open_registry(const fs::path& root) {
  return Registry::open(root, [] { return TimeNs{1}; }).value();
}

/// Runs `work` in a process of its own, which ends without running anything else.
template <class Work>
pid_t in_child(const Work& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    work();
    ::_exit(testing::Test::HasFailure() ? 1 : 0);
  }
  return child;
}

TEST(RegistryProcesses, four_publishers_at_once_get_distinct_whole_versions) {
  constexpr int kProcesses = 4;
  constexpr int kEach = 5;
  const example::TestDirectory directory;
  Bundle bundle = example::bundle();
  std::vector<pid_t> children;
  for (int i = 0; i < kProcesses; ++i)
    children.push_back(in_child([&] {
      Registry registry = open_registry(directory.path());
      for (int n = 0; n < kEach; ++n) EXPECT_TRUE(registry.publish(bundle));
    }));
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  const Registry registry = open_registry(directory.path());
  const std::vector<ModelVersion> versions = registry.list("example").value();
  ASSERT_EQ(versions.size(), static_cast<std::size_t>(kProcesses * kEach));
  for (std::size_t i = 0; i < versions.size(); ++i) {
    EXPECT_EQ(versions[i].version, static_cast<std::int64_t>(i + 1));
    EXPECT_TRUE(registry.load({"example", std::to_string(i + 1)}));
  }
  EXPECT_EQ(registry.show({"example", "champion"})->version, 1);
  EXPECT_EQ(registry.show({"example", "challenger"})->version, kProcesses * kEach);
}

/// What a process had been told before it was killed.
enum class Step : std::int64_t { started, published, will_remove };
struct Message {
  Step step;
  std::int64_t version;
};

void tell(int pipe, Step step, std::int64_t version) {
  const Message message{step, version};
  if (::write(pipe, &message, sizeof message) != sizeof message) ::_exit(2);
}

/// Publishes, promotes, rolls back and removes until it is killed.
[[noreturn]] void change_without_end(const fs::path& root, Bundle& bundle, int pipe) {
  Registry registry = open_registry(root);
  tell(pipe, Step::started, 0);
  for (;;) {
    const Result<std::int64_t> version = registry.publish(bundle);
    if (!version) ::_exit(3);
    tell(pipe, Step::published, *version);
    if (*version % 2 == 0 && !registry.promote({"example", "challenger"})) ::_exit(4);
    if (*version % 4 == 0 && !registry.rollback("example")) ::_exit(5);
    if (*version <= 6) continue;
    tell(pipe, Step::will_remove, *version - 6);
    const Result<> removed = registry.remove({"example", std::to_string(*version - 6)});
    if (!removed && removed.error().code == ErrorCode::io) ::_exit(6);
  }
}

void kill_after(pid_t child, std::chrono::nanoseconds wait) {
  const timespec delay{wait.count() / 1'000'000'000, wait.count() % 1'000'000'000};
  ::ppoll(nullptr, 0, &delay, nullptr);
  ::kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status)) << "the changing process gave up with status "
                                   << WEXITSTATUS(status);
}

/// Versions that must be there, after all that was said through the pipe.
std::set<std::int64_t> hear(int pipe, std::set<std::int64_t> acknowledged) {
  Message message{};
  while (::read(pipe, &message, sizeof message) == sizeof message) {
    if (message.step == Step::published) acknowledged.insert(message.version);
    if (message.step == Step::will_remove) acknowledged.erase(message.version);
  }
  return acknowledged;
}

void expect_sound(const fs::path& root, const std::set<std::int64_t>& acknowledged) {
  const Registry registry = open_registry(root);
  std::set<std::int64_t> there;
  const std::vector<ModelVersion> versions = registry.list().value();
  for (const ModelVersion& version : versions) {
    there.insert(version.version);
    const ModelRef ref{"example", std::to_string(version.version)};
    EXPECT_THAT(registry.verify(ref)->faults, testing::IsEmpty());
  }
  EXPECT_TRUE(std::ranges::includes(there, acknowledged)) << "an acknowledged version is lost";
  EXPECT_TRUE(versions.empty() || registry.load({"example", "champion"}));
  if (!fs::exists(root / "example")) return;
  for (const fs::directory_entry& entry : fs::directory_iterator(root / "example")) {
    const std::string name = entry.path().filename().string();
    EXPECT_TRUE(name == ".lock" || name == "aliases.json" || there.contains(std::stoll(name)))
        << "left behind: " << name;
  }
}

void wait_for_start(int pipe) {
  Message message{};
  ASSERT_EQ(::read(pipe, &message, sizeof message), static_cast<ssize_t>(sizeof message));
  ASSERT_EQ(message.step, Step::started);
}

/// How long a publication takes on this machine and build, so that kills fall all over it.
std::chrono::nanoseconds publication_time(Bundle& bundle) {
  const example::TestDirectory directory;
  Registry registry = open_registry(directory.path());
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(registry.publish(bundle));
  return (std::chrono::steady_clock::now() - start) / 5;
}

int iterations() {
  const char* given = std::getenv("VEDETTE_KILL_ITERATIONS");
  return given == nullptr ? 50 : std::atoi(given);
}

TEST(RegistryProcesses, a_kill_at_any_moment_leaves_whole_versions_and_a_champion) {
  const example::TestDirectory directory;
  Bundle bundle = example::bundle();
  const std::chrono::nanoseconds longest = 4 * publication_time(bundle);
  Random random(17);
  std::set<std::int64_t> acknowledged;
  for (int i = 0; i < iterations() && !testing::Test::HasFailure(); ++i) {
    SCOPED_TRACE(fmt::format("kill {}", i));
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child =
        in_child([&] { change_without_end(directory.path(), bundle, ends[1]); });
    ::close(ends[1]);
    wait_for_start(ends[0]);
    kill_after(child, std::chrono::nanoseconds(random.below(
                          static_cast<std::uint64_t>(longest.count()))));
    acknowledged = hear(ends[0], std::move(acknowledged));
    ::close(ends[0]);
    expect_sound(directory.path(), acknowledged);
  }
  EXPECT_FALSE(acknowledged.empty()) << "no process lived long enough to publish";
}

TEST(RegistryProcesses, a_live_publisher_is_not_swept_away) {
  const example::TestDirectory directory;
  Bundle bundle = example::bundle();
  const pid_t child = in_child([&] {
    Registry registry = open_registry(directory.path());
    for (int n = 0; n < 20; ++n) EXPECT_TRUE(registry.publish(bundle));
  });
  int status = 0;
  while (::waitpid(child, &status, WNOHANG) == 0)
    static_cast<void>(open_registry(directory.path()));
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace vedette
