// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "data/text.hpp"
#include "validate/checks.hpp"

namespace vedette {
namespace {

constexpr std::size_t kNamedClasses = 8;

void append(Findings& findings, Findings more) {
  for (Finding& finding : more) findings.push_back(std::move(finding));
}

/// Spelling for comparison: no case, no blanks, no final full stop.
std::string plain(std::string_view label) {
  std::string key;
  for (const char c : lower_case(label))
    if (c != ' ' && c != '\t' && c != '_' && c != '-') key += c;
  // `-1` and `1` are different labels: a sign is kept.
  if (trim(label).starts_with('-')) key.insert(key.begin(), '-');
  if (key.ends_with('.')) key.pop_back();
  return key;
}

Findings spelling_collisions(const Column& labels, const RowClasses& classes) {
  std::map<std::string, std::vector<std::string>> spellings;
  for (const std::uint32_t row : classes.raw.first_row)
    spellings[plain(labels.text(row))].push_back(fmt::format("'{}'", labels.text(row)));
  Findings findings;
  for (const auto& [key, values] : spellings)
    if (values.size() > 1)
      findings.push_back(make_finding("label_spelling", Severity::warning, labels.name,
                                      fmt::format("{} look like one label spelt in {} ways",
                                                  fmt::join(values, ", "), values.size())));
  return findings;
}

Findings small_classes(const std::string& column, const RowClasses& classes,
                       std::string_view code, std::int64_t from, std::int64_t below) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < classes.names.size(); ++i)
    if (classes.counts[i] >= from && classes.counts[i] < below)
      names.push_back(fmt::format("{} ({})", classes.names[i], classes.counts[i]));
  if (names.empty()) return {};
  const std::size_t count = names.size();
  if (count > kNamedClasses) names.resize(kNamedClasses);
  return {make_finding(code, Severity::warning, column,
                       fmt::format("{} class(es) have fewer than {} rows: {}{}", count, below,
                                   fmt::join(names, ", "), count > kNamedClasses ? " ..." : ""))};
}

Findings uncovered_labels(const std::string& column, const RowClasses& classes) {
  if (classes.uncovered.empty()) return {};
  std::vector<std::string> named = classes.uncovered;
  if (named.size() > kNamedClasses) named.resize(kNamedClasses);
  return {make_finding("label_unknown", Severity::error, column,
                       fmt::format("{} label value(s) have no class in the schema: '{}'{}",
                                   classes.uncovered.size(), fmt::join(named, "', '"),
                                   classes.uncovered.size() > named.size() ? " ..." : ""))};
}

Findings missing_labels(const Column& labels, const RowClasses& classes,
                        const ValidateOptions& options) {
  if (classes.raw.missing == 0) return {};
  std::vector<std::uint32_t> rows;
  for (std::size_t row = 0; row < labels.size() && rows.size() < 10; ++row)
    if (labels.missing[row] != 0) rows.push_back(static_cast<std::uint32_t>(row));
  Finding finding = make_finding("label_missing", Severity::warning, labels.name,
                                 fmt::format("{} rows have no label", classes.raw.missing));
  finding.rows = classes.raw.missing;
  finding.first_rows = file_rows(rows, options);
  return {std::move(finding)};
}

Findings no_labels(const ValidateOptions& options) {
  if (options.labels == LabelNeed::optional) return {};
  return {make_finding("label_absent", Severity::error, "",
                       "there are no labels: nothing can be learned or measured")};
}

}  // namespace

Findings check_labels(const Table& table, const Schema& schema, const RowClasses& classes,
                      const ValidateOptions& options) {
  const ColumnSpec* spec = schema.with_role(Role::label);
  const Column* labels = spec == nullptr ? nullptr : table.find(spec->name);
  if (labels == nullptr || classes.raw.distinct() == 0) return no_labels(options);
  Findings findings = uncovered_labels(labels->name, classes);
  append(findings, missing_labels(*labels, classes, options));
  append(findings, spelling_collisions(*labels, classes));
  const bool needed = options.labels == LabelNeed::required;
  if (needed && !classes.failure.empty())
    findings.push_back(
        make_finding("label_unusable", Severity::error, labels->name, classes.failure));
  if (!needed) return findings;
  append(findings, small_classes(labels->name, classes, "class_tiny", 0, options.tiny_class_rows));
  append(findings, small_classes(labels->name, classes, "class_small", options.tiny_class_rows,
                                 options.small_class_rows));
  return findings;
}

}  // namespace vedette
