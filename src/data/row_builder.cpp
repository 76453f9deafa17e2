// SPDX-License-Identifier: Apache-2.0
#include "data/row_builder.hpp"

#include <algorithm>

namespace vedette {

RowBuilder::RowBuilder(const Schema& schema) {
  for (const ColumnSpec& column : schema.columns) {
    rules_.emplace_back(schema, column);
    empty_.columns.push_back(Column::make(column.name, column.type));
  }
  piece_ = empty_;
}

Batch RowBuilder::empty_batch(const std::string& source, std::size_t rows) const {
  Batch batch{empty_, {}, {}};
  batch.table.origin.source = source;
  for (Column& column : batch.table.columns) column.reserve(rows);
  return batch;
}

Result<> RowBuilder::append(std::span<const RowSource> rows, const CellsOf& cells_of,
                            Batch& batch) {
  faults_.clear();
  for (std::size_t column = 0; column < rules_.size(); ++column) {
    piece_.columns[column].clear();
    if (Result<> filled = fill_column(column, cells_of(column), rows); !filled) {
      filled.error().where.file = batch.table.origin.source;
      return filled;
    }
  }
  move_into(rows, batch);
  return {};
}

Result<> RowBuilder::fill_column(std::size_t column, const std::optional<Cells>& cells,
                                 std::span<const RowSource> rows) {
  Column& target = piece_.columns[column];
  if (!cells) {
    for (std::size_t row = 0; row < rows.size(); ++row) target.push_missing();
    return {};
  }
  for (CellFault& fault : rules_[column].append(*cells, target)) {
    if (fault.rule == kAmbiguousDate)
      return fail(ErrorCode::schema_mismatch, std::move(fault.message),
                  "write 'format: day_first' or 'format: month_first' in the schema's column",
                  {{}, rows[fault.row].number, rules_[column].name(), rows[fault.row].byte});
    faults_.push_back({fault.row, column, {std::string(fault.rule), std::move(fault.message)}});
  }
  return {};
}

void RowBuilder::move_into(std::span<const RowSource> rows, Batch& batch) {
  std::stable_sort(faults_.begin(), faults_.end(),
                   [](const RowFault& a, const RowFault& b) { return a.row < b.row; });
  std::vector<std::uint32_t> sound;
  auto fault = faults_.begin();
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (fault == faults_.end() || fault->row != row) {
      sound.push_back(static_cast<std::uint32_t>(row));
      batch.row_numbers.push_back(rows[row].number);
      continue;
    }
    batch.rejected.push_back(reject(batch.table.origin.source, rows[row],
                                    rules_[fault->column].name(), std::move(fault->reason)));
    fault = std::find_if(fault, faults_.end(), [&](const RowFault& f) { return f.row != row; });
  }
  batch.table.append(sound.size() == rows.size() ? piece_ : piece_.select(sound));
}

}  // namespace vedette
