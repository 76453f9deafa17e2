// SPDX-License-Identifier: Apache-2.0
#include "validate/checks.hpp"

#include "validate/codes.hpp"

namespace vedette {
namespace {

constexpr std::size_t kFirstRows = 10;

constexpr ColumnCheck kColumnChecks[] = {
    check_missing,       check_range,           check_categories,  check_constant,
    check_infinite,      check_sentinel,        check_almost_binary, check_case_variants,
    check_many_categories, check_identifier,    check_restates_label, check_shortcut,
    check_lost_times,    check_clock,
};

std::int64_t rows_with(const CodedColumn& coded, const std::vector<std::uint8_t>& wanted) {
  std::int64_t rows = 0;
  for (std::size_t code = 0; code < wanted.size(); ++code)
    if (wanted[code] != 0) rows += coded.counts[code];
  return rows;
}

}  // namespace

bool ColumnFacts::is_number() const {
  return column.type == ColumnType::int64 || column.type == ColumnType::float64;
}

double ColumnFacts::number(std::size_t code) const { return column.number(coded.first_row[code]); }

std::string ColumnFacts::text(std::size_t code) const { return column.text(coded.first_row[code]); }

double ColumnFacts::share(std::int64_t rows) const {
  return column.size() == 0 ? 0 : static_cast<double>(rows) / static_cast<double>(column.size());
}

std::span<const ColumnCheck> column_checks() { return kColumnChecks; }

Finding make_finding(std::string_view code, Severity severity, std::string column,
                     std::string sentence) {
  return {std::string(code), severity,  std::move(column), 0, {}, std::move(sentence),
          std::string(validation_code(code).advice)};
}

Finding make_finding(std::string_view code, Severity severity, const ColumnFacts& facts,
                     const std::vector<std::uint8_t>& wanted, std::string sentence) {
  Finding finding = make_finding(code, severity, facts.spec.name, std::move(sentence));
  finding.rows = rows_with(facts.coded, wanted);
  finding.first_rows = file_rows(first_rows_with(facts.coded, wanted, kFirstRows), facts.options);
  return finding;
}

std::vector<std::int64_t> file_rows(const std::vector<std::uint32_t>& rows,
                                    const ValidateOptions& options) {
  std::vector<std::int64_t> numbers;
  for (const std::uint32_t row : rows)
    numbers.push_back(options.row_numbers.empty() ? std::int64_t{row} + 1
                                                  : options.row_numbers[row]);
  return numbers;
}

}  // namespace vedette
