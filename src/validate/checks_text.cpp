// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>

#include "data/text.hpp"
#include "validate/checks.hpp"

namespace vedette {

Findings check_case_variants(const ColumnFacts& facts) {
  const bool few = facts.distinct() <= static_cast<std::size_t>(facts.options.many_categories);
  if (facts.column.type != ColumnType::text || !facts.is_feature() || !few) return {};
  std::map<std::string, std::vector<std::size_t>> spellings;
  for (std::size_t code = 0; code < facts.distinct(); ++code) {
    const std::string text = facts.text(code);
    spellings[lower_case(trim(text))].push_back(code);
  }
  std::vector<std::uint8_t> marks(facts.distinct());
  std::size_t groups = 0;
  std::string example;
  for (const auto& [key, codes] : spellings) {
    if (codes.size() < 2) continue;
    if (++groups == 1)
      example = fmt::format("'{}' and '{}'", facts.text(codes[0]), facts.text(codes[1]));
    for (const std::size_t code : codes) marks[code] = 1;
  }
  if (groups == 0) return {};
  return {make_finding("case_variants", Severity::warning, facts, marks,
                       fmt::format("{} value(s) are spelt in several ways, such as {}", groups,
                                   example))};
}

Findings check_many_categories(const ColumnFacts& facts) {
  if (facts.column.type != ColumnType::text || !facts.is_feature()) return {};
  if (static_cast<std::int64_t>(facts.distinct()) <= facts.options.many_categories) return {};
  return {make_finding("many_categories", Severity::warning, facts.spec.name,
                       fmt::format("{} different texts in {} rows", facts.distinct(),
                                   facts.coded.present()))};
}

}  // namespace vedette
