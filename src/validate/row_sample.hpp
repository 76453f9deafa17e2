// SPDX-License-Identifier: Apache-2.0
/// A fair sample of rows that come batch by batch, in bounded memory (Vitter, "Random sampling
/// with a reservoir", 1985, algorithm R).
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.hpp"
#include "data/table.hpp"

namespace vedette {

/// Every row has had the same chance to be in it. Not thread-safe. Keeps at most three times
/// `max_rows` rows between two calls.
class RowSample {
 public:
  /// `max_rows` is at least 1.
  RowSample(std::size_t max_rows, std::uint64_t seed) : max_rows_(max_rows), random_(seed) {}

  /// Batches must have the same columns (checked).
  void add(const Table& batch);
  /// The rows of the sample, at most `max_rows`; without columns before the first batch.
  [[nodiscard]] Table rows() const { return pool_.select(chosen_); }
  [[nodiscard]] std::int64_t seen() const { return seen_; }

 private:
  std::size_t max_rows_;
  Random random_;
  std::int64_t seen_ = 0;
  Table pool_;                         ///< rows that are or were in the sample
  std::vector<std::uint32_t> chosen_;  ///< rows of the pool
};

}  // namespace vedette
