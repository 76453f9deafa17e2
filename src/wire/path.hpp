// SPDX-License-Identifier: Apache-2.0
/// The way from one end of a conversation to the other, past the capture point: delay, jitter,
/// line rate, loss before and after the point, and packets that overtake others.
#pragma once

#include <cstddef>

#include "wire/draws.hpp"
#include "wire/host.hpp"

namespace vedette {

/// What becomes of one packet.
struct Transit {
  TimeNs captured = 0;  ///< at the capture point, whole microseconds
  TimeNs arrives = 0;
  bool is_captured = true;   ///< false: lost before the capture point
  bool is_delivered = true;  ///< false: lost somewhere
};

/// One direction of a conversation. Packets keep their order unless one is drawn to be overtaken.
class Path {
 public:
  Path(const Host& from, const Host& to);

  [[nodiscard]] Transit send(TimeNs now, std::size_t frame_bytes, Draws& draws);

 private:
  const Host* from_;
  const Host* to_;
  double bits_per_second_;
  TimeNs line_free_ = 0;
  TimeNs last_captured_ = 0;
  TimeNs last_arrival_ = 0;
};

/// There and back, without jitter.
[[nodiscard]] double round_trip_s(const Host& a, const Host& b);

}  // namespace vedette
