// SPDX-License-Identifier: Apache-2.0
/// The texts of rows before they have types: cells that lie one byte apart in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/unset_vector.hpp"

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

/// Keeps rows whose cells do not lie so in the input, such as quoted ones or those of JSON.
class CopiedRows {
 public:
  class Writer;

  /// A row of so many cells, of `bytes` bytes together at most: below 4 GiB. It is kept once the
  /// writer has finished; before that, no other is begun.
  [[nodiscard]] Writer begin(std::size_t cells, std::size_t bytes);
  /// A whole row at once. Valid until clear().
  [[nodiscard]] RowText add(std::span<const std::string_view> cells);
  /// Keeps the memory of a thousand rows, but for long ones.
  void clear();

  /// What `cell_of` of RowTexts has to say of so many columns whose texts are added in their order.
  [[nodiscard]] static std::vector<std::optional<std::size_t>> in_order(std::size_t columns);

 private:
  struct Row {
    UnsetVector<char> text;
    UnsetVector<std::uint32_t> starts;
  };
  std::deque<Row> rows_;  ///< never moves its elements
  std::size_t used_ = 0;
};

/// Writes one row, cell after cell.
class CopiedRows::Writer {
 public:
  void add(std::string_view cell);
  /// The same where `kShort` bytes from the cell's first on are readable, as it is copied in one
  /// step when it has no more.
  void add_short(std::string_view cell) {
    if (cell.size() > kShort || cell.data() == nullptr) return add(cell);
    *start_++ = place();
    std::memcpy(to_, cell.data(), kShort);
    to_ += cell.size();
    *to_++ = ',';
  }
  static constexpr std::size_t kShort = 16;
  /// Cells that have not been added are empty.
  [[nodiscard]] RowText finish();

 private:
  friend class CopiedRows;
  Writer(CopiedRows& rows, Row& row)
      : rows_(rows),
        begin_(row.text.data()),
        to_(begin_),
        first_start_(row.starts.data()),
        start_(first_start_),
        last_start_(first_start_ + row.starts.size() - 1) {}

  [[nodiscard]] std::uint32_t place() const { return static_cast<std::uint32_t>(to_ - begin_); }

  CopiedRows& rows_;
  char* begin_;
  char* to_;
  std::uint32_t* first_start_;
  std::uint32_t* start_;
  std::uint32_t* last_start_;
};

}  // namespace vedette
