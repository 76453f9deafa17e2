// SPDX-License-Identifier: Apache-2.0
#include "serve/recent_rows.hpp"

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

/// Each row of that number, from `first` on.
Table every(const Table& table, std::size_t first, std::size_t stride) {
  std::vector<std::uint32_t> rows;
  for (std::size_t row = first; row < table.rows(); row += stride)
    rows.push_back(static_cast<std::uint32_t>(row));
  return table.select(rows);
}

}  // namespace

RecentRows::Picked RecentRows::pick(const Table& rows) {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock || rows.rows() == 0) return {};
  if (skip_ >= rows.rows()) {
    skip_ -= rows.rows();
    return {};
  }
  Picked picked{every(rows, skip_, stride_), stride_};
  const std::size_t beyond = (rows.rows() - skip_) % stride_;
  skip_ = beyond == 0 ? 0 : stride_ - beyond;
  return picked;
}

void RecentRows::add(const Picked& picked) {
  if (picked.rows.columns.empty()) return;
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock) return;
  if (younger_.columns.empty()) younger_ = emptied(picked.rows);
  if (picked.stride < stride_)  // it has grown since
    younger_.append(every(picked.rows, 0, stride_ / picked.stride));
  else
    younger_.append(picked.rows);
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
