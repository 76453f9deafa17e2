// SPDX-License-Identifier: Apache-2.0
/// Draws from the distributions that traffic follows, all from one generator of our own, so that a
/// seed means the same bytes everywhere.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"

namespace vedette {

inline constexpr TimeNs kMicrosecond = 1'000;
inline constexpr TimeNs kMillisecond = 1'000'000;

[[nodiscard]] TimeNs seconds(double count);

/// Limits of a draw; what falls outside is moved to the nearest one.
struct Limits {
  double low = 0;
  double high = 1e12;
};

class Draws {
 public:
  explicit Draws(Random random) : random_(random) {}

  [[nodiscard]] double uniform(double low, double high);
  /// Uniform over whole numbers, both ends included.
  [[nodiscard]] std::int64_t whole(std::int64_t low, std::int64_t high);
  [[nodiscard]] bool chance(double probability);
  [[nodiscard]] double exponential(double mean);
  /// exp of a normal: `median` in the middle, `sigma` in natural logarithms.
  [[nodiscard]] double log_normal(double median, double sigma, Limits limits = {});
  /// The same, as a count of bytes or things.
  [[nodiscard]] std::size_t size(double median, double sigma, Limits limits = {1, 1e9});
  /// Heavy tail: P(x > t) = (low / t)^alpha.
  [[nodiscard]] double pareto(double alpha, Limits limits);

  template <class T>
  [[nodiscard]] const T& pick(const std::vector<T>& from) {
    return from[random_.below(from.size())];
  }

  /// Bytes without structure, such as ciphertext.
  [[nodiscard]] std::string bytes(std::size_t count);
  /// Characters of `alphabet`.
  [[nodiscard]] std::string letters(std::size_t count, std::string_view alphabet);
  [[nodiscard]] std::string hex(std::size_t count);
  [[nodiscard]] std::uint32_t bits32() { return static_cast<std::uint32_t>(random_.next() >> 32); }
  [[nodiscard]] std::uint16_t bits16() { return static_cast<std::uint16_t>(random_.next() >> 48); }

  /// An independent generator, so that what one session draws cannot shift another's.
  [[nodiscard]] Draws fork() { return Draws(Random(random_.next())); }

 private:
  Random random_;
};

}  // namespace vedette
