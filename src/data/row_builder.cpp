// SPDX-License-Identifier: Apache-2.0
#include "data/row_builder.hpp"

#include <algorithm>

namespace vedette {

RowBuilder::RowBuilder(const Schema& schema) {
  for (const ColumnSpec& column : schema.columns) {
    rules_.emplace_back(schema, column);
    empty_.columns.push_back(Column::make(column.name, column.type));
  }
}

Batch RowBuilder::empty_batch(const std::string& source) {
  Batch batch = spares_.empty() ? Batch{empty_, {}, {}} : std::move(spares_.back());
  if (!spares_.empty()) spares_.pop_back();
  batch.table.origin.source = source;
  return batch;
}

void RowBuilder::recycle(Batch used) {
  const auto same_kind = [](const Column& a, const Column& b) {
    return a.type == b.type && a.name == b.name;
  };
  constexpr std::size_t kMostSpares = 8;  // what some threads have at hand
  if (spares_.size() == kMostSpares) return;
  if (!std::ranges::equal(used.table.columns, empty_.columns, same_kind)) return;
  clear(used);
  spares_.push_back(std::move(used));
}

void RowBuilder::clear(Batch& batch) {
  batch.row_numbers.clear();
  batch.rejected.clear();
  for (Column& column : batch.table.columns) column.clear();
}

void RowBuilder::make_room(std::size_t more, std::size_t likely, Batch& batch) const {
  const std::size_t needed = batch.row_numbers.size() + more;
  if (needed <= batch.row_numbers.capacity()) return;
  constexpr std::size_t kMostAtOnce = std::size_t{1} << 22;  // for inputs that only begin small
  const std::size_t room = std::max(std::min(likely, kMostAtOnce), needed + needed / 4);
  batch.row_numbers.reserve(room);
  for (Column& column : batch.table.columns) column.reserve(room);
}

Result<> RowBuilder::append(std::span<const RowSource> rows, const RowTexts& texts,
                            Batch& batch) const {
  std::vector<RowFault> faults;
  const std::size_t first = batch.row_numbers.size();
  for (std::size_t column = 0; column < rules_.size();) {
    const std::span columns =
        std::span(batch.table.columns).subspan(column, side_by_side(column, texts.cell_of));
    if (Result<> filled = fill(column, texts, rows, columns, faults); !filled) {
      filled.error().where.file = batch.table.origin.source;
      return filled;
    }
    column += columns.size();
  }
  for (const RowSource& row : rows) batch.row_numbers.push_back(row.number);
  if (!faults.empty()) drop_faulty(std::move(faults), first, rows, batch);
  return {};
}

/// How many columns from this one on are plain numbers of one type in neighbouring cells; or one.
std::size_t RowBuilder::side_by_side(std::size_t column,
                                     std::span<const std::optional<std::size_t>> cell_of) const {
  const CellRules& rules = rules_[column];
  std::size_t count = 1;
  if (!cell_of[column] || !rules.has_plain_numbers()) return count;
  for (; column + count < rules_.size(); ++count) {
    const CellRules& next = rules_[column + count];
    const bool belongs = next.type() == rules.type() && next.has_plain_numbers() &&
                         cell_of[column + count] == *cell_of[column] + count;
    if (!belongs) break;
  }
  return count;
}

Result<> RowBuilder::fill(std::size_t column, const RowTexts& texts,
                          std::span<const RowSource> rows, std::span<Column> targets,
                          std::vector<RowFault>& faults) const {
  if (!texts.cell_of[column]) {
    targets.front().push_missing(rows.size());
    return {};
  }
  const Cells cells{texts.rows, *texts.cell_of[column]};
  if (targets.size() == 1)
    return add_faults(rules_[column].append(cells, targets.front()), column, rows, faults);
  return rules_[column].type() == ColumnType::float64
             ? fill_side_by_side<double>(column, cells, rows, targets, faults)
             : fill_side_by_side<std::int64_t>(column, cells, rows, targets, faults);
}

template <class Number>
Result<> RowBuilder::fill_side_by_side(std::size_t column, Cells cells,
                                       std::span<const RowSource> rows, std::span<Column> targets,
                                       std::vector<RowFault>& faults) const {
  std::vector<Number*> values;
  values.reserve(targets.size());
  for (Column& target : targets) values.push_back(add_rows<Number>(target, rows.size()).data());
  for (const LeftCells& left :
       parse_plain_columns(cells.rows, cells.cell, std::span<Number* const>(values))) {
    if (!left.empty())
      VEDETTE_TRY(
          add_faults(rules_[column].read_left(left, cells, targets.front()), column, rows, faults));
    targets = targets.subspan(1);
    ++column;
    ++cells.cell;
  }
  return {};
}

Result<> RowBuilder::add_faults(std::vector<CellFault> found, std::size_t column,
                                std::span<const RowSource> rows,
                                std::vector<RowFault>& faults) const {
  for (CellFault& fault : found) {
    if (fault.rule == kAmbiguousDate)
      return fail(ErrorCode::schema_mismatch, std::move(fault.message),
                  "write 'format: day_first' or 'format: month_first' in the schema's column",
                  {{}, rows[fault.row].number, rules_[column].name(), rows[fault.row].byte});
    faults.push_back({fault.row, column, {std::string(fault.rule), std::move(fault.message)}});
  }
  return {};
}

/// Takes the rows with a fault, which begin at table row `first`, out of the table again.
void RowBuilder::drop_faulty(std::vector<RowFault> faults, std::size_t first,
                             std::span<const RowSource> rows, Batch& batch) const {
  std::stable_sort(faults.begin(), faults.end(),
                   [](const RowFault& a, const RowFault& b) { return a.row < b.row; });
  std::vector<std::uint32_t> sound;
  batch.row_numbers.resize(first);
  auto fault = faults.begin();
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (fault == faults.end() || fault->row != row) {
      sound.push_back(static_cast<std::uint32_t>(first + row));
      batch.row_numbers.push_back(rows[row].number);
      continue;
    }
    batch.rejected.push_back(reject(batch.table.origin.source, rows[row],
                                    rules_[fault->column].name(), std::move(fault->reason)));
    fault = std::find_if(fault, faults.end(), [&](const RowFault& f) { return f.row != row; });
  }
  for (Column& column : batch.table.columns) column.keep_only(first, sound);
}

}  // namespace vedette
