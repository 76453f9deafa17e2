// SPDX-License-Identifier: Apache-2.0
/// Texts of one column to typed values, with the reason where a text is none.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/cell_texts.hpp"
#include "data/plain_numbers.hpp"
#include "data/schema.hpp"
#include "data/table.hpp"

namespace vedette {

/// Rule of a date that could be read in two ways: no row can be trusted then, so reading stops.
inline constexpr std::string_view kAmbiguousDate = "ambiguous_date";

struct CellFault {
  std::size_t row = 0;    ///< position in the cells, from 0
  std::string_view rule;  ///< stable code, see RejectedRow::rule
  std::string message;
};

/// The values of so many rows more, none of which is missing; they are to be written now.
template <class Number>
[[nodiscard]] std::span<Number> add_rows(Column& column, std::size_t rows) {
  auto& values = std::get<UnsetVector<Number>>(column.values);
  values.resize(values.size() + rows);
  if (rows == 1)
    column.missing.push_back(0);  // many columns of one row: no call of memset for each
  else
    column.missing.resize(values.size(), 0);
  return std::span(values).last(rows);
}

/// What a column accepts.
class CellRules {
 public:
  CellRules(const Schema& schema, const ColumnSpec& column);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] ColumnType type() const { return type_; }

  /// Appends one value per cell to `column`; a faulty cell appends a missing one, and its row is
  /// in the result.
  [[nodiscard]] std::vector<CellFault> append(const Cells& cells, Column& column) const;
  /// Whether parse_plain() may read the cells, and only what it leaves needs a closer look.
  [[nodiscard]] bool has_plain_numbers() const;
  /// Reads what parse_plain() left of the cells; their values are the last of the column.
  [[nodiscard]] std::vector<CellFault> read_left(const LeftCells& left, const Cells& cells,
                                                 Column& column) const;
  /// The same for one text.
  [[nodiscard]] std::optional<CellFault> append(std::string_view text, Column& column) const;
  /// The same for a value that is known to be missing.
  [[nodiscard]] std::optional<CellFault> append_missing(Column& column) const;
  /// Whether the text, without surrounding blanks, says that there is no value.
  [[nodiscard]] bool is_missing(std::string_view text) const;

 private:
  std::vector<CellFault> append_each(const Cells& cells, Column& column) const;
  template <class Value>
  std::vector<CellFault> append_numbers(const Cells& cells, Column& column) const;
  template <class Value>
  std::vector<CellFault> read_left_as(const LeftCells& left, const Cells& cells,
                                      Column& column) const;
  std::vector<CellFault> append_texts(const Cells& cells, Column& column) const;
  std::optional<CellFault> append_text(std::string_view text, Column& column) const;
  std::optional<CellFault> append_boolean(std::string_view text, Column& column) const;
  std::optional<CellFault> append_time(std::string_view text, Column& column) const;
  template <class Number>
  std::optional<CellFault> append_number(std::string_view text, Column& column) const;
  [[nodiscard]] bool may_be_marker(char first) const {
    return marker_starts_[static_cast<unsigned char>(first)];
  }
  [[nodiscard]] std::optional<TimeNs> parse_time(std::string_view text) const;
  [[nodiscard]] std::string with_point(std::string_view text) const;

  std::string name_;
  ColumnType type_;
  std::vector<std::string> markers_;
  std::bitset<256> marker_starts_;  ///< first bytes of markers
  std::optional<TimeFormat> format_;
  std::optional<TimeFormat> epoch_;  ///< of plain numbers where no format is stated
  bool may_be_missing_;
  bool markers_are_numbers_ = false;  ///< such as -1: cells must be compared before they are read
  bool decimal_comma_;
};

}  // namespace vedette
