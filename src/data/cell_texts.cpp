// SPDX-License-Identifier: Apache-2.0
#include "data/cell_texts.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/error.hpp"

namespace vedette {
namespace {

/// `size` bytes, from one step to two of them, as two copies that may overlap.
template <std::size_t step>
void copy_two(const char* from, std::size_t size, char* to) {
  char first[step];
  char last[step];
  std::memcpy(first, from, step);
  std::memcpy(last, from + size - step, step);
  std::memcpy(to, first, step);
  std::memcpy(to + size - step, last, step);
}

/// Inline for numbers: a call of memcpy() for a dozen bytes takes longer than to copy them.
char* copy_cell(std::string_view cell, char* to) {
  const std::size_t size = cell.size();
  if (size >= 8 && size <= 16)
    copy_two<8>(cell.data(), size, to);
  else if (size >= 4 && size < 8)
    copy_two<4>(cell.data(), size, to);
  else if (size > 0)
    std::memcpy(to, cell.data(), size);
  return to + size;
}

}  // namespace

CopiedRows::Writer CopiedRows::begin(std::size_t cells, std::size_t bytes) {
  const std::size_t size = bytes + cells + RowText::kPadding;
  check(size < std::numeric_limits<std::uint32_t>::max(), "places in a row have 32 bits");
  if (used_ == rows_.size()) rows_.emplace_back();
  Row& row = rows_[used_];
  if (row.text.size() < size) row.text.resize(size);
  row.starts.resize(cells + 1);
  return {*this, row};
}

RowText CopiedRows::add(std::span<const std::string_view> cells) {
  std::size_t bytes = 0;
  for (const std::string_view cell : cells) bytes += cell.size();
  Writer writer = begin(cells.size(), bytes);
  for (const std::string_view cell : cells) writer.add(cell);
  return writer.finish();
}

void CopiedRows::Writer::add(std::string_view cell) {
  *start_++ = place();
  to_ = copy_cell(cell, to_);
  *to_++ = ',';
}

RowText CopiedRows::Writer::finish() {
  while (start_ != last_start_) add({});
  *start_ = place();
  std::memset(to_, ',', RowText::kPadding);
  ++rows_.used_;
  return {begin_, first_start_};
}

void CopiedRows::clear() {
  constexpr std::size_t kMostRows = 1024;
  constexpr std::size_t kMostBytes = 2048;  // of each
  if (rows_.size() > kMostRows) rows_.resize(kMostRows);
  const std::size_t begun = std::min(used_ + 1, rows_.size());  // one may not have been finished
  for (std::size_t i = 0; i < begun; ++i)
    if (rows_[i].text.capacity() > kMostBytes) rows_[i].text = {};
  used_ = 0;
}

std::vector<std::optional<std::size_t>> CopiedRows::in_order(std::size_t columns) {
  std::vector<std::optional<std::size_t>> cells(columns);
  for (std::size_t i = 0; i < columns; ++i) cells[i] = i;
  return cells;
}

}  // namespace vedette
