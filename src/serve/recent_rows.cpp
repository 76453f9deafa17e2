// SPDX-License-Identifier: Apache-2.0
#include "serve/recent_rows.hpp"

#include <algorithm>
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

/// The numbers of each row of that number, from `first` on.
std::vector<std::uint32_t> every(std::size_t stride, std::size_t first, std::size_t count) {
  std::vector<std::uint32_t> rows;
  for (std::size_t row = first; row < count; row += stride)
    rows.push_back(static_cast<std::uint32_t>(row));
  return rows;
}

}  // namespace

void RecentRows::offer(const Table& rows) {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock) return;
  if (const std::optional<std::size_t> first = pass(rows.rows()))
    append(rows, every(stride_, *first, rows.rows()));
}

RecentRows::Picked RecentRows::pick(const Table& rows) {
  std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock) return {};
  const std::size_t stride = stride_;
  const std::optional<std::size_t> first = pass(rows.rows());
  lock.unlock();
  if (!first) return {};
  return {rows.select(every(stride, *first, rows.rows())), stride};
}

void RecentRows::add(const Picked& picked) {
  if (picked.rows.rows() == 0) return;
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock) return;
  const std::size_t grown = std::max<std::size_t>(stride_ / picked.stride, 1);  // since then
  append(picked.rows, every(grown, 0, picked.rows.rows()));
}

/// Counts rows that come; which of them is the first of the sample, if one is.
std::optional<std::size_t> RecentRows::pass(std::size_t rows) {
  if (skip_ >= rows) {
    skip_ -= rows;
    return std::nullopt;
  }
  const std::size_t beyond = (rows - skip_) % stride_;
  return std::exchange(skip_, beyond == 0 ? 0 : stride_ - beyond);
}

void RecentRows::append(const Table& table, const std::vector<std::uint32_t>& rows) {
  if (younger_.columns.empty()) younger_ = emptied(table);
  for (std::size_t c = 0; c < younger_.columns.size(); ++c) {
    check(younger_.columns[c].name == table.columns[c].name, "all rows have the same columns");
    younger_.columns[c].append(table.columns[c], rows);
  }
  while (younger_.rows() > 2 * kRows) thin_out();
}

void RecentRows::thin_out() {
  if (younger_.rows() % 2 != 0) skip_ += stride_;
  stride_ *= 2;
  std::vector<std::uint32_t> even;
  for (std::uint32_t row = 0; row < younger_.rows(); row += 2) even.push_back(row);
  for (Column& column : younger_.columns) column.keep_only(0, even);
}

void RecentRows::turn() {
  const std::scoped_lock lock(mutex_);
  if (younger_.rows() < kRows) return;
  older_ = std::exchange(younger_, emptied(younger_));
  stride_ = 1;
  skip_ = 0;
}

std::optional<Table> RecentRows::sample() const {
  const std::scoped_lock lock(mutex_);
  if (younger_.columns.empty()) return std::nullopt;
  Table sample = older_.columns.empty() ? emptied(younger_) : older_;
  sample.append(younger_);
  return sample;
}

}  // namespace vedette
