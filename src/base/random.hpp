// SPDX-License-Identifier: Apache-2.0
/// Random numbers that are the same on every machine, compiler and standard library: our own
/// generator (xoshiro256++, Blackman and Vigna 2019, seeded by splitmix64) *and* our own
/// distributions, since those of <random> may differ between libraries.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

namespace vedette {

class Random {
 public:
  explicit Random(std::uint64_t seed);

  /// A generator whose numbers do not depend on how many this one has given out: use one per
  /// task (tree, fold, candidate), so that results do not depend on the thread count.
  [[nodiscard]] static Random for_task(std::uint64_t seed, std::uint64_t task);

  std::uint64_t next();
  /// Uniform in [0, bound) without bias (Lemire 2019); bound > 0.
  std::uint64_t below(std::uint64_t bound);
  /// Uniform in [0, 1) with 53 bits.
  double uniform();
  /// Standard normal (polar method).
  double normal();

  /// Fisher-Yates.
  template <class T>
  void shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

 private:
  std::uint64_t state_[4];
};

}  // namespace vedette
