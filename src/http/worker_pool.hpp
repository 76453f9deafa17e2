// SPDX-License-Identifier: Apache-2.0
/// Threads for requests that take time, with a queue that has an end.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace vedette {

/// Thread-safe. Tasks must not throw. They start in the order in which they came.
class WorkerPool {
 public:
  using Task = std::function<void()>;

  WorkerPool(int threads, std::size_t queue_limit);
  /// As `stop()`.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// False when as many tasks wait as may; the task is not taken then.
  [[nodiscard]] bool offer(Task task);
  /// For the next step of work that has begun, which is never refused: there is at most one such
  /// per connection.
  void go_on(Task task);
  [[nodiscard]] std::size_t queued() const;
  /// Runs what waits, then ends the threads.
  void stop();

 private:
  void work();

  std::size_t limit_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_{};
  bool stopping_ = false;
  std::vector<std::thread> threads_{};
};

}  // namespace vedette
