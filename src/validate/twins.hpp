// SPDX-License-Identifier: Apache-2.0
/// Rows with equal feature vectors: how many repeat, how many contradict each other, and the
/// accuracy that is left for any model.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/hash.hpp"
#include "validate/coded_column.hpp"
#include "validate/report.hpp"
#include "validate/row_classes.hpp"

namespace vedette {

struct TwinCount {
  Duplicates duplicates;
  Contradictions contradictions;
  std::optional<double> accuracy_ceiling{};
  std::vector<std::uint32_t> contradicting_rows{};  ///< 0-based, ascending, at most ten
};

/// Takes one feature column after the other, so that no row is ever built. 16 bytes per row.
class TwinFinder {
 public:
  explicit TwinFinder(std::size_t rows) : hashes_(rows) {}

  void add(const CodedColumn& coded);
  /// Rows without a class count as duplicates, but not in contradictions and the ceiling.
  [[nodiscard]] TwinCount count(const RowClasses& classes) const;

 private:
  std::vector<Hash128> hashes_;  ///< of the codes so far: within one table, codes are the values
  bool any_column_ = false;
};

}  // namespace vedette
