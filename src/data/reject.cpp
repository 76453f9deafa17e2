// SPDX-License-Identifier: Apache-2.0
#include "data/reject.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vedette {

RejectedRow reject(const std::string& file, const RowSource& row, std::string column,
                   RejectReason reason) {
  constexpr std::size_t kMostRawBytes = std::size_t{64} << 10;
  if (row.raw.size() > kMostRawBytes)
    reason.message += fmt::format(" (only the first {} bytes of the row are kept)", kMostRawBytes);
  return {file,
          row.number,
          std::move(column),
          row.byte,
          std::move(reason.rule),
          std::move(reason.message),
          std::string(row.raw.substr(0, kMostRawBytes))};
}

void sort_by_row(std::vector<RejectedRow>& rows) {
  std::sort(rows.begin(), rows.end(),
            [](const RejectedRow& a, const RejectedRow& b) { return a.row < b.row; });
}

}  // namespace vedette
