// SPDX-License-Identifier: Apache-2.0
/// liblinear and libsvm draw from the C library's `rand()`, which the whole process shares.
#pragma once

#include <cstdint>
#include <mutex>

namespace vedette {

/// While it lives, no other training uses `rand()`, which starts from `seed`: so results do not
/// depend on what trains at the same time.
class SeededRand {
 public:
  explicit SeededRand(std::uint64_t seed);

 private:
  std::scoped_lock<std::mutex> lock_;
};

}  // namespace vedette
