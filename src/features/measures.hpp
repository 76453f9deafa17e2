// SPDX-License-Identifier: Apache-2.0
/// Arithmetic that the rows of the feature tables share. Times of flows are nanoseconds.
#pragma once

#include <cmath>
#include <limits>

#include "flow/flow.hpp"

namespace vedette {

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

template <class Number>
[[nodiscard]] double real(Number value) {
  return static_cast<double>(value);
}

[[nodiscard]] inline double seconds(std::uint64_t ns) {
  return real(ns) / 1e9;
}
[[nodiscard]] inline double microseconds(std::uint64_t ns) {
  return real(ns) / 1e3;
}

/// a / b, or `otherwise` where b is 0.
[[nodiscard]] inline double ratio(double a, double b, double otherwise) {
  return b == 0 ? otherwise : a / b;
}

/// Standard deviation from a variance.
[[nodiscard]] inline double deviation(double variance) {
  return std::sqrt(variance);
}

/// Gaps in a series of so many packets.
[[nodiscard]] inline std::uint64_t gaps_of(std::uint64_t packets) {
  return packets > 1 ? packets - 1 : 0;
}

/// Smallest or largest value of a series, or `otherwise` where it is empty.
template <class Stats>
[[nodiscard]] double least(const Stats& stats, std::uint64_t count, double otherwise) {
  return count == 0 ? otherwise : real(stats.least);
}
template <class Stats>
[[nodiscard]] double most(const Stats& stats, std::uint64_t count, double otherwise) {
  return count == 0 ? otherwise : real(stats.most);
}

/// Both directions as one series of lengths.
[[nodiscard]] inline LengthStats both_payloads(const Flow& flow) {
  LengthStats all = flow.forward.payload;
  all.sum += flow.backward.payload.sum;
  all.squares += flow.backward.payload.squares;
  all.least = std::min(all.least, flow.backward.payload.least);
  all.most = std::max(all.most, flow.backward.payload.most);
  all.nonzero += flow.backward.payload.nonzero;
  return all;
}

[[nodiscard]] inline double flag_packets(const Side& side, TcpFlag flag) {
  return real(side.flags[static_cast<std::size_t>(std::countr_zero(unsigned{flag}))]);
}

}  // namespace vedette
