// SPDX-License-Identifier: Apache-2.0
/// Structured parallel loops: nothing runs on after the call, so no module owns a thread. Threads
/// sleep between loops, and end when there has been none for ten seconds.
#pragma once

#include <cstddef>
#include <functional>

namespace vedette {

/// Threads this process may use, from the scheduler's affinity mask and the cgroup quota.
[[nodiscard]] int available_threads();

/// Calls `body(i)` once for each i in [0, count), on at most `threads` threads, the caller's
/// being one of them. Which thread takes which i is not fixed, so the result must not depend on
/// it. Returns when all are done. What `body` throws first (memory may run out) is thrown here, once
/// all threads have stopped.
void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& body);

}  // namespace vedette
