// SPDX-License-Identifier: Apache-2.0
#include "serve/recent_rows.hpp"

#include <numeric>
#include <utility>
#include <vector>

namespace vedette {
namespace {

/// The same columns, without rows.
Table emptied(const Table& table) {
  Table empty;
  for (const Column& column : table.columns)
    empty.columns.push_back(Column::make(column.name, column.type));
  return empty;
}

/// The last rows of a table.
Table last_rows(const Table& table, std::size_t count) {
  std::vector<std::uint32_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), static_cast<std::uint32_t>(table.rows() - count));
  return table.select(numbers);
}

}  // namespace

void RecentRows::offer(const Table& rows) {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock || rows.rows() == 0) return;
  if (younger_.rows() >= kRows) {
    std::swap(older_, younger_);
    for (Column& column : younger_.columns) column.clear();
  }
  if (younger_.columns.empty()) younger_ = emptied(rows);
  if (rows.rows() <= kRows)
    younger_.append(rows);
  else
    younger_.append(last_rows(rows, kRows));
}

std::optional<Table> RecentRows::sample() const {
  const std::scoped_lock lock(mutex_);
  if (younger_.columns.empty()) return std::nullopt;
  Table sample = older_.columns.empty() ? emptied(younger_) : older_;
  sample.append(younger_);
  return sample;
}

}  // namespace vedette
