// SPDX-License-Identifier: Apache-2.0
/// How readers make a RejectedRow.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "data/records.hpp"

namespace vedette {

/// Where a row stands in its file. Borrows the text.
struct RowSource {
  std::int64_t number = 0;  ///< 1-based
  std::int64_t byte = 0;    ///< 0-based, uncompressed
  std::string_view raw;
};

struct RejectReason {
  std::string rule;
  std::string message;
};

/// The raw text is cut at 64 KiB; the message then says so.
[[nodiscard]] RejectedRow reject(const std::string& file, const RowSource& row, std::string column,
                                 RejectReason reason);

/// In the order of the file, whichever check found them.
void sort_by_row(std::vector<RejectedRow>& rows);

}  // namespace vedette
