// SPDX-License-Identifier: Apache-2.0
/// Text to rows and fields by RFC 4180: quoted fields may hold delimiters, line ends and doubled
/// quotes; lines end with LF, CRLF or CR; empty lines are not rows. A quote inside an unquoted
/// field is a plain character.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

enum class CsvFault {
  none,
  unclosed_quote,    ///< no closing quote up to the end, or within the row limit
  text_after_quote,  ///< something other than a delimiter follows a closing quote
  row_too_long,
};

struct CsvRow {
  std::string_view raw;  ///< without its line end; a faulty row ends with its first line
  std::uint32_t first_field = 0;
  std::uint32_t fields = 0;
  CsvFault fault = CsvFault::none;
};

/// Splits piece by piece; all views are into the text last given, or into this object, and end
/// with the next call.
class CsvSplitter {
 public:
  /// So many bytes past the end of a text must be readable, whatever they hold.
  static constexpr std::size_t kPadding = 64;

  CsvSplitter(char delimiter, std::size_t max_row_bytes);

  enum class End { more_may_follow, last };

  /// Splits whole rows off the front of `text` (below 4 GiB), at most `max_rows`, and returns how
  /// many bytes are done with. What the rows are does not depend on how the text is cut.
  [[nodiscard]] std::size_t split(std::string_view text, std::size_t max_rows, End end);

  [[nodiscard]] const std::vector<CsvRow>& rows() const { return rows_; }
  [[nodiscard]] const std::vector<std::string_view>& fields() const { return fields_; }

 private:
  enum class Step { field, row, incomplete };
  struct Scan;

  Step split_row(Scan& scan);
  Step split_quoted(Scan& scan);
  Step give_up(Scan& scan, CsvFault fault);
  void finish_row(Scan& scan, std::size_t end);
  [[nodiscard]] std::string_view without_doubled_quotes(std::string_view quoted);

  char delimiter_;
  std::size_t max_row_bytes_;
  bool skips_line_ = false;  ///< inside the rest of a row that was too long
  std::vector<CsvRow> rows_;
  std::vector<std::string_view> fields_;
  std::deque<std::string> unescaped_;  ///< fields that had doubled quotes
};

}  // namespace vedette
