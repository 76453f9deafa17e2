// SPDX-License-Identifier: Apache-2.0
/// Rejected rows as pages of bytes, and reading them again.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "data/records.hpp"
#include "data/schema.hpp"

namespace vedette {

/// Most rows of a page. Pages also end at some megabytes of text.
inline constexpr std::size_t kQuarantinePageRows = 1000;

/// How many of the first of `rows` make the next page; 0 for none.
[[nodiscard]] std::size_t next_page_size(std::span<const RejectedRow> rows);

/// A page is a segment with the columns of RejectedRow.
[[nodiscard]] Result<std::string> pack_page(std::span<const RejectedRow> rows);
/// Errors: `malformed`.
[[nodiscard]] Result<std::vector<RejectedRow>> unpack_page(std::string_view bytes);

/// How the rows of a file are read again.
struct RowFormat {
  std::string_view header{};  ///< header row of the file, or empty
  ReplayAs replay{};          ///< empty: CSV or JSON Lines, by content
};

/// Reads one rejected row again under `schema`.
/// The result is a table with that row, or the row with the reason why it still does not pass.
[[nodiscard]] std::variant<Table, RejectedRow> read_again(const RejectedRow& row,
                                                          const RowFormat& format,
                                                          const Schema& schema);

}  // namespace vedette
