// SPDX-License-Identifier: Apache-2.0
/// One JSON object as the texts of a schema's columns.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "data/cell_texts.hpp"
#include "data/cells.hpp"
#include "data/column_plan.hpp"
#include "data/reject.hpp"

namespace vedette {

/// Turns objects into texts that CellRules understand. Not thread-safe.
class JsonRowParser {
 public:
  /// So many bytes past the end of a line must be readable.
  static constexpr std::size_t kPadding = 64;

  explicit JsonRowParser(const Schema& schema);
  ~JsonRowParser();
  JsonRowParser(JsonRowParser&&) noexcept;
  JsonRowParser& operator=(JsonRowParser&&) = delete;

  /// Writes one text per schema column, empty for missing ones; they live until the next call.
  [[nodiscard]] std::optional<RejectReason> parse(std::string_view line,
                                                  std::span<std::string_view> texts);
  /// The same as a row of `rows`, in which cell i belongs to column i; it stays as long as they do.
  [[nodiscard]] tl::expected<RowText, RejectReason> parse(std::string_view line, CopiedRows& rows);
  /// Paths met so far that no column has (at most 1,000), sorted.
  [[nodiscard]] std::vector<std::string> unknown_paths() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vedette
