// SPDX-License-Identifier: Apache-2.0
#include "data/csv_split.hpp"

#include <algorithm>

#include "data/csv_scan.hpp"

namespace vedette {
namespace {

bool ends_line(char c) {
  return c == '\n' || c == '\r';
}

}  // namespace

/// Where splitting stands in one text.
struct CsvSplitter::Scan {
  std::string_view text;
  SpecialBytes special;
  bool is_last;
  std::size_t row_begin = 0;
  std::size_t field_begin = 0;
  std::uint32_t first_field = 0;

  /// The first line end at or after `from`; the size of the text where there is none.
  [[nodiscard]] std::size_t line_end(std::size_t from) const {
    return std::min(text.find_first_of("\r\n", from), text.size());
  }
};

CsvSplitter::CsvSplitter(char delimiter, std::size_t max_row_bytes)
    : delimiter_(delimiter), max_row_bytes_(max_row_bytes) {}

std::size_t CsvSplitter::split(std::string_view text, std::size_t max_rows, End end) {
  rows_.clear();
  fields_.clear();
  unescaped_.clear();
  Scan scan{text, SpecialBytes(text, delimiter_), end == End::last};
  if (skips_line_) {
    scan.row_begin = scan.line_end(0);
    skips_line_ = scan.row_begin == text.size();
    scan.special.seek(scan.row_begin);
  }
  while (rows_.size() < max_rows && scan.row_begin < text.size())
    if (split_row(scan) == Step::incomplete) break;
  return scan.row_begin;
}

CsvSplitter::Step CsvSplitter::split_row(Scan& scan) {
  const std::string_view text = scan.text;
  scan.first_field = static_cast<std::uint32_t>(fields_.size());
  scan.field_begin = scan.row_begin;
  for (;;) {
    const std::size_t at = scan.special.next();
    if (at - scan.row_begin > max_row_bytes_) return give_up(scan, CsvFault::row_too_long);
    if (at == text.size() && !scan.is_last) return give_up(scan, CsvFault::none);
    if (at < text.size() && text[at] == delimiter_) {
      fields_.push_back(text.substr(scan.field_begin, at - scan.field_begin));
      scan.field_begin = at + 1;
    } else if (at == text.size() || text[at] != '"') {
      if (at > scan.row_begin)
        fields_.push_back(text.substr(scan.field_begin, at - scan.field_begin));
      finish_row(scan, at);
      return Step::row;
    } else if (at == scan.field_begin) {
      if (const Step step = split_quoted(scan); step != Step::field) return step;
    }
  }
}

/// Takes the quoted field that starts at `field_begin`.
CsvSplitter::Step CsvSplitter::split_quoted(Scan& scan) {
  const std::string_view text = scan.text;
  const std::string_view within_limit = text.substr(0, scan.row_begin + max_row_bytes_);
  const std::size_t begin = scan.field_begin + 1;
  const auto is_doubled = [&](std::size_t at) {
    return at != std::string_view::npos && at + 1 < text.size() && text[at + 1] == '"';
  };
  bool has_doubled = false;
  std::size_t quote = within_limit.find('"', begin);
  for (; is_doubled(quote); quote = within_limit.find('"', quote + 2)) has_doubled = true;
  if (quote == std::string_view::npos) return give_up(scan, CsvFault::unclosed_quote);
  const std::size_t after = quote + 1;
  if (after == text.size() && !scan.is_last) return give_up(scan, CsvFault::none);
  const bool ends_row = after == text.size() || ends_line(text[after]);
  if (!ends_row && text[after] != delimiter_) return give_up(scan, CsvFault::text_after_quote);
  const std::string_view inner = text.substr(begin, quote - begin);
  fields_.push_back(has_doubled ? without_doubled_quotes(inner) : inner);
  scan.field_begin = after + 1;
  scan.special.seek(after + 1);
  if (!ends_row) return Step::field;
  finish_row(scan, after);
  return Step::row;
}

/// A row that cannot be finished: with what there is (CsvFault::none), or at all. A faulty row
/// ends with its first line, so that one stray quote costs one row.
CsvSplitter::Step CsvSplitter::give_up(Scan& scan, CsvFault fault) {
  fields_.resize(scan.first_field);
  const std::size_t available = scan.text.size() - scan.row_begin;
  const bool waits = !scan.is_last && available <= max_row_bytes_;
  if (waits && (fault == CsvFault::none || fault == CsvFault::unclosed_quote))
    return Step::incomplete;
  const std::size_t end = scan.line_end(scan.row_begin);
  if (end == scan.text.size() && waits) return Step::incomplete;
  const bool too_long = end - scan.row_begin > max_row_bytes_;
  if (fault == CsvFault::none || too_long) fault = CsvFault::row_too_long;
  skips_line_ = end == scan.text.size() && !scan.is_last;
  rows_.push_back({scan.text.substr(scan.row_begin, std::min(end - scan.row_begin, max_row_bytes_)),
                   scan.first_field, 0, fault});
  scan.row_begin = end;
  scan.special.seek(end);
  return Step::row;
}

/// Ends the row at its line end. An empty line, such as the LF of a CRLF, leaves no row.
void CsvSplitter::finish_row(Scan& scan, std::size_t end) {
  const auto count = static_cast<std::uint32_t>(fields_.size() - scan.first_field);
  if (count > 0)
    rows_.push_back({scan.text.substr(scan.row_begin, end - scan.row_begin), scan.first_field,
                     count, CsvFault::none});
  scan.row_begin = std::min(end + 1, scan.text.size());
}

std::string_view CsvSplitter::without_doubled_quotes(std::string_view quoted) {
  std::string& plain = unescaped_.emplace_back();
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    plain += quoted[i];
    if (quoted[i] == '"') ++i;
  }
  return plain;
}

}  // namespace vedette
