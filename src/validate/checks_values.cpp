// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "data/text.hpp"
#include "validate/checks.hpp"
#include "validate/names.hpp"
#include "validate/numbers.hpp"

namespace vedette {
namespace {

constexpr double kMissingInfo = 0.05;
constexpr double kMissingWarning = 0.5;
constexpr std::size_t kNamedValues = 5;
constexpr std::size_t kSentinelDistinct = 10;
constexpr double kSentinels[] = {-1, -9, -99, -999, -9999};
// More rows than this are a third value in its own right.
constexpr double kStrayShare = 0.001;

/// One byte per code: 1 where `wanted(code)`.
template <class Wanted>
std::vector<std::uint8_t> mark_codes(const ColumnFacts& facts, const Wanted& wanted) {
  std::vector<std::uint8_t> marks(facts.distinct());
  for (std::size_t code = 0; code < marks.size(); ++code) marks[code] = wanted(code) ? 1 : 0;
  return marks;
}

std::size_t count_marks(const std::vector<std::uint8_t>& marks) {
  return static_cast<std::size_t>(std::count(marks.begin(), marks.end(), 1));
}

std::string name_values(const ColumnFacts& facts, const std::vector<std::uint8_t>& marks) {
  std::vector<std::string> names;
  for (std::size_t code = 0; code < marks.size() && names.size() < kNamedValues; ++code)
    if (marks[code] != 0) names.push_back(fmt::format("'{}'", facts.text(code)));
  const bool all = count_marks(marks) <= kNamedValues;
  return fmt::format("{}{}", fmt::join(names, ", "), all ? "" : " ...");
}

Findings one(Finding finding) { return {std::move(finding)}; }

/// Out-of-schema values are an error only when they are many: a few bad rows must not stop work.
Severity by_share(const ColumnFacts& facts, std::int64_t rows) {
  return facts.share(rows) > facts.options.max_out_of_range_share ? Severity::error
                                                                  : Severity::warning;
}

std::string range_text(const ColumnSpec& spec) {
  if (spec.min && spec.max)
    return fmt::format("from {} to {}", format_number(*spec.min), format_number(*spec.max));
  return spec.min ? fmt::format("{} or more", format_number(*spec.min))
                  : fmt::format("{} or less", format_number(*spec.max));
}

std::vector<std::uint32_t> first_missing(const ColumnFacts& facts) {
  std::vector<std::uint32_t> rows;
  for (std::size_t row = 0; row < facts.column.size() && rows.size() < 10; ++row)
    if (facts.column.missing[row] != 0) rows.push_back(static_cast<std::uint32_t>(row));
  return rows;
}

}  // namespace

Findings check_missing(const ColumnFacts& facts) {
  const std::int64_t missing = facts.coded.missing;
  if (missing == 0 || facts.spec.role == Role::label || facts.spec.role == Role::time) return {};
  const bool all = facts.coded.present() == 0;
  const bool forbidden = !facts.spec.may_be_missing && !(all && facts.spec.may_be_absent);
  const double share = facts.share(missing);
  if (!forbidden && (!facts.is_feature() || share < kMissingInfo)) return {};
  Finding finding = make_finding(
      forbidden ? "missing_forbidden" : all ? "empty_column" : "missing_values",
      forbidden ? Severity::error : share > kMissingWarning ? Severity::warning : Severity::info,
      facts.spec.name,
      all ? "no row has a value"
          : fmt::format("{} of {} rows ({}) have no value", missing, facts.column.size(),
                        percent_text(share)));
  finding.rows = missing;
  finding.first_rows = file_rows(first_missing(facts), facts.options);
  return one(std::move(finding));
}

Findings check_range(const ColumnFacts& facts) {
  const ColumnSpec& spec = facts.spec;
  if (!facts.is_number() || (!spec.min && !spec.max)) return {};
  const auto outside = mark_codes(facts, [&](std::size_t code) {
    const double value = facts.number(code);
    return (spec.min && value < *spec.min) || (spec.max && value > *spec.max);
  });
  if (count_marks(outside) == 0) return {};
  Finding finding = make_finding("out_of_range", Severity::warning, facts, outside, "");
  finding.severity = by_share(facts, finding.rows);
  finding.sentence = fmt::format("{} rows are outside the schema's range ({}): {}", finding.rows,
                                 range_text(spec), name_values(facts, outside));
  return one(std::move(finding));
}

Findings check_categories(const ColumnFacts& facts) {
  const auto& allowed = facts.spec.categories;
  if (allowed.empty() || facts.spec.role == Role::label) return {};
  const auto unknown = mark_codes(facts, [&](std::size_t code) {
    const std::string text = facts.text(code);
    return std::find(allowed.begin(), allowed.end(), trim(text)) == allowed.end();
  });
  if (count_marks(unknown) == 0) return {};
  Finding finding = make_finding("unknown_category", Severity::warning, facts, unknown, "");
  finding.severity = by_share(facts, finding.rows);
  finding.sentence = fmt::format("{} rows hold {} value(s) that the schema does not list: {}",
                                 finding.rows, count_marks(unknown), name_values(facts, unknown));
  return one(std::move(finding));
}

Findings check_constant(const ColumnFacts& facts) {
  if (!facts.is_feature() || facts.distinct() == 0 || facts.column.size() < 2) return {};
  const auto& counts = facts.coded.counts;
  const auto most = std::max_element(counts.begin(), counts.end());
  const auto code = static_cast<std::size_t>(most - counts.begin());
  if (*most == static_cast<std::int64_t>(facts.column.size()))
    return one(make_finding("constant", Severity::warning, facts.spec.name,
                            fmt::format("every row holds {}", facts.text(code))));
  if (facts.share(*most) < facts.options.near_constant_share) return {};
  const auto others = mark_codes(facts, [&](std::size_t other) { return other != code; });
  return one(make_finding(
      "near_constant", Severity::info, facts, others,
      fmt::format("{:.3f} % of the rows hold {}", 100 * facts.share(*most), facts.text(code))));
}

Findings check_infinite(const ColumnFacts& facts) {
  if (facts.column.type != ColumnType::float64) return {};
  const auto infinite =
      mark_codes(facts, [&](std::size_t code) { return std::isinf(facts.number(code)); });
  if (count_marks(infinite) == 0) return {};
  Finding finding = make_finding("infinite", Severity::warning, facts, infinite, "");
  finding.sentence = fmt::format("{} rows hold infinity, usually a division by zero upstream",
                                 finding.rows);
  return one(std::move(finding));
}

Findings check_sentinel(const ColumnFacts& facts) {
  if (!facts.is_number() || !facts.is_feature()) return {};
  if (facts.distinct() < kSentinelDistinct) return {};
  // Codes ascend: one negative value means that only code 0 is below zero.
  const double lowest = facts.number(0);
  const bool known = std::find(std::begin(kSentinels), std::end(kSentinels), lowest) !=
                     std::end(kSentinels);
  if (!known || facts.number(1) < 0) return {};
  const auto is_lowest = mark_codes(facts, [](std::size_t code) { return code == 0; });
  Finding finding = make_finding("sentinel", Severity::warning, facts, is_lowest, "");
  finding.sentence = fmt::format("{} rows hold {}, the only negative value: probably \"unknown\"",
                                 finding.rows, format_number(lowest));
  return one(std::move(finding));
}

Findings check_almost_binary(const ColumnFacts& facts) {
  if (!facts.is_number() || !facts.is_feature() || facts.spec.max || facts.distinct() != 3)
    return {};
  if (facts.number(0) != 0 || facts.number(1) != 1 || sounds_like_a_count(facts.spec.name))
    return {};
  if (facts.share(facts.coded.counts[2]) > kStrayShare) return {};
  const auto stray = mark_codes(facts, [](std::size_t code) { return code == 2; });
  Finding finding = make_finding("beyond_binary", Severity::warning, facts, stray, "");
  finding.sentence = fmt::format("a column of 0 and 1 holds {} in {} rows", facts.text(2),
                                 finding.rows);
  return one(std::move(finding));
}

}  // namespace vedette
