// SPDX-License-Identifier: Apache-2.0
#include "base/parallel.hpp"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <exception>
#include <fstream>
#include <mutex>
#include <thread>

namespace vedette {
namespace {

/// CPUs of the cgroup v2 quota (`cpu.max`: "quota period" in microseconds); 0 when unlimited.
int cgroup_quota() {
  std::ifstream file("/sys/fs/cgroup/cpu.max");
  std::string quota;
  double period = 0;
  if (!(file >> quota >> period) || quota == "max" || period <= 0) return 0;
  return static_cast<int>(std::ceil(std::strtod(quota.c_str(), nullptr) / period));
}

}  // namespace

int available_threads() {
  cpu_set_t set;
  CPU_ZERO(&set);
  int threads = 1;
  if (sched_getaffinity(0, sizeof set, &set) == 0) threads = std::max(1, CPU_COUNT(&set));
  if (const int quota = cgroup_quota(); quota > 0) threads = std::min(threads, quota);
  return threads;
}

namespace {

/// New threads take no signals: those are for the threads that were there to handle them.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

/// Threads that wait for loops to help with. To start one for each loop takes longer than to wake
/// one that sleeps, and the system puts it on a busy processor as likely as not: a fifth of the time
/// of a loop of some milliseconds.
class Helpers {
 public:
  static Helpers& instance() {
    static auto* const helpers = new Helpers;  // stays: threads may wait while the process ends
    return *helpers;
  }

  /// Runs `work` on this thread, and meanwhile on up to `count` others. It must not throw. Who comes
  /// when this thread is done with it need not come any more.
  void run(std::size_t count, const std::function<void()>& work) {
    Job job{.work = work, .places = count};
    {
      const std::scoped_lock lock(mutex_);
      jobs_.push_back(&job);
      places_ += count;
      start_missing();
    }
    for (std::size_t i = 0; i < count; ++i) changed_.notify_one();
    work();
    std::unique_lock lock(mutex_);
    places_ -= job.places;
    std::erase(jobs_, &job);
    job.done.wait(lock, [&job] { return job.running == 0; });
  }

 private:
  static constexpr std::chrono::seconds kPatience{10};

  struct Job {
    const std::function<void()>& work;
    std::size_t places;  ///< for helpers, that nobody has taken
    std::size_t running = 0;
    std::condition_variable done{};
  };

  void start_missing() {
    if (free_ >= places_) return;
    const SignalsBlocked blocked;
    try {
      for (; free_ < places_; ++free_) std::thread([this] { help(); }).detach();
    } catch (const std::exception&) {  // no thread, or no memory for one: fewer do it as well
    }
  }

  void help() {
    std::unique_lock lock(mutex_);
    while (changed_.wait_for(lock, kPatience, [this] { return !jobs_.empty(); })) {
      Job& job = *jobs_.front();
      if (--job.places == 0) jobs_.pop_front();
      --places_;
      --free_;
      ++job.running;
      lock.unlock();
      job.work();
      lock.lock();
      ++free_;
      if (--job.running == 0) job.done.notify_one();  // the lock keeps the job alive until then
    }
    --free_;
  }

  std::mutex mutex_{};
  std::condition_variable changed_{};
  std::deque<Job*> jobs_{};  ///< those with places
  std::size_t places_ = 0;   ///< of all of them
  std::size_t free_ = 0;     ///< threads that help nobody
};

}  // namespace

void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& body) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr thrown;
  std::mutex mutex;  // of `thrown`
  const auto work = [&] {
    try {
      for (std::size_t i = next++; i < count; i = next++) body(i);
    } catch (...) {
      next = count;
      const std::scoped_lock lock(mutex);
      if (!thrown) thrown = std::current_exception();
    }
  };
  const std::size_t wanted = std::min(count, static_cast<std::size_t>(std::max(threads, 1)));
  if (wanted > 1)
    Helpers::instance().run(wanted - 1, work);
  else
    work();
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace vedette
