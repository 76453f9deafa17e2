// SPDX-License-Identifier: Apache-2.0
#include "train/library_guard.hpp"

#include <cstdlib>

namespace vedette {
namespace {

std::mutex& rand_mutex() {
  static std::mutex mutex;
  return mutex;
}

}  // namespace

SeededRand::SeededRand(std::uint64_t seed) : lock_(rand_mutex()) {
  std::srand(static_cast<unsigned>(seed));
}

}  // namespace vedette
