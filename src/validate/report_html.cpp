// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "validate/html.hpp"
#include "validate/numbers.hpp"
#include "validate/report.hpp"

namespace vedette {
namespace {

std::string tile(std::string_view number, std::string_view caption) {
  return fmt::format(R"(<div class="tile"><b>{}</b><span class="soft small">{}</span></div>)",
                     html_text(number), html_text(caption));
}

std::string tiles(const ValidationReport& report) {
  std::string html = R"(<div class="tiles">)";
  html += tile(grouped(report.rows_kept),
               fmt::format("rows kept of {} read", grouped(report.rows_read)));
  html += tile(grouped(report.rows_quarantined), "rows quarantined");
  html += tile(fmt::format("{}", report.columns.size()), "columns");
  html += tile(grouped(report.duplicates.repeats),
               fmt::format("repeated rows ({:.1f} %)",
                           100 * share_of(report.duplicates.repeats, report.rows_kept)));
  html += tile(grouped(report.contradictions.rows),
               fmt::format("contradictory rows in {} vectors",
                           grouped(report.contradictions.vectors)));
  if (report.accuracy_ceiling)
    html += tile(percent_text(*report.accuracy_ceiling), "accuracy ceiling");
  return html + "</div>\n";
}

/// The file's name without its folders.
std::string title_of(const ValidationReport& report) {
  if (report.source.empty()) return "Table";
  return report.source.substr(report.source.find_last_of('/') + 1);
}

std::string header(const ValidationReport& report) {
  std::string html = fmt::format("<header><h1>{}</h1><p class=\"soft\">Validation report",
                                 html_text(title_of(report)));
  if (report.source != title_of(report))
    html += fmt::format(" of <code>{}</code>", html_text(report.source));
  if (!report.schema_name.empty())
    html += fmt::format(" · schema <code>{}</code>", html_text(report.schema_name));
  if (!report.content_sha256.empty())
    html += fmt::format(" · SHA-256 <code>{}</code>", html_text(report.content_sha256));
  return html + "</p></header>\n" + tiles(report);
}

std::string first_rows_html(const Finding& finding) {
  if (finding.first_rows.empty()) return {};
  std::string list;
  for (const std::int64_t row : finding.first_rows)
    list += fmt::format("{}{}", list.empty() ? "" : ", ", grouped(row));
  const bool more = finding.rows > static_cast<std::int64_t>(finding.first_rows.size());
  return fmt::format(R"(<p class="soft small">Rows {}{}</p>)", list, more ? " …" : "");
}

std::string finding_html(const Finding& finding) {
  const std::string subject =
      finding.column.empty() ? "" : fmt::format("<code>{}</code>: ", html_text(finding.column));
  return fmt::format(
      R"(<li class="finding"><span class="badge {0}">{0}</span><div><p>{1}{2}</p>)"
      R"(<p class="soft">{3}</p>{4}<p class="soft small"><code>{5}</code></p></div></li>)"
      "\n",
      to_string(finding.severity), subject, html_text(finding.sentence),
      html_text(finding.advice), first_rows_html(finding), html_text(finding.code));
}

std::string findings_html(const ValidationReport& report) {
  std::string html = fmt::format(
      "<section><h2>Findings</h2><p class=\"soft\">{} errors, {} warnings, {} notes</p>"
      "<ul class=\"findings\">\n",
      count_findings(report, Severity::error), count_findings(report, Severity::warning),
      count_findings(report, Severity::info));
  for (const Finding& finding : report.findings) html += finding_html(finding);
  return html + "</ul></section>\n";
}

Ink ink_of(const ValidationReport& report, std::size_t cls) {
  const StackedBar bar = [&] {
    std::vector<std::int64_t> one(report.classes.size() + 1);
    one[cls] = 1;
    return stack("", one, report.classes);
  }();
  if (bar.benign > 0) return Ink::benign;
  return bar.attack > 0 ? Ink::attack : Ink::plain;
}

std::string classes_html(const ValidationReport& report) {
  if (report.classes.empty()) return {};
  std::string html =
      "<section><h2>Classes</h2><div class=\"card\"><table><thead><tr><th>class</th>"
      "<th class=\"number\">rows</th><th class=\"number\">share</th><th class=\"bar\">balance</th>"
      "</tr></thead><tbody>\n";
  for (std::size_t i = 0; i < report.classes.size(); ++i) {
    const ClassCount& cls = report.classes[i];
    const double share = share_of(cls.rows, report.rows_kept);
    html += fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td>"
        "<td class=\"number\">{:.2f} %</td><td>{}</td></tr>\n",
        html_text(cls.name), grouped(cls.rows), 100 * share,
        share_bar(share, ink_of(report, i), fmt::format("{:.2f} % of the rows", 100 * share)));
  }
  return html + "</tbody></table></div></section>\n";
}

std::string bin_label(const ColumnProfile& column, const Bin& bin) {
  if (bin.low == bin.high) return value_text(column, bin.low);
  return fmt::format("{} to {}", value_text(column, bin.low), value_text(column, bin.high));
}

std::vector<StackedBar> bars_of(const ColumnProfile& column, const ValidationReport& report) {
  std::vector<StackedBar> bars;
  for (const CategoryCount& category : column.top)
    bars.push_back(stack(category.value, category.per_class, report.classes));
  if (!bars.empty()) return bars;
  for (const Bin& bin : column.histogram)
    bars.push_back(stack(bin_label(column, bin), bin.per_class, report.classes));
  return bars;
}

std::string plot_description(const ColumnProfile& column) {
  if (!column.top.empty()) return "the most frequent values";
  switch (column.scale) {
    case BinScale::values:
      return "one bar per value";
    case BinScale::linear:
      return "24 equally wide bins";
    case BinScale::logarithmic:
      break;
  }
  return "24 bins that widen with the value (logarithmic axis)";
}

std::string range_html(const ColumnProfile& column) {
  if (!column.numbers) {
    const std::string most =
        column.top.empty() ? "" : html_text(fit_short(column.top.front().value, 28));
    return fmt::format("<td class=\"optional small\" colspan=\"3\">{}{}</td>",
                       most.empty() ? "" : "mostly ", most);
  }
  const NumberSummary& numbers = *column.numbers;
  std::string html;
  for (const double value : {numbers.min, numbers.quantiles[3], numbers.max})
    html += fmt::format("<td class=\"number optional small\">{}</td>",
                        html_text(value_text(column, value)));
  return html;
}

std::string column_html(const ColumnProfile& column, const ValidationReport& report) {
  const double missing = share_of(column.missing, column.rows);
  return fmt::format(
      "<tr{}><th scope=\"row\">{}<br><span class=\"soft small\">{} · {}{}</span></th><td>{}</td>"
      "{}<td class=\"number optional\">{}</td><td class=\"number\">{:.1f} %{}</td></tr>\n",
      column.role == Role::feature ? "" : " class=\"ignored\"", html_text(column.name),
      to_string(column.role), to_string(column.type),
      column.unit.empty() ? "" : " · " + html_text(column.unit),
      spark_bars(bars_of(column, report), "Distribution of " + column.name,
                 plot_description(column)),
      range_html(column), grouped(column.distinct), 100 * missing,
      share_bar(missing, Ink::plain, fmt::format("{:.1f} % missing", 100 * missing)));
}

std::string legend(const ValidationReport& report) {
  std::string html = "<p class=\"soft small\">";
  if (!report.classes.empty() && ink_of(report, 0) == Ink::benign) {
    const std::string other = report.classes.size() == 2 ? report.classes[1].name : "all others";
    for (const auto& [ink, name] :
         {std::pair{"benign", report.classes[0].name}, std::pair{"attack", other}})
      html += fmt::format(
          "<span class=\"key\"><svg viewBox=\"0 0 1 1\" aria-hidden=\"true\"><rect class=\"{}\" "
          "width=\"1\" height=\"1\"/></svg>{}</span>",
          ink, html_text(name));
  }
  return html + "Bar heights are square roots of row counts; point at a bar for its numbers.</p>";
}

std::string columns_html(const ValidationReport& report) {
  std::string html =
      "<section><h2>Columns</h2>" + legend(report) +
      "<div class=\"card\"><table><thead><tr><th>column</th><th>distribution</th>"
      "<th class=\"number optional\">min</th><th class=\"number optional\">median</th>"
      "<th class=\"number optional\">max</th><th class=\"number optional\">distinct</th>"
      "<th class=\"number\">missing</th></tr></thead><tbody>\n";
  for (const ColumnProfile& column : report.columns) html += column_html(column, report);
  return html + "</tbody></table></div></section>\n";
}

std::string column_drift_html(const ColumnDrift& column) {
  const std::string fresh =
      column.new_categories.empty()
          ? ""
          : fmt::format("<br><span class=\"soft small\">new: {}</span>",
                        html_text(fmt::format("{}", fmt::join(column.new_categories, ", "))));
  return fmt::format(
      "<tr><th scope=\"row\">{}{}</th><td>{}</td><td class=\"number\">{:.4f}</td>"
      "<td class=\"number optional\">{:.4g}</td><td class=\"number optional\">{:.2g}</td>"
      "<td><span class=\"badge {}\">{}</span></td></tr>\n",
      html_text(column.name), fresh, drift_bars(column.bins, "Shift of " + column.name),
      column.psi, column.statistic, column.p_value, to_string(column.severity),
      column.severity == Severity::info ? "stable" : to_string(column.severity));
}

std::string drift_html(const DriftReport& drift) {
  std::string html = fmt::format(
      "<section><h2>Drift</h2><p class=\"soft\">{} rows against {} reference rows; PSI from {} is "
      "a warning, from {} an error. Pale bars are the reference.</p><div class=\"card\"><table>"
      "<thead><tr><th>column</th><th>shares</th><th class=\"number\">PSI</th>"
      "<th class=\"number optional\">statistic</th><th class=\"number optional\">p</th>"
      "<th>severity</th></tr></thead><tbody>\n",
      grouped(drift.current_rows), grouped(drift.reference_rows), kDriftWarningPsi, kDriftErrorPsi);
  for (const ColumnDrift& column : drift.columns) html += column_drift_html(column);
  return html + "</tbody></table></div></section>\n";
}

}  // namespace

std::string to_html(const ValidationReport& report) {
  std::string html =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; style-src 'unsafe-inline'\">";
  html += fmt::format("<title>Validation of {}</title><style>{}</style></head><body>\n",
                      html_text(title_of(report)), report_style());
  html += header(report) + "<main>\n" + findings_html(report) + classes_html(report);
  if (report.drift) html += drift_html(*report.drift);
  html += columns_html(report);
  return html + "</main></body></html>\n";
}

}  // namespace vedette
