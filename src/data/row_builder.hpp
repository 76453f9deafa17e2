// SPDX-License-Identifier: Apache-2.0
/// Typed rows from texts, one column at a time: fast, and a faulty cell costs its row only.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "data/cells.hpp"
#include "data/records.hpp"
#include "data/reject.hpp"

namespace vedette {

/// The texts of some rows, and which cell of each is which schema column (nullopt: absent).
struct RowTexts {
  std::span<const RowText> rows;
  std::span<const std::optional<std::size_t>> cell_of;
};

/// Its const functions may be called by several threads at once.
class RowBuilder {
 public:
  explicit RowBuilder(const Schema& schema);

  /// In the memory of a recycled batch, if there is one.
  [[nodiscard]] Batch empty_batch(const std::string& source);
  void recycle(Batch used);
  /// Keeps the memory, and the columns without rows.
  static void clear(Batch& batch);
  /// Makes room for so many rows more, and at once for all that are likely to come.
  void make_room(std::size_t more, std::size_t likely, Batch& batch) const;

  /// Appends rows to the batch: the sound ones to its table, the others to its rejected rows.
  /// Errors: `schema_mismatch` for a date that can be read in two ways.
  [[nodiscard]] Result<> append(std::span<const RowSource> rows, const RowTexts& texts,
                                Batch& batch) const;

  [[nodiscard]] const std::vector<CellRules>& rules() const { return rules_; }

 private:
  struct RowFault {
    std::size_t row = 0;
    std::size_t column = 0;
    RejectReason reason;
  };

  [[nodiscard]] std::size_t side_by_side(std::size_t column,
                                         std::span<const std::optional<std::size_t>> cell_of) const;
  Result<> fill(std::size_t column, const RowTexts& texts, std::span<const RowSource> rows,
                std::span<Column> targets, std::vector<RowFault>& faults) const;
  template <class Number>
  Result<> fill_side_by_side(std::size_t column, Cells cells, std::span<const RowSource> rows,
                             std::span<Column> targets, std::vector<RowFault>& faults) const;
  Result<> add_faults(std::vector<CellFault> found, std::size_t column,
                      std::span<const RowSource> rows, std::vector<RowFault>& faults) const;
  void drop_faulty(std::vector<RowFault> faults, std::size_t first,
                   std::span<const RowSource> rows, Batch& batch) const;

  std::vector<CellRules> rules_;
  Table empty_;                ///< the columns, without rows
  std::vector<Batch> spares_;  ///< have the columns of `empty_`, and no rows
};

}  // namespace vedette
