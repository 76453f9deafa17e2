// SPDX-License-Identifier: Apache-2.0
#include "data/cell_texts.hpp"

#include <limits>

#include "base/error.hpp"

namespace vedette {

RowText CopiedRows::add(std::span<const std::string_view> cells) {
  if (used_ == rows_.size()) rows_.emplace_back();
  Row& row = rows_[used_++];
  row.text.clear();
  row.starts.assign(1, 0);
  for (const std::string_view cell : cells) {
    row.text += cell;
    row.text += ',';
    row.starts.push_back(static_cast<std::uint32_t>(row.text.size()));
  }
  row.text.append(RowText::kPadding, ',');
  return {row.text.data(), row.starts.data()};
}

std::vector<std::optional<std::size_t>> LineRows::cells_of(std::size_t texts) {
  std::vector<std::optional<std::size_t>> cells(texts);
  for (std::size_t t = 0; t < texts; ++t) cells[t] = 2 * t;
  return cells;
}

RowText LineRows::add(std::string_view line, std::span<const std::string_view> texts) {
  check(line.size() < std::numeric_limits<std::uint32_t>::max(), "places in a line have 32 bits");
  if (used_ == rows_.size()) rows_.emplace_back();
  Row& row = rows_[used_++];
  row.starts.resize(2 * texts.size());
  const auto begin = reinterpret_cast<std::uintptr_t>(line.data());
  bool all_inside = true;
  for (std::size_t t = 0; t < texts.size(); ++t) {
    const std::string_view text = texts[t];
    const std::uintptr_t at =
        text.empty() ? 0 : reinterpret_cast<std::uintptr_t>(text.data()) - begin;
    all_inside = all_inside && at <= line.size();
    row.starts[2 * t] = static_cast<std::uint32_t>(at);
    row.starts[2 * t + 1] = static_cast<std::uint32_t>(at + text.size() + 1);
  }
  return all_inside ? RowText{line.data(), row.starts.data()} : copied(texts, row);
}

void LineRows::clear() {
  constexpr std::size_t kMostKept = 4096;  // bytes of each row
  for (std::size_t i = 0; i < used_; ++i)
    if (rows_[i].copy.capacity() > kMostKept) rows_[i].copy = {};
  used_ = 0;
}

RowText LineRows::copied(std::span<const std::string_view> texts, Row& row) {
  row.copy.clear();
  for (std::size_t t = 0; t < texts.size(); ++t) {
    row.starts[2 * t] = static_cast<std::uint32_t>(row.copy.size());
    row.copy += texts[t];
    row.starts[2 * t + 1] = static_cast<std::uint32_t>(row.copy.size() + 1);
  }
  row.copy.append(RowText::kPadding, ' ');
  return {row.copy.data(), row.starts.data()};
}

}  // namespace vedette
