// SPDX-License-Identifier: Apache-2.0
#include "data/cell_texts.hpp"

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

}  // namespace vedette
