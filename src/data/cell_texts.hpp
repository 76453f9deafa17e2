// SPDX-License-Identifier: Apache-2.0
/// The texts of rows before they have types: cells that lie one byte apart in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// The cells of one row. Cell i is the bytes of `text` from `starts[i]` up to `starts[i + 1] - 1`:
/// what stands between two separators. Borrows both.
struct RowText {
  /// So many bytes past the end of every cell are readable, whatever they hold.
  static constexpr std::size_t kPadding = 64;

  const char* text = nullptr;
  const std::uint32_t* starts = nullptr;

  [[nodiscard]] std::string_view operator[](std::size_t cell) const {
    return {text + starts[cell], starts[cell + 1] - starts[cell] - 1};
  }
};

/// The texts of one column in some rows. Borrows them.
struct Cells {
  std::span<const RowText> rows;
  std::size_t cell = 0;  ///< which of each row

  [[nodiscard]] std::size_t size() const { return rows.size(); }
  [[nodiscard]] std::string_view operator[](std::size_t i) const { return rows[i][cell]; }
};

/// Keeps rows whose cells do not lie so in the input, such as quoted ones.
class CopiedRows {
 public:
  /// Valid until clear().
  [[nodiscard]] RowText add(std::span<const std::string_view> cells);
  /// Keeps the memory.
  void clear() { used_ = 0; }

 private:
  struct Row {
    std::string text;
    std::vector<std::uint32_t> starts;
  };
  std::deque<Row> rows_;  ///< never moves its elements
  std::size_t used_ = 0;
};

/// Rows whose texts are parts of one line, with other bytes between them, as in JSON: text t of a
/// row is its cell 2 t, and what is between two texts is no cell.
class LineRows {
 public:
  /// What `cell_of` of RowTexts has to say of so many texts.
  [[nodiscard]] static std::vector<std::optional<std::size_t>> cells_of(std::size_t texts);

  /// Texts that are not in the line are copied, and the whole row with them. Valid until clear(),
  /// and only as long as the line, of which RowText::kPadding bytes more must be readable.
  [[nodiscard]] RowText add(std::string_view line, std::span<const std::string_view> texts);
  /// Keeps the memory, but for that of long copies.
  void clear();

 private:
  struct Row {
    std::vector<std::uint32_t> starts;
    std::string copy;
  };
  static RowText copied(std::span<const std::string_view> texts, Row& row);

  std::deque<Row> rows_;  ///< never moves its elements
  std::size_t used_ = 0;
};

}  // namespace vedette
