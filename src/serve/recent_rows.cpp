// SPDX-License-Identifier: Apache-2.0
#include "serve/recent_rows.hpp"

#include <algorithm>
#include <utility>

namespace vedette {
namespace {

/// The same columns, without rows.
Table emptied(const Table& table) {
  Table empty;
  for (const Column& column : table.columns)
    empty.columns.push_back(Column::make(column.name, column.type));
  return empty;
}

}  // namespace

void RecentRows::offer(const Table& rows) {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock || rows.rows() == 0) return;
  if (younger_.columns.empty()) younger_ = emptied(rows);
  const std::size_t first = rows.rows() - std::min(rows.rows(), kRows);
  for (std::size_t row = first; row < rows.rows(); ++row) {
    if (younger_.rows() == kRows) {
      older_ = std::move(younger_);
      younger_ = emptied(rows);
    }
    for (std::size_t c = 0; c < rows.columns.size(); ++c)
      younger_.columns[c].push_from(rows.columns[c], row);
  }
}

std::optional<Table> RecentRows::sample() const {
  const std::scoped_lock lock(mutex_);
  if (younger_.columns.empty()) return std::nullopt;
  Table sample = older_.columns.empty() ? emptied(younger_) : older_;
  sample.append(younger_);
  return sample;
}

}  // namespace vedette
