// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "validate/numbers.hpp"
#include "validate/report.hpp"

namespace vedette {
namespace {

constexpr std::size_t kMostDriftRows = 20;
/// The same advice for a hundred columns is read once.
constexpr std::size_t kShownOfACode = 3;

std::string_view colour_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "\x1b[31m";
    case Severity::warning:
      return "\x1b[33m";
    case Severity::info:
      break;
  }
  return "\x1b[36m";
}

std::string paint(std::string_view text, std::string_view colour, const TextStyle& style) {
  return style.colour ? fmt::format("{}{}\x1b[0m", colour, text) : std::string(text);
}

std::string heading(std::string_view text, const TextStyle& style) {
  return fmt::format("\n{}\n", paint(text, "\x1b[1m", style));
}

/// Breaks at blanks so that no line passes the width; lines after the first are indented.
std::string wrap(std::string_view text, int width, int indent) {
  std::string wrapped;
  int column = indent;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const int length = text_width(word);
    if (column > indent && column + 1 + length > width) {
      wrapped += fmt::format("\n{:{}}", "", indent);
      column = indent;
    }
    if (column > indent) {
      wrapped += ' ';
      ++column;
    }
    wrapped += word;
    column += length;
  }
  return wrapped;
}

std::string headline(const ValidationReport& report, const TextStyle& style) {
  std::string text = paint(report.source.empty() ? "table" : report.source, "\x1b[1m", style);
  if (!report.schema_name.empty()) text += fmt::format("  (schema {})", report.schema_name);
  text += fmt::format("\n{} rows read, {} kept, {} quarantined; {} columns\n",
                      grouped(report.rows_read), grouped(report.rows_kept),
                      grouped(report.rows_quarantined), report.columns.size());
  text += fmt::format("{} distinct feature vectors, {} repeated rows, {} contradictory rows\n",
                      grouped(report.duplicates.distinct), grouped(report.duplicates.repeats),
                      grouped(report.contradictions.rows));
  if (report.accuracy_ceiling)
    text += fmt::format("accuracy ceiling {}\n", percent_text(*report.accuracy_ceiling));
  return text;
}

std::string first_rows_text(const Finding& finding) {
  if (finding.first_rows.empty()) return {};
  std::string text = finding.first_rows.size() == 1 ? " [row" : " [rows";
  for (const std::int64_t row : finding.first_rows) text += fmt::format(" {}", row);
  const bool more = finding.rows > static_cast<std::int64_t>(finding.first_rows.size());
  return text + (more ? " ...]" : "]");
}

std::string finding_text(const Finding& finding, const TextStyle& style) {
  constexpr int kIndent = 9;
  const std::string mark =
      paint(fmt::format("{:<7}", to_string(finding.severity)), colour_of(finding.severity), style);
  const std::string subject = finding.column.empty() ? "" : finding.column + ": ";
  return fmt::format("{}  {}\n{:{}}{}\n", mark,
                     wrap(subject + finding.sentence + first_rows_text(finding) + " (" +
                              finding.code + ")",
                          style.width, kIndent),
                     "", kIndent, wrap("-> " + finding.advice, style.width, kIndent));
}

std::string findings_text(const ValidationReport& report, const TextStyle& style) {
  std::string text = heading(
      fmt::format("Findings: {} errors, {} warnings, {} notes",
                  count_findings(report, Severity::error),
                  count_findings(report, Severity::warning),
                  count_findings(report, Severity::info)),
      style);
  std::map<std::string_view, std::size_t> shown;
  std::map<std::string_view, std::string> more;  // columns by code
  for (const Finding& finding : report.findings) {
    if (shown[finding.code]++ < kShownOfACode || finding.column.empty())
      text += finding_text(finding, style);
    else
      more[finding.code] += (more[finding.code].empty() ? "" : ", ") + finding.column;
  }
  for (const auto& [code, columns] : more)
    text += fmt::format("         {}\n",
                        wrap(fmt::format("{} also in: {}", code, columns), style.width, 9));
  return text;
}

std::string classes_text(const ValidationReport& report, const TextStyle& style) {
  if (report.classes.empty()) return {};
  std::string text = heading("Classes", style);
  for (const ClassCount& cls : report.classes) {
    const double share = share_of(cls.rows, report.rows_kept);
    const auto length = static_cast<std::size_t>(share * 40 + 0.5);
    text += fmt::format("  {} {:>12} {:>6.2f} %  {}\n", fit(cls.name, 28), grouped(cls.rows),
                        100 * share, std::string(length, '#'));
  }
  return text;
}

std::string column_line(const ColumnProfile& column) {
  std::string detail;
  if (column.type == ColumnType::text && !column.top.empty())
    detail = fmt::format("mostly '{}'", fit_short(column.top.front().value, 28));
  else if (column.numbers)
    detail = fmt::format("{:>10} {:>10} {:>10}", value_text(column, column.numbers->min),
                         value_text(column, column.numbers->quantiles[3]),
                         value_text(column, column.numbers->max));
  return fmt::format("  {} {:<8} {:<9} {:>6.2f} {:>9}  {}\n", fit(column.name, 26),
                     to_string(column.role), to_string(column.type),
                     100 * share_of(column.missing, column.rows), grouped(column.distinct), detail);
}

std::string columns_text(const ValidationReport& report, const TextStyle& style) {
  std::string text = heading("Columns", style);
  text += fmt::format("  {:<26} {:<8} {:<9} {:>6} {:>9}  {:>10} {:>10} {:>10}\n", "name", "role",
                      "type", "miss %", "distinct", "min", "median", "max");
  for (const ColumnProfile& column : report.columns) text += column_line(column);
  return text;
}

std::string drift_text(const DriftReport& drift, const TextStyle& style) {
  std::string text = heading(fmt::format("Drift: {} rows against {} reference rows",
                                         grouped(drift.current_rows),
                                         grouped(drift.reference_rows)),
                             style);
  text += fmt::format("  {:<26} {:>8} {:>10} {:>9}  {}\n", "column", "PSI", "statistic", "p",
                      "severity");
  const std::size_t shown = std::min(drift.columns.size(), kMostDriftRows);
  for (std::size_t i = 0; i < shown; ++i) {
    const ColumnDrift& column = drift.columns[i];
    text += fmt::format("  {} {:>8.4f} {:>10.4g} {:>9.2g}  {}\n", fit(column.name, 26), column.psi,
                        column.statistic, column.p_value,
                        paint(to_string(column.severity), colour_of(column.severity), style));
  }
  if (shown < drift.columns.size())
    text += fmt::format("  and {} columns that moved less\n", drift.columns.size() - shown);
  return text;
}

}  // namespace

std::string to_text(const ValidationReport& report, const TextStyle& style) {
  std::string text = headline(report, style);
  text += findings_text(report, style);
  text += classes_text(report, style);
  text += columns_text(report, style);
  if (report.drift) text += drift_text(*report.drift, style);
  return text;
}

}  // namespace vedette
