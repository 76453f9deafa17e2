// SPDX-License-Identifier: Apache-2.0
#include "wire/path.hpp"

#include <algorithm>

namespace vedette {

Path::Path(const Host& from, const Host& to)
    : from_(&from),
      to_(&to),
      bits_per_second_(std::min(from.bits_per_second, to.bits_per_second)) {}

Transit Path::send(TimeNs now, std::size_t frame_bytes, Draws& draws) {
  const double on_the_line = static_cast<double>(frame_bytes) * 8 / bits_per_second_;
  line_free_ = std::max(now, line_free_) + seconds(on_the_line);
  Transit transit;
  transit.is_captured = !draws.chance(from_->loss);
  transit.is_delivered = transit.is_captured && !draws.chance(to_->loss);
  TimeNs at_point = line_free_ + seconds(from_->one_way_s + draws.exponential(from_->jitter_s));
  const bool overtaken = draws.chance(from_->reordering);
  if (overtaken) {
    at_point += seconds(draws.uniform(0.0005, 0.004));
  } else {
    last_captured_ = at_point = std::max(at_point, last_captured_ + kMicrosecond);
  }
  transit.captured = at_point - at_point % kMicrosecond;
  const TimeNs arrival = at_point + seconds(to_->one_way_s + draws.exponential(to_->jitter_s));
  transit.arrives = overtaken ? arrival : std::max(arrival, last_arrival_);
  if (!overtaken) last_arrival_ = transit.arrives;
  return transit;
}

double round_trip_s(const Host& a, const Host& b) {
  return 2 * (a.one_way_s + b.one_way_s);
}

}  // namespace vedette
