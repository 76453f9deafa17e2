// SPDX-License-Identifier: Apache-2.0
/// Typed rows from texts, one column at a time: fast, and a faulty cell costs its row only.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "data/cells.hpp"
#include "data/records.hpp"
#include "data/reject.hpp"

namespace vedette {

class RowBuilder {
 public:
  explicit RowBuilder(const Schema& schema);

  /// With room for so many rows.
  [[nodiscard]] Batch empty_batch(const std::string& source, std::size_t rows) const;

  /// The texts of a schema column in the rows at hand; nullopt where the file lacks it.
  using CellsOf = std::function<std::optional<Cells>(std::size_t column)>;

  /// Appends rows to the batch: the sound ones to its table, the others to its rejected rows.
  /// Errors: `schema_mismatch` for a date that can be read in two ways.
  [[nodiscard]] Result<> append(std::span<const RowSource> rows, const CellsOf& cells_of,
                                Batch& batch);

  [[nodiscard]] const std::vector<CellRules>& rules() const { return rules_; }

 private:
  struct RowFault {
    std::size_t row = 0;
    std::size_t column = 0;
    RejectReason reason;
  };

  Result<> fill_column(std::size_t column, const std::optional<Cells>& cells,
                       std::span<const RowSource> rows);
  void move_into(std::span<const RowSource> rows, Batch& batch);

  std::vector<CellRules> rules_;
  Table empty_;                   ///< the columns, without rows
  Table piece_;                   ///< the rows at hand; reused
  std::vector<RowFault> faults_;  ///< in the rows at hand
};

}  // namespace vedette
