// SPDX-License-Identifier: Apache-2.0
/// Text to rows and cells by RFC 4180: quoted cells may hold delimiters, line ends and doubled
/// quotes; lines end with LF, CRLF or CR; empty lines are not rows. A quote inside an unquoted
/// cell is a plain character.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/cell_texts.hpp"
#include "data/csv_index.hpp"

namespace vedette {

enum class CsvFault {
  none,
  unclosed_quote,    ///< no closing quote up to the end, or within the row limit
  text_after_quote,  ///< something other than a delimiter follows a closing quote
  row_too_long,
};

struct CsvRow {
  std::string_view raw;  ///< without its line end; a faulty row ends with its first line
  std::size_t cell_count = 0;  ///< 0 of a faulty row
  std::size_t start = 0;       ///< of the index: that of its first cell
  CsvFault fault = CsvFault::none;
  RowText copy{};  ///< its cells, if it holds quotes
};

/// Splits piece by piece; all views are into the text last given, or into this object, and end
/// with the next call. Rows without quotes are not looked at again after the index is made; rows
/// that hold one are taken apart byte by byte, and copied.
class CsvSplitter {
 public:
  /// So many bytes past the end of a text must be readable, whatever they hold.
  static constexpr std::size_t kPadding = CsvIndex::kPadding;

  CsvSplitter(char delimiter, std::size_t max_row_bytes);

  /// With the same delimiter and limit, at the start of a row.
  [[nodiscard]] CsvSplitter another() const { return {delimiter_, max_row_bytes_}; }

  enum class End { more_may_follow, last };

  /// Splits whole rows off the front of `text` (below 4 GiB), at most `max_rows`, and returns how
  /// many bytes are done with. What the rows are does not depend on how the text is cut.
  [[nodiscard]] std::size_t split(std::string_view text, std::size_t max_rows, End end);

  [[nodiscard]] const std::vector<CsvRow>& rows() const { return rows_; }
  /// The cells of one of them that is not faulty.
  [[nodiscard]] RowText cells(const CsvRow& row) const {
    return row.copy.text != nullptr ? row.copy
                                    : RowText{text_.data(), index_.starts() + row.start};
  }
  /// The same as views.
  [[nodiscard]] std::vector<std::string_view> cells_of(const CsvRow& row) const;

  /// Whether what was split last ended inside a row that was too long, the rest of which is no row:
  /// for the splitter that goes on from there, if it is another.
  [[nodiscard]] bool skips_line() const { return skips_line_; }
  void set_skips_line(bool skips) { skips_line_ = skips; }

 private:
  enum class Step { row, incomplete };
  struct Scan;
  struct Quoted {
    std::string_view cell{};  ///< without its quotes
    std::size_t end = 0;      ///< behind the closing quote
    std::optional<CsvFault> gives_up{};
  };

  Step split_row(Scan& scan);
  Step split_row_with_quotes(Scan& scan);
  Quoted take_quoted(const Scan& scan, std::size_t begin);
  Step give_up(Scan& scan, CsvFault fault);
  void begin_row_after(Scan& scan, std::size_t line_end);
  [[nodiscard]] std::string_view without_doubled_quotes(std::string_view quoted);

  char delimiter_;
  std::size_t max_row_bytes_;
  bool skips_line_ = false;  ///< inside the rest of a row that was too long
  std::string_view text_;    ///< last given
  CsvIndex index_;
  std::vector<CsvRow> rows_;
  CopiedRows copied_;                    ///< rows that hold quotes
  std::vector<std::string_view> cells_;  ///< of the row with quotes at hand
  std::deque<std::string> unescaped_;    ///< its cells that had doubled quotes
};

}  // namespace vedette
