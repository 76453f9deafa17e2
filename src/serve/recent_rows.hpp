// SPDX-License-Identifier: Apache-2.0
/// A fair sample of the rows that were predicted lately, to hold against the training reference.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>

#include "data/table.hpp"

namespace vedette {

/// Two generations of `kRows` rows or a little more: while the younger one fills, the older one
/// answers, so a sample is at least half as large as it was and never older than twice its size.
/// Thread-safe; never waits: rows offered while somebody else is at it are passed over.
class RecentRows {
 public:
  static constexpr std::size_t kRows = 10'000;

  void offer(const Table& rows);
  /// Fewer than four times `kRows`; nullopt where none came yet.
  [[nodiscard]] std::optional<Table> sample() const;

 private:
  mutable std::mutex mutex_;
  Table younger_;
  Table older_;
};

}  // namespace vedette
