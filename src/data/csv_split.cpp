// SPDX-License-Identifier: Apache-2.0
#include "data/csv_split.hpp"

#include <algorithm>
#include <optional>

namespace vedette {
namespace {

bool ends_line(char c) {
  return c == '\n' || c == '\r';
}

}  // namespace

/// Where splitting stands in one text.
struct CsvSplitter::Scan {
  std::string_view text;
  bool is_last;
  std::size_t row_begin = 0;
  std::size_t start = 0;  ///< of the index: where the row begins

  /// The first line end at or after `from`; the size of the text where there is none.
  [[nodiscard]] std::size_t line_end(std::size_t from) const {
    return std::min(text.find_first_of("\r\n", from), text.size());
  }
  [[nodiscard]] std::string_view part(std::size_t begin, std::size_t end) const {
    return text.substr(begin, end - begin);
  }
};

CsvSplitter::CsvSplitter(char delimiter, std::size_t max_row_bytes)
    : delimiter_(delimiter), max_row_bytes_(max_row_bytes) {}

std::size_t CsvSplitter::split(std::string_view text, std::size_t max_rows, End end) {
  rows_.clear();
  copied_.clear();
  text_ = text;
  const bool is_last = end == End::last;
  index_.begin(text, delimiter_, is_last ? CsvIndex::End::closes_row : CsvIndex::End::open);
  Scan scan{text, is_last};
  if (skips_line_) {
    const std::size_t line_end = scan.line_end(0);
    skips_line_ = line_end == text.size();
    begin_row_after(scan, line_end);
  }
  while (rows_.size() < max_rows && scan.row_begin < text.size())
    if (split_row(scan) == Step::incomplete) break;
  return scan.row_begin;
}

CsvSplitter::Step CsvSplitter::split_row(Scan& scan) {
  const std::size_t mark = index_.next_mark(scan.start);
  if (mark == CsvIndex::kNone) return give_up(scan, CsvFault::none);
  const std::size_t at = index_.starts()[mark] - 1;
  if (at - scan.row_begin > max_row_bytes_) return give_up(scan, CsvFault::row_too_long);
  if (at < scan.text.size() && scan.text[at] == '"') return split_row_with_quotes(scan);
  if (at > scan.row_begin)  // an empty line, such as the LF of a CRLF, leaves no row
    rows_.push_back({scan.part(scan.row_begin, at), mark - scan.start, scan.start});
  scan.row_begin = std::min(at + 1, scan.text.size());
  scan.start = mark;
  return Step::row;
}

/// Takes the row cell by cell, and copies it.
CsvSplitter::Step CsvSplitter::split_row_with_quotes(Scan& scan) {
  const std::string_view text = scan.text;
  cells_.clear();
  unescaped_.clear();
  std::size_t begin = scan.row_begin;  // of the cell at hand
  std::size_t start = scan.start;
  for (std::size_t seen = begin;;) {
    start = index_.find(seen + 1, start);
    if (start == CsvIndex::kNone) return give_up(scan, CsvFault::none);
    std::size_t at = index_.starts()[start] - 1;
    if (at - scan.row_begin > max_row_bytes_) return give_up(scan, CsvFault::row_too_long);
    std::string_view cell = scan.part(begin, at);
    seen = at + 1;
    if (at < text.size() && text[at] == '"') {
      if (at != begin) continue;  // a plain character
      const Quoted quoted = take_quoted(scan, begin);
      if (quoted.gives_up) return give_up(scan, *quoted.gives_up);
      cell = quoted.cell;
      at = quoted.end;
      seen = at + 1;
      start = index_.find(seen, start);
    }
    cells_.push_back(cell);
    begin = seen;
    if (at < text.size() && text[at] == delimiter_) continue;
    rows_.push_back({.raw = scan.part(scan.row_begin, at),
                     .cell_count = cells_.size(),
                     .copy = copied_.add(cells_)});
    scan.row_begin = std::min(at + 1, text.size());
    scan.start = start;
    return Step::row;
  }
}

/// The quoted cell that starts at `begin`; a separator follows it.
CsvSplitter::Quoted CsvSplitter::take_quoted(const Scan& scan, std::size_t begin) {
  const std::string_view text = scan.text;
  const std::string_view within_limit = text.substr(0, scan.row_begin + max_row_bytes_);
  const auto is_doubled = [&](std::size_t at) {
    return at != std::string_view::npos && at + 1 < text.size() && text[at + 1] == '"';
  };
  bool has_doubled = false;
  std::size_t quote = within_limit.find('"', begin + 1);
  for (; is_doubled(quote); quote = within_limit.find('"', quote + 2)) has_doubled = true;
  if (quote == std::string_view::npos) return {.gives_up = CsvFault::unclosed_quote};
  const std::size_t end = quote + 1;
  if (end == text.size() && !scan.is_last) return {.gives_up = CsvFault::none};
  if (end < text.size() && text[end] != delimiter_ && !ends_line(text[end]))
    return {.gives_up = CsvFault::text_after_quote};
  const std::string_view cell = scan.part(begin + 1, quote);
  return {.cell = has_doubled ? without_doubled_quotes(cell) : cell, .end = end};
}

/// A row that cannot be finished: with what there is (CsvFault::none), or at all. A faulty row
/// ends with its first line, so that one stray quote costs one row.
CsvSplitter::Step CsvSplitter::give_up(Scan& scan, CsvFault fault) {
  const std::size_t available = scan.text.size() - scan.row_begin;
  const bool waits = !scan.is_last && available <= max_row_bytes_;
  if (waits && (fault == CsvFault::none || fault == CsvFault::unclosed_quote))
    return Step::incomplete;
  const std::size_t end = scan.line_end(scan.row_begin);
  if (end == scan.text.size() && waits) return Step::incomplete;
  const bool too_long = end - scan.row_begin > max_row_bytes_;
  if (fault == CsvFault::none || too_long) fault = CsvFault::row_too_long;
  skips_line_ = end == scan.text.size() && !scan.is_last;
  const std::size_t kept = std::min(end, scan.row_begin + max_row_bytes_);
  rows_.push_back({.raw = scan.part(scan.row_begin, kept), .fault = fault});
  begin_row_after(scan, end);
  return Step::row;
}

void CsvSplitter::begin_row_after(Scan& scan, std::size_t line_end) {
  scan.row_begin = std::min(line_end + 1, scan.text.size());
  if (scan.row_begin < scan.text.size()) scan.start = index_.find(scan.row_begin, scan.start);
}

std::string_view CsvSplitter::without_doubled_quotes(std::string_view quoted) {
  std::string& plain = unescaped_.emplace_back();
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    plain += quoted[i];
    if (quoted[i] == '"') ++i;
  }
  return plain;
}

std::vector<std::string_view> CsvSplitter::cells_of(const CsvRow& row) const {
  std::vector<std::string_view> views;
  for (std::size_t i = 0; i < row.cell_count; ++i) views.push_back(cells(row)[i]);
  return views;
}

}  // namespace vedette
