// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "data/timestamp.hpp"
#include "validate/checks.hpp"

namespace vedette {
namespace {

constexpr TimeNs kDay = 86'400 * kSecond;
constexpr TimeNs kJump = 30 * kDay;
// Nobody captured packets before 1980: such times come from a clock that was never set.
constexpr TimeNs kEarliest = 315'532'800 * kSecond;

bool is_clock(const ColumnFacts& facts) {
  return facts.spec.role == Role::time && facts.column.type == ColumnType::timestamp;
}

TimeNs time_of(const ColumnFacts& facts, std::size_t code) {
  return facts.column.int64s()[facts.coded.first_row[code]];
}

/// First code whose time can be true.
std::size_t first_plausible(const ColumnFacts& facts) {
  std::size_t code = 0;
  while (code < facts.distinct() && time_of(facts, code) < kEarliest) ++code;
  return code;
}

Findings unset_clock(const ColumnFacts& facts, std::size_t plausible) {
  if (plausible == 0) return {};
  std::vector<std::uint8_t> early(facts.distinct());
  std::fill_n(early.begin(), plausible, std::uint8_t{1});
  Finding finding = make_finding("clock_unset", Severity::warning, facts, early, "");
  finding.sentence = fmt::format("{} rows are dated before 1980, the first {}", finding.rows,
                                 format_timestamp(time_of(facts, 0)));
  return {std::move(finding)};
}

/// Times ascend with the codes, so a jump lies between neighbours.
Findings clock_jumps(const ColumnFacts& facts, std::size_t plausible) {
  std::int64_t jumps = 0;
  std::size_t widest = 0;
  TimeNs most = kJump;
  for (std::size_t code = plausible + 1; code < facts.distinct(); ++code) {
    const TimeNs gap = time_of(facts, code) - time_of(facts, code - 1);
    if (gap > kJump) ++jumps;
    if (gap <= most) continue;
    most = gap;
    widest = code;
  }
  if (jumps == 0) return {};
  return {make_finding(
      "clock_jump", Severity::warning, facts.spec.name,
      fmt::format("{} gap(s) longer than 30 days; the widest, {} days, ends {}", jumps, most / kDay,
                  format_timestamp(time_of(facts, widest))))};
}

Findings out_of_order(const ColumnFacts& facts) {
  std::int64_t steps_back = 0;
  std::uint32_t last = 0;
  for (const std::uint32_t code : facts.coded.codes) {
    if (code == kMissingCode) continue;
    if (code < last) ++steps_back;
    last = code;
  }
  if (steps_back == 0) return {};
  return {make_finding("time_unordered", Severity::info, facts.spec.name,
                       fmt::format("rows are not in order of time: {} steps back", steps_back))};
}

}  // namespace

Findings check_lost_times(const ColumnFacts& facts) {
  if (facts.spec.role != Role::time || facts.coded.missing == 0) return {};
  const double share = facts.share(facts.coded.missing);
  const bool many = share > facts.options.max_lost_times_share;
  Finding finding = make_finding(
      "time_lost", many ? Severity::error : Severity::warning, facts.spec.name,
      fmt::format("{} rows ({:.2f} %) have no time", facts.coded.missing, 100 * share));
  finding.rows = facts.coded.missing;
  return {std::move(finding)};
}

Findings check_clock(const ColumnFacts& facts) {
  if (!is_clock(facts) || facts.distinct() == 0) return {};
  const std::size_t plausible = first_plausible(facts);
  Findings findings = unset_clock(facts, plausible);
  for (auto& more : {clock_jumps(facts, plausible), out_of_order(facts)})
    findings.insert(findings.end(), more.begin(), more.end());
  return findings;
}

}  // namespace vedette
