// SPDX-License-Identifier: Apache-2.0
#include "validate/validate.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "validate/checks.hpp"
#include "validate/codes.hpp"
#include "validate/numbers.hpp"
#include "validate/profile.hpp"
#include "validate/twins.hpp"

namespace vedette {
namespace {

constexpr double kManyDuplicates = 0.1;

Result<> check_columns(const Table& table, const Schema& schema) {
  for (const ColumnSpec& spec : schema.columns) {
    const Column* column = table.find(spec.name);
    if (column == nullptr && spec.may_be_absent) continue;
    if (column == nullptr)
      return fail(ErrorCode::schema_mismatch,
                  fmt::format("the table has no column '{}', which schema '{}' asks for", spec.name,
                              schema.name),
                  "read the file with this schema, or allow may_be_absent");
    if (column->type != spec.type)
      return fail(ErrorCode::schema_mismatch,
                  fmt::format("column '{}' is {}, but schema '{}' says {}", spec.name,
                              to_string(column->type), schema.name, to_string(spec.type)),
                  "read the file with this schema");
  }
  return {};
}

ValidationReport start_report(const Table& table, const Schema& schema, const RowClasses& classes,
                              std::int64_t quarantined) {
  ValidationReport report;
  report.schema_name = schema.name;
  report.source = table.origin.source;
  report.content_sha256 = table.origin.content_sha256;
  report.rows_kept = static_cast<std::int64_t>(table.rows());
  report.rows_quarantined = quarantined;
  report.rows_read = report.rows_kept + quarantined;
  report.rows_without_class = classes.known() ? classes.without_class : report.rows_kept;
  for (std::size_t i = 0; i < classes.names.size(); ++i)
    report.classes.push_back({classes.names[i], classes.counts[i], classes.has_benign && i == 0});
  return report;
}

void append(Findings& findings, Findings more) {
  for (Finding& finding : more) findings.push_back(std::move(finding));
}

Findings check_row_counts(const ValidationReport& report, const ValidateOptions& options) {
  Findings findings;
  if (report.rows_kept == 0)
    findings.push_back(make_finding("no_rows", Severity::error, "", "no row is left to look at"));
  if (report.rows_quarantined == 0) return findings;
  const double share =
      static_cast<double>(report.rows_quarantined) / static_cast<double>(report.rows_read);
  Finding finding = make_finding(
      "quarantined",
      share > options.max_quarantined_share ? Severity::error : Severity::warning, "",
      fmt::format("{} of {} rows ({:.2f} %) could not be read and were set aside",
                  report.rows_quarantined, report.rows_read, 100 * share));
  finding.rows = report.rows_quarantined;
  findings.push_back(std::move(finding));
  return findings;
}

/// What one pass over the columns brings.
struct ColumnsSeen {
  std::vector<ColumnProfile> profiles;
  Findings findings;
  TwinCount twins;
};

Findings run_column_checks(const ColumnFacts& facts) {
  Findings findings;
  for (const ColumnCheck check_one : column_checks()) append(findings, check_one(facts));
  return findings;
}

Result<ColumnsSeen> look_at_columns(const Table& table, const Schema& schema,
                                    const RowClasses& classes, const ValidateOptions& options) {
  ColumnsSeen seen;
  TwinFinder twins(table.rows());
  for (std::size_t done = 0; done < schema.columns.size(); ++done) {
    if (options.work.stopped()) return fail(ErrorCode::cancelled, "validation was stopped");
    options.work.progress("validate", done, schema.columns.size());
    const ColumnSpec& spec = schema.columns[done];
    const Column* column = table.find(spec.name);
    if (column == nullptr) continue;
    const CodedColumn coded = code_column(*column);
    seen.profiles.push_back(profile_column(*column, spec, coded, classes));
    append(seen.findings, run_column_checks({*column, spec, coded, classes, options}));
    if (spec.role == Role::feature) twins.add(coded);
  }
  seen.twins = twins.count(classes);
  return seen;
}

Findings describe_twins(const ValidationReport& report, const TwinCount& twins,
                        const ValidateOptions& options) {
  Findings findings;
  const auto rows = static_cast<double>(report.rows_kept);
  if (twins.duplicates.repeats > 0) {
    const double share = static_cast<double>(twins.duplicates.repeats) / rows;
    Finding finding = make_finding(
        "duplicates", share > kManyDuplicates ? Severity::warning : Severity::info, "",
        fmt::format("{} rows ({:.1f} %) repeat the features of an earlier row; {} vectors differ",
                    twins.duplicates.repeats, 100 * share, twins.duplicates.distinct));
    finding.rows = twins.duplicates.repeats;
    findings.push_back(std::move(finding));
  }
  if (twins.contradictions.rows > 0) {
    Finding finding = make_finding(
        "contradictions", Severity::warning, "",
        fmt::format("{} feature vectors ({} rows) carry more than one class: no model can be right "
                    "in more than {} of the rows",
                    twins.contradictions.vectors, twins.contradictions.rows,
                    percent_text(twins.accuracy_ceiling.value_or(1))));
    finding.rows = twins.contradictions.rows;
    finding.first_rows = file_rows(twins.contradicting_rows, options);
    findings.push_back(std::move(finding));
  }
  return findings;
}

void sort_findings(Findings& findings) {
  const auto place = [](const Finding& finding) { return &validation_code(finding.code); };
  std::stable_sort(findings.begin(), findings.end(), [&](const Finding& a, const Finding& b) {
    return a.severity == b.severity ? place(a) < place(b) : a.severity > b.severity;
  });
}

}  // namespace

ValidatedTable::ValidatedTable(Table table, Schema schema, ValidationReport report)
    : table_(std::move(table)), schema_(std::move(schema)), report_(std::move(report)) {}

Result<ValidatedTable> validate(Table table, Schema schema, const ValidateOptions& options,
                                std::int64_t quarantined_before) {
  VEDETTE_TRY(check_columns(table, schema));
  check(options.row_numbers.empty() || options.row_numbers.size() == table.rows(),
        "row numbers are given for every row or for none");
  const RowClasses classes = classify_rows(table, schema);
  ColumnsSeen seen = VEDETTE_TRY(look_at_columns(table, schema, classes, options));
  ValidationReport report = start_report(table, schema, classes, quarantined_before);
  report.columns = std::move(seen.profiles);
  report.duplicates = seen.twins.duplicates;
  report.contradictions = seen.twins.contradictions;
  report.accuracy_ceiling = seen.twins.accuracy_ceiling;
  report.findings = check_row_counts(report, options);
  append(report.findings, check_labels(table, schema, classes, options));
  append(report.findings, std::move(seen.findings));
  append(report.findings, describe_twins(report, seen.twins, options));
  sort_findings(report.findings);
  return ValidatedTable(std::move(table), std::move(schema), std::move(report));
}

}  // namespace vedette
