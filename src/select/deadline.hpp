// SPDX-License-Identifier: Apache-2.0
/// When a search has to end.
#pragma once

#include <optional>
#include <stop_token>

#include "base/time.hpp"

namespace vedette {

/// A stop request, or a point in time by a given clock.
class Deadline {
 public:
  /// `seconds` from now; 0: only the stop request counts.
  Deadline(Clock clock, double seconds, std::stop_token stop);

  [[nodiscard]] bool passed() const;
  /// A deadline for the next of `pieces` pieces of work that share what is left.
  [[nodiscard]] Deadline share(std::size_t pieces) const;

 private:
  Clock clock_;
  std::optional<TimeNs> at_;
  std::stop_token stop_;
};

}  // namespace vedette
